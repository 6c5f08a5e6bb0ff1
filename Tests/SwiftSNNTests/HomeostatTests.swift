import Testing

@testable import SwiftSNN

struct HomeostatTests {
  /// Two LIF neurons that fire once for each spike fed to their sources.
  private func makePair(
    lanes: Int = 1, _ parameters: Parameters
  ) throws -> (network: Network, source: Int32, neurons: Int32) {
    let network = try makeNetwork(lanes: lanes)
    let source = try network.add("spike_source", "source", 2)
    let neurons = try network.add("lif", "neurons", 2, ["tau_refrac": 0])
    _ = try network.join(
      source, neurons, [("one_to_one", [:])], weight: ("constant", ["value": 200]))
    try network.homeostat(neurons, parameters)
    return (network, source, neurons)
  }

  @Test func `thresholds move by the gain times the distance from the target rate`() throws {
    let (network, source, neurons) = try makePair(["target": 30, "gain": 0.01])
    try network.feed(
      source, [0, 5, 9, 20].map { Spike(step: $0, neuron: 0) } + [Spike(step: 3, neuron: 1)])
    try network.present(steps: 50, learn: true)
    // 80 Hz and 20 Hz.
    #expect(try network.counts(neurons) == [4, 1])
    #expect(try network.state(neurons, "v_thresh") == [-50 + 0.5, -50 - 0.1])
  }

  @Test func `the rate is the mean over the lanes`() throws {
    let (network, source, neurons) = try makePair(lanes: 4, ["target": 0, "gain": 0.01])
    try network.feed(
      source, [0, 5, 9].map { Spike(lane: 2, step: $0, neuron: 0) } + [Spike(step: 1, neuron: 0)])
    try network.present(steps: 50, learn: true)
    #expect(try network.state(neurons, "v_thresh") == [-50 + 0.2, -50])
  }

  @Test func `thresholds stay within their bounds`() throws {
    let (network, source, neurons) = try makePair([
      "target": 40, "gain": 1, "lower": -53, "upper": -45,
    ])
    try network.feed(source, (0..<30).map { Spike(step: $0, neuron: 1) })
    try network.present(steps: 50, learn: true)
    #expect(try network.state(neurons, "v_thresh") == [-53, -45])
  }

  @Test func `thresholds move from presentation to presentation and survive reset`() throws {
    let (network, _, neurons) = try makePair(["target": 10, "gain": 0.1])
    for _ in 0..<3 { try network.present(steps: 20, learn: true) }
    network.reset()
    #expect(try network.state(neurons, "v_thresh") == [-53, -53])
  }

  @Test func `nothing moves in a presentation without learning or a run`() throws {
    let (network, _, neurons) = try makePair(["target": 10, "gain": 0.1])
    try network.present(steps: 20, learn: false)
    try network.run(steps: 20)
    #expect(try network.state(neurons, "v_thresh") == [-50, -50])
  }

  @Test func `a neuron is held at its target rate`() throws {
    let network = try makeNetwork(dt: 0.5)
    let neurons = try network.add("lif", "neurons", 3)
    try network.setParameter(neurons, "i_offset", [0.9, 1.2, 2])
    try network.homeostat(neurons, ["target": 40, "gain": 0.02])
    for _ in 0..<60 { try network.present(steps: 400, learn: true) }
    for count in try network.counts(neurons) { #expect((count - 8).magnitude <= 1) }
  }
}
