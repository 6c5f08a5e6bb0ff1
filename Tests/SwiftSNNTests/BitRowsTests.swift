import KernelTypes
import Testing

@testable import SwiftSNN

/// Rows of bits hold the synapses that lists would hold, and do what those do.
struct BitRowsTests {
  typealias Rule = (String, Parameters)

  private static let size = 2500
  /// Columns and rows, with pairs joined several times and without.
  static let rules: [Rule] = [
    ("fixed_in_degree", ["k": 300]), ("fixed_in_degree", ["k": 200, "allow_multapses": 0]),
    ("fixed_probability", ["p": 0.1]), ("fixed_total_number", ["n": 150_000]),
    ("modular", ["size": 600, "p": 0.5]),
  ]

  private func fanout(_ projection: Projection) throws -> Fanout {
    guard case .sparse(let fanout, _) = try #require(projection.storage) else {
      throw SNNError(.state, "the projection is not sparse")
    }
    return fanout
  }

  /// Weights of a half add up without rounding, however they are added.
  private func makeNetwork(_ rule: Rule, threads: Int, learns: Bool) throws -> Network {
    let network = try SwiftSNNTests.makeNetwork(dt: 0.5, threads: threads)
    let source = try network.add("poisson", "source", 700, ["rate": 30])
    let target = try network.add("lif", "target", Self.size, ["tau_refrac": 2])
    let weight: Rule = ("constant", ["value": 0.5])
    let projection = try network.join(
      source, target, [rule], weight: weight, delay: ("constant", ["value": 1]))
    if learns { try network.learn(projection, "trace", "spike", ["rate": 0, "online": 0]) }
    return network
  }

  @Test(arguments: rules.indices, [1, 2])
  func `bits are the synapses of lists, before they become lists and after`(
    _ rule: Int, _ threads: Int
  ) throws {
    let network = try makeNetwork(Self.rules[rule], threads: threads, learns: false)
    let synapses = try network.synapses(0)
    let rows = try fanout(network.projections[0])
    #expect(rows.bits != nil)
    #expect(rows.targets.count < synapses.count / 4)
    #expect(try network.synapseCount(0) == synapses.count)

    let listed = try makeNetwork(Self.rules[rule], threads: threads, learns: true)
    let isSame = try listed.synapses(0) == synapses
    let lists = try fanout(listed.projections[0])
    #expect(lists.bits == nil)
    #expect(isSame)

    try rows.makeLists()
    #expect(rows.bits == nil && rows.targets.count == synapses.count)
    let isStillSame = try network.synapses(0) == synapses
    #expect(isStillSame)
  }

  @Test(arguments: rules.indices, [1, 2])
  func `bits do what lists do`(_ rule: Int, _ threads: Int) throws {
    func run(lists: Bool) throws -> (spikes: [Spike], potentials: [UInt32], events: Int) {
      let network = try makeNetwork(Self.rules[rule], threads: threads, learns: false)
      let recorder = try network.recordSpikes(1)
      try network.run(steps: 20)
      if lists {
        // Other weights take lists, which stay when all weights are equal again.
        var weights = [Float](repeating: 0.5, count: try network.synapseCount(0))
        weights[7] = 1
        try network.setWeights(of: 0, weights)
        weights[7] = 0.5
        try network.setWeights(of: 0, weights)
      }
      #expect(try (fanout(network.projections[0]).bits == nil) == lists)
      try network.run(steps: 30)
      return (
        try network.spikes(recorder), try network.state(1).map(\.bitPattern),
        network.synapticEvents
      )
    }
    let (bits, lists) = (try run(lists: false), try run(lists: true))
    #expect(bits.spikes.count > 500)
    let isSame = bits == lists
    #expect(isSame)
  }

  /// More spikes at a time than a kernel takes, of a population in several blocks, and weights that
  /// do not add up without rounding.
  @Test(arguments: [2, 3, 5])
  func `any number of threads`(_ threads: Int) throws {
    func run(threads: Int, reads: Bool) throws -> [UInt32] {
      let network = try SwiftSNNTests.makeNetwork(dt: 0.5, threads: threads)
      let first = try network.add("lif", "first", 4000, ["v_init": -50.5, "v_thresh": -50])
      let second = try network.add("lif", "second", 2100, ["v_thresh": 1e6])
      let weight: Rule = ("constant", ["value": 0.1])
      try network.addPoissonInput(first, rate: 200, weight: 1)
      for target in [first, second] {
        _ = try network.join(first, target, [Self.rules[0]], weight: weight)
      }
      if reads { _ = try network.synapses(1) }
      try network.run(steps: 12)
      #expect(network.spikes > 12 * 2 * 255)
      let storage = try #require(network.projections[0].storage)
      #expect(storage.isShared != reads)
      return try network.state(first).map(\.bitPattern) + network.state(second).map(\.bitPattern)
    }
    let alone = try run(threads: 1, reads: false)
    let isSame = try run(threads: threads, reads: threads == 3) == alone
    #expect(isSame)
  }

  /// Bits for batch lanes only where no view is had.
  @Test func `a view in a batch changes nothing`() throws {
    func run(views: Bool) throws -> [UInt32] {
      let network = try SwiftSNNTests.makeNetwork(dt: 0.5, lanes: 2)
      let source = try network.add("poisson", "source", 100, ["rate": 100])
      let target = try network.add("lif", "target", 2500)
      _ = try network.join(source, target, [Self.rules[2]], weight: ("constant", ["value": 0.1]))
      if views { _ = try network.weightsView(0) }
      try network.run(steps: 20)
      return try network.state(target).map(\.bitPattern)
    }
    let isSame = try run(views: true) == run(views: false)
    #expect(isSame)
  }

  /// What is read first is drawn alone; what a term that acts in presentations will need is listed.
  @Test(arguments: [[], [0], [1], [0, 1]])
  func `reading changes nothing that weights or terms do`(_ read: [Int32]) throws {
    func run(read: [Int32], sets: Int, learns: Bool) throws -> [UInt32] {
      let network = try SwiftSNNTests.makeNetwork(dt: 0.5)
      let source = try network.add("poisson", "source", 300, ["rate": 200])
      let targets = try ["first", "second"].map { try network.add("lif", $0, 2100) }
      for target in targets {
        _ = try network.join(
          source, target, [Self.rules[2]], weight: ("constant", ["value": 0.1]))
      }
      for projection in read { _ = try network.synapses(projection) }
      if learns { try network.learn(0, "trace", "spike", ["rate": 0, "online": 0]) }
      func set() throws {
        try network.setWeights(of: 0, try network.weights(0).map { _ in 0.3 })
      }
      if sets == 0 { try set() }
      try network.run(steps: 5)
      if sets == 5 { try set() }
      try network.run(steps: 15)
      return try targets.flatMap { try network.state($0).map(\.bitPattern) }
    }
    for sets in [-1, 0, 5] {
      for learns in [false, true] {
        let unread = try run(read: [], sets: sets, learns: learns)
        let isSame = try run(read: read, sets: sets, learns: learns) == unread
        #expect(isSame, "weights set at \(sets), learns: \(learns)")
      }
    }
  }

  @Test func `bits are only for many pairs of one weight and delay`() throws {
    func isBits(
      _ rule: Rule, targets: Int = 2048, weight: Rule = ("constant", ["value": 1]),
      delay: Rule = ("constant", ["value": 1])
    ) throws -> Bool {
      let network = try SwiftSNNTests.makeNetwork(dt: 0.5)
      let source = try network.add("poisson", "source", 100)
      let target = try network.add("lif", "target", targets)
      _ = try network.join(source, target, [rule], weight: weight, delay: delay)
      try network.prepare()
      return try fanout(network.projections[0]).bits != nil
    }
    let tenth: Rule = ("fixed_probability", ["p": 0.1])
    #expect(try isBits(tenth))
    #expect(try isBits(("fixed_probability", ["p": 0.0625])))
    #expect(try !isBits(("fixed_probability", ["p": 0.06])))
    #expect(try !isBits(tenth, targets: 2047))
    #expect(try !isBits(tenth, weight: ("uniform", ["low": 0, "high": 1])))
    #expect(try !isBits(tenth, delay: ("uniform", ["low": 1, "high": 3])))
  }
}
