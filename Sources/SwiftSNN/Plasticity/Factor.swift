/// One factor of a plasticity term: something that a neuron has for itself, as its synapses see it.
///
/// Low-passes are as at the beginning of a step, before its spikes; spikes, window and triangle are
/// of the step itself.
public struct Factor: Equatable {
  public enum Kind: String, CaseIterable, Sendable {
    case spike
    case trace
    case nearestTrace = "nearest_trace"
    case linearTrace = "linear_trace"
    case doubleTrace = "double_trace"
    case rate
    case slidingThreshold = "sliding_threshold"
    case potential
    case window
    case triangle
  }

  public let kind: Kind
  /// One value for all neurons, or one a neuron.
  private let columns: [String: [Double]]

  /// The kinds with their parameters.
  static let specs: [RuleSpec] = Kind.allCases.map { spec(of: $0) }

  private static func time(_ name: String, _ value: Double, _ summary: String) -> ParameterSpec {
    ParameterSpec(name, unit: "ms", default: value, in: 0...1e9, includesLower: false, summary)
  }

  private static func spec(of kind: Kind) -> RuleSpec {
    switch kind {
    case .spike:
      RuleSpec(name: kind.rawValue, summary: "an event at each spike", parameters: [])
    case .trace:
      RuleSpec(
        name: kind.rawValue, summary: "low-pass of the spikes, + 1 a spike",
        parameters: [time("tau", 20, "decay")])
    case .nearestTrace:
      RuleSpec(
        name: kind.rawValue, summary: "set to 1 at a spike, so that only the last one counts",
        parameters: [time("tau", 20, "decay")])
    case .linearTrace:
      RuleSpec(
        name: kind.rawValue, summary: "set to 1 at a spike, falling linearly to 0",
        parameters: [time("duration", 20, "time to 0")])
    case .doubleTrace:
      RuleSpec(
        name: kind.rawValue,
        summary: "difference of two exponentials a spike, 1 at its peak",
        parameters: [time("tau_rise", 2, "rise"), time("tau_decay", 20, "decay")])
    case .rate:
      RuleSpec(
        name: kind.rawValue, summary: "running estimate of the rate in Hz",
        parameters: [time("tau", 100, "time constant")])
    case .slidingThreshold:
      RuleSpec(
        name: kind.rawValue,
        summary: "low-pass of the squared rate, divided by the target rate, in Hz (BCM)",
        parameters: [
          time("tau_rate", 100, "time constant of the rate"),
          time("tau", 1000, "time constant of the threshold"),
          ParameterSpec(
            "target", unit: "Hz", default: 10, in: 1e-6...1e6,
            "rate at which the threshold equals the rate"),
        ])
    case .potential:
      RuleSpec(
        name: kind.rawValue,
        summary: "low-pass of the membrane potential above a threshold, in mV, 0 below it",
        parameters: [
          ParameterSpec(
            "tau", unit: "ms", default: 10, in: 0...1e9, "time constant; 0: the potential itself"),
          ParameterSpec(
            "threshold", unit: "mV", default: -.infinity, allowsInfinity: true,
            "subtracted, and nothing is left below it; -inf: the potential as it is"),
          ParameterSpec(
            "v_spike", unit: "mV", default: -.infinity, allowsInfinity: true,
            "the potential in the step of a spike; -inf: as the model leaves it"),
          ParameterSpec("delay", unit: "ms", default: 0, in: 0...1e3, "age of the potential"),
        ])
    case .window:
      RuleSpec(
        name: kind.rawValue,
        summary: "1 while the potential before a reset is within `width` of the threshold",
        parameters: [
          ParameterSpec("width", unit: "mV", default: 0.5, in: 0...1e6, "half width")
        ])
    case .triangle:
      RuleSpec(
        name: kind.rawValue,
        summary: "height max(0, 1 - |v - threshold| / width), before a reset",
        parameters: [
          ParameterSpec(
            "width", unit: "mV", default: 1, in: 0...1e6, includesLower: false, "half width"),
          ParameterSpec("height", default: 0.3, in: 0...1e6, "at the threshold"),
        ])
    }
  }

  /// - Parameters:
  ///   - size: neurons of the population, where parameters may differ between them.
  ///   - owner: whose factor it is, for sentences.
  public init(
    _ name: String, _ given: [(name: String, values: [Double])], size: Int, owner: String
  ) throws(SNNError) {
    guard let kind = Kind(rawValue: name) else {
      throw .unknown("factor of \(owner)", name, valid: Kind.allCases.map(\.rawValue))
    }
    let specs = Factor.spec(of: kind).parameters
    var columns: [String: [Double]] = [:]
    for spec in specs { columns[spec.name] = [spec.defaultValue] }
    for (name, values) in given {
      guard let spec = specs.first(where: { $0.name == name }) else {
        guard !specs.isEmpty else {
          throw .invalid(
            "the \(kind.rawValue) of \(owner) has no parameters, so none named '\(name)'")
        }
        throw .unknown(
          "parameter of the \(kind.rawValue) of \(owner)", name, valid: specs.map(\.name))
      }
      guard values.count == 1 || values.count == size else {
        throw .shape(
          "\(name) of the \(kind.rawValue) of \(owner) needs 1 value or one for each of \(size) "
            + "neurons, not \(values.count)")
      }
      for value in values { try spec.check(value, of: "the \(kind.rawValue) of \(owner)") }
      columns[name] = values
    }
    self.kind = kind
    self.columns = columns
    guard kind == .doubleTrace else { return }
    for neuron in 0..<max(columns["tau_rise"]?.count ?? 1, columns["tau_decay"]?.count ?? 1) {
      let (rise, decay) = (value("tau_rise", neuron), value("tau_decay", neuron))
      guard rise < decay else {
        throw .invalid(
          "tau_rise of the \(kind.rawValue) of \(owner) must be below tau_decay, \(decay) ms, not "
            + "\(rise)")
      }
    }
  }

  func value(_ name: String, _ neuron: Int = 0) -> Double {
    let column = columns[name] ?? [0]
    return column.count == 1 ? column[0] : column[neuron]
  }

  /// All parameters are one value for all neurons.
  var isUniform: Bool { columns.values.allSatisfy { $0.count == 1 } }

  /// It needs the membrane potential.
  var needsPotential: Bool { kind == .potential }

  /// It needs the distance from threshold before a reset.
  var needsMargin: Bool { kind == .window || kind == .triangle }

  /// The decay time of an exponential that a single number holds.
  var tau: Double { value("tau") }
}
