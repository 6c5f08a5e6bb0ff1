import Testing

@testable import SwiftSNN

struct WeightRecorderTests {
  /// One plastic synapse and a static one between relays of fed spikes.
  private func makePlasticNetwork() throws -> (Network, Int32) {
    let network = try makeNetwork(dt: 1)
    let source = try network.add("spike_source", "source", 2)
    let target = try network.add("lif", "target", 2, ["tau_refrac": 0])
    let plastic = try network.join(source, target, weight: ("constant", ["value": 60]))
    try network.learn(plastic, "spike", "trace", ["rate": -1, "tau_post": 20])
    try network.feed(source, [Spike(step: 1, neuron: 0), Spike(step: 12, neuron: 0)])
    return (network, plastic)
  }

  @Test func `samples are the weights of that time, in the order asked for`() throws {
    let (network, plastic) = try makePlasticNetwork()
    let recorder = Int32(try network.addWeightRecorder(plastic, every: 10, synapses: [3, 0]))
    try network.run(steps: 10)
    let early = try network.weights(plastic)
    try network.run(steps: 10)
    let late = try network.weights(plastic)
    let (times, rows) = try network.values(recorder)
    #expect(times == [10, 20])
    #expect(rows == [[early[3], early[0]], [late[3], late[0]]])
    #expect(late[0] < early[0])
  }

  @Test func `windows end at samples alone, and a pause needs none`() throws {
    let (network, plastic) = try makePlasticNetwork()
    let index = Int32(try network.addWeightRecorder(plastic, every: 10, synapses: nil))
    let recorder = try network.recorder(index)
    #expect([0, 9, 10, 25].map { recorder.nextSample(after: $0) } == [10, 10, 20, 30])
    try network.setRecorder(index, isActive: false)
    #expect(recorder.nextSample(after: 0) == Int.max)
    try network.run(steps: 20)
    #expect(try network.recordedRows(index) == 0)
  }

  @Test func `a projection whose weights are recorded stays`() throws {
    let (network, plastic) = try makePlasticNetwork()
    _ = try network.addWeightRecorder(plastic, every: 1, synapses: nil)
    #expect(throws: SNNError.self) { try network.removeProjection(plastic) }
  }
}
