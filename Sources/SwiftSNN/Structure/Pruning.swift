import KernelTypes

extension Network {
  /// Removes the synapses below a threshold, and of the others the least until a part of all is
  /// gone; of equal ones the first. Returns how many.
  func prune(
    _ projection: Projection, _ operation: StructureOperation, until interruption: Interruption?
  ) throws(SNNError) -> Int {
    let storage = try ownSynapses(projection)
    let count = storage.synapseCount
    let magnitudes: [Double]
    if let given = try operation.perSynapse("importance", count, projection.name) {
      magnitudes = given
    } else {
      magnitudes = try self.magnitudes(projection, storage, until: interruption)
    }
    let threshold = operation.values["threshold"]
    var removed = magnitudes.map { $0 < threshold }
    var left = Int((operation.values["fraction"] * Double(count)).rounded(.down))
    if left > 0 {
      let limit = try OrderStatistic.value(at: left - 1, of: magnitudes, until: interruption)
      for k in magnitudes.indices where magnitudes[k] < limit {
        removed[k] = true
        left -= 1
      }
      for k in magnitudes.indices where left > 0 && magnitudes[k] == limit {
        removed[k] = true
        left -= 1
      }
    }
    return try remove(removed, from: projection, until: interruption)
  }

  /// Absolute weights as of now, in the order users see.
  private func magnitudes(
    _ projection: Projection, _ storage: SynapseStorage, until interruption: Interruption?
  ) throws(SNNError) -> [Double] {
    let weights = try projection.online?.currentWeights(kernels: kernels) ?? storage.weights
    var magnitudes: [Double] = []
    magnitudes.reserveCapacity(storage.synapseCount)
    storage.forEachSynapse(until: interruption) { _, place, _, _, _ in
      magnitudes.append(abs(weights?[place] ?? storage.uniformWeight))
    }
    try interruption?.check()
    return magnitudes
  }

  /// Counts survival up or down and removes what falls below 0; returns how many.
  ///
  /// R <- decay R + f d, d = gain u - cost (+ bonus where that is above 0), with u in 0...1 the
  /// importance between the least and a quantile of all, and f = exp(-floor(updates / slowing)) for
  /// protection that grows with age (Han et al., developmental plasticity-inspired adaptive pruning).
  func pruneSurvival(
    _ projection: Projection, _ operation: StructureOperation, until interruption: Interruption?
  ) throws(SNNError) -> Int {
    let storage = try ownSynapses(projection)
    let (values, structure) = (operation.values, projection.structure)
    let count = storage.synapseCount
    var importance: [Double]
    if let given = try operation.perSynapse("importance", count, projection.name) {
      importance = given
    } else if values["activity"] == 1 {
      importance = try jointActivity(projection, storage, until: interruption)
    } else {
      importance = try magnitudes(projection, storage, until: interruption)
    }
    try scale(&importance, quantile: values["quantile"], until: interruption)
    let former = structure.survival
    let survival = try RealBuffer(
      "survival of '\(projection.name)'", count: storage.placeCount, storage.precision)
    let slowing = values["slowing"]
    let age = slowing > 0 ? (Double(structure.survivalRounds) / slowing).rounded(.down) : 0
    let factor = Elementary.exp(-age)
    let (gain, cost, bonus) = (values["gain"], values["cost"], values["bonus"])
    let (initial, decay) = (values["initial"], values["decay"])
    var removed = [Bool](repeating: false, count: count)
    storage.forEachSynapse(until: interruption) { k, place, _, _, _ in
      var change = gain * importance[k] - cost
      if change > 0 { change += bonus }
      let known = former?[place] ?? .nan
      let before = known.isNaN ? initial : known
      survival[place] = decay * before + factor * change
      removed[k] = survival[place] < 0
    }
    try interruption?.check()
    structure.survival = survival
    do throws(SNNError) {
      let count = try remove(removed, from: projection, until: interruption)
      structure.survivalRounds += 1
      return count
    } catch {
      structure.survival = former
      throw error
    }
  }

  /// Product of the spike counts of both neurons, summed over the lanes.
  private func jointActivity(
    _ projection: Projection, _ storage: SynapseStorage, until interruption: Interruption?
  ) throws(SNNError) -> [Double] {
    let (source, target) = (projection.source, projection.target)
    var activity: [Double] = []
    activity.reserveCapacity(storage.synapseCount)
    storage.forEachSynapse(until: interruption) { _, _, from, to, _ in
      var sum = 0.0
      for lane in 0..<lanes {
        sum +=
          Double(source.counts.base[lane * source.size + from])
          * Double(target.counts.base[lane * target.size + to])
      }
      activity.append(sum)
    }
    try interruption?.check()
    return activity
  }

  /// To 0...1, from the least to a quantile (linear between values) and beyond.
  private func scale(
    _ values: inout [Double], quantile: Double, until interruption: Interruption?
  ) throws(SNNError) {
    guard let least = values.min() else { return }
    let position = quantile * Double(values.count - 1)
    let below = min(Int(position), values.count - 1)
    let above = min(below + 1, values.count - 1)
    let lower = try OrderStatistic.value(at: below, of: values, until: interruption)
    let upper = try OrderStatistic.value(at: above, of: values, until: interruption)
    let range = lower + (position - Double(below)) * (upper - lower) - least
    for k in values.indices {
      values[k] = range > 0 ? min((values[k] - least) / range, 1) : 0
    }
  }

  private func remove(
    _ removed: [Bool], from projection: Projection, until interruption: Interruption?
  ) throws(SNNError) -> Int {
    let count = removed.reduce(0) { $0 + ($1 ? 1 : 0) }
    guard count > 0 else { return 0 }
    try rebuild(projection, until: interruption) { !removed[$0] }
    projection.structure.vacancies += count
    return count
  }
}
