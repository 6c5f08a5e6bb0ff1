/// What a population that is read as groups of neurons, one a class, should have done: an error for
/// each class, from its group's mean rate, low-pass or over the time so far, and the label; or one
/// number that says how sure it is.
///
/// Of neurons that have no spikes the potential, or the rate that they transmit, takes the place of
/// the rate (Hz) of spikes.
///
/// With r_c the rate (Hz), r* the target rate, y the label and p = softmax(r / temperature):
///  - rate: e_c = clip([c = y] - r_c / r*, -1, 1);
///  - winner_take_all: e_y = clip(1 - r_y / r*, 0, 1), and the strongest w of the other groups gets
///    e_w = -min(1, r_w / r*): the labelled group shall win, and take all;
///  - softmax: e_c = [c = y] - p_c;
///  - entropy: - sum of p_c ln p_c (nats), with or without a label;
///  - surprise: - ln p_y (nats).
///
/// Without a label all but the entropy are 0. In a run `start` counts from when labels were given.
final class ErrorSignal: Signal {
  enum Rule: String, CaseIterable {
    case rate
    case winnerTakeAll = "winner_take_all"
    case softmax
    case entropy
    case surprise

    var summary: String {
      switch self {
      case .rate: "every group towards the target rate or silence"
      case .winnerTakeAll: "the labelled group up, the strongest of the others down"
      case .softmax: "label minus the softmax of the group rates"
      case .entropy: "one number: entropy of the softmax of the group rates (nats)"
      case .surprise: "one number: minus the logarithm of the label's softmax (nats)"
      }
    }

    var isOneNumber: Bool { self == .entropy || self == .surprise }
  }

  static let specs = [
    ParameterSpec("classes", default: 10, in: 1...1e6, "groups of neurons, in order"),
    ParameterSpec(
      "tau", unit: "ms", default: 20, in: 0...1e9, includesLower: false,
      "time constant of the group rates"),
    ParameterSpec(
      switch: "mean", default: 0,
      "1: rates are not low-pass but the mean since the presentation began, or in a run since labels "
        + "were given"),
    ParameterSpec(
      "target", unit: "Hz", default: 500, in: 0...1e6, includesLower: false,
      "rate the labelled group is taught"),
    ParameterSpec(
      "start", unit: "ms", default: 0, in: 0...1e9,
      "no error before, in a presentation; in a run, after labels were given"),
    ParameterSpec(
      "temperature", unit: "Hz", default: 100, in: 0...1e9, includesLower: false,
      "of the softmax"),
    Signal.delaySpec,
  ]

  private let read: Population
  /// What is read instead of spikes, [lane][neuron].
  private let output: RealBuffer?
  let classes: Int
  private let rule: Rule
  private let target: Double
  private let temperature: Double
  private let startSteps: Int
  private let decay: Double
  /// Rates are means over the time so far.
  private let isMean: Bool
  private let group: Int
  private let hertz: Double
  private var labels: Labels
  private let rates: Buffer<Double>
  /// Of each lane: steps that the mean is of.
  private let counted: Buffer<Int>
  /// Of the softmax, [lane][class].
  private let powers: Buffer<Double>

  init(
    population: Population, rule: String, _ given: [(name: String, value: Double)], dt: Double
  ) throws(SNNError) {
    let owner = "an error signal of '\(population.name)'"
    guard let rule = Rule(rawValue: rule) else {
      throw .unknown("signal rule", rule, valid: Rule.allCases.map(\.rawValue))
    }
    let values = try ParameterValues(given, specs: Self.specs, owner: owner)
    classes = try values.whole("classes", of: owner)
    guard population.size % classes == 0 else {
      throw .shape(
        "\(owner) needs groups of equal size, but \(population.size) neurons cannot be split "
          + "into \(classes) classes")
    }
    read = population
    output =
      population.model.graded
      ?? (population.model.spec.fires ? nil : population.model.state("v"))
    self.rule = rule
    target = values["target"]
    temperature = values["temperature"]
    startSteps = Int((values["start"] / dt).rounded())
    decay = Elementary.exp(-dt / values["tau"])
    isMean = values["mean"] == 1
    group = population.size / classes
    hertz = 1e3 / dt
    labels = try Labels(count: classes, lanes: population.lanes)
    rates = try Buffer("group rates", count: population.lanes * classes)
    counted = try Buffer("group rates", count: population.lanes)
    powers = try Buffer("softmax of group rates", count: population.lanes * classes)
    try super.init(
      owner, of: population, dimension: rule.isOneNumber ? 1 : classes, lanes: population.lanes,
      delaySteps: Int((values["delay"] / dt).rounded()))
  }

