extension Network {
  /// A term as it is described: its factors, what it depends on, and its numbers.
  public typealias DescribedFactor = (name: String, parameters: NamedArrays)
  public struct DescribedTerm {
    public var pre: [DescribedFactor]
    public var post: [DescribedFactor]
    public var modulator: Int32
    public var dependence: String
    public var pairing: String
    public var parameters: NamedValues

    public init(
      pre: [DescribedFactor], post: [DescribedFactor], modulator: Int32 = -1,
      dependence: String = "none", pairing: String = "traces", parameters: NamedValues
    ) {
      self.pre = pre
      self.post = post
      self.modulator = modulator
      self.dependence = dependence
      self.pairing = pairing
      self.parameters = parameters
    }
  }

  /// Adds plasticity terms to a projection: all of them, or none where one is refused.
  public func addPlasticity(_ index: Int32, _ described: [DescribedTerm]) throws(SNNError) {
    let projection = try projection(index)
    try requireNotStarted("plasticity")
    let owner = "a plasticity term of '\(projection.name)'"
    var added: [PlasticityTerm] = []
    for term in described { added.append(try self.term(term, of: projection, owner)) }
    let online = (projection.terms + added).filter(\.online)
    if added.contains(where: \.online) {
      guard !viewedWeights.contains(Int(index)) else {
        throw .state(
          "\(owner) changes weights while the network runs, but a view of them was given away; "
            + "add plasticity first")
      }
      let made = try learner(online, projection, owner)
      made.setBounds(projection.lower, projection.upper)
      projection.online = made
      projection.informOnline()
    }
    try projection.storage?.makeLists()
    projection.terms += added
    learning = nil
  }

  private func term(
    _ described: DescribedTerm, of projection: Projection, _ owner: String
  ) throws(SNNError) -> PlasticityTerm {
    if described.modulator != -1 {
      let carried = try find(described.modulator, in: modulators, "modulator")
      guard carried.target === projection.target else {
        throw .invalid(
          "\(owner) needs a modulator of '\(projection.target.name)', but modulator "
            + "\(described.modulator) reaches '\(carried.target.name)'")
      }
    }
    func factors(
      _ given: [DescribedFactor], _ population: Population
    ) throws(SNNError) -> [Factor] {
      var factors: [Factor] = []
      for (name, parameters) in given {
        factors.append(try Factor(name, parameters, size: population.size, owner: owner))
      }
      return factors
    }
    let term = try PlasticityTerm(
      pre: factors(described.pre, projection.source),
      post: factors(described.post, projection.target),
      modulator: described.modulator == -1 ? nil : Int(described.modulator),
      dependence: described.dependence, pairing: described.pairing, described.parameters,
      owner: owner)
    try requireSpikesAsTheyAre(projection, term)
    try requireNoUpdate(projection, term, owner: owner)
    _ = try dendriticSteps(projection, term, owner: owner)
    try check(term, of: projection, owner)
    return term
  }

  private func check(
    _ term: PlasticityTerm, of projection: Projection, _ owner: String
  ) throws(SNNError) {
    let target = projection.target
    let model = target.model.spec.name
    guard !term.post.contains(where: \.needsMargin) || target.model.thresholds != nil else {
      throw .invalid(
        "\(owner) uses a window or triangle at threshold, which its target '\(target.name)' of "
          + "model '\(model)' does not have")
    }
    guard !term.post.contains(where: \.needsPotential) || target.model.state("v") != nil else {
      throw .invalid(
        "\(owner) uses the membrane potential, which its target '\(target.name)' of model "
          + "'\(model)' does not have")
    }
    for factor in term.post where factor.kind == .potential {
      let steps = factor.value("delay") / dt
      guard abs(steps - steps.rounded()) <= 1e-6 * max(1, steps) else {
        throw .invalid(
          "delay of the potential of \(owner) must be a whole number of steps of \(dt) ms, not "
            + "\(factor.value("delay")) ms")
      }
    }
    guard !term.online || target.model.graded == nil else {
      throw .invalid(
        "\(owner) acts while the network runs, but its target '\(target.name)' of model '\(model)' "
          + "does not spike")
    }
    guard !term.online || !term.hasEligibility || term.tauEligibility >= dt else {
      throw .invalid(
        "tau_eligibility of \(owner) must be 0 for none or at least a step of \(dt) ms, not "
          + "\(term.tauEligibility)")
    }
    switch term.dependence.form {
    case .upper, .lower:
      guard projection.lower.isFinite, projection.upper.isFinite,
        projection.lower < projection.upper
      else {
        throw .invalid(
          "\(owner) depends on the distance from its bounds, which must be finite and different; "
            + "set w_min and w_max first")
      }
    default: break
    }
  }

  /// What follows these terms in a run.
  private func learner(
    _ terms: [PlasticityTerm], _ projection: Projection, _ owner: String
  ) throws(SNNError) -> any OnlineLearning {
    var steps = 0
    for term in terms { steps = try dendriticSteps(projection, term, owner: owner) }
    if steps > 0,
      terms.contains(where: { $0.post.contains { $0.needsMargin || $0.needsPotential } })
    {
      throw .invalid(
        "\(owner) uses the membrane potential of the moment, which a dendritic delay does not "
          + "carry; leave the delay out")
    }
    let (source, target) = (projection.source, projection.target)
    if projection.storage == nil {
      try projection.wiring?.checkLearning(numbers: terms.contains { $0.hasEligibility } ? 1 : 0)
    }
    let storage = try projection.drawn(team, learns: true)
    let factors = PostFactors(
      size: target.size, dt: dt, precision, what: "plasticity state of \(owner)")
    if IntegralPlasticity.suits(terms) {
      return try IntegralPlasticity(
        IntegralSum(terms, factors: factors, modulators: modulators, dt: dt), terms[0],
        factors: factors, storage: storage, source: source, target: target, dendriticSteps: steps,
        modulators: modulators, dt: dt, owner: owner)
    }
    return try HistoryPlasticity(
      terms, factors: factors, storage: storage, source: source, target: target,
      dendriticSteps: steps, modulators: modulators, dt: dt, owner: owner)
  }

  /// Copies the eligibility of every synapse as of now, in the order of the weights.
  public func copyEligibility(_ index: Int32, into out: RealSpan) throws(SNNError) {
    let projection = try projection(index)
    guard let storage = projection.storage,
      let eligibility = try projection.online?.currentEligibility(kernels: kernels)
    else {
      throw .state(
        "'\(projection.name)' keeps no eligibility traces: no term that acts in run has one")
    }
    guard out.count == storage.synapseCount else {
      throw .shape(
        "'\(projection.name)' has \(storage.synapseCount) eligibility traces, not \(out.count)")
    }
    storage.copyInUserOrder(eligibility, to: out.base)
  }
}
