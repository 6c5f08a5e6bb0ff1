import Testing

@testable import SwiftSNN

private typealias Rules = [(String, Parameters)]

/// Synapses of one projection between two populations, or within one if `targets` is nil.
private func synapses(
  _ rules: Rules, sources: Int, targets: Int? = nil, seed: UInt64 = 1, threads: Int = 1,
  weight: (String, Parameters) = ("constant", ["value": 1]),
  delay: (String, Parameters) = ("constant", ["value": 1])
) throws -> [Synapse] {
  let network = try makeNetwork(dt: 0.5, seed: seed, threads: threads)
  let source = try network.add("lif", "source", sources)
  let target = if let targets { try network.add("lif", "target", targets) } else { source }
  return try network.synapses(
    try network.join(source, target, rules, weight: weight, delay: delay))
}

struct ConnectivityTests {
  @Test func `all to all is every pair, without self where asked`() throws {
    let between = try synapses([("all_to_all", [:])], sources: 7, targets: 5)
    #expect(between.pairs.count == 35 && between.count == 35)
    let within = try synapses([("all_to_all", [:])], sources: 6)
    #expect(within.pairs.count == 36 && within.count == 36)
    let others = try synapses([("all_to_all", ["allow_self": 0])], sources: 6)
    #expect(others.count == 30 && !others.hasSelfConnection && !others.hasMultapse)
  }

  @Test func `one to one is the diagonal`() throws {
    let found = try synapses([("one_to_one", [:])], sources: 9, targets: 9)
    #expect(found.map { [$0.pre, $0.post] } == (0..<9).map { [$0, $0] })
  }

  @Test(arguments: [0.003, 0.1, 0.5, 0.95])
  func `fixed probability makes each pair independently`(_ p: Double) throws {
    let found = try synapses([("fixed_probability", ["p": p])], sources: 500, targets: 400)
    #expect(!found.hasMultapse)
    #expect(Statistics.isBinomial(found.count, trials: 200_000, p: p))
    #expect(Statistics.areBinomial(found.outDegrees(500), trials: 400, p: p))
    #expect(Statistics.areBinomial(found.inDegrees(400), trials: 500, p: p))
  }

  @Test func `fixed probability has its limits at 0 and 1`() throws {
    #expect(try synapses([("fixed_probability", ["p": 0])], sources: 50).isEmpty)
    let all = try synapses([("fixed_probability", ["p": 1, "allow_self": 1])], sources: 50)
    #expect(all.pairs.count == 2500)
    #expect(try synapses([("fixed_probability", ["p": 1])], sources: 50).count == 2450)
  }

  @Test func `fixed probability leaves out self-connections unless asked`() throws {
    let without = try synapses([("fixed_probability", ["p": 0.5])], sources: 200)
    #expect(!without.hasSelfConnection)
    #expect(Statistics.isBinomial(without.count, trials: 200 * 199, p: 0.5))
    let with = try synapses([("fixed_probability", ["p": 0.5, "allow_self": 1])], sources: 200)
    #expect(Statistics.isBinomial(with.count { $0.pre == $0.post }, trials: 200, p: 0.5))
  }

  @Test func `fixed in-degree draws k sources for every target`() throws {
    let found = try synapses([("fixed_in_degree", ["k": 40])], sources: 300, targets: 500)
    #expect(found.inDegrees(500) == Array(repeating: 40, count: 500))
    #expect(Statistics.areUniform(found.outDegrees(300)))
    #expect(found.hasMultapse)
    let within = try synapses([("fixed_in_degree", ["k": 40])], sources: 100)
    #expect(!within.hasSelfConnection)
  }

  @Test(arguments: [1, 30, 99])
  func `fixed in-degree without multapses draws different sources`(_ k: Int) throws {
    let rule: Parameters = ["k": Double(k), "allow_multapses": 0]
    let found = try synapses([("fixed_in_degree", rule)], sources: 100)
    #expect(found.inDegrees(100) == Array(repeating: k, count: 100))
    #expect(!found.hasMultapse && !found.hasSelfConnection)
  }

  @Test func `modular connects within groups, the last one smaller`() throws {
    let found = try synapses([("modular", ["size": 40, "p": 0.5])], sources: 410)
    #expect(found.allSatisfy { $0.pre / 40 == $0.post / 40 })
    #expect(!found.hasSelfConnection && !found.hasMultapse)
    #expect(Statistics.isBinomial(found.count, trials: 10 * 40 * 39 + 10 * 9, p: 0.5))
    let full = found.filter { $0.post < 400 }
    #expect(Statistics.areBinomial(full.inDegrees(400), trials: 39, p: 0.5))
    #expect(Statistics.areBinomial(full.outDegrees(400), trials: 39, p: 0.5))
  }

  @Test func `small world without rewiring is the ring`() throws {
    let found = try synapses([("small_world", ["k": 4, "rewire": 0])], sources: 30)
    let ring = (0..<30).flatMap { i in [28, 29, 31, 32].map { [i, (i + $0) % 30] } }
    #expect(found.count == 120)
    #expect(found.pairs == Set(ring))
  }

