import Foundation
import Testing

@testable import SwiftSNN

struct SourceTests {
  @Test func `bernoulli neurons fire with probability gain times drive`() throws {
    let network = try makeNetwork(lanes: 2)
    let source = try network.add("bernoulli", "source", 4)
    try network.setParameter(source, "gain", [0.5, 0.5, 0.5, 1])
    let drives: [Float] = [0, 0.2, 1, 5, 1.6, 2, 0.01, 0.3]
    try network.drive(source, drives)
    try network.run(steps: 4000)
    let expected = [0, 0.1, 0.5, 1, 0.8, 1, 0.005, 0.3]
    for (count, p) in zip(try network.counts(source), expected) {
      #expect(
        p == 0 || p == 1 ? count == Int(4000 * p) : Statistics.isBinomial(count, trials: 4000, p: p)
      )
    }
  }

  @Test func `poisson neurons fire at least once in a step with the chance of their rate`() throws {
    let network = try makeNetwork(dt: 0.5)
    let source = try network.add("poisson", "source", 5)
    let rates = [0, 20, 300, 2000, 1e6]
    try network.setParameter(source, "rate", rates)
    try network.run(steps: 8000)
    for (count, rate) in zip(try network.counts(source), rates) {
      let chance = -expm1(-rate * 0.5e-3)
      #expect(
        chance == 0 || chance == 1
          ? count == Int(8000 * chance) : Statistics.isBinomial(count, trials: 8000, p: chance))
    }
  }

  @Test func `drive is 1 at first and stays until it is set anew`() throws {
    let network = try makeNetwork()
    let source = try network.add("bernoulli", "source", 3)
    try network.present(steps: 3, learn: false)
    #expect(try network.counts(source) == [3, 3, 3])
    try network.drive(source, [0, 1, 0])
    for _ in 0..<2 { try network.present(steps: 3, learn: false) }
    #expect(try network.counts(source) == [0, 3, 0])
  }

  @Test func `Poisson input adds its weight for every event`() throws {
    let network = try makeNetwork(dt: 0.1)
    let integrators: Parameters = ["tau_m": 1e9, "v_rest": 0, "v_init": 0, "v_thresh": 1e5]
    let neurons = try network.add("lif", "neurons", 500, integrators)
    try network.addPoissonInput(neurons, rate: 8000, weight: 1)
    try network.addPoissonInput(neurons, rate: 3000, weight: -0.5)
    try network.run(steps: 1000)
    let found = Statistics.moments(try network.state(neurons).map(Double.init))
    // 800 events of 1 mV less 300 of 0.5 mV in 100 ms.
    #expect((found.mean - 650).magnitude < 5 * (875 / 500.0).squareRoot())
    #expect((found.variance / 875 - 1).magnitude < 5 * (2 / 500.0).squareRoot())
  }

  @Test(arguments: [1e-6, 0.02, 1, 17.5, 200])
  func `the table of Poisson input holds the chances of more events`(_ mean: Double) throws {
    func chance(_ events: Int) -> Double {
      exp(Double(events) * log(mean) - mean - lgamma(Double(events) + 1))
    }
    let table = PoissonInput.tails(mean: mean)
    for (k, entry) in table.enumerated() {
      let tail = (k + 1..<k + 400).reduce(0) { $0 + chance($1) }
      #expect((Double(entry) - tail).magnitude < 1e-6 * tail + 1e-13)
    }
    // What the table leaves out, a 31-bit number cannot tell from 0.
    #expect((table.count + 1..<table.count + 400).reduce(0) { $0 + chance($1) } < 0x1p-32)
    #expect(PoissonInput.tails(mean: 0).isEmpty)
  }

  @Test func `rare events keep their rate`() throws {
    let network = try makeNetwork(dt: 0.001)
    let source = try network.add("poisson", "source", 5000)
    try network.setParameter(source, "rate", [0.5])
    let neurons = try network.add("lif", "neurons", 5000, ["tau_m": 1e9, "v_thresh": 1000])
    try network.addPoissonInput(neurons, rate: 0.5, weight: 1)
    try network.run(steps: 10_000)
    let expected = 0.5 * 5000 * 0.01
    let spikes = try Double(network.counts(source).reduce(0, +))
    #expect((spikes - expected).magnitude < 5 * expected.squareRoot())
    let events = try network.state(neurons).reduce(0.0) { $0 + Double($1) + 65 }
    #expect((events - expected).magnitude < 5 * expected.squareRoot() + 1)
  }

  @Test func `a spike source fires what it is fed, in any order and in several portions`() throws {
    let network = try makeNetwork(dt: 0.5, lanes: 2)
    let source = try network.add("spike_source", "source", 4)
    let recorder = try network.recordSpikes(source)
    let first = [(7, 3), (0, 1), (2, 0), (2, 3)].map { Spike(lane: 1, step: $0.0, neuron: $0.1) }
    try network.feed(source, first)
    try network.run(steps: 2)
    let second = [(3, 2), (2, 1), (9, 0)].map { Spike(lane: 1, step: $0.0, neuron: $0.1) }
    try network.feed(source, second + [Spike(lane: 0, step: 4, neuron: 2)])
    try network.run(steps: 10)
    let expected = (first + second).sorted { ($0.step, $0.neuron) < ($1.step, $1.neuron) }
    #expect(try network.spikes(recorder) == [Spike(lane: 0, step: 4, neuron: 2)] + expected)
  }

  @Test func `times are rounded to the step, and two spikes in one are one`() throws {
    let network = try makeNetwork(dt: 0.5)
    let source = try network.add("spike_source", "source", 1)
    let recorder = try network.recordSpikes(source)
    let times = [1.2, 1.3, 1.6, 2.9]
    try times.withUnsafeBufferPointer { times throws(SNNError) in
      let neurons = UnsafeMutableBufferPointer<Int32>.allocate(capacity: 4)
      defer { neurons.deallocate() }
      neurons.initialize(repeating: 0)
      try network.feedSpikes(0, lane: 0, times: times, neurons: UnsafeBufferPointer(neurons))
    }
    try network.run(steps: 8)
    #expect(try network.spikes(recorder).map(\.step) == [1, 2, 5])
  }

  @Test func `row k of a raster is fired k + 1 steps from now`() throws {
    let network = try makeNetwork()
    let source = try network.add("spike_source", "source", 3)
    let recorder = try network.recordSpikes(source)
    try network.run(steps: 4)
    let raster: [UInt8] = [0, 1, 0, 0, 0, 0, 1, 0, 1]
    try raster.withUnsafeBufferPointer { raster throws(SNNError) in
      try network.feedRaster(source, lane: 0, raster: raster, steps: 3, size: 3)
    }
    try network.run(steps: 5)
    #expect(
      try network.spikes(recorder)
        == [(4, 1), (6, 0), (6, 2)].map { Spike(step: $0.0, neuron: $0.1) })
  }
}
