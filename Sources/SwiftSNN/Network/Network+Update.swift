import KernelTypes

extension Network {
  /// Chooses what makes steps of the changes of presentations; its state begins anew.
  public func setOptimiser(
    _ index: Int32, _ kind: String, parameters: NamedValues
  ) throws(SNNError) {
    let projection = try projection(index)
    let owner = "the optimiser of '\(projection.name)'"
    let made = try Optimiser(kind, parameters, owner: owner)
    try update(of: projection, owner: owner).setOptimiser(made)
  }

  /// Says what the steps of the optimiser go through.
  ///
  /// - Parameter arrays: one value a synapse each, in the order of the weights.
  public func setUpdate(
    _ index: Int32, parameters: NamedValues, arrays: NamedArrays
  ) throws(SNNError) {
    let projection = try projection(index)
    let owner = "the update of '\(projection.name)'"
    let rules = try UpdateRules(parameters, owner: owner)
    try rules.requireRange(projection.lower, projection.upper, owner: owner)
    let update = try update(of: projection, owner: owner)
    let storage = try projection.drawn(team)
    var placed: [String: RealBuffer] = [:]
    for (name, values) in arrays {
      guard let spec = UpdateRules.arrays.first(where: { $0.name == name }) else {
        throw .unknown("array of \(owner)", name, valid: UpdateRules.arrays.map(\.name))
      }
      guard values.count == storage.synapseCount else {
        throw .shape(
          "\(name) of \(owner) needs one value for each of the \(storage.synapseCount) synapses, "
            + "not \(values.count)")
      }
      for value in values { try spec.check(value, of: owner) }
      let weights = try storage.materialise()
      let made = try RealBuffer("\(name) of \(owner)", count: weights.count, precision)
      storage.forEachSynapse { k, place, _, _, _ in made[place] = values[k] }
      placed[name] = made
    }
    update.setRules(rules, factors: placed["factor"], references: placed["reference"])
  }

  private func update(
    of projection: Projection, owner: String
  ) throws(SNNError) -> WeightUpdate {
    guard !projection.terms.isEmpty else {
      throw .state(
        "\(owner) acts on the changes of presentations, but there is no plasticity; add a term "
          + "first")
    }
    guard !projection.terms.contains(where: \.online) else {
      throw Network.needsPresentations(owner)
    }
    if let update = projection.update { return update }
    let made = WeightUpdate(projection, seed: seed)
    projection.update = made
    return made
  }

  /// Refuses a term that acts in `run` where changes go through an update, or weights are scaled.
  func requireNoUpdate(
    _ projection: Projection, _ term: PlasticityTerm, owner: String
  ) throws(SNNError) {
    guard projection.update == nil || !term.online else {
      throw Network.needsPresentations(owner)
    }
  }

  private static func needsPresentations(_ owner: String) -> SNNError {
    .invalid(
      "\(owner) cannot be combined: optimisers and updates act on the changes of presentations, "
        + "not spike by spike while the network runs; add the terms with online off")
  }
}
