import KernelTypes
import Testing

@testable import SwiftSNN

/// Populations that rest while no spike arrives: what they do must be what stepping does, and must
/// not depend on who looks, or when.
struct RestTests {
  /// Three volleys, 400 and 900 steps apart, into cells of two membrane time constants that fire at
  /// some of them.
  private struct Scene {
    let network: Network
    let cells: Int32
    let spikes: Int32

    init(threads: Int = 1, size: Int = 60, rests: Bool = true, lanes: Int = 1) throws {
      network = try Network(dt: 0.5, seed: 5, lanes: lanes, threads: threads)
      let source = try network.add("spike_source", "source", 40)
      cells = try network.add(
        "lif", "cells", size, ["tau_refrac": 30, "i_offset": 0.2, "v_min": -80])
      try network.setParameter(cells, "tau_m", (0..<size).map { $0 % 2 == 0 ? 20 : 35 })
      // Noise without weight: the cells are never left alone.
      if !rests { try network.addPoissonInput(cells, rate: 10, weight: 0) }
      _ = try network.join(
        source, cells, [("fixed_probability", ["p": 0.3])],
        weight: ("uniform", ["low": 0, "high": 3]), delay: ("uniform", ["low": 1, "high": 4]))
      spikes = try network.recordSpikes(cells)
      let volley = (0..<40).map { Spike(step: 3, neuron: $0) }
      try network.feed(
        source,
        volley + volley.map { Spike(step: 400, neuron: $0.neuron) }
          + volley.prefix(20).map { Spike(step: 1300, neuron: $0.neuron) })
    }

    func outcome() throws -> ([Spike], [UInt32]) {
      (try network.spikes(spikes), try network.state(cells).map(\.bitPattern))
    }
  }

  @Test func `resting cells go where stepping takes them`() throws {
    let (resting, stepping) = (try Scene(), try Scene(rests: false))
    for steps in [20, 200, 179, 1, 300, 700, 250] {
      try resting.network.run(steps: steps)
      try stepping.network.run(steps: steps)
      let pairs = zip(
        try resting.network.state(resting.cells), try stepping.network.state(stepping.cells))
      #expect(pairs.allSatisfy { ($0 - $1).magnitude < 1e-4 })
    }
    #expect(try resting.outcome().0 == stepping.outcome().0)
    #expect(try resting.outcome().0.count > 30)
  }

  @Test func `they do rest`() throws {
    let scene = try Scene()
    try scene.network.run(steps: 300)
    let population = try scene.network.population(scene.cells)
    let rest = try #require(population.rest)
    #expect(rest.isAllowed)
    #expect(rest.rests(lane: 0, block: 0, step: 300))
    // The second volley arrives from step 402 on.
    try scene.network.run(steps: 110)
    #expect(!rest.rests(lane: 0, block: 0, step: 404))
  }

  @Test(arguments: [[1650], [300, 1350], [3, 40, 500, 7, 1100], Array(repeating: 33, count: 50)])
  func `the calls that steps are done in do not matter`(_ parts: [Int]) throws {
    let (whole, split) = (try Scene(), try Scene())
    try whole.network.run(steps: 1650)
    for part in parts { try split.network.run(steps: part) }
    #expect(try whole.outcome() == split.outcome())
  }

  @Test func `recording does not matter, and shows every step`() throws {
    let (plain, recorded) = (try Scene(), try Scene())
    let trace = try recorded.network.record(recorded.cells, "v", every: 10)
    try plain.network.run(steps: 1650)
    try recorded.network.run(steps: 1650)
    #expect(try plain.outcome() == recorded.outcome())
    let values = try recorded.network.values(trace).rows.map { $0[0] }
    // Steps 110 to 390 lie in a silence; the potential moves on in it.
    #expect(Set(values[11..<30]).count > 10)
  }

  @Test(arguments: [1, 2, 3, 8])
  func `threads do not matter`(_ threads: Int) throws {
    let (one, many) = (try Scene(size: 9000), try Scene(threads: threads, size: 9000))
    try one.network.run(steps: 1450)
    try many.network.run(steps: 1450)
    #expect(try one.outcome() == many.outcome())
  }

  @Test func `lanes rest each on their own`() throws {
    let scene = try Scene(threads: 2, lanes: 3)
    try scene.network.feed(0, [Spike(lane: 2, step: 200, neuron: 1)])
    try scene.network.run(steps: 1650)
    let alone = try Scene()
    try alone.network.run(steps: 1650)
    #expect(
      try Array(scene.network.state(scene.cells).prefix(60)) == alone.network.state(alone.cells))
  }

  @Test func `what is written into a resting population counts`() throws {
    let scene = try Scene()
    try scene.network.run(steps: 300)
    let view = try scene.network.stateView(scene.cells, "v")
    view[4] = -51
    try scene.network.run(steps: 20)
    let target = -65 + 20 * 0.2
    let expected = target + (-51 - target) * Elementary.exp(-20 * 0.5 / 20)
    #expect((view[4] - expected).magnitude < 1e-3)
  }

  @Test func `a parameter set in a silence acts from then on`() throws {
    let scene = try Scene()
    try scene.network.run(steps: 300)
    let before = try scene.network.state(scene.cells)
    try scene.network.setParameter(scene.cells, "i_offset", [5])
    try scene.network.run(steps: 400)
    #expect(try scene.network.spikes(scene.spikes).contains { $0.step > 320 && $0.step < 400 })
    #expect(try scene.network.state(scene.cells) != before)
  }

  @Test func `cells that fire by themselves do not rest`() throws {
    let network = try makeNetwork(dt: 0.5)
    let cells = try network.add("lif", "cells", 2, ["i_offset": 1])
    let spikes = try network.recordSpikes(cells)
    try network.run(steps: 1000)
    #expect(try network.spikes(spikes).count > 10)
  }
}
