extension Network {
  /// Adds a homeostat to a population.
  public func addHomeostat(
    _ index: Int32, kind: String, parameters: NamedValues
  ) throws(SNNError) {
    _ = try addHomeostat(
      population: index, projection: -1, kind: kind,
      parameters: parameters.map { ($0.name, [$0.value]) })
  }

  /// Adds a homeostat to a population or a projection; the other is -1.
  ///
  /// - Parameter parameters: each one value, or where a target may differ one a neuron.
  /// - Returns: its index.
  public func addHomeostat(
    population: Int32, projection: Int32, kind: String, parameters: NamedArrays
  ) throws(SNNError) -> Int {
    guard (population == -1) != (projection == -1) else {
      throw .invalid(
        "a homeostat is of a population or of a projection: give one of the two, -1 for the other")
    }
    homeostats.append(
      projection == -1
        ? try neuronHomeostat(population, kind, parameters)
        : try synapseHomeostat(projection, kind, parameters))
    return homeostats.count - 1
  }

  private func neuronHomeostat(
    _ index: Int32, _ name: String, _ parameters: NamedArrays
  ) throws(SNNError) -> any Homeostat {
    let population = try population(index)
    try requireNotStarted("a homeostat")
    let kind = try HomeostatKind(named: name, isOfNeurons: true)
    return try NeuronHomeostat(kind, population, parameters, dt: dt, precision)
  }

  private func synapseHomeostat(
    _ index: Int32, _ name: String, _ parameters: NamedArrays
  ) throws(SNNError) -> any Homeostat {
    let projection = try projection(index)
    try requireNotStarted("a homeostat")
    let kind = try HomeostatKind(named: name, isOfNeurons: false)
    switch kind {
    case .weightsToSum, .weightsToNorm:
      let made = try IncomingNorm(kind, projection, parameters, dt: dt, precision)
      projection.isRegulated = true
      return made
    case .weightsToRate, .inhibitionToRate:
      let made = try WeightsToRate(kind, projection, parameters, dt: dt, precision)
      projection.isRegulated = true
      return made
    default: return try LearningRateHomeostat(kind, projection, parameters, dt: dt)
    }
  }

  /// A variable of a homeostat as it is now: "target", or what its kind has.
  public func homeostatValues(
    _ index: Int32, _ variable: String
  ) throws(SNNError) -> [Double] {
    let homeostat = try find(index, in: homeostats, "homeostat")
    if variable == "target", let targets = homeostat.targets {
      return Array(UnsafeBufferPointer(start: targets.base, count: targets.count))
    }
    guard homeostat.variables.contains(variable) else {
      throw .unknown(
        "variable of \(homeostat.owner)", variable,
        valid: (homeostat.targets == nil ? [] : ["target"]) + homeostat.variables)
    }
    return homeostat.values(variable)
  }

  /// Sets targets from now on, one value for all neurons or one a neuron.
  public func setHomeostatTargets(
    _ index: Int32, _ values: UnsafeBufferPointer<Double>
  ) throws(SNNError) {
    let homeostat = try find(index, in: homeostats, "homeostat")
    guard let targets = homeostat.targets, let spec = homeostat.targetSpec else {
      throw .invalid("\(homeostat.owner) has no target")
    }
    let allowed = spec.isPerNeuron ? targets.count : 1
    guard values.count == 1 || values.count == allowed else {
      throw .shape(
        "targets of \(homeostat.owner) are one value"
          + (allowed > 1 ? " or \(allowed), one a neuron" : "") + ", not \(values.count)")
    }
    for value in values { try spec.check(value, of: homeostat.owner) }
    for j in 0..<targets.count { targets.base[j] = values[values.count == 1 ? 0 : j] }
  }

  /// Reports a score to a homeostat that sets a learning rate by it.
  public func reportScore(_ index: Int32, _ score: Double) throws(SNNError) {
    let homeostat = try find(index, in: homeostats, "homeostat")
    if homeostat.isActive { try homeostat.report(score) }
  }

  /// Lets a homeostat act or not from now on. What happened while it did not does not count.
  public func setHomeostatActive(_ index: Int32, _ isActive: Bool) throws(SNNError) {
    let homeostat = try find(index, in: homeostats, "homeostat")
    if isActive, !homeostat.isActive { homeostat.begin(step: step) }
    homeostat.isActive = isActive
  }

  /// Sets the factors of the neurons' synaptic input, one for all or one a neuron.
  public func setGains(
    _ index: Int32, _ values: UnsafeBufferPointer<Double>
  ) throws(SNNError) {
    let population = try population(index)
    let owner = "gain of population '\(population.name)'"
    guard values.count == 1 || values.count == population.size else {
      throw .shape("\(owner) takes 1 value or \(population.size), not \(values.count)")
    }
    for value in values where !(value >= 0 && value <= 1e6) {
      throw .invalid("\(owner) must be 0 to 1e6, not \(value)")
    }
    let gain = try population.regulatedGain(precision, owner: "a gain")
    for i in 0..<population.size { gain[i] = values[values.count == 1 ? 0 : i] }
  }

  // ---- Acting.

  /// Steps since the start after which any homeostat acts next in a run.
  func nextHomeostasis(after step: Int) -> Int {
    homeostats.reduce(Int.max) { $1.isActive ? min($0, $1.schedule.next(after: step)) : $0 }
  }

  /// Lets those act that are due now, and records what a sample was put off for.
  func regulate() throws(SNNError) {
    for homeostat in homeostats where homeostat.isActive && homeostat.schedule.isDue(at: step) {
      try homeostat.act(step: step, kernels: kernels)
    }
    for lane in 0..<lanes { record(lane: lane, step: step - 1, isPresentation: false) }
  }

  /// At the end of a presentation, which does not count for what comes.
  ///
  /// - Parameters:
  ///   - learned: it changed weights.
  ///   - step: it ended with the one before.
  ///   - lanes: whose samples count.
  func regulateAfterPresentation(
    learned: Bool, step: Int, lanes: Range<Int>
  ) throws(SNNError) {
    for population in populations { population.regulatedLanes = lanes }
    defer { for population in populations { population.regulatedLanes = 0..<self.lanes } }
    for homeostat in homeostats
    where learned && homeostat.isActive && homeostat.schedule.afterPresentations {
      try homeostat.act(step: step, kernels: kernels)
    }
    for homeostat in homeostats { homeostat.begin(step: step) }
  }

  func beginHomeostasis() {
    for homeostat in homeostats { homeostat.begin(step: step) }
  }
}