  @Test(arguments: [0.05, 0.3, 1])
  func `small world rewires the fraction asked for`(_ rewire: Double) throws {
    let found = try synapses([("small_world", ["k": 10, "rewire": rewire])], sources: 1000)
    #expect(found.outDegrees(1000) == Array(repeating: 10, count: 1000))
    #expect(!found.hasSelfConnection && !found.hasMultapse)
    let far = found.filter {
      min(($0.pre - $0.post + 1000) % 1000, ($0.post - $0.pre + 1000) % 1000) > 5
    }
    // A rewired synapse lands among the ten neighbours with a chance below 1 %.
    #expect(Double(far.count) < 10_000 * rewire + 5 * (10_000 * rewire).squareRoot())
    #expect(Double(far.count) > 9900 * rewire - 5 * (10_000 * rewire).squareRoot())
    if rewire == 1 { #expect(Statistics.areUniform(found.inDegrees(1000))) }
  }

  /// As many as there are, one less, and either side of where those left are listed.
  @Test(arguments: [99, 98, 88, 86])
  func `small world of nearly all targets is rewired among the few that are left`(
    _ k: Int
  ) throws {
    var left = [Int](repeating: 0, count: 100)
    for seed in 1...40 {
      let found = try synapses(
        [("small_world", ["k": Double(k), "rewire": 0.5])], sources: 100, seed: UInt64(seed))
      #expect(found.outDegrees(100) == Array(repeating: k, count: 100))
      #expect(!found.hasSelfConnection && !found.hasMultapse)
      for synapse in found { left[(synapse.post - synapse.pre + 100) % 100] += 1 }
    }
    // Without rewiring it would always be those opposite that are left out.
    let leftOut = left[1...].count { $0 < 4000 }
    #expect(left[0] == 0 && left[1...].allSatisfy { $0 > 0 })
    #expect(k == 99 ? leftOut == 0 : leftOut > 99 - k)
  }

  @Test func `small world between populations centres on the scaled position`() throws {
    let found = try synapses(
      [("small_world", ["k": 3, "rewire": 0])], sources: 10, targets: 50)
    #expect(found.filter { $0.pre == 4 }.map(\.post) == [19, 20, 21])
    #expect(found.filter { $0.pre == 0 }.map(\.post) == [0, 1, 49])
  }

  @Test func `a union holds every pair of its parts once`() throws {
    let modular: Rules = [("modular", ["size": 20, "p": 0.6])]
    let first = try synapses(modular, sources: 200)
    let united = try synapses(
      modular + [("small_world", ["k": 12, "rewire": 0]), ("one_to_one", [:])], sources: 200)
    let ring = try synapses([("small_world", ["k": 12, "rewire": 0])], sources: 200)
    let diagonal = Set((0..<200).map { [$0, $0] })
    #expect(!united.hasMultapse)
    #expect(united.pairs == first.pairs.union(ring.pairs).union(diagonal))
  }

  private static let everyRule: [Rules] = [
    [("one_to_one", [:])],
    [("fixed_probability", ["p": 0.002])], [("fixed_in_degree", ["k": 5])],
    [("fixed_out_degree", ["k": 5])],
    [("fixed_out_degree", ["k": 5, "allow_multapses": 0])],
    [("fixed_total_number", ["n": 9000])],
    [("fixed_total_number", ["n": 9000, "allow_multapses": 0])],
    [("modular", ["size": 30])], [("small_world", ["k": 6])],
    [("fixed_probability", ["p": 0.002]), ("fixed_probability", ["p": 0.001]), ("modular", [:])],
  ]

  @Test(arguments: everyRule.indices)
  func `synapses, weights, delays and their order are the same for any number of threads`(
    _ rule: Int
  ) throws {
    func drawn(_ threads: Int) throws -> [Synapse] {
      try synapses(
        Self.everyRule[rule], sources: 2100, threads: threads, weight: ("normal", [:]),
        delay: ("uniform", ["low": 0.5, "high": 9]))
    }
    let expected = try drawn(1)
    #expect(expected.count > 2000)
    for threads in [2, 5] { #expect(try drawn(threads) == expected) }
  }

  @Test func `dense weights are ordered by source and target for any number of threads`() throws {
    for threads in [1, 2, 5] {
      let found = try synapses(
        [("all_to_all", [:])], sources: 3, targets: 4200, threads: threads)
      #expect(
        found.indices.allSatisfy { found[$0].pre == $0 / 4200 && found[$0].post == $0 % 4200 })
      #expect(found.count == 3 * 4200)
    }
  }

  @Test(arguments: everyRule.indices.dropFirst())
  func `another seed draws other synapses`(_ rule: Int) throws {
    let first = try synapses(Self.everyRule[rule], sources: 300)
    #expect(try synapses(Self.everyRule[rule], sources: 300, seed: 2) != first)
    #expect(try synapses(Self.everyRule[rule], sources: 300) == first)
  }
}
