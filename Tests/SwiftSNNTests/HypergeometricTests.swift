import Foundation
import Testing

@testable import SwiftSNN

/// Numbers of good ones among things taken, none twice.
struct HypergeometricTests {
  private struct Case {
    let good: Int
    let bad: Int
    let taken: Int
  }

  private static let cases = [
    Case(good: 3, bad: 4, taken: 2), Case(good: 7, bad: 5, taken: 9),
    Case(good: 40, bad: 60, taken: 30), Case(good: 60, bad: 40, taken: 70),
    Case(good: 500, bad: 100_000, taken: 2000), Case(good: 100_000, bad: 300, taken: 50_000),
    Case(good: 1000, bad: 1000, taken: 1000), Case(good: 15, bad: 1_000_000, taken: 400_000),
    Case(good: 1000, bad: 999_999_000, taken: 30_000_000),
    Case(good: 1_000_000, bad: 999_999_000_000, taken: 40_000_000),
  ]

  private func drawn(_ given: Case, _ count: Int, row: Int) throws -> [Int] {
    var words = try WordStream(seed: 5, kernels: KernelChoice.chosen)
    words.start(stream: 2, row: row)
    return (0..<count).map { _ in
      Hypergeometric.draw(good: given.good, bad: given.bad, taken: given.taken, &words)
    }
  }

  /// Probabilities of `range`, from the ratios of neighbours.
  private func shares(_ given: Case, _ range: ClosedRange<Int>) -> [Double] {
    var shares = [1.0]
    for k in range.dropLast() {
      let (a, b) = (Double(given.good - k), Double(given.taken - k))
      let (c, d) = (Double(k + 1), Double(given.bad - given.taken + k + 1))
      shares.append(shares[shares.count - 1] * (a / c) * (b / d))
    }
    let sum = shares.reduce(0, +)
    return shares.map { $0 / sum }
  }

  @Test(arguments: cases.indices)
  func `numbers have the probabilities of their distribution`(_ index: Int) throws {
    let given = Self.cases[index]
    let found = try drawn(given, 40_000, row: index)
    let all = max(0, given.taken - given.bad)...min(given.good, given.taken)
    #expect(found.allSatisfy { all.contains($0) })
    // As far as numbers can come, so that their sum is 1.
    let p = Double(given.good) / Double(given.good + given.bad)
    let mean = Double(given.taken) * p
    let reach = 12 * (mean * (1 - p)).squareRoot() + 12
    let range =
      max(all.lowerBound, Int(mean - reach))...min(all.upperBound, Int((mean + reach).rounded(.up)))
    var counts = [Int](repeating: 0, count: range.count)
    for value in found { counts[value - range.lowerBound] += 1 }
    #expect(Statistics.areDrawn(counts, from: shares(given, range)))
  }

  @Test func `all or none are certain`() throws {
    for given in [
      Case(good: 0, bad: 5, taken: 3), Case(good: 5, bad: 0, taken: 3),
      Case(good: 4, bad: 6, taken: 10), Case(good: 4, bad: 6, taken: 0),
    ] {
      let sure = given.bad == 0 ? given.taken : (given.taken == 10 ? 4 : 0)
      #expect(try drawn(given, 20, row: 0).allSatisfy { $0 == sure })
    }
  }

  @Test func `growth of the logarithm of a factorial is exact for large numbers`() {
    #expect(Hypergeometric.logFactorialGrowth(3, 5) == Binomial.logFactorial(5) - Elementary.log(6))
    #expect(abs(Hypergeometric.logFactorialGrowth(100, 103) - log(101.0 * 102 * 103)) < 1e-13)
    // log(n + 1) + log(n + 2)
    let n = 1e12
    #expect(abs(Hypergeometric.logFactorialGrowth(n, n + 2) - 2 * log(n)) < 1e-11)
    #expect(Hypergeometric.logFactorialGrowth(50, 20) == -Hypergeometric.logFactorialGrowth(20, 50))
  }
}
