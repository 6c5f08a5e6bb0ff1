import Testing

@testable import SwiftSNN

struct DeliveryTests {
  private static let size = 4200
  private static let sources = 60
  private static let steps = 48
  private static let forward = randomSynapses(
    20_000, from: sources, to: size, delays: 1...9, weights: -0.2...0.6, seed: 1)
  /// Multapses, and a few autapses that matter.
  private static let recurrent =
    randomSynapses(9000, from: size, to: size, delays: 1...5, weights: -0.4...0.9, seed: 2)
    + (0..<300).map { Synapse(pre: $0 * 14, post: $0 * 14, delay: 4, weight: 0.95) }
    + (0..<300).map { Synapse(pre: $0 * 13, post: $0 * 13, delay: 4, weight: 0.2) }
  private static let input = randomSpikes(
    sources, steps: 0..<steps, probability: 0.1, seed: 3)
  private static let expected = DeliveryReference(
    forward: forward.sortedForDelivery(), recurrent: recurrent.sortedForDelivery(), size: size
  ).run(input, steps: steps, dt: 0.5)

  private func makeNetworkOfTwo(threads: Int) throws -> (Network, Int32, Int32) {
    let network = try makeNetwork(dt: 0.5, threads: threads)
    let source = try network.add("spike_source", "source", Self.sources)
    let target = try network.add("lif", "target", Self.size, DeliveryReference.parameters)
    _ = try network.join(source, target, Self.forward)
    _ = try network.join(target, target, Self.recurrent)
    try network.feed(source, Self.input)
    return (network, target, try network.recordSpikes(target))
  }

  @Test(arguments: [1, 2, 3, 4, 7])
  func `spikes arrive as in a step by step reference, bit by bit`(_ threads: Int) throws {
    let (network, target, recorder) = try makeNetworkOfTwo(threads: threads)
    try network.run(steps: Self.steps)
    let expected = Self.expected
    #expect(try network.spikes(recorder) == expected.spikes)
    #expect(try network.state(target).map(\.bitPattern) == expected.v.map(\.bitPattern))
    #expect(network.synapticEvents == expected.events)
    #expect(network.spikes == expected.spikes.count + Self.input.count)
    #expect(expected.spikes.count > 2000)
    #expect(expected.spikes.count < 20_000)
  }

  @Test(arguments: [[1, 2, 3, 42], [47, 1], [0, 24, 0, 24], Array(repeating: 1, count: 48)])
  func `a run in parts is the run`(_ parts: [Int]) throws {
    let (network, target, recorder) = try makeNetworkOfTwo(threads: 2)
    for part in parts { try network.run(steps: part) }
    #expect(try network.spikes(recorder) == Self.expected.spikes)
    #expect(try network.state(target).map(\.bitPattern) == Self.expected.v.map(\.bitPattern))
  }

  @Test(arguments: [1, 2, 3, 4, 7, 8, 15, 16, 17, 64, 1000])
  func `a spike arrives exactly its delay later`(_ delay: Int) throws {
    let network = try makeNetwork()
    let source = try network.add("spike_source", "source", 2)
    let parameters = ["tau_m": 1e9, "v_rest": 0, "v_init": 0, "v_thresh": 1]
    let target = try network.add("lif", "target", 1, parameters)
    let synapses = [
      Synapse(pre: 0, post: 0, delay: delay, weight: -1),
      Synapse(pre: 1, post: 0, delay: 1, weight: -16),
    ]
    _ = try network.join(source, target, synapses)
    try network.feed(source, [0, 1, delay].map { Spike(step: $0, neuron: 0) })
    var v: [Float] = []
    for _ in 0...2 * delay + 1 {
      try network.run(steps: 1)
      v.append(try network.state(target)[0])
    }
    let arrivals = Set([0, 1, delay]).map { $0 + delay }
    for (step, v) in v.enumerated() {
      #expect(v == -Float(arrivals.count { $0 <= step }), "after step \(step)")
    }
  }

  @Test func `dense and sparse storage of the same synapses give the same bits`() throws {
    func potentials(_ rules: [(String, Parameters)]) throws -> [UInt32] {
      let network = try makeNetwork(seed: 9)
      let source = try network.add("spike_source", "source", 50)
      let target = try network.add("lif", "target", 130, ["v_thresh": 1e5])
      _ = try network.join(
        source, target, rules, weight: ("normal", ["std": 0.3]), delay: ("constant", ["value": 3]))
      try network.feed(source, randomSpikes(50, steps: 0..<100, probability: 0.2, seed: 5))
      try network.run(steps: 110)
      return try network.state(target).map(\.bitPattern)
    }
    let complete: (String, Parameters) = ("all_to_all", [:])
    #expect(try potentials([complete]) == potentials([complete, ("fixed_probability", ["p": 0])]))
  }

  @Test func `populations beyond 16-bit indices are reached everywhere`() throws {
    let network = try makeNetwork(threads: 1)
    let source = try network.add("spike_source", "source", 1)
    let target = try network.add("lif", "target", 140_000, ["tau_m": 1e9, "v_init": -66])
    // Blocks begin at 46,656 and 93,312.
    let posts = [0, 46_655, 46_656, 46_657, 65_535, 65_536, 70_000, 93_311, 93_312, 139_999]
    _ = try network.join(
      source, target,
      posts.enumerated().map { Synapse(pre: 0, post: $1, delay: 1, weight: Float($0 + 1)) })
    try network.feed(source, [Spike(step: 0, neuron: 0)])
    try network.run(steps: 2)
    let v = try network.state(target)
    for (k, post) in posts.enumerated() { #expect(v[post] == -66 + Float(k + 1)) }
    #expect(v.count { $0 != -66 } == posts.count)
  }
}
