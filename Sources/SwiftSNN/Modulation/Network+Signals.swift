/// Signals, as the C layer adds and reads them.
extension Network {
  /// Kinds of signals, besides the errors of populations.
  static let sources = [Reward.spec, Concentration.spec, Goodness.spec, Gate.spec]

  public func addSignal(
    _ index: Int32, rule: String, parameters: NamedValues
  ) throws(SNNError) -> Int {
    try requireNotStarted("a signal")
    signals.append(
      try ErrorSignal(population: population(index), rule: rule, parameters, dt: dt))
    return signals.count - 1
  }

  /// - Parameter index: of the population that is read; -1 where none is.
  public func addSource(
    _ kind: String, population index: Int32, parameters: NamedValues,
    arrays: [(name: String, values: [Double])]
  ) throws(SNNError) -> Int {
    try requireNotStarted("a signal")
    guard let spec = Network.sources.first(where: { $0.name == kind }) else {
      throw .unknown("kind of signal", kind, valid: Network.sources.map(\.name))
    }
    let owner = "a \(kind)"
    let readsSpikes = kind == Concentration.spec.name || kind == Goodness.spec.name
    guard readsSpikes || index == -1 else {
      throw .invalid("\(owner) reads no population; give -1 for it, not \(index)")
    }
    if kind != Gate.spec.name { _ = try ArrayValues(arrays, specs: spec.arrays, owner: owner) }
    switch kind {
    case Reward.spec.name: signals.append(try Reward(parameters, lanes: lanes, dt: dt))
    case Concentration.spec.name:
      signals.append(try Concentration(population(index), parameters, dt: dt))
    case Goodness.spec.name: signals.append(try Goodness(population(index), parameters, dt: dt))
    default: signals.append(try Gate(parameters, arrays, lanes: lanes, dt: dt))
    }
    return signals.count - 1
  }

  private func signal(_ index: Int32) throws(SNNError) -> Signal {
    try find(index, in: signals, "signal")
  }

  public func setLabels(
    _ index: Int32, _ labels: UnsafeBufferPointer<Int32>
  ) throws(SNNError) {
    let signal = try signal(index)
    guard labels.count == lanes else {
      throw .shape("a signal needs one label a batch lane, \(lanes), not \(labels.count)")
    }
    try signal.setLabels(labels, step: step)
  }

  /// Gives a reward at the beginning of a step, -1 for the next, or sets it.
  public func giveReward(
    _ index: Int32, step given: Int64, _ amounts: UnsafeBufferPointer<Double>, replaces: Bool
  ) throws(SNNError) {
    guard let reward = try signal(index) as? Reward else {
      throw .invalid("signal \(index) is no reward, which alone can be given")
    }
    guard let at = Int(exactly: given) else {
      throw .invalid("step \(given) of a reward is too large")
    }
    try reward.give(amounts, step: at == -1 ? step : at, replaces: replaces, now: step)
  }

  public func signalDimension(_ index: Int32) throws(SNNError) -> Int {
    try signal(index).dimension
  }

  /// Copies what a signal is now, [lane][number].
  public func signalValues(
    _ index: Int32, to out: UnsafeMutableBufferPointer<Double>
  ) throws(SNNError) {
    let signal = try signal(index)
    let count = lanes * signal.dimension
    guard out.count == count, let base = out.baseAddress else {
      throw .shape("signal \(index) has \(count) values, not \(out.count)")
    }
    for lane in 0..<lanes {
      let values = signal.values(lane: lane)
      for c in 0..<signal.dimension {
        base[lane * signal.dimension + c] = values[c] - signal.baseline
      }
    }
  }
}
