extension Network {
  public func addPlasticity(
    _ index: Int32, pre: String, post: String, modulator: Int32, parameters: NamedValues
  ) throws(SNNError) {
    let projection = try projection(index)
    try requireNotStarted("plasticity")
    let owner = "a plasticity term of '\(projection.name)'"
    if modulator != -1 {
      let carried = try find(modulator, in: modulators, "modulator")
      guard carried.target === projection.target else {
        throw .invalid(
          "\(owner) needs a modulator of '\(projection.target.name)', but modulator \(modulator) "
            + "reaches '\(carried.target.name)'")
      }
    }
    let term = try PlasticityTerm(
      pre: pre, post: post, modulator: modulator == -1 ? nil : Int(modulator), parameters,
      owner: owner)
    try requireSpikesAsTheyAre(projection, term)
    guard term.post != .window || projection.target.model.thresholds != nil else {
      throw .invalid("\(owner) uses a window at threshold, which its target does not have")
    }
    let dendriticSteps = try dendriticSteps(projection, term, owner: owner)
    if term.actsOnline {
      guard !viewedWeights.contains(Int(index)) else {
        throw .state(
          "\(owner) changes weights while the network runs, but a view of them was given away; "
            + "add plasticity first")
      }
      projection.online = try OnlinePlasticity(
        terms: projection.terms.filter(\.actsOnline) + [term],
        storage: projection.drawn(team, learns: true), source: projection.source,
        target: projection.target, dendriticSteps: dendriticSteps, dt: dt, owner: owner)
      projection.online?.setBounds(projection.lower, projection.upper)
    }
    try projection.storage?.makeLists()
    projection.terms.append(term)
    learning = nil
  }

  public func setBounds(_ index: Int32, lower: Double, upper: Double) throws(SNNError) {
    let projection = try projection(index)
    guard lower <= upper else {
      throw .invalid(
        "bounds of '\(projection.name)' need lower <= upper, not \(lower) and \(upper)")
    }
    try check(projection, try projection.drawn(team), lower, upper)
    projection.online?.settle(kernels: kernels)
    projection.lower = precision.rounded(lower)
    projection.upper = precision.rounded(upper)
    projection.online?.setBounds(projection.lower, projection.upper)
    projection.online?.resume(kernels: kernels)
  }

  /// Multiplies the changes that later presentations make.
  public func setLearningRate(_ index: Int32, factor: Double) throws(SNNError) {
    let projection = try projection(index)
    guard factor.isFinite, factor >= 0, factor <= 1e6 else {
      throw .invalid(
        "learning rate factor of '\(projection.name)' must be 0 to 1e6, not \(factor)")
    }
    projection.setLearningRate(Float(factor))
  }

  /// Refuses bounds that a present weight lies outside of.
  private func check(
    _ projection: Projection, _ storage: SynapseStorage, _ lower: Double, _ upper: Double
  ) throws(SNNError) {
    let weights = try projection.online?.currentWeights(kernels: kernels) ?? storage.weights
    let bounds = (precision.rounded(lower), precision.rounded(upper))
    var outside: (k: Int, weight: Double)?
    func check(_ k: Int, _ weight: Double) {
      if outside == nil, !(weight >= bounds.0 && weight <= bounds.1) { outside = (k, weight) }
    }
    if let weights {
      // Only who is outside is looked for in the order users see.
      if (0..<weights.count).allSatisfy({ weights[$0] >= bounds.0 && weights[$0] <= bounds.1 }) {
        return
      }
      storage.forEachSynapse { k, place, _, _, _ in check(k, weights[place]) }
    } else if storage.synapseCount > 0 {
      check(0, storage.uniformWeight)
    }
    guard let outside else { return }
    throw .invalid(
      "weight \(outside.k) of '\(projection.name)' is \(precision.text(outside.weight)), outside the bounds "
        + "\(lower) to \(upper); draw or set weights within them first")
  }

  public func addSignal(
    _ index: Int32, rule: String, parameters: NamedValues
  ) throws(SNNError) -> Int {
    try requireNotStarted("a signal")
    signals.append(
      try ErrorSignal(population: population(index), rule: rule, parameters, dt: dt))
    return signals.count - 1
  }

  public func setLabels(
    _ index: Int32, _ labels: UnsafeBufferPointer<Int32>
  ) throws(SNNError) {
    let signal = try find(index, in: signals, "signal")
    guard labels.count == lanes else {
      throw .shape("a signal needs one label a batch lane, \(lanes), not \(labels.count)")
    }
    try signal.setLabels(labels)
  }

  public func addModulator(
    signal: Int32, population: Int32, parameters: NamedValues
  ) throws(SNNError) -> Int {
    try requireNotStarted("a modulator")
    let signal = try find(signal, in: signals, "signal")
    modulators.append(
      try Modulator(
        signal: signal, target: self.population(population), parameters, seed: seed,
        index: modulators.count))
    return modulators.count - 1
  }

  public func modulatorMatrix(
    _ index: Int32, _ matrix: String
  ) throws(SNNError) -> (values: Buffer<Float>, rows: Int, columns: Int) {
    let modulator = try find(index, in: modulators, "modulator")
    switch matrix {
    case "b": return (modulator.b, modulator.dimension, modulator.target.size)
    case "a":
      guard let a = modulator.a else {
        throw .invalid("modulator \(index) has no modulatory neurons, so no matrix 'a'")
      }
      return (a, modulator.signal.classes, modulator.dimension)
    default: throw .unknown("matrix of a modulator", matrix, valid: ["a", "b"])
    }
  }
}
