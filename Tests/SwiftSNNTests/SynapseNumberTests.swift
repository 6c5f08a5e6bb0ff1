import Testing

@testable import SwiftSNN

/// The number of synapses is known before they are drawn; `prepare` draws them all.
struct SynapseNumberTests {
  private static let rules: [[(String, Parameters)]] = [
    [("all_to_all", [:])], [("all_to_all", ["allow_self": 0])], [("one_to_one", [:])],
    [("fixed_probability", ["p": 0.03])], [("fixed_probability", ["p": 1])],
    [("fixed_in_degree", ["k": 7])], [("fixed_in_degree", ["k": 7, "allow_multapses": 0])],
    [("fixed_total_number", ["n": 777])], [("modular", ["size": 30, "p": 0.4])],
    [("small_world", ["k": 6, "rewire": 0.5])],
    [("fixed_total_number", ["n": 4000]), ("one_to_one", [:])],
    [("fixed_in_degree", ["k": 30]), ("fixed_in_degree", ["k": 30]), ("modular", [:])],
    [("all_to_all", ["allow_self": 0]), ("small_world", ["k": 6])],
  ]

  @Test(arguments: rules.indices, [true, false])
  func `the number before drawing is that after it`(_ index: Int, _ isRecurrent: Bool) throws {
    for delay: (String, Parameters) in [("constant", [:]), ("uniform", ["low": 1, "high": 5])] {
      let network = try makeNetwork(seed: 6)
      let source = try network.add("lif", "source", 120)
      let target = isRecurrent ? source : try network.add("lif", "target", 120)
      let projection = try network.join(source, target, Self.rules[index], delay: delay)
      let before = try network.synapseCount(projection)
      #expect(try network.projection(projection).storage == nil)
      #expect(try network.synapseCount() == before)
      var synapses = 0
      try network.forEachSynapse(projection) { k, _, _, _ in
        #expect(k == synapses)
        synapses += 1
      }
      #expect(synapses == before)
      #expect(try network.synapseCount(projection) == before)
      #expect(try network.weights(projection).count == before)
    }
  }

  /// Noise onto cells that excite each other.
  private func small() throws -> (network: Network, cells: Int32, spikes: Int32) {
    let network = try makeNetwork(seed: 9)
    let noise = try network.add("poisson", "noise", 40, ["rate": 300])
    let cells = try network.add("lif", "cells", 60, ["v_init": -52])
    _ = try network.join(
      noise, cells, [("fixed_in_degree", ["k": 10])],
      delay: ("uniform", ["low": 1, "high": 4]))
    _ = try network.join(cells, cells, [("fixed_probability", ["p": 0.2])])
    return (network, cells, try network.recordSpikes(cells))
  }

  @Test func `a network prepared runs as one that was not`() throws {
    let (plain, cells, spikes) = try small()
    try plain.run(steps: 40)
    let (prepared, _, _) = try small()
    try prepared.prepare()
    #expect(prepared.step == 0)
    #expect(prepared.projections.allSatisfy { $0.storage != nil })
    let plan = prepared.plan
    try prepared.prepare()
    #expect(prepared.plan === plan)
    try prepared.run(steps: 40)
    try prepared.prepare()
    #expect(prepared.plan === plan && prepared.step == 40)
    #expect(try prepared.spikes(spikes) == plain.spikes(spikes))
    #expect(try prepared.spikes(spikes).count > 10)
    #expect(try prepared.state(cells) == plain.state(cells))
  }

  @Test func `nothing is added to a network that was prepared`() throws {
    let (network, cells, _) = try small()
    try network.prepare()
    let additions: [(String, () throws(SNNError) -> Void)] = [
      ("population 'more'", { () throws(SNNError) in _ = try network.add("lif", "more", 3) }),
      (
        "a projection 'cells' -> 'cells'",
        { () throws(SNNError) in _ = try network.join(cells, cells) }
      ),
      (
        "a projection 'cells' -> 'cells'",
        { () throws(SNNError) in _ = try network.join(cells, cells, [Synapse]()) }
      ),
      (
        "Poisson input",
        { () throws(SNNError) in try network.addPoissonInput(cells, rate: 1, weight: 1) }
      ),
      ("plasticity", { () throws(SNNError) in try network.learn(1, "trace", "spike", [:]) }),
      ("removal", { () throws(SNNError) in try network.removeProjection(1) }),
    ]
    for (words, addition) in additions {
      let error = failure(addition)
      #expect(error?.kind == .state)
      #expect(error?.message.lowercased().contains(words.lowercased()) == true)
      #expect(error?.message.contains("has run or was prepared") == true)
    }
    _ = try network.record(cells, "v")
    try network.run(steps: 5)
  }
}
