import Foundation
import Testing

@testable import SwiftSNN

/// Binomial numbers, by inversion for small means and by rejection for others.
struct BinomialTests {
  private func drawn(_ n: Int, _ p: Double, count: Int, row: Int = 0) throws -> [Int] {
    var words = try WordStream(seed: 8, kernels: KernelChoice.chosen)
    words.start(stream: 4, row: row)
    return (0..<count).map { _ in Binomial.draw(n, p, &words) }
  }

  private static let cases: [(n: Int, p: Double)] = [
    (1, 0.3), (7, 0.5), (20, 0.45), (40, 0.249), (3000, 0.003), (1_000_000, 9e-6),
    (20, 0.5), (40, 0.251), (100, 0.4), (5000, 0.01), (1_000_000, 2e-5),
    (7, 0.8), (25, 0.55), (100, 0.93), (1000, 0.999),
  ]

  @Test(arguments: cases)
  func `numbers come as often as they should`(_ n: Int, _ p: Double) throws {
    let numbers = try drawn(n, p, count: 20_000, row: n)
    #expect(numbers.allSatisfy { (0...n).contains($0) })
    // Six standard deviations either side; the sums of what lies beyond at the ends.
    let spread = (Double(n) * p * (1 - p)).squareRoot()
    let first = max(0, Int(Double(n) * p - 6 * spread))
    let last = min(n, Int(Double(n) * p + 6 * spread) + 1)
    var counts = [Int](repeating: 0, count: last - first + 1)
    for number in numbers { counts[min(max(number, first), last) - first] += 1 }
    // By the ratio of neighbours, from the middle.
    var shares = [Double](repeating: 1, count: counts.count)
    let (middle, odds) = (counts.count / 2, p / (1 - p))
    for k in middle + 1..<max(counts.count, middle + 1) {
      shares[k] = shares[k - 1] * odds * Double(n - first - k + 1) / Double(first + k)
    }
    for k in (0..<middle).reversed() {
      shares[k] = shares[k + 1] / odds * Double(first + k + 1) / Double(n - first - k)
    }
    let sum = shares.reduce(0, +)
    for k in shares.indices { shares[k] /= sum }
    #expect(Statistics.areDrawn(counts, from: shares))
  }

  @Test(arguments: [(1 << 40, 0.5), (1 << 40, 1e-11), (1_000_000_000_000, 1e-4), (1 << 33, 0.7)])
  func `huge numbers have mean and variance`(_ n: Int, _ p: Double) throws {
    let numbers = try drawn(n, p, count: 4000, row: 1)
    let (mean, variance) = (Double(n) * p, Double(n) * p * (1 - p))
    let found = Statistics.moments(numbers.map { Double($0) - mean })
    #expect(found.mean.magnitude < 5 * (variance / 4000).squareRoot())
    // The fourth moment of a binomial number over its squared variance is 3 + (1 - 6pq) / npq.
    let spread = ((2 + 1 / variance) / 4000).squareRoot()
    #expect((found.variance / variance - 1).magnitude < 5 * spread)
  }

  @Test func `certain numbers take no words`() throws {
    var words = try WordStream(seed: 8, kernels: KernelChoice.chosen)
    words.start(stream: 4, row: 0)
    #expect(Binomial.draw(0, 0.5, &words) == 0)
    #expect(Binomial.draw(9, 0, &words) == 0)
    #expect(Binomial.draw(9, 1, &words) == 9)
    var fresh = RandomRow(seed: 8, stream: 4, row: 0)
    #expect(words.next() == fresh.next32())
  }

  @Test(arguments: [1e-300, 1e-18, 1e-9, 9.9e-5, 1.01e-4, 0.3, 0.999_999])
  func `log(1 - p) is the library's`(_ p: Double) {
    #expect((Binomial.logOneMinus(p) / log1p(-p) - 1).magnitude < 1e-12)
  }

  @Test func `logarithms of factorials are sums of logarithms`() {
    var sum = 0.0
    for k in 0...3000 {
      if k > 0 { sum += log(Double(k)) }
      #expect((Binomial.logFactorial(Double(k)) - sum).magnitude <= 1e-9)
    }
    #expect((Binomial.logFactorial(1e9) / 19_723_265_848.226983 - 1).magnitude < 1e-15)
  }
}
