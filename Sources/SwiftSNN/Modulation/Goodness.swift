/// How far the activity of a layer is from what a sample asks for, as in
/// contrastive-signal-dependent plasticity (Ororbia 2024): with x_j the trace of neuron j and y the
/// label, 1 for a positive and 0 for a negative sample,
///
///     g = sum of x_j^2,   value = sigma((g - threshold) / temperature) - y
///
/// which is 0 for a lane without a label. It is the derivative of the binary cross-entropy by g, so
/// that terms learn with rates below 0.
final class Goodness: Signal {
  static let spec = RuleSpec(
    name: "goodness", summary: "a layer's squared traces against a threshold, minus the label",
    parameters: [
      ParameterSpec(
        "tau", unit: "ms", default: 13, in: 0...1e9, includesLower: false, "of the traces"),
      ParameterSpec("threshold", default: 10, "of the sum of squares"),
      ParameterSpec(
        "temperature", default: 1, in: 0...1e9, includesLower: false, "softness of the threshold"),
      ParameterSpec(switch: "sets", default: 0, "1: a spike sets the trace to 1; 0: it adds 1"),
      Signal.delaySpec,
    ])

  private let read: Population
  private let decay: Double
  private let threshold: Double
  private let temperature: Double
  private let sets: Bool
  private var labels: Labels
  /// [lane][neuron].
  private let traces: Buffer<Double>

  init(
    _ population: Population, _ given: [(name: String, value: Double)], dt: Double
  ) throws(SNNError) {
    let owner = "the goodness of '\(population.name)'"
    let values = try ParameterValues(given, specs: Self.spec.parameters, owner: owner)
    try Signal.requireSpikes(of: population, owner)
    read = population
    decay = Elementary.exp(-dt / values["tau"])
    threshold = values["threshold"]
    temperature = values["temperature"]
    sets = values["sets"] == 1
    labels = try Labels(count: 2, lanes: population.lanes)
    traces = try Buffer(owner, shape: population.lanes, population.size)
    try super.init(
      owner, of: population, dimension: 1, lanes: population.lanes,
      delaySteps: Int((values["delay"] / dt).rounded()))
  }

  override var labelCount: Int { 2 }

  override func setLabels(
    _ values: UnsafeBufferPointer<Int32>, step: Int
  ) throws(SNNError) {
    try labels.set(values, step: step)
  }

  override func forgetLabels() { labels.forget() }

  override func listState(in list: StateList) {
    super.listState(in: list)
    labels.listState(in: list) { self.labels.since = $0 }
    list.buffer("traces", traces)
  }

  override func compute(_ moment: Moment, into out: UnsafeMutablePointer<Double>) {
    let lane = moment.lane
    let x = traces.base + lane * read.size
    for j in 0..<read.size { x[j] *= decay }
    for block in read.blocks.indices {
      read.forEachSpike(lane: lane, step: moment.step, block: block) {
        x[$0] = sets ? 1 : x[$0] + 1
      }
    }
    out[0] = 0
    guard labels[lane] >= 0 else { return }
    var goodness = 0.0
    for j in 0..<read.size { goodness += x[j] * x[j] }
    let p = 1 / (1 + Elementary.exp(-(goodness - threshold) / temperature))
    out[0] = p - Double(labels[lane])
  }

  override func reset() {
    super.reset()
    traces.fill(0)
  }
}
