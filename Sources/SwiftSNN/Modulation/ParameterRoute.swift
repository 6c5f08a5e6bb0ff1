/// A modulator that moves a parameter of its population:
///
///     parameter = clip(base + offset + gain M, lower, upper)
///
/// in steps that are a whole number of periods after the start of the network or presentation, with
/// base what the user set the parameter to.
final class ParameterRoute {
  static let specs = [
    ParameterSpec("gain", default: 1, "of the modulator, in the parameter's unit"),
    ParameterSpec("offset", default: 0, "added to the parameter as it was set"),
    ParameterSpec(
      "lower", default: -.infinity, allowsInfinity: true, "lowest value; infinite: its own"),
    ParameterSpec(
      "upper", default: .infinity, allowsInfinity: true, "highest value; infinite: its own"),
    ParameterSpec(
      "period", unit: "ms", default: 0, in: 0...1e9, "between changes; 0: every step"),
  ]

  let population: Population
  let parameter: String
  private let modulator: Modulator
  private let gain: Double
  private let offset: Double
  private let lower: Double
  private let upper: Double
  private let periodSteps: Int
  /// One value, or one a neuron.
  private var base: [Double]
  /// What the parameter was before the last change: room for the next.
  private var spare: [Double] = []

  init(
    _ population: Population, _ spec: ParameterSpec, _ modulator: Modulator,
    _ given: [(name: String, value: Double)], dt: Double
  ) throws(SNNError) {
    let owner = ParameterRoute.owner(population, spec.name)
    let values = try ParameterValues(given, specs: Self.specs, owner: owner)
    self.population = population
    self.modulator = modulator
    parameter = spec.name
    gain = values["gain"]
    offset = values["offset"]
    periodSteps = max(1, Int((values["period"] / dt).rounded()))
    lower = max(values["lower"], spec.range.lowerBound)
    upper = min(values["upper"], spec.range.upperBound)
    guard !spec.isSwitch, !spec.isWhole, !spec.name.hasSuffix("_init") else {
      throw .invalid("\(owner) needs a parameter that can move, which \(spec.name) cannot")
    }
    guard population.model.still == nil else {
      throw .invalid("\(owner) would move numbers that stand still during a run")
    }
    guard spec.isPerNeuron || modulator.isScalar else {
      throw .invalid(
        "\(owner) needs one number for all neurons, as the parameter is, not one a neuron")
    }
    guard lower <= upper else {
      throw .invalid("\(owner) needs lower <= upper, not \(lower) and \(upper)")
    }
    guard spec.includesLower || lower > spec.range.lowerBound else {
      throw .invalid("\(owner) needs a lower bound above \(short(spec.range.lowerBound))")
    }
    base = population.parameters.column(spec.name).values
    try check(lower)
    try check(upper)
    makeRoom()
    modulator.movesParameters = true
  }

  static func owner(_ population: Population, _ parameter: String) -> String {
    "the modulation of \(parameter) of '\(population.name)'"
  }

  /// Refuses a bound with which the parameters of a neuron would not go together.
  private func check(_ bound: Double) throws(SNNError) {
    let changed = population.parameters.copy()
    changed.set(parameter, [bound])
    let definition = try Models.definition(population.model.spec.name)
    do throws(SNNError) {
      try definition.check(changed, size: population.size, name: population.name)
    } catch {
      throw SNNError(
        error.kind,
        "\(ParameterRoute.owner(population, parameter)) needs bounds lower and upper within which "
          + "parameters go together; at \(short(bound)): \(error.message)")
    }
  }

  /// The user has set the parameter.
  func rebase(_ values: [Double]) {
    base = values
    makeRoom()
    apply()
  }

  func listShape(in list: StateList) {
    list.array("base", base) { given throws(SNNError) in
      guard given.count == 1 || given.count == self.population.size else {
        throw StateList.misfit(ParameterRoute.owner(self.population, self.parameter))
      }
      self.base = given
      self.makeRoom()
    }
  }

  private func makeRoom() {
    let count = modulator.isScalar ? base.count : population.size
    spare = Array(repeating: 0, count: count)
    population.parameters.set(parameter, (0..<count).map { based($0) })
  }

  private func based(_ neuron: Int) -> Double { base[base.count == 1 ? 0 : neuron] }

  /// Before a step of a run, or one `age` steps into a presentation.
  func act(step: Int, age: Int?) {
    if (age ?? step) % periodSteps == 0 { apply() }
  }

  func apply() {
    let now = modulator.current(lane: 0)
    let subtracted = modulator.baseline
    var values = spare
    spare = []
    for j in values.indices {
      let m = now[modulator.isScalar ? 0 : j] - subtracted
      let moved = based(j) + offset + gain * m
      // Infinities may cancel to no number.
      values[j] = min(max(moved.isNaN ? based(j) : moved, lower), upper)
    }
    spare = population.parameters.exchange(parameter, values)
    population.model.parameterChanged(parameter)
  }
}
