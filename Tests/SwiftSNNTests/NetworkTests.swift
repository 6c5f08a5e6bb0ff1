import Foundation
import Testing

@testable import SwiftSNN

struct NetworkTests {
  @Test func `counters count steps, neurons, synapses, spikes and events of all lanes`() throws {
    let network = try makeNetwork(lanes: 2)
    let source = try network.add("spike_source", "source", 3)
    let target = try network.add("lif", "target", 5)
    _ = try network.join(source, target, weight: ("constant", ["value": 0]))
    _ = try network.join(
      source, target, [Synapse(pre: 1, post: 2, delay: 4, weight: 0)])
    try network.feed(
      source, [Spike(step: 0, neuron: 1), Spike(lane: 1, step: 2, neuron: 0)])
    try network.run(steps: 3)
    #expect(network.step == 3 && network.neuronCount == 8)
    #expect(try network.synapseCount() == 16)
    #expect(network.spikes == 2 && network.synapticEvents == 5)
    try network.run(steps: 2)
    #expect(network.spikes == 2 && network.synapticEvents == 11)
  }

  @Test func `a presentation starts from the reset state and the clock goes on`() throws {
    let network = try makeNetwork()
    let source = try network.add("spike_source", "source", 1)
    let target = try network.add("lif", "target", 1, ["v_init": -70])
    _ = try network.join(
      source, target, [Synapse(pre: 0, post: 0, delay: 3, weight: 500)])
    try network.feed(source, [0, 1, 12].map { Spike(step: $0, neuron: 0) })
    let recorder = try network.recordSpikes(target)
    try network.run(steps: 4)
    #expect(try network.counts(target) == [1])
    // The spike of step 1 is in flight, and forgotten.
    try network.present(steps: 20, learn: false)
    #expect(network.step == 24)
    #expect(try network.counts(source) == [1])
    #expect(try network.counts(target) == [1])
    #expect(try network.spikes(recorder).map(\.step) == [3, 15])
    try network.present(steps: 1, learn: false)
    #expect(try network.counts(target) == [0])
    let start = -65 - 5 * exp(-1 / 20.0)
    #expect((Double(try network.state(target)[0]) - start).magnitude < 1e-4)
  }

  @Test func `lanes do not touch each other`() throws {
    func potentials(lanes: Int, lane: Int) throws -> [UInt32] {
      let network = try makeNetwork(lanes: lanes)
      let source = try network.add("spike_source", "source", 10)
      let target = try network.add("lif", "target", 20, ["tau_refrac": 3])
      _ = try network.join(source, target, weight: ("normal", ["mean": 3, "std": 4]))
      _ = try network.join(
        target, target, [("fixed_in_degree", ["k": 3])],
        weight: ("constant", ["value": 2]), delay: ("uniform", ["low": 1, "high": 5]))
      let spikes = randomSpikes(10, steps: 0..<80, probability: 0.2, lanes: 5, seed: 8)
      let own = spikes.filter { $0.lane == lane }
      try network.feed(
        source, lanes == 1 ? own.map { Spike(step: $0.step, neuron: $0.neuron) } : spikes)
      try network.run(steps: 80)
      let first = lanes == 1 ? 0 : lane * 20
      return try network.state(target)[first..<first + 20].map(\.bitPattern)
    }
    for lane in 0..<5 {
      #expect(try potentials(lanes: 5, lane: lane) == potentials(lanes: 1, lane: lane))
    }
  }

  @Test func `lane 0 of a batch draws as a network of one lane`() throws {
    func counts(lanes: Int) throws -> [Int] {
      let network = try makeNetwork(lanes: lanes)
      let source = try network.add("bernoulli", "source", 100, ["gain": 0.3])
      try network.run(steps: 50)
      return try network.counts(source)
    }
    let batch = try counts(lanes: 3)
    #expect(try Array(batch.prefix(100)) == counts(lanes: 1))
    #expect(batch.prefix(100) != batch.dropFirst(100).prefix(100))
  }

  @Test func `the number of threads is the one asked for, else that of the machine`() throws {
    #expect(try makeNetwork(threads: 3).threads == 3)
    #expect(try makeNetwork(threads: 0).threads >= 1)
  }

  @Test func `the catalogue is JSON that names what can be added`() throws {
    let text = try #require(Catalogue.json.data(using: .utf8))
    let catalogue = try #require(
      try JSONSerialization.jsonObject(with: text) as? [String: [Any]])
    func names(_ key: String) -> [String] {
      (catalogue[key] ?? []).compactMap { ($0 as? [String: Any])?["name"] as? String }
    }
    let network = try makeNetwork()
    for model in names("models") { _ = try network.add(model, model, 4) }
    let places = (0..<4).map(Double.init)
    try places.withUnsafeBufferPointer { values throws(SNNError) in
      try network.setPositions(0, values, dimensions: 1, extent: nil)
    }
    // The defaults of these ask for more neurons, or for arrays.
    for rule in names("connectors")
    where !["fixed_in_degree", "small_world", "blocks"].contains(rule) {
      _ = try network.join(0, 0, [(rule, [:])])
    }
    for rule in names("signals") { _ = try network.signal(0, rule, ["classes": 2]) }
    let regulated = try network.join(0, 0)
    for kind in names("homeostats") {
      let isOfNeurons = HomeostatKind(rawValue: kind)?.isOfNeurons == true
      _ = try network.addHomeostat(
        population: isOfNeurons ? 0 : -1, projection: isOfNeurons ? -1 : regulated, kind: kind,
        parameters: [])
    }
    for kind in names("dynamics") {
      let projection = try network.join(0, 0)
      try network.addDynamics(projection, kind, parameters: [])
    }
    #expect(names("dynamics") == ["tsodyks_markram", "stochastic_release"])
    #expect(names("models").count == 18 && names("connectors").count == 13)
    let distributions = ["constant", "normal", "uniform", "lognormal", "exponential", "distance"]
    #expect(names("distributions") == distributions)
    #expect(names("signals").count == 5 && names("homeostats").count == 13)
  }

  @Test func `the kernels in use are among those available, and names differ`() {
    let names = KernelChoice.available.map { "\($0.name)" }
    #expect(names.contains("\(KernelChoice.chosen.name)"))
    #expect(Set(names).count == names.count)
  }
}
