/// The names, parameters and defaults of connectivity rules and distributions.
struct RuleSpec: Sendable {
  let name: String
  let summary: String
  let parameters: [ParameterSpec]
  /// Arrays it needs; a spec is of the elements.
  var arrays: [ParameterSpec] = []
}

let selfSpec = ParameterSpec(
  switch: "allow_self", default: 0, "1: a neuron may connect to itself")
let periodicSpec = ParameterSpec(
  switch: "periodic", default: 0, "1: axes begin anew after the extent of the positions")
private let probabilitySpec = ParameterSpec("p", default: 0.1, in: 0...1, "connection probability")

/// Which synapses exist. Rows are drawn by (seed, projection, presynaptic neuron), columns by
/// (seed, projection, postsynaptic neuron): never in an order that threads could change.
enum ConnectorRule {
  case allToAll(allowSelf: Bool)
  case oneToOne
  case fixedProbability(p: Double, allowSelf: Bool)
  case fixedInDegree(k: Int, allowSelf: Bool, multapses: Bool)
  case fixedOutDegree(k: Int, allowSelf: Bool, multapses: Bool)
  case fixedTotalNumber(n: Int, allowSelf: Bool, multapses: Bool)
  case modular(size: Int, p: Double)
  case smallWorld(k: Int, rewire: Double)
  case blocks(BlockModel, allowSelf: Bool)
  case distance(DistanceProfile, periodic: Bool, allowSelf: Bool)

  static let specs: [RuleSpec] =
    [
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
        name: "fixed_out_degree", summary: "every source draws k targets",
        parameters: [
          ParameterSpec("k", default: 100, in: 0...1e9, "synapses out of each neuron"), selfSpec,
          ParameterSpec(
            switch: "allow_multapses", default: 1, "1: a target may be drawn several times"),
        ]),
      RuleSpec(
        name: "fixed_total_number",
        summary: "n synapses: source and target of each drawn independently, with repetition, or n "
          + "different pairs",
        parameters: [
          ParameterSpec("n", default: 1000, in: 0...1e12, "synapses in all"), selfSpec,
          ParameterSpec(
            switch: "allow_multapses", default: 1, "1: a pair may be drawn several times"),
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
      RuleSpec(
        name: BlockModel.name,
        summary: "groups of neurons; each pair of neurons with the probability of its groups "
          + "(a stochastic block model)",
        parameters: [selfSpec], arrays: BlockModel.arrays),
    ] + DistanceProfile.rules

  init(
    _ name: String, _ given: [(name: String, value: Double)],
    arrays: [(name: String, values: [Double])] = []
  ) throws(SNNError) {
    guard let spec = ConnectorRule.specs.first(where: { $0.name == name }) else {
      throw .unknown("connectivity rule", name, valid: ConnectorRule.specs.map(\.name))
    }
    let owner = "connectivity rule '\(name)'"
    let values = try ParameterValues(given, specs: spec.parameters, owner: owner)
    let arrays = try ArrayValues(arrays, specs: spec.arrays, owner: owner)
    let allowSelf = values["allow_self"] == 1
    let multapses = values["allow_multapses"] == 1
    switch name {
    case "all_to_all": self = .allToAll(allowSelf: allowSelf)
    case "one_to_one": self = .oneToOne
    case "fixed_probability": self = .fixedProbability(p: values["p"], allowSelf: allowSelf)
    case "fixed_in_degree":
      self = .fixedInDegree(
        k: try values.whole("k", of: owner), allowSelf: allowSelf, multapses: multapses)
    case "fixed_out_degree":
      self = .fixedOutDegree(
        k: try values.whole("k", of: owner), allowSelf: allowSelf, multapses: multapses)
    case "fixed_total_number":
      self = .fixedTotalNumber(
        n: try values.whole("n", of: owner), allowSelf: allowSelf, multapses: multapses)
    case "modular": self = .modular(size: try values.whole("size", of: owner), p: values["p"])
    case "small_world":
      self = .smallWorld(k: try values.whole("k", of: owner), rewire: values["rewire"])
    case BlockModel.name:
      self = .blocks(try BlockModel(arrays, of: owner), allowSelf: allowSelf)
    default:
      let shape = DistanceProfile.Shape.allCases.first { $0.name == name } ?? .step
      self = .distance(
        DistanceProfile(
          shape, largest: values["p_max"], scale: values[shape.scale], cutoff: values["cutoff"]),
        periodic: values["periodic"] == 1, allowSelf: allowSelf)
    }
  }
}
