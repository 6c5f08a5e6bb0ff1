import KernelTypes

extension Network {
  /// Number of synapses of a projection, those a mask has switched off included.
  public func maskSize(_ index: Int32) throws(SNNError) -> Int {
    let projection = try projection(index)
    return try projection.synapseCount() + projection.structure.setAside.count
  }

  /// 1 for the synapses that are on, ordered by source, delay and target.
  public func copyMask(
    _ index: Int32, into out: UnsafeMutableBufferPointer<UInt8>
  ) throws(SNNError) {
    let count = try maskSize(index)
    let projection = try projection(index)
    guard out.count == count else {
      throw .shape(
        "'\(projection.name)' has \(count) synapses on and off together, not \(out.count)")
    }
    out.update(repeating: 1)
    for one in projection.structure.setAside { out[one.order] = 0 }
  }

  /// Switches synapses on and off. One that is off is set aside with its weight and all that is
  /// known of it, and costs a run nothing; the weight stands still until it is on again.
  public func setMask(
    _ index: Int32, _ mask: UnsafeBufferPointer<UInt8>
  ) throws(SNNError) {
    let projection = try projection(index)
    projection.structure.origins = nil
    let storage = try ownSynapses(projection)
    let structure = projection.structure
    let present = storage.synapseCount
    guard mask.count == present + structure.setAside.count else {
      throw .shape(
        "'\(projection.name)' has \(present + structure.setAside.count) synapses on and off "
          + "together, not \(mask.count); the mask has one value for each")
    }
    if case .each = projection.dendritic {
      throw .state(
        "'\(projection.name)' has a dendritic delay for each synapse, which a mask would lose; "
          + "give all one dendritic delay")
    }
    let orders = try presentOrders(
      present, structure.setAside.map(\.order), until: team.interruption)
    let segments = Dictionary(
      uniqueKeysWithValues: storage.delays.enumerated().map { ($1, $0) })
    let added = structure.setAside.filter { mask[$0.order] != 0 }
      .sorted { $0.order < $1.order }
      .map {
        AddedSynapse(
          source: Int($0.source), target: Int($0.target), segment: segments[Int($0.delay)] ?? 0,
          weight: min(max($0.weight, projection.lower), projection.upper), order: $0.order,
          notes: $0.notes)
      }
    var aside = structure.setAside.filter { mask[$0.order] == 0 }
    let before = aside.count
    let weights = try projection.online?.currentWeights(kernels: kernels) ?? storage.weights
    storage.forEachSynapse(until: team.interruption) { k, place, source, target, delay in
      guard mask[orders[k]] == 0 else { return }
      aside.append(
        SetAsideSynapse(
          source: Int32(truncatingIfNeeded: source), target: Int32(truncatingIfNeeded: target),
          delay: Int32(truncatingIfNeeded: delay), order: orders[k],
          weight: weights?[place] ?? storage.uniformWeight, notes: projection.notes(at: place)))
    }
    try team.interruption.check()
    guard aside.count > before || !added.isEmpty else { return }
    try rebuild(projection, adding: added, masks: true, until: team.interruption) {
      mask[orders[$0]] != 0
    }
    structure.setAside = aside
  }
}
