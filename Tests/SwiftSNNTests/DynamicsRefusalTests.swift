import Testing

@testable import SwiftSNN

private func dynamics(
  _ stage: RefusalStage, _ kind: String, _ parameters: [(name: String, values: [Double])]
) throws(SNNError) {
  try stage.network.addDynamics(stage.fixed, kind, parameters: parameters)
}

private func dendritic(
  _ stage: RefusalStage, _ projection: Int32, _ values: [Double]
) throws(SNNError) {
  let done = values.withUnsafeBufferPointer { values in
    Result { () throws(SNNError) in
      try stage.network.setDendriticDelays(projection, values)
    }
  }
  try done.get()
}

private let unfitting: [Refusal] = [
  Refusal("unknown dynamics", .invalidArgument, ["depression", "tsodyks_markram"]) {
    stage throws(SNNError) in try dynamics(stage, "depression", [])
  },
  Refusal("an unknown parameter", .invalidArgument, ["tau", "tau_rec", "tau_facil"]) {
    stage throws(SNNError) in try dynamics(stage, "tsodyks_markram", [("tau", [1])])
  },
  Refusal("a value outside its range", .invalidArgument, ["U of the dynamics", "1.5"]) {
    stage throws(SNNError) in try dynamics(stage, "tsodyks_markram", [("U", [0.1, 1.5])])
  },
  Refusal("too few values", .shape, ["p of the dynamics", "2, one a neuron of 'pixels'", "0"]) {
    stage throws(SNNError) in try dynamics(stage, "stochastic_release", [("p", [])])
  },
  Refusal("sites of each neuron", .shape, ["sites", "one value"]) {
    stage throws(SNNError) in try dynamics(stage, "stochastic_release", [("sites", [1, 2])])
  },
  Refusal("half a site", .invalidArgument, ["sites", "whole number", "1.5"]) {
    stage throws(SNNError) in try dynamics(stage, "stochastic_release", [("sites", [1.5])])
  },
  Refusal("dynamics of weights that change", .invalidArgument, ["source -> cells", "online off"]) {
    stage throws(SNNError) in
    try stage.network.addDynamics(stage.plastic, "tsodyks_markram", parameters: [])
  },
  Refusal("a projection that is not there", .index, ["projection 9", "0 to 1"]) {
    stage throws(SNNError) in
    try stage.network.addDynamics(9, "tsodyks_markram", parameters: [])
  },
  Refusal("a negative dendritic delay", .invalidArgument, ["pixels -> others", "-1"]) {
    stage throws(SNNError) in try dendritic(stage, stage.fixed, [-1])
  },
  Refusal("one longer than the delay", .invalidArgument, ["3.0 ms", "2.0 ms", "axonal"]) {
    stage throws(SNNError) in try dendritic(stage, stage.fixed, [3])
  },
  Refusal("too many dendritic delays", .shape, ["1 synapses, not 2"]) {
    stage throws(SNNError) in try dendritic(stage, stage.fixed, [1, 1])
  },
  Refusal("one after plasticity", .state, ["source -> cells", "before its plasticity"]) {
    stage throws(SNNError) in try dendritic(stage, stage.plastic, [1])
  },
]

private let late: [Refusal] = [
  Refusal("dynamics", .state, ["pixels -> others", "add everything first"]) {
    stage throws(SNNError) in try dynamics(stage, "tsodyks_markram", [])
  },
  Refusal("dendritic delays", .state, ["pixels -> others", "add everything first"]) {
    stage throws(SNNError) in try dendritic(stage, stage.fixed, [1])
  },
]

struct DynamicsRefusalTests {
  @Test(arguments: unfitting)
  func `dynamics and delays that do not fit are refused`(_ refusal: Refusal) throws {
    try refusal.check()
  }

  @Test(arguments: late)
  func `what comes after the start is refused`(_ refusal: Refusal) throws {
    try refusal.check(after: 3)
  }

  @Test func `a projection has one kind of dynamics, and no term online beside it`() throws {
    let stage = try RefusalStage()
    try dynamics(stage, "tsodyks_markram", [])
    #expect(
      failure { () throws(SNNError) in try dynamics(stage, "tsodyks_markram", []) }?.kind == .state)
    let term = failure { () throws(SNNError) in
      try stage.network.learn(stage.fixed, "trace", "spike", ["rate": 0.1])
    }
    #expect(term?.message.contains("online off") == true)
    try stage.network.learn(stage.fixed, "trace", "spike", ["rate": 0.1, "online": 0])
    try stage.network.present(steps: 3, learn: true)
  }
}
