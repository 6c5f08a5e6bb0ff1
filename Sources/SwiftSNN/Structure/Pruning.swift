import KernelTypes

extension Network {
  /// Removes the synapses below a threshold, and of the others the least until a part of all is
  /// gone; of equal ones the first. Returns how many.
  func prune(
    _ projection: Projection, _ operation: StructureOperation
  ) throws(SNNError) -> Int {
    let storage = try ownSynapses(projection)
    let count = storage.synapseCount
    let magnitudes: [Double]
    if let given = try operation.perSynapse("importance", count, projection.name) {
      magnitudes = given
    } else {
      magnitudes = try self.magnitudes(projection, storage)
    }
    let threshold = operation.values["threshold"]
    var removed = magnitudes.map { $0 < threshold }
    var left = Int((operation.values["fraction"] * Double(count)).rounded(.down))
    if left > 0 {
      let limit = magnitudes.sorted()[left - 1]
      for k in magnitudes.indices where magnitudes[k] < limit {
        removed[k] = true
        left -= 1
      }
      for k in magnitudes.indices where left > 0 && magnitudes[k] == limit {
        removed[k] = true
        left -= 1
      }
    }
    return try remove(removed, from: projection)
  }

  /// Absolute weights as of now, in the order users see.
  func magnitudes(
    _ projection: Projection, _ storage: SynapseStorage
  ) throws(SNNError) -> [Double] {
    let weights = try projection.online?.currentWeights(kernels: kernels) ?? storage.weights
    var magnitudes: [Double] = []
    magnitudes.reserveCapacity(storage.synapseCount)
    storage.forEachSynapse { _, place, _, _, _ in
      magnitudes.append(abs(weights?[place] ?? storage.uniformWeight))
    }
    return magnitudes
  }

  /// Counts survival up or down and removes what falls below 0; returns how many.
  ///
  /// R <- decay R + f d, d = gain u - cost (+ bonus where that is above 0), with u in 0...1 the
  /// importance between the least and a quantile of all, and f = exp(-floor(updates / slowing)) for
  /// protection that grows with age (Han et al., developmental plasticity-inspired adaptive pruning).
  func pruneSurvival(
    _ projection: Projection, _ operation: StructureOperation
  ) throws(SNNError) -> Int {
    let storage = try ownSynapses(projection)
    let (values, structure) = (operation.values, projection.structure)
    let count = storage.synapseCount
    var importance: [Double]
    if let given = try operation.perSynapse("importance", count, projection.name) {
      importance = given
    } else if values["activity"] == 1 {
      importance = jointActivity(projection, storage)
    } else {
      importance = try magnitudes(projection, storage)
    }
    scale(&importance, quantile: values["quantile"])
    let survival: RealBuffer
    if let kept = structure.survival {
      survival = kept
    } else {
      survival = try RealBuffer(
        "survival of '\(projection.name)'", count: storage.placeCount, storage.precision)
      survival.fill(.nan)
    }
    let slowing = values["slowing"]
    let age = slowing > 0 ? (Double(structure.survivalRounds) / slowing).rounded(.down) : 0
    let factor = Elementary.exp(-age)
    var removed = [Bool](repeating: false, count: count)
    storage.forEachSynapse { k, place, _, _, _ in
      var change = values["gain"] * importance[k] - values["cost"]
      if change > 0 { change += values["bonus"] }
      let before = survival[place].isNaN ? values["initial"] : survival[place]
      survival[place] = values["decay"] * before + factor * change
      removed[k] = survival[place] < 0
    }
    structure.survival = survival
    structure.survivalRounds += 1
    return try remove(removed, from: projection)
  }

  /// Product of the spike counts of both neurons, summed over the lanes.
  private func jointActivity(_ projection: Projection, _ storage: SynapseStorage) -> [Double] {
    let (source, target) = (projection.source, projection.target)
    var activity: [Double] = []
    activity.reserveCapacity(storage.synapseCount)
    storage.forEachSynapse { _, _, from, to, _ in
      var sum = 0.0
      for lane in 0..<lanes {
        sum +=
          Double(source.counts.base[lane * source.size + from])
          * Double(target.counts.base[lane * target.size + to])
      }
      activity.append(sum)
    }
    return activity
  }

  /// To 0...1, from the least to a quantile (linear between values) and beyond.
  private func scale(_ values: inout [Double], quantile: Double) {
    let sorted = values.sorted()
    guard let least = sorted.first else { return }
    let position = quantile * Double(sorted.count - 1)
    let below = min(Int(position), sorted.count - 1)
    let above = min(below + 1, sorted.count - 1)
    let most = sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
    let range = most - least
    for k in values.indices {
      values[k] = range > 0 ? min((values[k] - least) / range, 1) : 0
    }
  }

  private func remove(
    _ removed: [Bool], from projection: Projection
  ) throws(SNNError) -> Int {
    let count = removed.reduce(0) { $0 + ($1 ? 1 : 0) }
    guard count > 0 else { return 0 }
    try rebuild(projection) { !removed[$0] }
    projection.structure.vacancies += count
    return count
  }
}
