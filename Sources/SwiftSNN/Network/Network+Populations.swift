extension Network {
  /// Parameters that say what state starts with.
  private static let starts: Set = ["v_init", "u_init", "w_init", "r_init"]
  /// The most neurons of a population.
  static let maximumSize = 1 << 30
  /// Neurons of a block below which a split is not worth a thread.
  private static let smallestBlock = 1024
  /// So that no block has more targets than a fanout can tell apart when its bounds are rounded.
  private static let largestBlock = Fanout.mostTargets / 64 * 64

  /// Names stand in sentences and tables.
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }

  public func addPopulation(
    name: String, model: String, size: Int,
    receptors: [(name: String, kind: String)] = [],
    parameters given: [(name: String, value: Double)]
  ) throws(SNNError) -> Int {
    try requireNotStarted("population '\(name)'")
    guard (1...Network.maximumSize).contains(size) else {
      throw .invalid(
        "size of population '\(name)' must be 1 to \(Network.maximumSize), not \(size)")
    }
    guard !name.isEmpty, !name.unicodeScalars.contains(where: Network.isControl) else {
      throw .invalid(
        "a population needs a name of at least one character, without line breaks, tabs and "
          + "other control characters")
    }
    guard !populations.contains(where: { $0.name == name }) else {
      throw .invalid("there is a population named '\(name)' already; give each its own name")
    }
    let definition = try Models.definition(model)
    let spec =
      receptors.isEmpty ? definition.spec : try definition.spec.with(receptors, owner: name)
    let values = try ParameterValues(
      given, specs: spec.parameters, owner: "population '\(name)' of model '\(model)'")
    let columns = ParameterColumns(values, specs: spec.parameters)
    try FreeMemory.require(lanes * size * 32, for: "population '\(name)'")
    try definition.check(columns, size: size, name: name)
    let extent = ModelExtent(size: size, lanes: lanes, dt: dt, precision: precision)
    let population = try Population(
      index: populations.count, name: name,
      model: try definition.make(spec, extent, columns),
      parameters: columns, size: size, lanes: lanes, blocks: blocks(size, spec))
    populations.append(population)
    return population.index
  }

  /// Places the neurons, for what is connected from now on.
  ///
  /// - Parameters:
  ///   - values: [neuron][dimension].
  ///   - extent: one a dimension, or none.
  public func setPositions(
    _ index: Int32, _ values: UnsafeBufferPointer<Double>, dimensions: Int,
    extent: UnsafeBufferPointer<Double>?
  ) throws(SNNError) {
    let population = try population(index)
    let owner = "population '\(population.name)'"
    guard (1...3).contains(dimensions) else {
      throw .shape("positions of \(owner) have 1 to 3 dimensions, not \(dimensions)")
    }
    guard values.count == population.size * dimensions else {
      throw .shape(
        "positions of \(owner) are \(population.size) of \(dimensions) numbers each, "
          + "not \(values.count) numbers")
    }
    population.positions = try Positions(
      values, dimensions: dimensions, extent: extent, of: owner)
  }

  /// Takes back the population that was added last, while nothing is attached to it.
  public func removePopulation(_ index: Int32) throws(SNNError) {
    let population = try population(index)
    try requireNotStarted("the removal of a population")
    let attached =
      projections.contains { $0.source === population || $0.target === population }
      || signals.contains { $0.population === population }
      || modulators.contains { $0.target === population }
      || routes.contains { $0.population === population }
      || recorders.contains { $0.population === population }
      || homeostats.contains { $0.population === population }
    guard population === populations.last, !attached else {
      throw .state(
        "population '\(population.name)' cannot be removed: only the one added last can, and only "
          + "while nothing is attached to it")
    }
    removed.append(populations.removeLast())
  }

  /// Splits a population so that every thread has a block; batch lanes need no split. More blocks
  /// than threads would only cost: a row is looked up once for each. Large blocks begin with a cache
  /// line even of bytes, so that no two threads write to one.
  private func blocks(_ size: Int, _ spec: ModelSpec) -> [Range<Int>] {
    guard spec.name != SpikeSource.spec.name else { return [0..<size] }
    let wanted = lanes == 1 ? min(partition, size / Network.smallestBlock) : 1
    let needed = (size + Network.largestBlock - 1) / Network.largestBlock
    let count = max(wanted, needed, 1)
    let bounds = (0...count).map { $0 == count ? size : size * $0 / count / 64 * 64 }
    return (0..<count).map { bounds[$0]..<bounds[$0 + 1] }
  }

  /// Has several blocks with enough threads, or for its size.
  func canBeSplit(_ population: Population) -> Bool {
    lanes == 1 && population.size >= 2 * Network.smallestBlock
      || population.size > Network.largestBlock
  }

  private func spec(_ population: Population, _ parameter: String) throws(SNNError) -> ParameterSpec
  {
    let specs = population.model.spec.parameters
    guard let spec = specs.first(where: { $0.name == parameter }) else {
      guard !specs.isEmpty else {
        throw .invalid("population '\(population.name)' has no parameters")
      }
      throw .unknown(
        "parameter of population '\(population.name)'", parameter, valid: specs.map(\.name))
    }
    return spec
  }

  /// Sets parameters together: all of them, or none where one is refused.
  public func setParameters(
    _ index: Int32, _ given: [(name: String, values: [Double])]
  ) throws(SNNError) {
    let population = try population(index)
    let owner = "population '\(population.name)'"
    let changed = population.parameters.copy()
    for (parameter, values) in given {
      let spec = try spec(population, parameter)
      guard values.count == 1 || values.count == population.size else {
        throw .shape(
          "\(parameter) of \(owner) takes 1 value or \(population.size), not \(values.count)")
      }
      guard spec.isPerNeuron || values.count == 1 else {
        throw .shape("\(parameter) of \(owner) is one value for all neurons")
      }
      for value in values { try spec.check(value, of: owner) }
      changed.set(parameter, values)
    }
    let definition = try Models.definition(population.model.spec.name)
    try definition.check(changed, size: population.size, name: population.name)
    population.rest?.wake(step: step)
    for (parameter, values) in given {
      population.parameters.set(parameter, values)
      population.model.parameterChanged(parameter)
    }
    if step == 0, given.contains(where: { Network.starts.contains($0.name) }) {
      population.model.reset()
    }
    for route in routes where route.population === population {
      if let (_, values) = given.last(where: { $0.name == route.parameter }) {
        route.rebase(values)
      }
    }
  }

  public func parameter(_ index: Int32, _ parameter: String) throws(SNNError) -> [Double] {
    let population = try population(index)
    _ = try spec(population, parameter)
    let values = population.parameters.column(parameter)
    let moved = parameter == "v_thresh" ? population.model.thresholds : nil
    return (0..<population.size).map { neuron in
      // What a homeostat left alone is as it was given, to the last digit.
      guard let now = moved?[neuron], now != precision.rounded(values[neuron]) else {
        return values[neuron]
      }
      return now
    }
  }

  public func stateView(_ index: Int32, _ variable: String) throws(SNNError) -> RealBuffer {
    let population = try population(index)
    guard let state = population.state(variable) else {
      let names = population.stateNames
      guard !names.isEmpty else {
        throw .invalid("population '\(population.name)' has no state variables")
      }
      throw .unknown("state variable of '\(population.name)'", variable, valid: names)
    }
    return state
  }

  public func countsView(_ index: Int32) throws(SNNError) -> Buffer<Int32> {
    try population(index).counts
  }
}
