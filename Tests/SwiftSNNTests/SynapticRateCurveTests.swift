import Testing

@testable import SwiftSNN

/// Firing under a constant current: values recorded from NEST 3.10, dt 0.1 ms, 1000 ms of I_e.
struct SynapticRateCurveTests {
  struct Recording: Sendable {
    var current: Double
    var spikes: Int
    var first = 0.0
    var last = 0.0
  }

  /// iaf_psc_exp and iaf_psc_alpha, C_m 250 pF, tau_m 10 ms, E_L = V_reset = -70 mV, V_th -55 mV,
  /// t_ref 2 ms.
  private static let currents = [
    Recording(current: 0.3, spikes: 0), Recording(current: 0.37, spikes: 0),
    Recording(current: 0.38, spikes: 22, first: 43.4, last: 996.8),
    Recording(current: 0.4, spikes: 33, first: 27.8, last: 981.4),
    Recording(current: 0.425, spikes: 42, first: 21.5, last: 985.0),
    Recording(current: 0.45, spikes: 50, first: 18.0, last: 998.0),
    Recording(current: 0.5, spikes: 63, first: 13.9, last: 999.7),
    Recording(current: 0.55, spikes: 74, first: 11.5, last: 997.0),
    Recording(current: 0.6, spikes: 84, first: 9.9, last: 997.6),
    Recording(current: 0.7, spikes: 103, first: 7.7, last: 997.1),
    Recording(current: 0.8, spikes: 119, first: 6.4, last: 997.6),
    Recording(current: 1, spikes: 147, first: 4.8, last: 997.6),
  ]

  /// iaf_cond_exp, C_m 250 pF, g_L 16.6667 nS, E_L -70 mV, V_reset -60 mV, V_th -55 mV, t_ref 2 ms.
  private static let conductances = [
    Recording(current: 0.2, spikes: 0), Recording(current: 0.245, spikes: 0),
    Recording(current: 0.255, spikes: 21, first: 59.0, last: 961.0),
    Recording(current: 0.27, spikes: 36, first: 39.1, last: 973.6),
    Recording(current: 0.3, spikes: 58, first: 26.9, last: 984.5),
    Recording(current: 0.35, spikes: 89, first: 18.8, last: 995.6),
    Recording(current: 0.4, spikes: 114, first: 14.8, last: 997.9),
    Recording(current: 0.45, spikes: 136, first: 12.2, last: 997.7),
    Recording(current: 0.5, spikes: 155, first: 10.4, last: 996.0),
    Recording(current: 0.6, spikes: 188, first: 8.1, last: 999.2),
    Recording(current: 0.8, spikes: 237, first: 5.7, last: 996.9),
    Recording(current: 1, spikes: 277, first: 4.4, last: 998.0),
  ]

  private func check(_ model: String, _ parameters: Parameters, _ recording: Recording) throws {
    let network = try makeNetwork(dt: 0.1)
    let neuron = try network.add(
      model, "neuron", 1,
      parameters.merging([
        "cm": 0.25, "v_rest": -70, "v_init": -70, "v_thresh": -55, "tau_refrac": 2,
        "i_offset": recording.current,
      ]) { $1 })
    let recorder = try network.recordSpikes(neuron)
    try network.run(steps: 10_000)
    let times = try network.spikes(recorder).map { Double($0.step + 1) * 0.1 }
    #expect(times.count == recording.spikes)
    guard recording.spikes > 0 else { return }
    #expect((try #require(times.first) - recording.first).magnitude < 1e-6)
    #expect((try #require(times.last) - recording.last).magnitude < 1e-6)
  }

  @Test(arguments: ["lif_curr_exp", "lif_curr_alpha"], currents.indices)
  func `spikes come when NEST's current-based neurons fire them`(_ model: String, _ k: Int) throws {
    try check(model, ["tau_m": 10, "v_reset": -70], Self.currents[k])
  }

  @Test(arguments: conductances.indices)
  func `spikes come when NEST's iaf_cond_exp fires them`(_ k: Int) throws {
    try check(
      "lif_cond_exp", ["tau_m": 250 / 16.6667, "v_reset": -60], Self.conductances[k])
  }
}
