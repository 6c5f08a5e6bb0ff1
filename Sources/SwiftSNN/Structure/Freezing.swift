import KernelTypes

extension Network {
  /// Lets plasticity leave a projection alone, or take it up again; spikes pass and traces go on.
  public func setFrozen(_ index: Int32, all isFrozen: Bool) throws(SNNError) {
    let projection = try projection(index)
    if projection.isFrozen != isFrozen {
      // What came before counts by the old state: on thawing, that means not at all.
      projection.online?.settle(kernels: kernels)
      projection.isFrozen = isFrozen
      projection.informOnline()
      projection.online?.resume(kernels: kernels)
    }
  }

  /// Says which synapses plasticity leaves alone, in the order of the weights.
  public func setFrozen(
    _ index: Int32, _ flags: UnsafeBufferPointer<UInt8>
  ) throws(SNNError) {
    let projection = try projection(index)
    let count = try projection.synapseCount()
    guard flags.count == count else {
      throw .shape(
        "'\(projection.name)' has \(count) synapses, not \(flags.count); say of each whether it is "
          + "frozen")
    }
    let structure = projection.structure
    // What came before counts by the old state.
    projection.online?.settle(kernels: kernels)
    defer {
      projection.informOnline()
      projection.online?.resume(kernels: kernels)
    }
    guard flags.contains(where: { $0 != 0 }) else {
      structure.frozen = nil
      thawSetAside(projection)
      return
    }
    let storage = try ownSynapses(projection)
    let what = "frozen synapses of '\(projection.name)'"
    let frozen = FrozenSynapses(
      flags: try Buffer(what, count: storage.placeCount),
      weights: try RealBuffer(what, count: storage.placeCount, storage.precision))
    storage.forEachSynapse { k, place, _, _, _ in
      frozen.flags.base[place] = flags[k] != 0 ? 1 : 0
    }
    if let weights = storage.weights {
      frozen.hold(weights)
    } else {
      frozen.weights.fill(storage.uniformWeight)
    }
    structure.frozen = frozen
    thawSetAside(projection)
  }

  private func thawSetAside(_ projection: Projection) {
    for k in projection.structure.setAside.indices {
      projection.structure.setAside[k].notes.isFrozen = false
    }
  }

  /// 1 for frozen synapses, in the order of the weights.
  public func copyFrozen(
    _ index: Int32, into out: UnsafeMutableBufferPointer<UInt8>
  ) throws(SNNError) {
    let projection = try projection(index)
    let count = try projection.synapseCount()
    guard out.count == count else {
      throw .shape("'\(projection.name)' has \(count) synapses, not \(out.count)")
    }
    out.update(repeating: projection.isFrozen ? 1 : 0)
    guard !projection.isFrozen, let frozen = projection.structure.frozen else { return }
    projection.storage?.forEachSynapse { k, place, _, _, _ in out[k] = frozen.flags.base[place] }
  }
}
