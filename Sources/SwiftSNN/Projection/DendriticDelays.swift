import KernelTypes

/// How much of the delays of a projection is dendritic: taken from the synapse to the soma, by what
/// arrives, and from the soma to the synapse, by the spikes of the postsynaptic neuron. The rest is
/// axonal, from the presynaptic soma to the synapse. Transmission knows their sum alone; plasticity
/// that acts while the network runs tells them apart.
enum DendriticDelays {
  /// In steps, of every synapse.
  case same(Int)
  /// In steps, in the order users see.
  case each(Buffer<Int32>)

  func steps(_ k: Int) -> Int {
    switch self {
    case .same(let steps): steps
    case .each(let steps): Int(steps.base[k])
    }
  }
}

extension Network {
  /// Says how much of a projection's delays is dendritic, in ms: one value for all, or one a synapse
  /// in the order of the weights.
  public func setDendriticDelays(
    _ index: Int32, _ values: UnsafeBufferPointer<Double>
  ) throws(SNNError) {
    let projection = try projection(index)
    let name = projection.name
    try requireNotStarted("dendritic delays of '\(name)'")
    guard projection.terms.isEmpty else {
      throw .state("dendritic delays of '\(name)' must be set before its plasticity is added")
    }
    let isWhole = values.count == 1 ? true : try values.count == projection.synapseCount()
    if let first = values.first, isWhole, values.count == 1 || values.allSatisfy({ $0 == first }) {
      let steps = try dendriticSteps(first, name)
      guard steps <= projection.delays.lowerBound else {
        throw exceeds(first, projection.delays.lowerBound, name)
      }
      try projection.target.requireRoom(forDelay: 2 * steps)
      projection.dendritic = .same(steps)
      return
    }
    let storage = try projection.drawn(team)
    guard values.count == storage.synapseCount else {
      throw .shape(
        "'\(name)' has \(storage.synapseCount) synapses, not \(values.count); give one dendritic "
          + "delay, or one for each of them")
    }
    let steps = try Buffer<Int32>("dendritic delays of '\(name)'", count: values.count)
    for k in values.indices { steps.base[k] = Int32(try dendriticSteps(values[k], name)) }
    var beyond: (k: Int, delay: Int)?
    storage.forEachSynapse { k, _, _, _, delay in
      if beyond == nil, Int(steps.base[k]) > delay { beyond = (k, delay) }
    }
    if let beyond { throw exceeds(values[beyond.k], beyond.delay, name) }
    projection.dendritic = .each(steps)
  }

  /// In ms, in the order of the weights.
  public func copyDendriticDelays(
    _ index: Int32, into out: UnsafeMutableBufferPointer<Double>
  ) throws(SNNError) {
    let projection = try projection(index)
    let count = try projection.synapseCount()
    guard out.count == count else {
      throw .shape("'\(projection.name)' has \(count) synapses, not \(out.count)")
    }
    for k in 0..<count { out[k] = Double(projection.dendritic.steps(k)) * dt }
  }

  /// Steps of dendritic delay that plasticity of a projection has to do with.
  func dendriticSteps(
    _ projection: Projection, _ term: PlasticityTerm, owner: String
  ) throws(SNNError) -> Int {
    guard case .same(let steps) = projection.dendritic else {
      throw .invalid(
        "\(owner) needs one dendritic delay for all synapses, but they have several; make them "
          + "equal, or connect synapses of each as a projection of their own")
    }
    guard steps == 0 || term.online else {
      throw .invalid(
        "\(owner) acts at the end of presentations, which know axonal delays only; leave out the "
          + "dendritic delay, or use a term that acts while the network runs")
    }
    return steps
  }

  /// Refuses to learn from a presentation where a delay is dendritic.
  func requireAxonalDelays() throws(SNNError) {
    for projection in projections where !projection.terms.isEmpty {
      guard case .same(0) = projection.dendritic else {
        throw .state(
          "'\(projection.name)' cannot learn from a presentation, which knows axonal delays only; "
            + "leave out its dendritic delay, or learn in run")
      }
    }
  }

  private func dendriticSteps(_ delay: Double, _ name: String) throws(SNNError) -> Int {
    let steps = (delay / dt).rounded()
    guard delay.isFinite, delay >= 0, steps <= Double(Int32.max) else {
      throw .invalid(
        "a dendritic delay of '\(name)' must be 0 ms or more and at most the whole delay, "
          + "not \(delay)")
    }
    return Int(steps)
  }

  private func exceeds(_ given: Double, _ delay: Int, _ name: String) -> SNNError {
    .invalid(
      "a dendritic delay of '\(name)' is \(given) ms, more than the \(Double(delay) * dt) ms that "
        + "a spike takes altogether; the rest is its axonal delay")
  }
}
