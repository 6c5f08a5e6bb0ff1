/// The concentration of a neuromodulator that the neurons of a population release with every spike:
///
///     dn/dt = -n / tau + amount * sum of delta(t - t_spike - delay)
///
/// less a baseline. With `amount` 1 / tau it is the volume transmitter's dopamine of Potjans,
/// Morrison & Diesmann (2010) (spikes per ms, for tau in ms). A population that is
/// split into classes has a concentration for each of its groups of neurons, in order.
final class Concentration: Signal {
  static let spec = RuleSpec(
    name: "concentration", summary: "what the spikes of a population release, decaying",
    parameters: [
      ParameterSpec(
        "tau", unit: "ms", default: 200, in: 0...1e9, includesLower: false, "decay"),
      ParameterSpec("amount", default: 0, "released by a spike; 0: 1 / tau (1/ms)"),
      ParameterSpec("baseline", default: 0, "subtracted from the value"),
      ParameterSpec(count: "classes", default: 1, in: 1...1e6, "groups of neurons, a value each"),
      Signal.delaySpec,
    ])

  private let read: Population
  private let decay: Double
  private let decayTime: Double
  private let amount: Double
  private let subtracted: Double
  private let group: Int
  /// [lane][group].
  private let state: Buffer<Double>

  init(
    _ population: Population, _ given: [(name: String, value: Double)], dt: Double
  ) throws(SNNError) {
    let owner = "a concentration of '\(population.name)'"
    let values = try ParameterValues(given, specs: Self.spec.parameters, owner: owner)
    try Signal.requireSpikes(of: population, owner)
    let classes = try values.whole("classes", of: owner)
    guard population.size % classes == 0 else {
      throw .shape(
        "\(owner) needs groups of equal size, but \(population.size) neurons cannot be split "
          + "into \(classes) classes")
    }
    read = population
    decayTime = values["tau"]
    decay = Elementary.exp(-dt / decayTime)
    amount = values["amount"] == 0 ? 1 / decayTime : values["amount"]
    subtracted = values["baseline"]
    group = population.size / classes
    state = try Buffer(owner, shape: population.lanes, classes)
    try super.init(
      owner, of: population, dimension: classes, lanes: population.lanes,
      delaySteps: Int((values["delay"] / dt).rounded()))
  }

  override var tau: Double? { decayTime }
  override var baseline: Double { subtracted }

  override func listState(in list: StateList) {
    super.listState(in: list)
    list.buffer("concentration", state)
  }

  override func compute(_ moment: Moment, into out: UnsafeMutablePointer<Double>) {
    let n = state.base + moment.lane * dimension
    for c in 0..<dimension { n[c] *= decay }
    for block in read.blocks.indices {
      read.forEachSpike(lane: moment.lane, step: moment.step, block: block) {
        n[$0 / group] += amount
      }
    }
    for c in 0..<dimension { out[c] = n[c] }
  }

  override func reset() {
    super.reset()
    state.fill(0)
  }
}
