import Testing

@testable import SwiftSNN

/// What all models with synaptic currents or conductances have in common.
struct SynapticModelTests {
  /// Neurons under random input on both receptors that makes them fire now and then.
  private func makeBusy(
    _ model: String, size: Int = 40, lanes: Int = 1, threads: Int = 1, inhibited: Bool = true
  ) throws -> (network: Network, neurons: Int32) {
    let network = try makeNetwork(dt: 0.1, lanes: lanes, threads: threads)
    let neurons = try network.add(model, "neurons", size, ["cm": 0.25, "tau_refrac": 1])
    let unit = model == "lif_cond_exp" ? 0.004 : 0.1
    let sign = model == "lif_cond_exp" ? 1.0 : -1
    try network.addPoissonInput(neurons, receptor: "excitatory", rate: 2500, weight: unit)
    if inhibited {
      try network.addPoissonInput(
        neurons, receptor: "inhibitory", rate: 500, weight: sign * unit)
    }
    return (network, neurons)
  }

  @Test(arguments: synapticModels)
  func `parameters given one a neuron act as one for all`(_ model: String) throws {
    let (one, all) = try makeBusy(model)
    let (other, each) = try makeBusy(model)
    for parameter in ["tau_m", "v_reset", "tau_syn_I"] {
      try other.setParameter(each, parameter, other.parameter(each, parameter))
    }
    try one.run(steps: 2000)
    try other.run(steps: 2000)
    #expect(try one.counts(all) == other.counts(each))
    #expect(try bits(one.state(all)) == bits(other.state(each)))
    #expect(try one.counts(all).reduce(0, +) > 40)
  }

  @Test(arguments: synapticModels)
  func `parameters act on their neurons`(_ model: String) throws {
    let network = try makeNetwork(dt: 0.1)
    let neurons = try network.add(model, "neurons", 4, ["i_offset": 1])
    try network.setParameter(neurons, "tau_m", [10, 20, 40, 80])
    try network.setParameter(neurons, "v_thresh", [-60, -55, -50, 50])
    try network.setParameter(neurons, "tau_refrac", [0, 5, 1, 0])
    try network.run(steps: 1000)
    let counts = try network.counts(neurons)
    // Intervals of 6.93 + 0.1, 13.86 + 5, 18.8 + 1 ms, rounded up to the grid.
    #expect(counts == [14, 5, 5, 0])
  }

  @Test(arguments: synapticModels)
  func `a batch and threads change nothing`(_ model: String) throws {
    let size = 3000
    let (plain, neurons) = try makeBusy(model, size: size)
    try plain.run(steps: 300)
    let (threaded, _) = try makeBusy(model, size: size, threads: 3)
    try threaded.run(steps: 300)
    #expect(try bits(plain.state(neurons)) == bits(threaded.state(neurons)))
    #expect(try plain.counts(neurons) == threaded.counts(neurons))
    let (batch, _) = try makeBusy(model, size: size, lanes: 2)
    try batch.run(steps: 300)
    #expect(try bits(plain.state(neurons)) == bits(Array(batch.state(neurons).prefix(size))))
  }

  @Test(arguments: synapticModels)
  func `an inhibitory receptor that is watched and idle changes no bit`(_ model: String) throws {
    let (plain, neurons) = try makeBusy(model, inhibited: false)
    let (watched, _) = try makeBusy(model, inhibited: false)
    let name = model == "lif_cond_exp" ? "g_inh" : "i_inh"
    #expect(try watched.state(neurons, name).allSatisfy { $0 == 0 })
    try plain.run(steps: 1000)
    try watched.run(steps: 1000)
    #expect(try bits(plain.state(neurons)) == bits(watched.state(neurons)))
    #expect(try plain.counts(neurons) == watched.counts(neurons))
  }

