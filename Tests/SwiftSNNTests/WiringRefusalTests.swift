import Testing

@testable import SwiftSNN

/// Connecting `cells` (4 neurons) to `others` (6) unless said otherwise.
private func joining(
  _ description: String, _ words: [String], kind: SNNError.Kind = .invalidArgument,
  from source: Int32 = 2, to target: Int32 = 3,
  _ rules: [(String, Parameters)] = [("all_to_all", [:])],
  weight: (String, Parameters) = ("constant", [:]), delay: (String, Parameters) = ("constant", [:])
) -> Refusal {
  Refusal(description, kind, words) { stage throws(SNNError) in
    _ = try stage.network.join(source, target, rules, weight: weight, delay: delay)
  }
}

private let byRules: [Refusal] = [
  joining("no source", ["population 7"], kind: .index, from: 7),
  joining("no target", ["population -2"], kind: .index, to: -2),
  joining("a source as target", ["'source'", "takes no"], to: 0),
  joining("no rule", ["1 to 15"], []),
  joining("too many rules", ["16"], Array(repeating: ("modular", [:]), count: 16)),
  joining("unknown rule", ["'all2all'", "all_to_all", "small_world"], [("all2all", [:])]),
  joining(
    "unknown parameter of a rule", ["'q'", "fixed_probability"], [("fixed_probability", ["q": 1])]),
  joining("probability above 1", ["p", "at most 1"], [("fixed_probability", ["p": 1.1])]),
  joining("unequal one to one", ["4", "6"], kind: .shape, [("one_to_one", [:])]),
  joining("half a synapse", ["k", "whole"], [("fixed_in_degree", ["k": 1.5])]),
  joining(
    "too few sources", ["k = 5", "4"], [("fixed_in_degree", ["k": 5, "allow_multapses": 0])]),
  joining(
    "too few targets", ["fixed_out_degree", "k = 7", "6 possible"],
    [("fixed_out_degree", ["k": 7, "allow_multapses": 0])]),
  joining(
    "too few pairs", ["n = 25", "24 different pairs"],
    [("fixed_total_number", ["n": 25, "allow_multapses": 0])]),
  joining("no positions", ["positions", "source"], [("distance_step", [:])]),
  joining("no groups", ["needs the array 'probabilities'"], [("blocks", [:])]),
  joining("weights by distance", ["'distance'", "for delays"], weight: ("distance", [:])),
  joining("too few neighbours", ["k = 7"], [("small_world", ["k": 7])]),
  joining("too few neighbours within", ["k = 4"], to: 2, [("small_world", ["k": 4])]),
  joining("no module", ["size"], [("modular", ["size": 0])]),
  joining("unknown distribution", ["'gauss'", "normal"], weight: ("gauss", [:])),
  joining("weight not a number", ["'cells' -> 'others'"], weight: ("constant", ["value": .nan])),
  joining("normal weights out of reach", ["bounds"], weight: ("normal", ["lower": 10])),
  joining("normal bounds swapped", ["bounds"], weight: ("normal", ["lower": 1, "upper": 0])),
  joining("negative std", ["std"], weight: ("normal", ["std": -1])),
  joining("uniform ends swapped", ["low <= high"], weight: ("uniform", ["low": 2])),
  joining("delay of 0", ["delay", "'cells' -> 'others'"], delay: ("constant", ["value": 0])),
  joining("delay below a step", ["delay"], delay: ("constant", ["value": 0.7])),
  joining("negative delays drawn", ["delay", "lower bound"], delay: ("normal", [:])),
  joining("delay beyond the limit", ["delay", "1048576"], delay: ("constant", ["value": 2e6])),
  joining(
    "weight beyond single precision", ["'cells' -> 'others'"],
    weight: ("constant", ["value": 1e39])),
]

