/// What a population that is read as groups of neurons, one a class, should have done: an error for
/// each class, from the low-pass of its group's mean rate and the label of the presentation.
///
/// With r_c the rate (Hz), r* the target rate and y the label:
///  - rate: e_c = clip([c = y] - r_c / r*, -1, 1);
///  - winner_take_all: e_y = clip(1 - r_y / r*, 0, 1), and the strongest w of the other groups gets
///    e_w = -min(1, r_w / r*): the labelled group shall win, and take all;
///  - softmax: e_c = [c = y] - softmax(r / temperature)_c.
final class ErrorSignal {
  enum Rule: String, CaseIterable {
    case rate
    case winnerTakeAll = "winner_take_all"
    case softmax

    var summary: String {
      switch self {
      case .rate: "every group towards the target rate or silence"
      case .winnerTakeAll: "the labelled group up, the strongest of the others down"
      case .softmax: "label minus the softmax of the group rates"
      }
    }
  }

  static let specs = [
    ParameterSpec("classes", default: 10, in: 1...1e6, "groups of neurons, in order"),
    ParameterSpec(
      "tau", unit: "ms", default: 20, in: 0...1e9, includesLower: false,
      "time constant of the group rates"),
    ParameterSpec(
      "target", unit: "Hz", default: 500, in: 0...1e6, includesLower: false,
      "rate the labelled group is taught"),
    ParameterSpec(
      "start", unit: "ms", default: 0, in: 0...1e9, "no error before, in a presentation"),
    ParameterSpec(
      "temperature", unit: "Hz", default: 100, in: 0...1e9, includesLower: false,
      "of the softmax"),
  ]

  let population: Population
  let classes: Int
  private let rule: Rule
  private let target: Double
  private let temperature: Double
  private let startSteps: Int
  private let decay: Double
  private let group: Int
  private let hertz: Double
  private let labels: Buffer<Int32>
  private let rates: Buffer<Double>
  /// [lane][class].
  private let errors: Buffer<Double>

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
    self.population = population
    self.rule = rule
    target = values["target"]
    temperature = values["temperature"]
    startSteps = Int((values["start"] / dt).rounded())
    decay = Elementary.exp(-dt / values["tau"])
    group = population.size / classes
    hertz = 1e3 / dt
    labels = try Buffer("labels", count: population.lanes)
    rates = try Buffer("group rates", count: population.lanes * classes)
    errors = try Buffer("errors", count: population.lanes * classes)
    labels.fill(-1)
  }

  func setLabels(_ values: UnsafeBufferPointer<Int32>) throws(SNNError) {
    for (lane, label) in values.enumerated() where label < -1 || Int(label) >= classes {
      throw .index(
        "label \(label) of batch lane \(lane) is not one of the classes 0 to \(classes - 1), "
          + "nor -1 for none")
    }
    for (lane, label) in values.enumerated() { labels.base[lane] = label }
  }

  /// Labels are of one presentation.
  func forgetLabels() { labels.fill(-1) }

  func reset() {
    rates.fill(0)
    errors.fill(0)
  }

  func error(lane: Int) -> UnsafePointer<Double> { UnsafePointer(errors.base + lane * classes) }

  /// Takes in the spikes of a step that is `age` steps into the presentation.
  func update(lane: Int, step: Int, age: Int) {
    let rate = rates.base + lane * classes
    let error = errors.base + lane * classes
    let gain = (1 - decay) * hertz / Double(group)
    for c in 0..<classes {
      rate[c] *= decay
      error[c] = 0
    }
    for block in population.blocks.indices {
      population.forEachSpike(lane: lane, step: step, block: block) { rate[$0 / group] += gain }
    }
    let label = Int(labels.base[lane])
    guard label >= 0, age >= startSteps else { return }
    switch rule {
    case .rate:
      for c in 0..<classes { error[c] = max(-1, (c == label ? 1 : 0) - rate[c] / target) }
    case .winnerTakeAll:
      var rival = label == 0 && classes > 1 ? 1 : 0
      for c in 0..<classes where c != label && rate[c] > rate[rival] { rival = c }
      error[rival] = -min(1, rate[rival] / target)
      error[label] = max(0, 1 - rate[label] / target)
    case .softmax:
      var highest = rate[0]
      for c in 1..<classes { highest = max(highest, rate[c]) }
      var sum = 0.0
      for c in 0..<classes {
        error[c] = Elementary.exp((rate[c] - highest) / temperature)
        sum += error[c]
      }
      for c in 0..<classes { error[c] = (c == label ? 1 : 0) - error[c] / sum }
    }
  }
}
