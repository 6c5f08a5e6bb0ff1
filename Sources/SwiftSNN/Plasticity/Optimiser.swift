/// How the changes of presentations add up to steps of the weights, with state a synapse.
///
/// With g the change of a presentation, combined over the batch and upwards (what gradient descent
/// calls -gradient), the step d is:
///  - plain: d = g;
///  - momentum: m = mu m + g, d = m (Polyak 1964);
///  - adam: m = beta_1 m + (1 - beta_1) g, v = beta_2 v + (1 - beta_2) g^2,
///    d = rate m' / (sqrt(v') + epsilon), m' and v' without the bias of the start
///    (Kingma & Ba 2015, algorithm 1);
///  - threshold_accumulate: where g^2 > threshold, G += |g|^p and d = rate g / (epsilon + G)^(1/p),
///    elsewhere 0 (CLASSP, Ludwig 2024);
///  - exponentiated_gradient: w + d = w exp(rate sign(w) g), which keeps signs (Kivinen & Warmuth
///    1997; Cornford et al. 2024).
struct Optimiser {
  enum Kind: String, CaseIterable {
    case plain
    case momentum
    case adam
    case thresholdAccumulate = "threshold_accumulate"
    case exponentiatedGradient = "exponentiated_gradient"

    /// Numbers kept a synapse.
    var states: Int {
      switch self {
      case .plain, .exponentiatedGradient: 0
      case .momentum, .thresholdAccumulate: 1
      case .adam: 2
      }
    }
  }

  private static let rate = ParameterSpec(
    "rate", default: 1e-3, in: 0...1e6, "size of a step, in the unit of the weight")

  static let specs: [RuleSpec] = [
    RuleSpec(name: "plain", summary: "changes are added as they are", parameters: []),
    RuleSpec(
      name: "momentum", summary: "changes go on",
      parameters: [
        ParameterSpec("mu", default: 0.9, in: 0...1, "share of the last step that goes on")
      ]),
    RuleSpec(
      name: "adam", summary: "steps of a size of their own, along the mean change",
      parameters: [
        rate,
        ParameterSpec("beta_1", default: 0.9, in: 0...0.999_999, "memory of the mean change"),
        ParameterSpec("beta_2", default: 0.999, in: 0...0.999_999, "memory of the mean square"),
        ParameterSpec(
          "epsilon", default: 1e-8, in: 0...1e6, includesLower: false,
          "added to the root of the mean square"),
      ]),
    RuleSpec(
      name: "threshold_accumulate",
      summary: "large changes alone, the smaller the more there were",
      parameters: [
        ParameterSpec("rate", default: 0.2, in: 0...1e6, "multiplies steps"),
        ParameterSpec("threshold", default: 0.5, in: 0...1e30, "least square of a change"),
        ParameterSpec("p", default: 1, in: 0.01...100, "power in which changes accumulate"),
        ParameterSpec(
          "epsilon", default: 1e-5, in: 0...1e6, includesLower: false, "added to the sum"),
      ]),
    RuleSpec(
      name: "exponentiated_gradient", summary: "steps in proportion to the weight, keeping signs",
      parameters: [ParameterSpec("rate", default: 1, in: 0...1e6, "of the exponent")]),
  ]

  static let plain = Optimiser(kind: .plain)

  let kind: Kind
  private var rate = 1.0
  private var mu = 0.0
  private var (beta1, beta2) = (0.0, 0.0)
  private var epsilon = 0.0
  private var threshold = 0.0
  private var power = 1.0
  /// beta_1 and beta_2 to the number of presentations so far.
  var (bias1, bias2) = (1.0, 1.0)

  private init(kind: Kind) { self.kind = kind }

  init(
    _ name: String, _ given: [(name: String, value: Double)], owner: String
  ) throws(SNNError) {
    guard let kind = Kind(rawValue: name),
      let spec = Optimiser.specs.first(where: { $0.name == name })
    else { throw .unknown("optimiser", name, valid: Kind.allCases.map(\.rawValue)) }
    let values = try ParameterValues(given, specs: spec.parameters, owner: owner)
    self.kind = kind
    mu = values["mu"]
    (beta1, beta2) = (values["beta_1"], values["beta_2"])
    rate = values["rate"]
    epsilon = values["epsilon"]
    threshold = values["threshold"]
    power = values["p"]
  }

  /// A presentation is about to be applied.
  mutating func begin() {
    bias1 *= beta1
    bias2 *= beta2
  }

  /// The step that a change asks for.
  ///
  /// - Parameters:
  ///   - factor: multiplies the step: the learning rate.
  ///   - a, b: the synapse's state.
  @inline(__always)
  func step(
    _ change: Double, weight: Double, factor: Double, _ a: inout Double, _ b: inout Double
  ) -> Double {
    switch kind {
    case .plain: return factor * change
    case .momentum:
      a = mu * a + change
      return factor * a
    case .adam:
      a = beta1 * a + (1 - beta1) * change
      b = beta2 * b + (1 - beta2) * change * change
      let root = (b / (1 - bias2)).squareRoot()
      return factor * rate * (a / (1 - bias1)) / (root + epsilon)
    case .thresholdAccumulate:
      guard change * change > threshold else { return 0 }
      let size = abs(change)
      a += power == 1 ? size : raise(size, to: power)
      let sum = epsilon + a
      return factor * rate * change / (power == 1 ? sum : raise(sum, to: 1 / power))
    case .exponentiatedGradient:
      // Beyond e^50 there is nothing but the bound.
      let exponent = factor * rate * (weight < 0 ? -change : change)
      return weight * (Elementary.exp(min(max(exponent, -700), 50)) - 1)
    }
  }
}

/// `x^exponent` for x >= 0.
func raise(_ x: Double, to exponent: Double) -> Double {
  if exponent == 0 { return 1 }
  if exponent == 1 { return x }
  if exponent == 0.5 { return x.squareRoot() }
  return x > 0 ? Elementary.exp(exponent * Elementary.log(x)) : 0
}
