import KernelTypes

/// What a spike that arrives at a receptor sets off.
enum ReceptorKind: String, CaseIterable, Sendable {
  case delta
  case expCurrent = "curr_exp"
  case alphaCurrent = "curr_alpha"
  case betaCurrent = "curr_beta"
  case expConductance = "cond_exp"
  case alphaConductance = "cond_alpha"
  case betaConductance = "cond_beta"
  case nmda = "cond_nmda"

  /// nil: the potential jumps.
  var quantity: ReceptorQuantity? {
    switch self {
    case .delta: nil
    case .expCurrent, .alphaCurrent, .betaCurrent: .current
    case .expConductance, .alphaConductance, .betaConductance: .conductance
    case .nmda: .nmda
    }
  }

  /// Spikes start a slope rather than raise the level.
  var risesSlowly: Bool {
    switch self {
    case .delta, .expCurrent, .expConductance: false
    default: true
    }
  }

  /// Rise and decay have time constants of their own.
  var hasRiseTime: Bool { self == .betaCurrent || self == .betaConductance || self == .nmda }

  /// Of the weights.
  var unit: String {
    switch quantity {
    case nil: "mV"
    case .current: "nA"
    case .conductance, .nmda: "uS"
    }
  }

  var summary: String {
    let what = quantity == .current ? "current" : "conductance"
    return switch self {
    case .delta: "the potential jumps by the weight"
    case .expCurrent, .expConductance:
      "\(what) that jumps by the weight and decays with tau_syn"
    case .alphaCurrent, .alphaConductance:
      "\(what) that peaks at the weight tau_syn after the spike, t exp(-t / tau_syn)"
    case .betaCurrent, .betaConductance:
      "\(what) that peaks at the weight, exp(-t / tau_syn) - exp(-t / tau_rise)"
    case .nmda:
      "conductance of that shape behind a magnesium block, "
        + "1 / (1 + (mg / 3.57 mM) exp(-0.062 v / mV)) (Jahr & Stevens 1990)"
    }
  }

  /// Parameters without the receptor's suffix.
  ///
  /// - Parameter name: of the receptor, which decides the default reversal potential.
  func parameters(_ name: String) -> [ParameterSpec] {
    var specs: [ParameterSpec] = []
    guard let quantity else { return specs }
    let what = "\(name) \(quantity == .current ? "current" : "conductance")"
    let (tau, rise) = self == .nmda ? (100.0, 2.0) : (5.0, 1.0)
    specs.append(Membrane.timeConstant("tau_syn", tau, "decay of the \(what)"))
    if hasRiseTime {
      specs.append(Membrane.timeConstant("tau_rise", rise, "rise of the \(what)"))
    }
    if quantity != .current {
      specs.append(
        ParameterSpec(
          "e_rev", unit: "mV", default: name == "inhibitory" ? -70 : 0, in: -1e6...1e6,
          "\(name) reversal potential"))
    }
    if self == .nmda {
      specs.append(
        ParameterSpec("mg", unit: "mM", default: 1, in: 0...1e3, "magnesium outside the cell"))
    }
    return specs
  }
}

/// A kind of input a model takes: where a projection may end.
public struct ReceptorSpec: Sendable {
  public let name: String
  let kind: ReceptorKind
  /// Input of the model's own unit, such as that of a rate unit.
  private let ownUnit: String?

  init(_ name: String, _ kind: ReceptorKind, unit: String? = nil) {
    self.name = name
    self.kind = kind
    ownUnit = unit
  }

  /// Of the weights.
  public var unit: String { ownUnit ?? kind.unit }
  public var summary: String { kind.summary }

  /// What PyNN appends to the names of a receptor's parameters.
  private var suffix: String {
    switch name {
    case "excitatory": "E"
    case "inhibitory": "I"
    default: name
    }
  }

  /// What NEST and PyNN append to the names of its state.
  private var stateSuffix: String {
    switch name {
    case "excitatory": "exc"
    case "inhibitory": "inh"
    default: name
    }
  }

  /// Refuses a weight that would make a conductance negative, with which potentials run away.
  ///
  /// - Parameter owner: what has the weight, for the sentence.
  func check(
    weight: Double, of owner: @autoclosure () -> String
  ) throws(SNNError) {
    guard weight < 0, kind.quantity == .conductance || kind.quantity == .nmda else { return }
    throw .invalid(
      "weight of \(owner()) is \(weight) uS or may be drawn so, but receptor '\(name)' is a conductance, "
        + "which a reversal potential makes inhibitory, not a sign; give 0 or more (for drawn weights, "
        + "a lower bound)")
  }

  func parameter(_ base: String) -> String { "\(base)_\(suffix)" }

  var parameters: [ParameterSpec] {
    kind.parameters(name).map { $0.named(parameter($0.name)) }
  }

  /// The name of the level, and of the slope that spikes start.
  var levelName: String { (kind.quantity == .current ? "i_" : "g_") + stateSuffix }
  var slopeName: String { "d" + levelName }

  var state: [StateSpec] {
    guard let quantity = kind.quantity else { return [] }
    let what = quantity == .current ? "current" : "conductance"
    var specs = [StateSpec(name: levelName, unit: unit, summary: "\(name) \(what)")]
    if kind.risesSlowly {
      specs.append(
        StateSpec(
          name: slopeName, unit: unit + "/ms",
          summary: "its slope plus \(levelName) over its decay: what spikes raise"))
    }
    return specs
  }

  /// The two receptors that most models have.
  static func pair(_ kind: ReceptorKind) -> [ReceptorSpec] {
    [ReceptorSpec("excitatory", kind), ReceptorSpec("inhibitory", kind)]
  }
}
