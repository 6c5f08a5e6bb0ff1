import KernelTypes
import Testing

@testable import SwiftSNN

/// Neurons that transmit a number each step: sin-like, the same whatever arrives.
private final class Wave: PopulationModel {
  let spec = ModelSpec(
    name: "wave", summary: "", parameters: [], state: [],
    receptors: [ReceptorSpec("input", .delta)])
  let graded: RealBuffer?
  private let size: Int

  init(_ size: Int, lanes: Int, _ precision: Precision) throws(SNNError) {
    self.size = size
    graded = try RealBuffer("wave", shape: [lanes, size], precision)
  }

  static func value(_ neuron: Int, _ step: Int, _ lane: Int) -> Float {
    Float((neuron * 37 + step * 101 + lane * 13) % 64 - 20) / 64
  }

  func state(_ name: String) -> RealBuffer? { nil }
  func parameterChanged(_ name: String) {}
  func listState(in list: StateList) { list.reals("wave", graded) }
  func reset() { graded?.fill(0) }

  func advance(_ slice: StepSlice) {
    for neuron in slice.neurons {
      graded?[slice.lane * size + neuron] = Double(Wave.value(neuron, slice.step, slice.lane))
    }
  }
}

/// Wave neurons onto neurons that only add up.
private struct Waves {
  let network: Network
  let source: Int32 = 0
  let target: Int32

  init(_ sources: Int, _ targets: Int, lanes: Int = 1, threads: Int = 1) throws(SNNError) {
    network = try makeNetwork(lanes: lanes, threads: threads)
    let model = try Wave(sources, lanes: lanes, network.precision)
    let half = sources / 2
    network.populations.append(
      try Population(
        index: 0, name: "wave", model: model,
        parameters: ParameterColumns(
          try ParameterValues([], specs: [], owner: "wave"), specs: []),
        size: sources, lanes: lanes, blocks: half == 0 ? [0..<sources] : [0..<half, half..<sources])
    )
    target = try network.add(
      "lif", "cells", targets,
      ["tau_m": 1e9, "v_rest": 0, "v_init": 0, "v_thresh": 1e6, "v_reset": 0])
  }

  /// What `synapses`, in the order of delivery, bring to a lane in some steps.
  func expected(_ synapses: [Synapse], steps: Int, targets: Int, lane: Int = 0) -> [Float] {
    var v = [Float](repeating: 0, count: targets)
    for step in 0..<steps {
      var input = [Float](repeating: 0, count: targets)
      for synapse in synapses where step >= synapse.delay {
        input[synapse.post] +=
          Wave.value(synapse.pre, step - synapse.delay, lane) * synapse.weight
      }
      for j in 0..<targets { v[j] += input[j] }
    }
    return v
  }
}

struct GradedTests {
  private static let rules: [[(String, Parameters)]] = [
    [("all_to_all", [:])], [("fixed_probability", ["p": 0.3])],
    [("fixed_total_number", ["n": 900])],
  ]

  @Test(arguments: 0..<3, [1, 3])
  func `values arrive as in a step by step reference, bit by bit`(
    _ rule: Int, _ lanes: Int
  ) throws {
    let waves = try Waves(9, 90, lanes: lanes)
    let network = waves.network
    let projection = try network.join(
      waves.source, waves.target, Self.rules[rule], weight: ("uniform", ["low": -1, "high": 1]),
      delay: rule == 2 ? ("uniform", ["low": 1, "high": 6]) : ("constant", ["value": 3]))
    try network.run(steps: 7)
    try network.run(steps: 13)
    let synapses = try network.synapses(projection).sortedForDelivery()
    let v = try network.state(waves.target)
    for lane in 0..<lanes {
      let expected = waves.expected(synapses, steps: 20, targets: 90, lane: lane)
      #expect(Array(v[lane * 90..<(lane + 1) * 90]) == expected)
    }
    var events = 0
    for (lane, step) in (0..<lanes).flatMap({ lane in (0..<20).map { (lane, $0) } }) {
      events += synapses.count {
        step >= $0.delay && Wave.value($0.pre, step - $0.delay, lane) != 0
      }
    }
    #expect(network.synapticEvents == events)
    #expect(network.spikes == 0)
    #expect(try network.counts(waves.source).allSatisfy { $0 == 0 })
  }

  @Test(arguments: [1, 2, 3])
  func `values do not depend on threads`(_ threads: Int) throws {
    func potentials(_ threads: Int) throws -> [[UInt32]] {
      try Self.rules.map { rule in
        let waves = try Waves(40, 2600, threads: threads)
        _ = try waves.network.join(
          waves.source, waves.target, rule, weight: ("constant", ["value": 0.3]),
          delay: ("constant", ["value": 2]))
        try waves.network.run(steps: 15)
        return try waves.network.state(waves.target).map(\.bitPattern)
      }
    }
    #expect(try potentials(threads) == potentials(1))
  }

  @Test func `a reset forgets what is on its way`() throws {
    let waves = try Waves(4, 10)
    let network = waves.network
    _ = try network.join(waves.source, waves.target, delay: ("constant", ["value": 5]))
    try network.run(steps: 5)
    network.reset()
    try network.run(steps: 5)
    #expect(try network.state(waves.target).allSatisfy { $0 == 0 })
    try network.run(steps: 1)
    #expect(try network.state(waves.target).allSatisfy { $0 != 0 })
  }

  @Test func `what needs spikes is refused`() throws {
    let waves = try Waves(4, 10)
    let network = waves.network
    let projection = try network.join(waves.source, waves.target)
    let stimulus = try network.add("spike_source", "stimulus", 2)
    let backwards = try network.join(stimulus, waves.source)
    let refusals = [
      failure { () throws(SNNError) in
        try network.learn(backwards, "spike", "trace", ["online": 0])
      },
      failure { () throws(SNNError) in
        try network.learn(projection, "trace", "spike", ["online": 0])
      },
      failure { () throws(SNNError) in
        try network.addDynamics(projection, "tsodyks_markram", parameters: [])
      },
      failure { () throws(SNNError) in _ = try network.recordSpikes(waves.source) },
    ]
    for refusal in refusals {
      #expect(refusal?.kind == .invalidArgument)
      #expect(refusal?.message.contains("wave") == true)
    }
  }
}
