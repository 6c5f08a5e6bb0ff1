import KernelTypes

extension Network {
  /// Lets a projection transmit a part of its weights that changes with the presynaptic spikes.
  ///
  /// - Parameter parameters: each one value, or one a source neuron.
  public func addDynamics(
    _ index: Int32, _ kind: String, parameters: [(name: String, values: [Double])]
  ) throws(SNNError) {
    let projection = try projection(index)
    let owner = "the dynamics of '\(projection.name)'"
    try requireNotStarted("dynamics of '\(projection.name)'")
    guard projection.dynamics == nil else {
      throw .state("'\(projection.name)' has dynamics already; a projection has one kind")
    }
    guard projection.source.model.graded == nil else {
      throw .invalid(
        "\(owner) need spikes, but '\(projection.source.name)' of model "
          + "'\(projection.source.model.spec.name)' transmits graded values")
    }
    guard projection.online == nil else { throw Network.changesOnline(projection) }
    guard projection.coefficient == nil else { throw Network.carriesAndScales(projection) }
    let made = try SynapticDynamics.make(
      kind, parameters, projection, dt: dt, precision, owner: owner)
    try projection.storage?.makeLists()
    projection.dynamics = made
  }

  /// Refuses a plasticity term that a projection's way to transmit rules out.
  func requireSpikesAsTheyAre(
    _ projection: Projection, _ term: PlasticityTerm
  ) throws(SNNError) {
    let needed = [
      ("presynaptic", projection.source, term.online || projection.source.model.still == nil),
      (
        "postsynaptic", projection.target,
        term.post.contains { !$0.needsMargin && !$0.needsPotential }
      ),
    ]
    for (side, population, isNeeded) in needed where isNeeded && population.model.graded != nil {
      let learns = side == "presynaptic" && population.model.still != nil
      throw .invalid(
        "a plasticity term of '\(projection.name)' needs \(side) spikes, but "
          + "'\(population.name)' of model '\(population.model.spec.name)' transmits graded values"
          + (learns ? "; with online off it learns from them in presentations" : ""))
    }
    guard projection.dynamics == nil || !term.online else {
      throw Network.changesOnline(projection)
    }
  }

  private static func changesOnline(_ projection: Projection) -> SNNError {
    .invalid(
      "'\(projection.name)' cannot have both dynamics and a plasticity term that acts while the "
        + "network runs; add the term with online off, so that it acts in presentations, or leave "
        + "out one of the two")
  }

  /// Copies a variable of a projection's dynamics, [lane][source neuron].
  public func copyDynamicsState(
    _ index: Int32, _ variable: String, into out: RealSpan
  ) throws(SNNError) {
    let projection = try projection(index)
    guard let dynamics = projection.dynamics, !dynamics.variables.isEmpty else {
      throw .state(
        "'\(projection.name)' has no dynamics with state; add 'tsodyks_markram' dynamics first")
    }
    guard let state = dynamics.state(variable) else {
      throw .unknown(
        "variable of the dynamics of '\(projection.name)'", variable, valid: dynamics.variables)
    }
    guard out.count == state.count else {
      throw .shape(
        "the dynamics of '\(projection.name)' have \(state.count) values of \(variable), "
          + "not \(out.count)")
    }
    state.copy(to: out.base)
  }

  /// Memory for the numbers that spikes carry, once delays are known.
  func prepareDynamics(window: Int) throws(SNNError) {
    for population in populations {
      let leaving = projections.filter { $0.source === population }
      for projection in leaving {
        guard let dynamics = projection.dynamics, let storage = projection.storage else { continue }
        dynamics.carried = try valueRing(population, projection.delays.upperBound + window)
        guard dynamics.sites > 0 else { continue }
        dynamics.release = try Release(
          sites: dynamics.sites, projection, storage, seed: seed)
      }
      population.dynamics = leaving.compactMap(\.dynamics)
      guard population.model.graded != nil else { continue }
      population.gradedOutput = try valueRing(population, population.longestDelay + window)
    }
  }

  private func valueRing(_ source: Population, _ steps: Int) throws(SNNError) -> ValueRing {
    try ValueRing(
      size: source.size, lanes: lanes, steps: steps, name: source.name, precision)
  }
}
