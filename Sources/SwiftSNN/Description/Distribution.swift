/// How weights (mV) or delays (ms) are drawn.
enum Distribution {
  case constant(Double)
  case normal(mean: Double, std: Double, lower: Double, upper: Double)
  case uniform(low: Double, high: Double)
  /// e to the power of a normal variable.
  case lognormal(mu: Double, sigma: Double, lower: Double, upper: Double)
  case exponential(mean: Double, lower: Double, upper: Double)
  /// For delays alone.
  case distance(DistanceDelay)

  static let specs: [RuleSpec] = [
    RuleSpec(
      name: "constant", summary: "the same for every synapse",
      parameters: [ParameterSpec("value", default: 1, "the value")]),
    RuleSpec(
      name: "normal", summary: "normal, drawn again while outside lower..upper",
      parameters: [
        ParameterSpec("mean", default: 0, "mean"),
        ParameterSpec("std", default: 1, in: 0...1e30, "standard deviation"),
        ParameterSpec("lower", default: -.infinity, allowsInfinity: true, "lower bound"),
        ParameterSpec("upper", default: .infinity, allowsInfinity: true, "upper bound"),
      ]),
    RuleSpec(
      name: "uniform", summary: "uniform in low..high",
      parameters: [
        ParameterSpec("low", default: 0, "lower end"),
        ParameterSpec("high", default: 1, "upper end"),
      ]),
    RuleSpec(
      name: "lognormal",
      summary: "e to the power of a normal, drawn again while outside lower..upper",
      parameters: [
        ParameterSpec("mu", default: 0, in: -60...60, "mean of the logarithm"),
        ParameterSpec("sigma", default: 1, in: 0...10, "standard deviation of the logarithm"),
        ParameterSpec("lower", default: 0, in: 0...1e30, "lower bound"),
        ParameterSpec("upper", default: .infinity, allowsInfinity: true, "upper bound"),
      ]),
    RuleSpec(
      name: "exponential", summary: "exponential, drawn again while outside lower..upper",
      parameters: [
        ParameterSpec(
          "mean", default: 1, in: 0...1e30, includesLower: false, "mean without bounds"),
        ParameterSpec("lower", default: 0, in: 0...1e30, "lower bound"),
        ParameterSpec("upper", default: .infinity, allowsInfinity: true, "upper bound"),
      ]),
    RuleSpec(
      name: "distance",
      summary: "for delays: base + distance / velocity, of neurons that have positions",
      parameters: [
        ParameterSpec("base", unit: "ms", default: 1, "delay over no distance"),
        ParameterSpec(
          "velocity", default: 1, in: 0...1e30, includesLower: false,
          "unit of the positions per ms"),
        periodicSpec,
      ]),
  ]

  init(_ name: String, _ given: [(name: String, value: Double)], of what: String) throws(SNNError) {
    guard let spec = Distribution.specs.first(where: { $0.name == name }) else {
      throw .unknown("distribution", name, valid: Distribution.specs.map(\.name))
    }
    let owner = "the \(name) distribution of \(what)"
    let values = try ParameterValues(given, specs: spec.parameters, owner: owner)
    switch name {
    case "constant": self = .constant(values["value"])
    case "normal":
      let (lower, upper) = (values["lower"], values["upper"])
      let (mean, std) = (values["mean"], values["std"])
      guard lower <= upper, mean + 4 * std >= lower, mean - 4 * std <= upper else {
        throw .invalid(
          "\(owner) has bounds \(short(lower))..\(short(upper)) that lie more than 4 std from "
            + "its mean \(short(mean)), or in the wrong order")
      }
      self = .normal(mean: mean, std: std, lower: lower, upper: upper)
    case "lognormal":
      let (lower, upper) = (values["lower"], values["upper"])
      let (mu, sigma) = (values["mu"], values["sigma"])
      guard lower <= upper, mu + 4 * sigma >= Elementary.log(lower),
        mu - 4 * sigma <= Elementary.log(max(upper, 0))
      else {
        throw .invalid(
          "\(owner) has bounds \(short(lower))..\(short(upper)) whose logarithms lie more than "
            + "4 sigma from mu = \(short(mu)), or in the wrong order")
      }
      self = .lognormal(mu: mu, sigma: sigma, lower: lower, upper: upper)
    case "exponential":
      let (lower, upper) = (values["lower"], values["upper"])
      guard lower <= upper, lower <= 10 * values["mean"] else {
        throw .invalid(
          "\(owner) has bounds \(short(lower))..\(short(upper)) that lie above 10 times its "
            + "mean \(short(values["mean"])), or in the wrong order")
      }
      self = .exponential(mean: values["mean"], lower: lower, upper: upper)
    case "distance":
      self = .distance(
        DistanceDelay(
          base: values["base"], velocity: values["velocity"], periodic: values["periodic"] == 1))
    default:
      guard values["low"] <= values["high"] else {
        throw .invalid("\(owner) needs low <= high, not \(values["low"]) and \(values["high"])")
      }
      self = .uniform(low: values["low"], high: values["high"])
    }
  }
}
