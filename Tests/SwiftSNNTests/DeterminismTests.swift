import KernelTypes
import Testing

@testable import SwiftSNN

/// Everything a network did, bit for bit.
private struct Fingerprint: Equatable {
  var spikes: [[Spike]] = []
  var potentials: [[UInt32]] = []
  var synapses: [[Synapse]] = []
  var counters: [Int] = []

  init(_ network: Network, recorders: [Int32], neurons: [Int32], plastic: [Int32]) throws {
    for recorder in recorders { spikes.append(try network.spikes(recorder)) }
    for population in neurons {
      potentials.append(try network.state(population).map(\.bitPattern))
      potentials.append(try network.state(population, "v_thresh").map(\.bitPattern))
    }
    for projection in plastic { synapses.append(try network.synapses(projection)) }
    counters = [network.step, network.spikes, network.synapticEvents, try network.synapseCount()]
  }
}

/// Excitation and inhibition under noise, learning by pair STDP while it runs.
private func runningNetwork(
  threads: Int, kernels: KernelTable = KernelChoice.chosen, parts: [Int] = [60]
) throws -> Fingerprint {
  let network = try Network(dt: 0.5, seed: 77, lanes: 1, threads: threads, kernels: kernels)
  let noise = try network.add("poisson", "noise", 500, ["rate": 60])
  let pixels = try network.add("bernoulli", "pixels", 20, ["gain": 0.1])
  let cells: Parameters = ["v_init": -60, "tau_refrac": 2]
  let excitation = try network.add("lif", "excitation", 3000, cells)
  let inhibition = try network.add("lif", "inhibition", 1100, cells)
  try network.addPoissonInput(excitation, rate: 400, weight: 1.5)
  let delays: (String, Parameters) = ("uniform", ["low": 0.5, "high": 4])
  let weights: (String, Parameters) = ("normal", ["mean": 1, "std": 0.3, "lower": 0, "upper": 3])
  let plastic = [
    try network.join(
      noise, excitation, [("fixed_probability", ["p": 0.02])], weight: weights, delay: delays),
    try network.join(pixels, excitation, weight: weights),
    try network.join(
      excitation, excitation, [("modular", ["size": 30, "p": 0.2]), ("small_world", ["k": 4])],
      weight: weights, delay: delays),
  ]
  for projection in plastic {
    try network.learn(projection, "trace", "spike", ["rate": 0.05, "tau_pre": 4])
    try network.learn(projection, "spike", "trace", ["rate": -0.04])
    try network.setBounds(projection, lower: 0, upper: 3)
  }
  _ = try network.join(
    excitation, inhibition, [("fixed_in_degree", ["k": 20])], weight: weights, delay: delays)
  _ = try network.join(
    inhibition, excitation, [("fixed_probability", ["p": 0.02])],
    weight: ("constant", ["value": -2]))
  let recorders = try [noise, pixels, excitation, inhibition].map(network.recordSpikes)
  for part in parts { try network.run(steps: part) }
  return try Fingerprint(
    network, recorders: recorders, neurons: [excitation, inhibition], plastic: plastic)
}

/// A batch of presentations to a two-layer network that learns from an error signal.
private func presentingNetwork(
  lanes: Int, threads: Int, kernels: KernelTable = KernelChoice.chosen
) throws -> Fingerprint {
  let network = try Network(dt: 1, seed: 5, lanes: lanes, threads: threads, kernels: kernels)
  let pixels = try network.add("bernoulli", "pixels", 60, ["gain": 0.3])
  let cells: Parameters = ["v_rest": 0, "v_init": 0, "v_reset": 0, "v_thresh": 1, "subtract": 1]
  let hidden = try network.add("lif", "hidden", 70, cells)
  let readout = try network.add("lif", "readout", 20, cells)
  let error = try network.signal(readout, "winner_take_all", ["classes": 4])
  let gate = try network.modulator(error, to: hidden, ["through": 6])
  let teach = try network.modulator(error, to: readout, ["class_groups": 1])
  let weights: (String, Parameters) = ("normal", ["mean": 0.02, "std": 0.1])
  let plastic = [
    try network.join(pixels, hidden, weight: weights),
    try network.join(hidden, hidden, [("fixed_probability", ["p": 0.1])], weight: weights),
    try network.join(
      hidden, readout, [("fixed_probability", ["p": 0.6])], weight: weights,
      delay: ("uniform", ["low": 1, "high": 4])),
  ]
  for (k, modulator) in [gate, gate, teach].enumerated() {
    try network.learn(
      plastic[k], "trace", "window", modulator: modulator,
      ["rate": 1e-3, "tau_eligibility": k == 0 ? 20 : 0])
    try network.learn(plastic[k], "trace", "spike", ["rate": 1e-4])
  }
  try network.homeostat(hidden, ["target": 60, "gain": 1e-3, "lower": 0.2, "upper": 3])
  let recorders = try [pixels, hidden, readout].map(network.recordSpikes)
  for trial in 0..<4 {
    try network.label(error, (0..<lanes).map { Int32(($0 + trial) % 5 - 1) })
    try network.present(steps: 40, learn: trial != 2)
  }
  return try Fingerprint(
    network, recorders: recorders, neurons: [hidden, readout], plastic: plastic)
}

struct DeterminismTests {
  private static let running = Result { try runningNetwork(threads: 1) }
  private static let batch = Result { try presentingNetwork(lanes: 5, threads: 1) }
  private static let single = Result { try presentingNetwork(lanes: 1, threads: 1) }

  @Test func `the networks compared do something`() throws {
    for spikes in try Self.running.get().spikes + Self.batch.get().spikes {
      #expect(spikes.count > 100)
    }
  }

  @Test(arguments: [2, 3, 4, 8])
  func `a running network is the same for any number of threads`(_ threads: Int) throws {
    #expect(try runningNetwork(threads: threads) == Self.running.get())
  }

  @Test(arguments: KernelChoice.available)
  func `a running network is the same on any instruction set`(_ kernels: KernelTable) throws {
    #expect(try runningNetwork(threads: 1, kernels: kernels) == Self.running.get())
  }

  @Test(arguments: zip([[1, 59], [40, 0, 7, 13], [59, 1]], [1, 4, 3]))
  func `a running network is the same in parts`(_ parts: [Int], _ threads: Int) throws {
    #expect(try runningNetwork(threads: threads, parts: parts) == Self.running.get())
  }

  @Test(arguments: [2, 3, 4, 8])
  func `presentations are the same for any number of threads`(_ threads: Int) throws {
    #expect(try presentingNetwork(lanes: 5, threads: threads) == Self.batch.get())
    #expect(try presentingNetwork(lanes: 1, threads: threads) == Self.single.get())
  }

  @Test(arguments: KernelChoice.available)
  func `presentations are the same on any instruction set`(_ kernels: KernelTable) throws {
    #expect(try presentingNetwork(lanes: 5, threads: 2, kernels: kernels) == Self.batch.get())
  }
}
