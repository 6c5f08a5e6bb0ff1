import Foundation
import Testing

@testable import SwiftSNN

/// The membrane under synaptic currents, against closed forms.
struct SynapticCurrentTests {
  private static let (tauM, cm, weight) = (10.0, 0.25, 0.5)
  /// Shorter than the membrane's time constant, nearly equal, equal, longer.
  private static let taus = [0.5, 2, 9.999, 10 - 1e-9, 10, 10 + 1e-6, 30]

  /// Potential above rest a time after the spike arrived.
  private func exponential(_ t: Double, _ tau: Double) -> Double {
    guard (tau - Self.tauM).magnitude > 1e-5 else {
      return Self.weight / Self.cm * t * exp(-t / Self.tauM)
    }
    let factor = Self.weight / Self.cm * Self.tauM * tau / (Self.tauM - tau)
    return factor * (exp(-t / Self.tauM) - exp(-t / tau))
  }

  private func alpha(_ t: Double, _ tau: Double) -> Double {
    let start = Self.weight / Self.cm * exp(1) / tau
    guard (tau - Self.tauM).magnitude > 1e-2 else {
      return start * t * t / 2 * exp(-t / Self.tauM) * (1 - t * (1 / tau - 1 / Self.tauM) / 3)
    }
    let rate = 1 / tau - 1 / Self.tauM
    return start * (exp(-t / Self.tauM) - exp(-t / tau) * (1 + rate * t)) / (rate * rate)
  }

  /// The recorded course of a neuron that a spike reaches in step 3.
  private func course(
    _ model: String, _ variable: String, tau: Double, dt: Double, receptor: String
  ) throws -> [(time: Double, value: Double)] {
    let network = try makeNetwork(dt: dt)
    let neuron = try network.addTarget(
      model,
      [
        "tau_m": Self.tauM, "cm": Self.cm, "v_thresh": 0,
        receptor == "excitatory" ? "tau_syn_E" : "tau_syn_I": tau,
      ],
      receptor: receptor, weight: Self.weight, arrivals: [3])
    let recorder = try network.record(neuron, variable)
    try network.run(steps: Int(60 / dt))
    return try zip(network.values(recorder).rows, 1...).map { row, end in
      (Double(end - 4) * dt, Double(row[0]))
    }
  }

  @Test(arguments: taus, [0.1, 1])
  func `an exponential current moves the membrane as the closed form says`(
    _ tau: Double, _ dt: Double
  ) throws {
    for receptor in ["excitatory", "inhibitory"] {
      for (t, v) in try course("lif_curr_exp", "v", tau: tau, dt: dt, receptor: receptor) {
        let exact = -65 + (t < 0 ? 0 : exponential(t, tau))
        #expect((v - exact).magnitude < 1e-3, "\(receptor), \(t) ms after arrival")
      }
    }
  }

  @Test(arguments: taus, [0.1, 1])
  func `an alpha current moves the membrane as the closed form says`(
    _ tau: Double, _ dt: Double
  ) throws {
    for receptor in ["excitatory", "inhibitory"] {
      for (t, v) in try course("lif_curr_alpha", "v", tau: tau, dt: dt, receptor: receptor) {
        let exact = -65 + (t < 0 ? 0 : alpha(t, tau))
        #expect((v - exact).magnitude < 2e-3, "\(receptor), \(t) ms after arrival")
      }
    }
  }

  @Test(arguments: [("excitatory", "i_exc"), ("inhibitory", "i_inh")])
  func `currents have their shapes, and a weight is the peak of the alpha`(
    _ receptor: String, _ variable: String
  ) throws {
    for (t, i) in try course("lif_curr_exp", variable, tau: 2, dt: 0.1, receptor: receptor) {
      #expect((i - (t < 0 ? 0 : Self.weight * exp(-t / 2))).magnitude < 1e-6)
    }
    let shape = try course("lif_curr_alpha", variable, tau: 2, dt: 0.1, receptor: receptor)
    for (t, i) in shape {
      #expect((i - (t < 0 ? 0 : Self.weight * t / 2 * exp(1 - t / 2))).magnitude < 1e-6)
    }
    #expect((try #require(shape.map(\.value).max()) - Self.weight).magnitude < 1e-6)
  }

  @Test func `a signed weight on either receptor has the same effect`() throws {
    var ends: [[Float]] = []
    for receptor in ["excitatory", "inhibitory"] {
      let network = try makeNetwork(dt: 0.1)
      let neuron = try network.addTarget(
        "lif_curr_exp", [:], receptor: receptor, weight: -0.3, arrivals: [1, 8])
      try network.run(steps: 100)
      ends.append(try network.state(neuron))
    }
    #expect(ends[0] == ends[1])
    #expect(ends[0][0] < -65)
  }

  @Test func `the currents of both receptors add up`() throws {
    let network = try makeNetwork(dt: 0.1)
    let parameters = ["tau_m": Self.tauM, "cm": Self.cm, "tau_syn_E": 2, "tau_syn_I": 30]
    let neuron = try network.addTarget(
      "lif_curr_exp", parameters, receptor: "excitatory", weight: Self.weight, arrivals: [3])
    let other = try network.add("spike_source", "other", 1)
    try network.join(other, neuron, receptor: "inhibitory", weight: -Self.weight, delay: 0.1)
    try network.feed(other, [Spike(step: 22, neuron: 0)])
    try network.run(steps: 104)
    let exact = -65 + exponential(10, 2) - exponential(8, 30)
    #expect((Double(try network.state(neuron)[0]) - exact).magnitude < 1e-3)
  }
}
