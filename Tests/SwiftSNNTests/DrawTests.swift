import Testing

@testable import SwiftSNN

/// Random numbers for building, and the weights and delays drawn from them.
struct DrawTests {
  private func drawn(
    weight: (String, Parameters) = ("constant", ["value": 1]),
    delay: (String, Parameters) = ("constant", ["value": 1]), dense: Bool = false
  ) throws -> [Synapse] {
    let network = try makeNetwork(dt: 0.5)
    let source = try network.add("spike_source", "source", 100)
    let target = try network.add("lif", "target", 150)
    let rules: [(String, Parameters)] =
      dense ? [("all_to_all", [:])] : [("fixed_probability", ["p": 0.5])]
    return try network.synapses(
      try network.join(source, target, rules, weight: weight, delay: delay))
  }

  @Test(arguments: [true, false])
  func `normal weights have their mean and standard deviation`(_ dense: Bool) throws {
    let weights = try drawn(weight: ("normal", ["mean": -0.7, "std": 0.2]), dense: dense)
    #expect(
      Statistics.areNormal(weights.map { Double($0.weight) }, mean: -0.7, std: 0.2))
  }

  @Test func `normal weights are drawn again while outside their bounds`() throws {
    let weights = try drawn(
      weight: ("normal", ["mean": 1, "std": 2, "lower": 0, "upper": 1.5])
    ).map { Double($0.weight) }
    #expect(weights.allSatisfy { (0...1.5).contains($0) })
    // Mean of a normal variable truncated to -1/2 ... 1/4 standard deviations.
    let found = Statistics.moments(weights)
    let standardError = (found.variance / Double(weights.count)).squareRoot()
    #expect((found.mean - 0.7614988).magnitude < 5 * standardError)
    #expect(!weights.contains(0) && !weights.contains(1.5))
  }

  @Test func `uniform weights fill their range evenly`() throws {
    let weights = try drawn(weight: ("uniform", ["low": -2, "high": 3])).map(\.weight)
    var bins = [Int](repeating: 0, count: 50)
    for weight in weights {
      #expect((-2...3).contains(weight))
      bins[min(Int((weight + 2) * 10), 49)] += 1
    }
    #expect(Statistics.areUniform(bins))
  }

  @Test func `constant weights and delays are constant`() throws {
    let synapses = try drawn(
      weight: ("constant", ["value": -0.3]), delay: ("constant", ["value": 2.3]))
    #expect(synapses.allSatisfy { $0.weight == -0.3 && $0.delay == 5 })
  }

  @Test func `uniform delays are rounded to the step`() throws {
    let delays = try drawn(delay: ("uniform", ["low": 0.75, "high": 3.25])).map(\.delay)
    var counts = [Int](repeating: 0, count: 5)
    for delay in delays {
      try #require((2...6).contains(delay))
      counts[delay - 2] += 1
    }
    #expect(Statistics.areUniform(counts))
  }

  @Test func `synapses are ordered by source, delay and target`() throws {
    let synapses = try drawn(delay: ("uniform", ["low": 0.5, "high": 3]))
    let keys = synapses.map { ($0.pre, $0.delay, $0.post) }
    #expect(zip(keys, keys.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func `weights and delays of a synapse are independent`() throws {
    let synapses = try drawn(
      weight: ("uniform", [:]), delay: ("uniform", ["low": 0.75, "high": 20.25]))
    let weights = synapses.map { Double($0.weight) - 0.5 }
    let delays = synapses.map { Double($0.delay) - 21 }
    let n = Double(synapses.count)
    let product = zip(weights, delays).reduce(0) { $0 + $1.0 * $1.1 } / n
    let spread = Statistics.moments(weights).variance * Statistics.moments(delays).variance
    #expect(product.magnitude < 5 * (spread / n).squareRoot())
  }

  @Test func `standard normal numbers have the moments of theirs`() {
    var random = RandomRow(seed: 3, stream: 9, row: 4)
    let n = 200_000
    let values = (0..<n).map { _ in random.normal() }
    #expect(Statistics.areNormal(values, mean: 0, std: 1))
    let third = values.reduce(0) { $0 + $1 * $1 * $1 } / Double(n)
    let fourth = values.reduce(0) { $0 + $1 * $1 * $1 * $1 } / Double(n)
    #expect(third.magnitude < 5 * (15 / Double(n)).squareRoot())
    #expect((fourth - 3).magnitude < 5 * (96 / Double(n)).squareRoot())
    #expect(Statistics.isBinomial(values.count { $0 > 2 }, trials: n, p: 0.022750132))
  }

  @Test func `unit numbers are even and below 1`() {
    var random = RandomRow(seed: 3, stream: 10, row: 0)
    var bins = [Int](repeating: 0, count: 100)
    for _ in 0..<100_000 {
      let unit = random.unit()
      #expect(unit >= 0 && unit < 1)
      bins[Int(unit * 100)] += 1
    }
    #expect(Statistics.areUniform(bins))
  }

  @Test(arguments: [1, 2, 7, 1000])
  func `numbers below a bound are even`(_ bound: Int) {
    var random = RandomRow(seed: 3, stream: 11, row: bound)
    var counts = [Int](repeating: 0, count: bound)
    for _ in 0..<50_000 { counts[random.below(bound)] += 1 }
    if bound > 1 { #expect(Statistics.areUniform(counts)) }
    #expect(counts.reduce(0, +) == 50_000)
  }
}