  override var labelCount: Int { classes }

  override func setLabels(
    _ values: UnsafeBufferPointer<Int32>, step: Int
  ) throws(SNNError) {
    try labels.set(values, step: step)
  }

  override func forgetLabels() {
    labels.forget()
    counted.fill(0)
  }

  override func reset() {
    super.reset()
    rates.fill(0)
    counted.fill(0)
  }

  override func listState(in list: StateList) {
    super.listState(in: list)
    labels.listState(in: list) { self.labels.since = $0 }
    list.buffer("rates", rates)
    list.buffer("counted", counted) { $1 >= 0 }
  }

  override func compute(_ moment: Moment, into out: UnsafeMutablePointer<Double>) {
    let lane = moment.lane
    let rate = rates.base + lane * classes
    let age = moment.age ?? (moment.step - labels.since)
    if moment.age == nil, age == 0 { counted.base[lane] = 0 }
    let steps = counted.base[lane]
    counted.base[lane] = steps + 1
    let kept = isMean ? Double(steps) / Double(steps + 1) : decay
    let gain = (1 - kept) * hertz / Double(group)
    for c in 0..<classes { rate[c] *= kept }
    for c in 0..<dimension { out[c] = 0 }
    if let output {
      let share = (1 - kept) / Double(group)
      for j in 0..<read.size { rate[j / group] += share * output[lane * read.size + j] }
    } else {
      for block in read.blocks.indices {
        read.forEachSpike(lane: lane, step: moment.step, block: block) { rate[$0 / group] += gain }
      }
    }
    let label = labels[lane]
    if rule == .entropy {
      if (moment.age ?? Int.max) >= startSteps { out[0] = entropy(lane) }
      return
    }
    guard label >= 0, age >= startSteps else { return }
    switch rule {
    case .rate:
      for c in 0..<classes {
        out[c] = min(max(-1, (c == label ? 1 : 0) - rate[c] / target), 1)
      }
    case .winnerTakeAll:
      var rival = label == 0 && classes > 1 ? 1 : 0
      for c in 0..<classes where c != label && rate[c] > rate[rival] { rival = c }
      out[rival] = -max(0, min(1, rate[rival] / target))
      out[label] = min(max(0, 1 - rate[label] / target), 1)
    case .softmax:
      let (power, sum, _) = softmax(lane)
      for c in 0..<classes { out[c] = (c == label ? 1 : 0) - power[c] / sum }
    case .surprise:
      let (_, sum, highest) = softmax(lane)
      out[0] = Elementary.log(sum) - (rate[label] - highest) / temperature
    case .entropy: break
    }
  }

  /// Powers of e above the highest rate's, and their sum.
  private func softmax(
    _ lane: Int
  ) -> (powers: UnsafeMutablePointer<Double>, sum: Double, highest: Double) {
    let (rate, power) = (rates.base + lane * classes, powers.base + lane * classes)
    var highest = rate[0]
    for c in 1..<classes { highest = max(highest, rate[c]) }
    var sum = 0.0
    for c in 0..<classes {
      power[c] = Elementary.exp((rate[c] - highest) / temperature)
      sum += power[c]
    }
    return (power, sum, highest)
  }

  private func entropy(_ lane: Int) -> Double {
    let (power, sum, highest) = softmax(lane)
    let rate = rates.base + lane * classes
    var mean = 0.0
    // A group so far below that its power is 0 adds nothing.
    for c in 0..<classes where power[c] > 0 {
      mean += power[c] * (rate[c] - highest)
    }
    return Elementary.log(sum) - mean / (sum * temperature)
  }
}
