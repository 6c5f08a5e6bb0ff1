import KernelTypes

/// A slow change that holds a variable near its target: of the neurons of a population, of the
/// synapses of a projection, or of its learning rate.
///
/// It acts at the end of learning presentations, after the weights have changed, and in runs at the
/// ends of fixed steps: those whose number, counted from the network's first, is a multiple of its
/// period. Several that act at once do so in the order of their adding, each on what the one before
/// left. What it knows of rates survives `reset`, as what it moves does.
protocol Homeostat: AnyObject {
  /// For sentences.
  var owner: String { get }
  var schedule: HomeostatSchedule { get }
  /// Whose neurons or incoming synapses it regulates.
  var population: Population { get }
  /// Nil where it regulates neurons.
  var projection: Projection? { get }
  /// False while it leaves everything alone.
  var isActive: Bool { get set }
  /// What it holds its variable near, one a neuron or one alone; nil where it has none.
  var targets: Buffer<Double>? { get }
  /// Values those may take.
  var targetSpec: ParameterSpec? { get }
  /// Variables that can be read, targets aside.
  var variables: [String] { get }

  /// A variable of `variables`.
  func values(_ variable: String) -> [Double]

  /// The network is laid out: synapses are drawn.
  func prepare() throws(SNNError)

  /// Begins to count spikes anew at the end of step `step` - 1.
  func begin(step: Int)

  func listState(in list: StateList)

  /// Acts at the end of step `step` - 1.
  func act(step: Int, kernels: KernelTable) throws(SNNError)

  /// Takes in how well the network does, in a unit of the caller's.
  func report(_ score: Double) throws(SNNError)
}

extension Homeostat {
  var targets: Buffer<Double>? { nil }
  var targetSpec: ParameterSpec? { nil }
  func prepare() throws(SNNError) {}
  func begin(step: Int) {}
  func act(step: Int, kernels: KernelTable) throws(SNNError) {}

  func report(_ score: Double) throws(SNNError) {
    throw .invalid(
      "\(owner) takes no scores; report them to a homeostat that sets a learning rate by them")
  }
}

/// When a homeostat acts.
struct HomeostatSchedule {
  /// Steps between actions in runs; nil: none there.
  let period: Int?
  let afterPresentations: Bool

  /// It acts when told a score, at no time of its own.
  static let whenReported = HomeostatSchedule(period: nil, afterPresentations: false)

  private init(period: Int?, afterPresentations: Bool) {
    (self.period, self.afterPresentations) = (period, afterPresentations)
  }

  init(_ values: HomeostatValues, dt: Double) throws(SNNError) {
    let given = values["period"]
    if given > 0 {
      let steps = (given / dt).rounded()
      guard steps >= 1, steps <= 1e15, abs(steps * dt - given) <= 1e-6 * given else {
        throw .invalid(
          "period of \(values.owner) must be 0 for none in runs, or a whole number of steps of "
            + "\(dt) ms, not \(given) ms")
      }
      period = Int(steps)
    } else {
      period = nil
    }
    afterPresentations = values["presentations"] == 1
    guard period != nil || afterPresentations else {
      throw .invalid(
        "\(values.owner) would never act; give it a period, or presentations = 1")
    }
  }

  /// Steps since the start after which it acts next, once `step` are done.
  func next(after step: Int) -> Int {
    guard let period else { return Int.max }
    return (step / period + 1) * period
  }

  func isDue(at step: Int) -> Bool {
    guard let period else { return false }
    return step > 0 && step % period == 0
  }

  static let specs: [ParameterSpec] = [
    ParameterSpec(
      "period", unit: "ms", default: 0, in: 0...1e12, isPerNeuron: false,
      "between actions in runs; 0: none there"),
    ParameterSpec(
      switch: "presentations", default: 1, "1: acts at the end of each learning presentation"),
  ]
}

/// A homeostat's parameters, each one value or, of targets, one a neuron.
struct HomeostatValues {
  let owner: String
  private let columns: ParameterColumns

  /// - Parameter size: neurons that are regulated.
  init(
    _ given: [(name: String, values: [Double])], specs: [ParameterSpec], size: Int, owner: String
  ) throws(SNNError) {
    self.owner = owner
    columns = ParameterColumns(
      try ParameterValues([], specs: specs, owner: owner), specs: specs)
    for (name, values) in given {
      guard let spec = specs.first(where: { $0.name == name }) else {
        throw .unknown("parameter of \(owner)", name, valid: specs.map(\.name))
      }
      guard values.count == 1 || (spec.isPerNeuron && values.count == size) else {
        let most = spec.isPerNeuron ? " or \(size), one a neuron" : ""
        throw .shape("\(name) of \(owner) needs one value\(most), not \(values.count)")
      }
      for value in values { try spec.check(value, of: owner) }
      columns.set(name, values)
    }
    guard !columns.has("upper") || self["lower"] <= self["upper"] else {
      throw .invalid("\(owner) needs lower <= upper")
    }
  }

  /// A parameter of one value.
  subscript(_ name: String) -> Double { columns.column(name)[0] }

  /// A parameter that may differ between neurons, one a neuron.
  func perNeuron(_ name: String, _ size: Int) throws(SNNError) -> Buffer<Double> {
    let buffer = try Buffer<Double>("\(name) of \(owner)", count: size)
    let column = columns.column(name)
    for i in 0..<size { buffer.base[i] = column[i] }
    return buffer
  }
}
