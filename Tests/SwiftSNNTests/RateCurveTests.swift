import Foundation
import Testing

@testable import SwiftSNN

/// Firing under a constant current.
struct RateCurveTests {
  private static let dt = 0.1

  /// Spike times (ms) in a second of constant current (nA) into the neuron of the recordings.
  private func spikeTimes(current: Double, _ parameters: Parameters = [:]) throws -> [Double] {
    let network = try makeNetwork(dt: Self.dt)
    let neuron = try network.add(
      "lif", "neuron", 1,
      [
        "cm": 0.25, "tau_m": 10, "v_rest": -70, "v_init": -70, "v_reset": -70, "v_thresh": -55,
        "tau_refrac": 2, "i_offset": current,
      ].merging(parameters) { $1 })
    let recorder = try network.recordSpikes(neuron)
    try network.run(steps: 10_000)
    return try network.spikes(recorder).map { Double($0.step + 1) * Self.dt }
  }

  /// Recorded from NEST 3.10: iaf_psc_delta, C_m 250 pF, tau_m 10 ms, E_L = V_reset = -70 mV,
  /// V_th -55 mV, t_ref 2 ms, dt 0.1 ms, 1000 ms of I_e in pA.
  private static let recordings: [(current: Double, spikes: Int, first: Double, last: Double)] = [
    (300, 0, 0, 0), (370, 0, 0, 0), (380, 22, 43.4, 996.8), (400, 33, 27.8, 981.4),
    (425, 42, 21.5, 985.0), (450, 50, 18.0, 998.0), (500, 63, 13.9, 999.7),
    (550, 74, 11.5, 997.0), (600, 84, 9.9, 997.6), (700, 103, 7.7, 997.1),
    (800, 119, 6.4, 997.6), (1000, 147, 4.8, 997.6),
  ]

  @Test(arguments: recordings.indices)
  func `spikes come when NEST's iaf_psc_delta fires them`(_ k: Int) throws {
    let recording = Self.recordings[k]
    let times = try spikeTimes(current: recording.current * 1e-3)
    #expect(times.count == recording.spikes)
    guard recording.spikes > 0 else { return }
    #expect((try #require(times.first) - recording.first).magnitude < 1e-6)
    #expect((try #require(times.last) - recording.last).magnitude < 1e-6)
  }

  @Test(arguments: [0.38, 0.4, 0.45, 0.55, 0.7, 1, 2, 5])
  func `the interval is the closed form's, rounded up to the grid`(_ current: Double) throws {
    let times = try spikeTimes(current: current)
    let drive = 10 / 0.25 * current
    let exact = 2 + 10 * log(drive / (drive - 15))
    let intervals = Set(zip(times.dropFirst(), times).map { Int((($0 - $1) / Self.dt).rounded()) })
    #expect(intervals.count == 1)
    let interval = Double(try #require(intervals.first)) * Self.dt
    #expect(interval > exact - 1e-6)
    #expect(interval < exact + Self.dt + 1e-6)
  }

  @Test func `just below the rheobase there is no spike, just above there are`() throws {
    #expect(try spikeTimes(current: 0.3749).isEmpty)
    #expect(try spikeTimes(current: 0.3751).count > 5)
  }

  @Test func `without refractory period a strong current fires every step`() throws {
    let times = try spikeTimes(current: 500, ["tau_refrac": 0])
    #expect(times.count == 10_000)
  }

  @Test func `reset by subtraction keeps the mean rate of the drive`() throws {
    let network = try makeNetwork()
    let source = try network.add("spike_source", "source", 1)
    let neuron = try network.add(
      "lif", "neuron", 1, ["tau_m": 1e9, "tau_refrac": 0, "subtract": 1])
    _ = try network.join(source, neuron, weight: ("constant", ["value": 12]))
    try network.feed(source, (0..<1000).map { Spike(step: $0, neuron: 0) })
    try network.run(steps: 1001)
    // A spike takes the 15 mV from reset to threshold, so 12 mV a step make 4 spikes in 5 steps.
    #expect(try network.counts(neuron) == [800])
  }
}
