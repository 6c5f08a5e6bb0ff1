import Testing

@testable import SwiftSNN

private typealias Rules = [(String, Parameters)]

/// How many synapses rules make, and between whom.
struct RuleCountTests {
  private func synapses(
    _ rules: Rules, sources: Int, targets: Int? = nil, seed: UInt64 = 1
  ) throws -> [Synapse] {
    let network = try makeNetwork(seed: seed)
    let source = try network.add("lif", "source", sources)
    let target = if let targets { try network.add("lif", "target", targets) } else { source }
    return try network.synapses(try network.join(source, target, rules))
  }

  @Test(arguments: [1, 17, 400, 20_000])
  func `a fixed total number is met exactly`(_ n: Int) throws {
    let rule: Rules = [("fixed_total_number", ["n": Double(n)])]
    for seed in 1...3 {
      #expect(try synapses(rule, sources: 40, targets: 30, seed: UInt64(seed)).count == n)
    }
    #expect(try synapses([("fixed_total_number", ["n": 0])], sources: 4).isEmpty)
  }

  @Test func `a fixed total number spreads evenly over pairs, with repetition`() throws {
    let found = try synapses(
      [("fixed_total_number", ["n": 60_000])], sources: 120, targets: 80)
    #expect(found.hasMultapse)
    #expect(Statistics.areUniform(found.outDegrees(120)))
    #expect(Statistics.areUniform(found.inDegrees(80)))
    var pairs = [Int](repeating: 0, count: 120 * 80)
    for synapse in found { pairs[synapse.pre * 80 + synapse.post] += 1 }
    #expect(Statistics.areUniform(pairs))
  }

  @Test func `a fixed total number of few synapses is spread over sources`() throws {
    // Of 500 synapses over 1000 sources, rows of 0, 1, 2, ... as the binomial distribution has it.
    var lengths = [Int](repeating: 0, count: 6)
    for seed in 1...20 {
      let found = try synapses(
        [("fixed_total_number", ["n": 500])], sources: 1000, targets: 10, seed: UInt64(seed))
      for length in found.outDegrees(1000) { lengths[min(length, 5)] += 1 }
    }
    var shares = [Elementary.exp(500 * Binomial.logOneMinus(1e-3))]
    for k in 0..<5 { shares.append(shares[k] * Double(500 - k) / Double(k + 1) / 999) }
    #expect(Statistics.areDrawn(lengths, from: shares))
  }

  @Test func `a fixed total number leaves out self-connections unless asked`() throws {
    let without = try synapses([("fixed_total_number", ["n": 8000])], sources: 21)
    #expect(!without.hasSelfConnection)
    var pairs = [Int](repeating: 0, count: 21 * 20)
    for synapse in without {
      pairs[synapse.pre * 20 + synapse.post - (synapse.post > synapse.pre ? 1 : 0)] += 1
    }
    #expect(Statistics.areUniform(pairs))
    let with = try synapses(
      [("fixed_total_number", ["n": 8000, "allow_self": 1])], sources: 21)
    #expect(Statistics.isBinomial(with.count { $0.pre == $0.post }, trials: 8000, p: 1.0 / 21))
  }

  @Test func `a fixed total number with nowhere to go is refused`() throws {
    let error = failure { () throws(SNNError) in
      let network = try makeNetwork()
      let alone = try network.add("lif", "alone", 1)
      _ = try network.join(alone, alone, [("fixed_total_number", ["n": 1])])
    }
    #expect(error?.kind == .invalidArgument)
    #expect(error?.message.contains("allow self-connections") == true)
    let asked = ("fixed_total_number", ["n": 3.0, "allow_self": 1])
    #expect(try synapses([asked], sources: 1).count == 3)
  }

  /// The table of jumps covers 4096 targets; most jumps go beyond.
  @Test(arguments: [(200_000, 1e-4), (200_000, 3e-5), (2_000_000, 2e-6)])
  func `jumps beyond the table keep the probability`(_ targets: Int, _ p: Double) throws {
    let found = try synapses([("fixed_probability", ["p": p])], sources: 25, targets: targets)
    #expect(Statistics.isBinomial(found.count, trials: 25 * targets, p: p))
    var bins = [Int](repeating: 0, count: 10)
    for synapse in found { bins[synapse.post * 10 / targets] += 1 }
    #expect(Statistics.areUniform(bins))
    #expect(Statistics.areBinomial(found.outDegrees(25), trials: targets, p: p))
  }

  /// Either side of where a table of 4096 ends, and of where it is cut short.
  @Test(arguments: [5e-4, 5.8e-3, 5.9e-3, 0.2])
  func `jumps are geometric`(_ p: Double) throws {
    let found = try synapses([("fixed_probability", ["p": p])], sources: 200, targets: 20_000)
    let width = max(1, Int(0.1 / p))
    var jumps = [Int](repeating: 0, count: 61)
    for (a, b) in zip(found, found.dropFirst()) where a.post < 20_000 - 60 * width {
      // Where the row ends before another synapse, the jump was a long one.
      jumps[a.pre == b.pre ? min((b.post - a.post - 1) / width, 60) : 60] += 1
    }
    let stay = Binomial.logOneMinus(p) * Double(width)
    var shares = (0..<60).map {
      Elementary.exp(Double($0) * stay) * Elementary.oneMinusExp(-stay)
    }
    shares.append(Elementary.exp(60 * stay))
    #expect(Statistics.areDrawn(jumps, from: shares))
  }

  @Test func `probabilities beyond the resolution of words do no harm`() throws {
    for p in [1e-15, 1e-300] {
      let found = try synapses([("fixed_probability", ["p": p])], sources: 3, targets: 100_000)
      #expect(found.isEmpty)
    }
    let all = try synapses([("fixed_probability", ["p": 1 - 1e-12])], sources: 30, targets: 50)
    #expect(all.pairs.count == 1500)
  }
}
