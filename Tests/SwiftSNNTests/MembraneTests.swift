import Foundation
import Testing

@testable import SwiftSNN

struct MembraneTests {
  @Test(arguments: [0.1, 0.25, 0.5, 1, 2])
  func `a constant current charges the membrane as the closed form says`(_ dt: Double) throws {
    let (tau, cm, rest, start, current) = (15.0, 0.3, -68.0, -74.0, 0.25)
    let network = try makeNetwork(dt: dt)
    let neurons = try network.add(
      "lif", "neurons", 3,
      [
        "tau_m": tau, "cm": cm, "v_rest": rest, "v_init": start, "i_offset": current,
        "v_thresh": 0, "v_reset": rest,
      ])
    let recorder = try network.record(neurons, "v")
    try network.run(steps: Int(100 / dt))
    let (times, rows) = try network.values(recorder)
    let final = rest + tau / cm * current
    for (time, row) in zip(times, rows) {
      let exact = final + (start - final) * exp(-time / tau)
      for v in row { #expect((Double(v) - exact).magnitude < 1e-3, "at \(time) ms") }
    }
    #expect(times.count == Int(100 / dt))
  }

  @Test(arguments: [1e3, 1e5, 1e7, 1e9])
  func `a membrane that hardly leaks integrates its current`(_ tau: Double) throws {
    let network = try makeNetwork(dt: 0.1)
    let neuron = try network.add("lif", "neuron", 1, ["tau_m": tau, "i_offset": 0.1])
    try network.run(steps: 1000)
    let exact = -65 - tau * 0.1 * expm1(-100 / tau)
    #expect((Double(try network.state(neuron)[0]) - exact).magnitude < 0.01)
  }

  @Test func `an arriving spike adds its weight and then decays`() throws {
    let network = try makeNetwork(dt: 0.5)
    let source = try network.add("spike_source", "source", 1)
    let neuron = try network.add("lif", "neuron", 1, ["tau_m": 10])
    _ = try network.join(
      source, neuron, [Synapse(pre: 0, post: 0, delay: 4, weight: 7)])
    try network.feed(source, [Spike(step: 2, neuron: 0)])
    let recorder = try network.record(neuron, "v")
    try network.run(steps: 40)
    for (k, row) in try network.values(recorder).rows.enumerated() {
      let exact = k < 6 ? -65 : -65 + 7 * exp(-Double(k - 6) * 0.5 / 10)
      #expect((Double(row[0]) - exact).magnitude < 1e-4, "after step \(k)")
    }
  }

  @Test func `per-neuron parameters act on their neurons`() throws {
    let network = try makeNetwork(dt: 0.1)
    let neurons = try network.add("lif", "neurons", 4, ["v_init": -70])
    let taus = [5.0, 10, 20, 40]
    try network.setParameter(neurons, "tau_m", taus)
    #expect(try network.parameter(neurons, "tau_m") == taus)
    try network.run(steps: 100)
    for (v, tau) in zip(try network.state(neurons), taus) {
      #expect((Double(v) - (-65 - 5 * exp(-10 / tau))).magnitude < 1e-3)
    }
  }

  @Test func `the potential stops at v_min`() throws {
    let network = try makeNetwork(dt: 1)
    let neuron = try network.add("lif", "neuron", 1, ["v_min": -66, "i_offset": -1])
    try network.run(steps: 100)
    #expect(try network.state(neuron) == [-66])
  }

  @Test func `reset puts the potential and refractoriness back to the start`() throws {
    let network = try makeNetwork(dt: 1)
    let neuron = try network.add("lif", "neuron", 1, ["i_offset": 2, "tau_refrac": 8])
    let recorder = try network.recordSpikes(neuron)
    try network.run(steps: 100)
    let first = try network.spikes(recorder).map(\.step)
    network.reset()
    #expect(try network.state(neuron) == [-65])
    #expect(try network.counts(neuron) == [0])
    try network.clearRecorder(recorder)
    try network.run(steps: 100)
    #expect(try network.spikes(recorder).map { $0.step - 100 } == first)
    #expect(first.count > 2)
  }
}
