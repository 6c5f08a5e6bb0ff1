/// The names, parameters and defaults of connectivity rules and distributions.
struct RuleSpec: Sendable {
  let name: String
  let summary: String
  let parameters: [ParameterSpec]
}

private let selfSpec = ParameterSpec(
  switch: "allow_self", default: 0, "1: a neuron may connect to itself")
private let probabilitySpec = ParameterSpec("p", default: 0.1, in: 0...1, "connection probability")

/// Which synapses exist. Rows are drawn by (seed, projection, presynaptic neuron), columns by
/// (seed, projection, postsynaptic neuron): never in an order that threads could change.
enum ConnectorRule {
  case allToAll(allowSelf: Bool)
  case oneToOne
  case fixedProbability(p: Double, allowSelf: Bool)
  case fixedInDegree(k: Int, allowSelf: Bool, multapses: Bool)
  case fixedTotalNumber(n: Int, allowSelf: Bool)
  case modular(size: Int, p: Double)
  case smallWorld(k: Int, rewire: Double)

  static let specs: [RuleSpec] = [
    RuleSpec(
      name: "all_to_all", summary: "every pair",
      parameters: [
        ParameterSpec(
          switch: "allow_self", default: 1, "0: within a population, no neuron to itself")
      ]),
    RuleSpec(name: "one_to_one", summary: "neuron i to neuron i, equal sizes", parameters: []),
    RuleSpec(
      name: "fixed_probability", summary: "each pair independently with probability p",
      parameters: [probabilitySpec, selfSpec]),
    RuleSpec(
      name: "fixed_in_degree", summary: "every target draws k sources",
      parameters: [
        ParameterSpec("k", default: 100, in: 0...1e9, "synapses into each neuron"), selfSpec,
        ParameterSpec(
          switch: "allow_multapses", default: 1, "1: a source may be drawn several times"),
      ]),
    RuleSpec(
      name: "fixed_total_number",
      summary: "n synapses, source and target of each drawn independently, with repetition",
      parameters: [
        ParameterSpec("n", default: 1000, in: 0...1e12, "synapses in all"), selfSpec,
      ]),
    RuleSpec(
      name: "modular",
      summary: "groups of `size` neighbours; inside a group each pair with probability p",
      parameters: [
        ParameterSpec("size", default: 50, in: 1...1e9, "neurons of a group"),
        ParameterSpec("p", default: 0.5, in: 0...1, "connection probability"),
      ]),
    RuleSpec(
      name: "small_world",
      summary: "k nearest neighbours on a ring, each rewired at random with probability rewire "
        + "(Watts and Strogatz 1998, directed)",
      parameters: [
        ParameterSpec("k", default: 10, in: 0...1e9, "synapses out of each neuron"),
        ParameterSpec("rewire", default: 0.1, in: 0...1, "probability to be rewired"),
      ]),
  ]

  init(_ name: String, _ given: [(name: String, value: Double)]) throws(SNNError) {
    guard let spec = ConnectorRule.specs.first(where: { $0.name == name }) else {
      throw .unknown("connectivity rule", name, valid: ConnectorRule.specs.map(\.name))
    }
    let owner = "connectivity rule '\(name)'"
    let values = try ParameterValues(given, specs: spec.parameters, owner: owner)
    switch name {
    case "all_to_all": self = .allToAll(allowSelf: values["allow_self"] == 1)
    case "one_to_one": self = .oneToOne
    case "fixed_probability":
      self = .fixedProbability(p: values["p"], allowSelf: values["allow_self"] == 1)
    case "fixed_in_degree":
      self = .fixedInDegree(
        k: try values.whole("k", of: owner), allowSelf: values["allow_self"] == 1,
        multapses: values["allow_multapses"] == 1)
    case "fixed_total_number":
      self = .fixedTotalNumber(
        n: try values.whole("n", of: owner), allowSelf: values["allow_self"] == 1)
    case "modular":
      self = .modular(size: try values.whole("size", of: owner), p: values["p"])
    default:
      self = .smallWorld(k: try values.whole("k", of: owner), rewire: values["rewire"])
    }
  }
}

/// How weights (mV) or delays (ms) are drawn.
enum Distribution {
  case constant(Double)
  case normal(mean: Double, std: Double, lower: Double, upper: Double)
  case uniform(low: Double, high: Double)

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
    default:
      guard values["low"] <= values["high"] else {
        throw .invalid("\(owner) needs low <= high, not \(values["low"]) and \(values["high"])")
      }
      self = .uniform(low: values["low"], high: values["high"])
    }
  }
}
