import Testing

@testable import SwiftSNN

struct RecorderTests {
  /// Two lanes of three neurons, each fed one spike for every unit of its number.
  private func makeNetworkWithSpikes() throws -> (Network, Int32, [Spike]) {
    let network = try makeNetwork(dt: 0.5, lanes: 2)
    let source = try network.add("spike_source", "source", 3)
    let spikes = [(0, 1, 2), (0, 4, 0), (0, 4, 1), (0, 7, 2), (1, 0, 0), (1, 4, 2)].map {
      Spike(lane: $0.0, step: $0.1, neuron: $0.2)
    }
    try network.feed(source, spikes)
    return (network, source, spikes)
  }

  @Test func `spikes come by lane, time and neuron, at the end of their step`() throws {
    let (network, source, spikes) = try makeNetworkWithSpikes()
    let recorder = try network.recordSpikes(source)
    try network.run(steps: 8)
    #expect(try network.spikes(recorder) == spikes)
    var times = [Double](repeating: 0, count: 6)
    try network.copySpikes(recorder, times: &times, neurons: nil, lanes: nil, count: 6)
    #expect(times == [1, 2.5, 2.5, 4, 0.5, 2.5])
  }

  @Test func `spikes of chosen neurons alone`() throws {
    let (network, source, spikes) = try makeNetworkWithSpikes()
    let recorder = try network.record(source, "spikes", neurons: [2, 0])
    try network.run(steps: 8)
    #expect(try network.spikes(recorder) == spikes.filter { $0.neuron != 1 })
  }

  @Test func `clearing forgets what was recorded and goes on`() throws {
    let (network, source, spikes) = try makeNetworkWithSpikes()
    let recorder = try network.recordSpikes(source)
    try network.run(steps: 4)
    try network.clearRecorder(recorder)
    #expect(try network.recordedRows(recorder) == 0)
    try network.run(steps: 4)
    #expect(try network.spikes(recorder) == spikes.filter { $0.step >= 4 })
  }

  @Test func `a recorder added late records from then on`() throws {
    let (network, source, spikes) = try makeNetworkWithSpikes()
    try network.run(steps: 4)
    let recorder = try network.recordSpikes(source)
    try network.run(steps: 4)
    #expect(try network.spikes(recorder) == spikes.filter { $0.step >= 4 })
  }

  @Test func `states of chosen neurons every few steps, in the order chosen`() throws {
    let network = try makeNetwork(dt: 0.5, lanes: 2)
    let neurons = try network.add("lif", "neurons", 3, ["tau_m": 1e9])
    try network.setParameter(neurons, "v_init", [-60, -61, -62])
    let view = try network.stateView(neurons, "v")
    for i in 0..<3 { view.base[3 + i] += 5 }
    let recorder = try network.record(neurons, "v", every: 3, neurons: [2, 0])
    try network.run(steps: 2)
    try network.run(steps: 5)
    let (times, rows) = try network.values(recorder)
    #expect(times == [1.5, 3, 1.5, 3])
    #expect(rows == [[-62, -60], [-62, -60], [-57, -55], [-57, -55]])
  }

  @Test func `thresholds are recorded for every lane`() throws {
    let network = try makeNetwork(lanes: 3)
    let neurons = try network.add("lif", "neurons", 2)
    try network.setParameter(neurons, "v_thresh", [-40, -45])
    let recorder = try network.record(neurons, "v_thresh")
    try network.run(steps: 1)
    #expect(try network.values(recorder).rows == Array(repeating: [-40, -45], count: 3))
  }
}
