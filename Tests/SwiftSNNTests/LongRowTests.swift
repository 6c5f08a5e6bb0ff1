import Testing

@testable import SwiftSNN

/// Rows with more synapses of several delays than 16-bit offsets can tell apart.
struct LongRowTests {
  /// One source onto two populations with `n` synapses each, in rows that could be joined.
  private func network(_ n: Int, _ delay: (String, Parameters)) throws -> Network {
    let network = try makeNetwork(seed: 2)
    let source = try network.add("spike_source", "source", 1)
    let cells: Parameters = [
      "tau_m": 1e9, "v_rest": 0, "v_init": 0, "v_reset": -1, "v_thresh": 1e6,
    ]
    for name in ["first", "second"] {
      let target = try network.add("lif", name, 2100, cells)
      _ = try network.join(
        source, target, [("fixed_total_number", ["n": Double(n)])], delay: delay)
    }
    try network.feed(source, [Spike(step: 0, neuron: 0)])
    return network
  }

  @Test(arguments: [("constant", [:]), ("uniform", ["low": 1, "high": 3])])
  func `rows that fit alone are not refused for being joined`(
    _ kind: String, _ parameters: Parameters
  ) throws {
    let network = try network(40_000, (kind, parameters))
    try network.run(steps: 5)
    for target: Int32 in [1, 2] {
      let sum = try network.state(target).reduce(0, +)
      #expect(sum == 40_000)
    }
  }

  @Test func `a row that cannot be is refused, and said to be`() throws {
    let network = try network(70_000, ("uniform", ["low": 1, "high": 3]))
    let error = failure { () throws(SNNError) in try network.run(steps: 5) }
    #expect(error?.kind == .invalidArgument)
    for words in ["'source' -> 'first'", "70000 synapses", "neuron 0", "65535"] {
      #expect(error?.message.contains(words) == true)
    }
  }

  @Test func `a refused run leaves nothing behind`() throws {
    let plain = try network(3000, ("constant", [:]))
    try plain.run(steps: 5)
    let network = try network(3000, ("constant", [:]))
    let refused = try network.join(
      0, 1, [("fixed_total_number", ["n": 70_000])], delay: ("uniform", ["low": 1, "high": 3]))
    #expect(failure { () throws(SNNError) in try network.run(steps: 5) } != nil)
    try network.removeProjection(refused)
    try network.run(steps: 5)
    for target: Int32 in [1, 2] {
      let isSame = try network.state(target) == plain.state(target)
      #expect(isSame)
    }
  }
}
