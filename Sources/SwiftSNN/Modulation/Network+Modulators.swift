/// Modulators and what they move, as the C layer adds and reads them.
extension Network {
  /// A modulator of shape "random" or "class_groups".
  public func addModulator(
    signal: Int32, population: Int32, parameters: NamedValues
  ) throws(SNNError) -> Int {
    let target = try self.population(population)
    let owner = "a modulator of '\(target.name)'"
    let values = try ParameterValues(parameters, specs: CarriedModulator.specs, owner: owner)
    let through = try values.whole("through", of: owner)
    if values["class_groups"] == 1 {
      guard through == 0 else {
        throw .invalid(
          "\(owner) with class_groups needs through = 0 and a population that splits into the "
            + "classes of its signal")
      }
      return try addModulator(
        signal: signal, population: population, shape: Shape.classGroups.rawValue,
        nonlinearity: nil, projection: -1, parameters: [], arrays: [])
    }
    return try addModulator(
      signal: signal, population: population, shape: Shape.random.rawValue, nonlinearity: nil,
      projection: -1, parameters: parameters.filter { $0.name != "class_groups" }, arrays: [])
  }

  /// - Parameter projection: that a signal is carried back through; -1 for other shapes.
  public func addModulator(
    signal: Int32, population: Int32, shape: String, nonlinearity: String?, projection: Int32,
    parameters: NamedValues, arrays: [(name: String, values: [Double])]
  ) throws(SNNError) -> Int {
    try requireNotStarted("a modulator")
    let signal = try find(signal, in: signals, "signal")
    let target = try self.population(population)
    let owner = "a modulator of '\(target.name)'"
    guard let known = Shape(rawValue: shape) else {
      throw .unknown("shape of \(owner)", shape, valid: Shape.allCases.map(\.rawValue))
    }
    let named = try ArrayValues(arrays, specs: known.spec.arrays, owner: owner)
    let made = CarriedModulator.Description(
      signal: signal, target: target, shape: known,
      nonlinearity: try self.nonlinearity(nonlinearity, known, owner),
      values: try ParameterValues(parameters, specs: known.spec.parameters, owner: owner),
      seed: seed, index: modulators.count, dt: dt)
    guard known == .transposed || projection == -1 else {
      throw .invalid("\(owner) of shape '\(shape)' needs no projection; give -1 for it")
    }
    switch known {
    case .transposed:
      modulators.append(
        try TransposedModulator(made, through: try self.projection(projection)))
    case .learned: modulators.append(try LearnedModulator(made))
    default: modulators.append(try CarriedModulator(made, given: named["matrix"]))
    }
    return modulators.count - 1
  }

  private func nonlinearity(
    _ name: String?, _ shape: Shape, _ owner: String
  ) throws(SNNError) -> Nonlinearity {
    guard let name else { return .tanh }
    guard let known = Nonlinearity(rawValue: name) else {
      throw .unknown("nonlinearity of \(owner)", name, valid: Nonlinearity.allCases.map(\.rawValue))
    }
    guard shape == .random else {
      throw .invalid(
        "\(owner) of shape '\(shape.rawValue)' has no modulatory neurons, so no nonlinearity")
    }
    return known
  }

  /// A modulator that is the product of two of one population.
  public func multiplyModulators(_ first: Int32, _ second: Int32) throws(SNNError) -> Int {
    try requireNotStarted("a modulator")
    let (one, other) = (
      try find(first, in: modulators, "modulator"), try find(second, in: modulators, "modulator")
    )
    guard one.target === other.target else {
      throw .invalid(
        "modulators that are multiplied need one population, not '\(one.target.name)' and "
          + "'\(other.target.name)'")
    }
    modulators.append(try ProductModulator(one, other))
    return modulators.count - 1
  }

  public func modulatorMatrix(
    _ index: Int32, _ matrix: String
  ) throws(SNNError) -> (values: Buffer<Float>, rows: Int, columns: Int) {
    let modulator = try find(index, in: modulators, "modulator")
    guard let carried = modulator as? CarriedModulator, let b = carried.matrix else {
      throw .invalid("modulator \(index) is a product and has no matrix; those of its factors do")
    }
    switch matrix {
    case "b": return (b, carried.carried, carried.target.size)
    case "a":
      guard let a = carried.a else {
        throw .invalid("modulator \(index) has no modulatory neurons, so no matrix 'a'")
      }
      return (a, carried.signal.dimension, carried.carried)
    default: throw .unknown("matrix of a modulator", matrix, valid: ["a", "b"])
    }
  }

  /// Numbers of a lane: one, or one a neuron.
  public func modulatorSize(_ index: Int32) throws(SNNError) -> Int {
    try find(index, in: modulators, "modulator").size
  }

  /// Copies what a modulator is now, [lane][1 or neuron].
  public func modulatorValues(
    _ index: Int32, to out: UnsafeMutableBufferPointer<Double>
  ) throws(SNNError) {
    let modulator = try find(index, in: modulators, "modulator")
    let count = lanes * modulator.size
    guard out.count == count, let base = out.baseAddress else {
      throw .shape("modulator \(index) has \(count) values, not \(out.count)")
    }
    for lane in 0..<lanes {
      modulator.refresh(lane: lane)
      let now = modulator.current(lane: lane)
      for j in 0..<modulator.size {
        base[lane * modulator.size + j] = now[j] - modulator.baseline
      }
    }
  }

  /// Lets a modulator move a parameter of its population.
  public func addRoute(
    _ index: Int32, parameter: String, modulator: Int32, parameters: NamedValues
  ) throws(SNNError) {
    let population = try population(index)
    try requireNotStarted("the modulation of a parameter")
    let modulator = try find(modulator, in: modulators, "modulator")
    let specs = population.model.spec.parameters
    guard let spec = specs.first(where: { $0.name == parameter }) else {
      guard !specs.isEmpty else {
        throw .invalid("population '\(population.name)' has no parameters")
      }
      throw .unknown(
        "parameter of population '\(population.name)'", parameter, valid: specs.map(\.name))
    }
    let owner = ParameterRoute.owner(population, parameter)
    guard lanes == 1 else {
      throw .state("\(owner) needs batch = 1: the lanes share their parameters")
    }
    guard modulator.target === population else {
      throw .invalid(
        "\(owner) needs a modulator of '\(population.name)', not of '\(modulator.target.name)'")
    }
    guard !routes.contains(where: { $0.population === population && $0.parameter == parameter })
    else {
      throw .invalid("\(owner) is there already; multiply modulators, or use one")
    }
    routes.append(try ParameterRoute(population, spec, modulator, parameters, dt: dt))
  }
}
