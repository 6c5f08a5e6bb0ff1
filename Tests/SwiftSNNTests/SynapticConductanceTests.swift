import Foundation
import Testing

@testable import SwiftSNN

/// The membrane under synaptic conductances.
struct SynapticConductanceTests {
  private static let parameters: Parameters = [
    "tau_m": 15, "cm": 0.25, "v_rest": -70, "v_init": -70, "v_thresh": 20, "v_reset": -60,
    "tau_syn_E": 4, "tau_syn_I": 8, "e_rev_E": 0, "e_rev_I": -85, "i_offset": 0.1,
  ]
  /// Weights (uS) of the spikes that arrive at 2 ms and at 6 ms.
  private static let (excitation, inhibition) = (0.06, 0.09)

  /// dv/dt with the conductances that the two spikes left.
  private func slope(_ t: Double, _ v: Double) -> Double {
    let excitatory = t < 2 ? 0 : Self.excitation * exp(-(t - 2) / 4)
    let inhibitory = t < 6 ? 0 : Self.inhibition * exp(-(t - 6) / 8)
    let current =
      0.25 / 15 * (-70 - v) + excitatory * (0 - v) + inhibitory * (-85 - v) + 0.1
    return current / 0.25
  }

  /// By the classical Runge-Kutta rule in double precision, between the jumps.
  private func exact(until end: Double) -> Double {
    var v = -70.0
    for (start, stop) in [(0.0, 2.0), (2, 6), (6, end)] {
      let n = 4000
      let h = (stop - start) / Double(n)
      for k in 0..<n {
        // The conductance has a jump at `stop`, which belongs to the next part.
        let (t, late) = (start + Double(k) * h, k == n - 1 ? 1e-12 : 0)
        let a = slope(t, v)
        let b = slope(t + h / 2, v + h / 2 * a)
        let c = slope(t + h / 2, v + h / 2 * b)
        let d = slope(t + h - late, v + h * c)
        v += h / 6 * (a + 2 * b + 2 * c + d)
      }
    }
    return v
  }

  private func error(dt: Double, at end: Double) throws -> Double {
    let network = try makeNetwork(dt: dt)
    let neuron = try network.addTarget(
      "lif_cond_exp", Self.parameters, receptor: "excitatory", weight: Self.excitation,
      arrivals: [Int(2 / dt) - 1])
    let other = try network.add("spike_source", "other", 1)
    try network.join(other, neuron, receptor: "inhibitory", weight: Self.inhibition, delay: dt)
    try network.feed(other, [Spike(step: Int(6 / dt) - 2, neuron: 0)])
    try network.run(steps: Int(end / dt))
    return Double(try network.state(neuron)[0]) - exact(until: end)
  }

  @Test(arguments: [8.0, 10, 14])
  func `halving the step divides the error by four and a bit`(_ end: Double) throws {
    let errors = try [1, 0.5, 0.25, 0.125].map { try error(dt: $0, at: end).magnitude }
    #expect(errors[0] < 0.1)
    // What is above 4 is the error of third order, of the rational function.
    for (coarse, fine) in zip(errors, errors.dropFirst()) {
      #expect(coarse / fine > 3.9 && coarse / fine < 5.5, "\(errors)")
    }
    #expect(try error(dt: 0.05, at: end).magnitude < 3e-4)
  }

  @Test(arguments: [0.1, 1])
  func `constant conductances draw the membrane to their weighted mean`(_ dt: Double) throws {
    let network = try makeNetwork(dt: dt)
    var parameters = Self.parameters
    (parameters["tau_syn_E"], parameters["tau_syn_I"]) = (1e9, 1e9)
    let neurons = try network.add("lif_cond_exp", "neurons", 2, parameters)
    let (excitatory, inhibitory) = (0.02, [0.05, 0])
    // Nothing ends on the receptors: what is written to their state counts all the same.
    let (g, h) = (
      try network.stateView(neurons, "g_exc"), try network.stateView(neurons, "g_inh")
    )
    for i in 0..<2 { (g[i], h[i]) = (excitatory, inhibitory[i]) }
    try network.run(steps: Int(300 / dt))
    for i in 0..<2 {
      let leak = 0.25 / 15
      let drive = leak * -70 + inhibitory[i] * -85 + 0.1
      let exact = drive / (leak + excitatory + inhibitory[i])
      #expect((Double(try network.state(neurons)[i]) - exact).magnitude < 1e-3)
    }
  }

  @Test func `a step far too long for the conductance does not overshoot`() throws {
    let network = try makeNetwork(dt: 5)
    let neuron = try network.addTarget(
      "lif_cond_exp", ["v_thresh": 30], receptor: "excitatory", weight: 100, arrivals: [2])
    let recorder = try network.record(neuron, "v")
    try network.run(steps: 40)
    let course = try network.values(recorder).rows.map { $0[0] }
    #expect(course.allSatisfy { $0 >= -65.001 && $0 <= 1e-3 })
    #expect(course[3] > -1)
  }

  @Test func `conductances decay and add up`() throws {
    let network = try makeNetwork(dt: 0.1)
    let neuron = try network.addTarget(
      "lif_cond_exp", Self.parameters, receptor: "excitatory", weight: 0.01, arrivals: [3, 13])
    try network.run(steps: 24)
    let exact = 0.01 * (exp(-2.0 / 4) + exp(-1.0 / 4))
    #expect((Double(try network.state(neuron, "g_exc")[0]) - exact).magnitude < 1e-7)
    #expect(try network.state(neuron, "g_inh") == [0])
  }
}
