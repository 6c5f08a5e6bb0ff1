import Testing

@testable import SwiftSNN

/// Delays drawn from distributions, rounded to steps of 0.5 ms.
struct DrawnDelayTests {
  private static let dt = 0.5

  private func delays(
    _ delay: (String, Parameters), rules: [(String, Parameters)] = [("all_to_all", [:])]
  ) throws -> [Int] {
    let network = try makeNetwork(dt: Self.dt, seed: 4)
    let source = try network.add("spike_source", "source", 150)
    let target = try network.add("lif", "target", 200)
    return try network.synapses(try network.join(source, target, rules, delay: delay)).map(\.delay)
  }

  private static let distributions: [(delay: (String, Parameters), exact: Distribution)] = [
    (("uniform", ["low": 0.5, "high": 6]), .uniform(low: 0.5, high: 6)),
    (("uniform", ["low": 1.1, "high": 1.9]), .uniform(low: 1.1, high: 1.9)),
    (
      ("normal", ["mean": 6, "std": 0.7]),
      .normal(mean: 6, std: 0.7, lower: -.infinity, upper: .infinity)
    ),
    (
      ("normal", ["mean": 1.5, "std": 1.5, "lower": 0.5]),
      .normal(mean: 1.5, std: 1.5, lower: 0.5, upper: .infinity)
    ),
    (
      ("normal", ["mean": 2, "std": 20, "lower": 0.6, "upper": 4.1]),
      .normal(mean: 2, std: 20, lower: 0.6, upper: 4.1)
    ),
  ]

  @Test(arguments: distributions.indices)
  func `delays are the rounded values of their distribution`(_ index: Int) throws {
    let (delay, exact) = Self.distributions[index]
    let found = try delays(delay)
    #expect(found.count == 30_000)
    let support = exact.support
    let first = Int((support.lowerBound / Self.dt).rounded())
    let last = Int((support.upperBound / Self.dt).rounded())
    var counts = [Int](repeating: 0, count: last - first + 1)
    for delay in found {
      try #require((first...last).contains(delay))
      counts[delay - first] += 1
    }
    func below(_ step: Int) -> Double { exact.share(upTo: (Double(step) - 0.5) * Self.dt) }
    let shares = (first...last).map { ($0 == last ? 1 : below($0 + 1)) - below($0) }
    #expect(Statistics.areDrawn(counts, from: shares))
  }

  @Test func `delays that all round to one step are that step`() throws {
    #expect(Set(try delays(("uniform", ["low": 0.8, "high": 1.2]))) == [2])
    #expect(Set(try delays(("normal", ["mean": 3, "std": 1e-6]))) == [6])
    #expect(Set(try delays(("normal", ["mean": 3, "std": 0]))) == [6])
  }

  @Test func `delays do not depend on which rule drew the synapses`() throws {
    let drawn: (String, Parameters) = ("uniform", ["low": 0.75, "high": 5.25])
    for rule: (String, Parameters) in [
      ("fixed_in_degree", ["k": 100]), ("fixed_total_number", ["n": 20_000]),
      ("fixed_probability", ["p": 0.5]),
    ] {
      var counts = [Int](repeating: 0, count: 9)
      for delay in try delays(drawn, rules: [rule]) { counts[delay - 2] += 1 }
      #expect(Statistics.areUniform(counts))
    }
  }

  private static let tooShort: [(String, Parameters)] = [
    ("normal", ["mean": 1, "std": 1]), ("normal", ["mean": 3, "std": 0.5]),
    ("normal", ["mean": 1, "std": 1, "lower": 0.49]), ("normal", ["mean": 0.3, "std": 0]),
    ("uniform", ["low": 0.4, "high": 3]), ("uniform", ["low": -1, "high": 3]),
  ]

  @Test(arguments: tooShort.indices)
  func `delays that could be drawn below a step are refused`(_ index: Int) throws {
    let error = failure { () throws(SNNError) in
      let network = try makeNetwork(dt: Self.dt)
      let cells = try network.add("lif", "cells", 3)
      _ = try network.join(cells, cells, delay: Self.tooShort[index])
    }
    #expect(error?.kind == .invalidArgument)
    for words in ["delay of 'cells' -> 'cells'", "below one step of 0.5 ms", "a lower bound"] {
      #expect(error?.message.contains(words) == true)
    }
  }

  @Test func `delays drawn beyond the longest are refused`() throws {
    let error = failure { () throws(SNNError) in
      let network = try makeNetwork(dt: Self.dt)
      let cells = try network.add("lif", "cells", 3)
      _ = try network.join(cells, cells, delay: ("uniform", ["low": 1, "high": 1e6]))
    }
    #expect(error?.message.contains("1048576 steps") == true)
  }

  @Test func `a multiple of dt that comes out a little below it is taken`() throws {
    let network = try makeNetwork(dt: 0.1)
    let cells = try network.add("lif", "cells", 30)
    let low = 0.3 - 0.2  // 0.09999999999999998
    let projection = try network.join(cells, cells, delay: ("uniform", ["low": low, "high": 0.3]))
    #expect(Set(try network.synapses(projection).map(\.delay)) == [1, 2, 3])
  }
}