  @Test(arguments: synapticModels)
  func `what is written to the state of an idle receptor acts`(_ model: String) throws {
    let network = try makeNetwork(dt: 0.1)
    let neuron = try network.add(model, "neuron", 1)
    let hasConductances = model == "lif_cond_exp"
    let level = try network.stateView(neuron, hasConductances ? "g_inh" : "i_inh")
    level.base[0] = hasConductances ? 0.1 : -0.1
    try network.run(steps: 50)
    #expect(try network.state(neuron)[0] < -65.2)
    network.reset()
    #expect(level.base[0] == 0)
    #expect(try network.state(neuron) == [-65])
  }

  @Test(arguments: synapticModels)
  func `a neuron exactly at threshold fires, and is held for its refractory steps`(
    _ model: String
  ) throws {
    let network = try makeNetwork(dt: 0.5)
    let neuron = try network.add(
      model, "neuron", 1, ["v_rest": -60, "v_init": -60, "v_thresh": -60, "tau_refrac": 2])
    let recorder = try network.record(neuron, "v")
    let spikes = try network.recordSpikes(neuron)
    try network.run(steps: 12)
    #expect(try network.spikes(spikes).map(\.step).prefix(1) == [0])
    let course = try network.values(recorder).rows.map { $0[0] }
    #expect(course[..<5].allSatisfy { $0 == -65 })
    #expect(course[5] > -65)
  }

  @Test(arguments: synapticModels)
  func `refractoriness passes 2^30 steps`(_ model: String) throws {
    let epoch = 1 << 30
    func spikes(from start: Int) throws -> [Int] {
      let network = try makeNetwork(dt: 0.1)
      let neurons = try network.add(model, "neurons", 3, ["i_offset": 4, "tau_refrac": 3])
      try network.setParameter(neurons, "i_offset", [4, 6, 9])
      let recorder = try network.recordSpikes(neurons)
      network.step = start
      try network.run(steps: 400)
      return try network.spikes(recorder).map { ($0.step - start) * 3 + $0.neuron }
    }
    let expected = try spikes(from: 0)
    #expect(expected.count > 10)
    for before in [200, 210, 220, 230, 240, 0] {
      #expect(try spikes(from: epoch - before) == expected)
      #expect(try spikes(from: 5 * epoch - before) == expected)
    }
  }

  @Test(arguments: synapticModels)
  func `homeostats move the threshold`(_ model: String) throws {
    let network = try makeNetwork()
    let neurons = try network.add(model, "neurons", 2, ["i_offset": 2])
    try network.setParameter(neurons, "i_offset", [2, 0])
    try network.homeostat(neurons, ["target": 0, "gain": 0.01])
    try network.present(steps: 100, learn: true)
    let counts = try network.counts(neurons)
    #expect(counts[0] > 2 && counts[1] == 0)
    let moved = try network.state(neurons, "v_thresh")
    #expect((moved[0] - (-50 + 0.1 * Float(counts[0]))).magnitude < 1e-4)
    #expect(moved[1] == -50)
  }

  @Test(arguments: synapticModels)
  func `a reset at or above threshold is refused`(_ model: String) throws {
    let network = try makeNetwork()
    let error = try #require(
      failure { () throws(SNNError) in
        _ = try network.add(model, "high", 2, ["v_reset": -50])
      })
    #expect(error.kind == .invalidArgument)
    #expect(error.message.contains("v_reset of 'high' (-50 mV, neuron 0) must be below v_thresh"))
    let neurons = try network.add(model, "neurons", 3)
    let second = try #require(
      failure { () throws(SNNError) in
        try network.setParameter(neurons, "v_thresh", [-50, -60, -70])
      })
    #expect(second.message.contains("neuron 2"))
    #expect(try network.parameter(neurons, "v_thresh") == [-50, -50, -50])
  }

  @Test(arguments: synapticModels)
  func `a receptor that is not there is answered with those that are`(_ model: String) throws {
    let network = try makeNetwork()
    let neurons = try network.add(model, "neurons", 2)
    let error = try #require(
      failure { () throws(SNNError) in
        try network.addPoissonInput(neurons, receptor: "delta", rate: 1, weight: 1)
      })
    #expect(error.message.contains("'delta'"))
    #expect(error.message.contains("excitatory, inhibitory"))
  }
}

private func bits(_ values: [Float]) -> [UInt32] { values.map(\.bitPattern) }
