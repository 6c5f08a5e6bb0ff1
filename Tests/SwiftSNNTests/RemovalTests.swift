import Testing

@testable import SwiftSNN

struct RemovalTests {
  @Test func `what is removed leaves the network as if it had never been`() throws {
    func outcome(detour: Bool) throws -> [[Float]] {
      let stage = try RefusalStage()
      let network = stage.network
      if detour {
        let extra = try network.add("lif", "extra", 9)
        let projection = try network.join(
          stage.cells, stage.others, weight: ("normal", [:]), delay: ("constant", ["value": 40]))
        try network.learn(projection, "trace", "spike", [:])
        try network.removeProjection(projection)
        try network.removePopulation(extra)
      }
      let last = try network.add("bernoulli", "extra", 5, ["gain": 0.4])
      let projection = try network.join(last, stage.others, weight: ("normal", [:]))
      return try stage.outcome() + [network.weights(projection)]
    }
    #expect(try outcome(detour: true) == outcome(detour: false))
  }

  private static let refusals: [Refusal] = [
    Refusal("a population that is not the last", .state, ["'cells'", "last"]) {
      stage throws(SNNError) in try stage.network.removePopulation(stage.cells)
    },
    Refusal("a population that is connected", .state, ["'others'", "attached"]) {
      stage throws(SNNError) in try stage.network.removePopulation(stage.others)
    },
    Refusal("no population", .index, ["population 4"]) { stage throws(SNNError) in
      try stage.network.removePopulation(4)
    },
    Refusal("a projection that is not the last", .state, ["'source -> cells'", "last"]) {
      stage throws(SNNError) in try stage.network.removeProjection(stage.plastic)
    },
    Refusal("no projection", .index, ["projection 2"]) { stage throws(SNNError) in
      try stage.network.removeProjection(2)
    },
  ]

  @Test(arguments: refusals)
  func `what cannot be removed`(_ refusal: Refusal) throws { try refusal.check() }

  @Test func `nothing is removed once the network has run`() throws {
    let stage = try RefusalStage()
    try stage.network.run(steps: 1)
    let error = failure { () throws(SNNError) in
      try stage.network.removeProjection(stage.fixed)
    }
    #expect(error?.kind == .state)
  }
}