private func listing(
  _ description: String, _ kind: SNNError.Kind, _ words: [String], _ synapse: Synapse
) -> Refusal {
  Refusal(description, kind, words) { stage throws(SNNError) in
    let good = Synapse(pre: 0, post: 0, delay: 1, weight: 1)
    _ = try stage.network.join(stage.cells, stage.others, [good, synapse])
  }
}

private let byArrays: [Refusal] = [
  listing(
    "pre too high", .index, ["pre[1]", "'cells'"], Synapse(pre: 4, post: 0, delay: 1, weight: 1)),
  listing("pre negative", .index, ["pre[1]"], Synapse(pre: -1, post: 0, delay: 1, weight: 1)),
  listing(
    "post too high", .index, ["post[1]", "'others'"], Synapse(pre: 0, post: 6, delay: 1, weight: 1)),
  listing(
    "weight infinite", .invalidArgument, ["weight[1]"],
    Synapse(pre: 0, post: 0, delay: 1, weight: .infinity)),
  listing("no delay", .invalidArgument, ["delay"], Synapse(pre: 0, post: 0, delay: 0, weight: 1)),
]

private let weights: [Refusal] = [
  Refusal("too few", .shape, ["'source -> cells'", "12", "3"]) { stage throws(SNNError) in
    try stage.network.setWeights(of: stage.plastic, [1, 2, 3])
  },
  Refusal("not a number", .invalidArgument, ["weight 0", "'pixels -> others'"]) {
    stage throws(SNNError) in
    try stage.network.setWeights(of: stage.fixed, [.nan])
  },
  Refusal("outside the bounds", .invalidArgument, ["weight 11", "5.0"]) { stage throws(SNNError) in
    try stage.network.setWeights(of: stage.plastic, Array(repeating: 1, count: 11) + [5.5])
  },
  Refusal("of no projection", .index, ["projection 5", "0 to 1"]) { stage throws(SNNError) in
    try stage.network.setWeights(of: 5, [])
  },
  Refusal("a view while learning", .state, ["'source -> cells'", "copy"]) {
    stage throws(SNNError) in _ = try stage.network.weightsView(stage.plastic)
  },
  Refusal("bounds swapped", .invalidArgument, ["'source -> cells'", "lower <= upper"]) {
    stage throws(SNNError) in try stage.network.setBounds(stage.plastic, lower: 1, upper: 0)
  },
  Refusal("bounds not a number", .invalidArgument, ["bounds"]) { stage throws(SNNError) in
    try stage.network.setBounds(stage.plastic, lower: .nan, upper: 9)
  },
  Refusal("bounds that weights lie outside", .invalidArgument, ["weight 0", "3.0"]) {
    stage throws(SNNError) in try stage.network.setBounds(stage.plastic, lower: 0, upper: 2)
  },
]

struct WiringRefusalTests {
  @Test(arguments: byRules)
  func `a projection by rules`(_ refusal: Refusal) throws { try refusal.check() }

  @Test(arguments: byArrays)
  func `a projection by arrays`(_ refusal: Refusal) throws { try refusal.check() }

  @Test(arguments: weights)
  func `weights and bounds`(_ refusal: Refusal) throws { try refusal.check() }

  @Test func `plasticity on weights that a view was given of`() throws {
    let stage = try RefusalStage()
    _ = try stage.network.weightsView(stage.fixed)
    let error = failure { () throws(SNNError) in
      try stage.network.learn(stage.fixed, "trace", "spike", [:])
    }
    #expect(error?.kind == .state)
    #expect(error?.message.contains("'pixels -> others'") == true)
  }

  @Test func `a projection without synapses has no weights to copy or set`() throws {
    let stage = try RefusalStage()
    let empty = try stage.network.join(
      stage.cells, stage.others, [("fixed_probability", ["p": 0])])
    let nothing = RealSpan(UnsafeBufferPointer<Float>(start: nil, count: 0))
    try stage.network.copyWeights(empty, into: nothing)
    try stage.network.setWeights(empty, nothing)
    #expect(try stage.network.synapseCount(empty) == 0)
    _ = try stage.outcome()
  }
}
