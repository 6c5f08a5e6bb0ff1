import Foundation
import Testing

@testable import SwiftSNN

private func normal(
  _ mean: Double, _ std: Double, lower: Double = -.infinity, upper: Double = .infinity
) -> Distribution {
  .normal(mean: mean, std: std, lower: lower, upper: upper)
}

private let normals: [Distribution] = [
  normal(0, 1), normal(-0.7, 0.2), normal(1, 2, lower: 0), normal(1, 2, upper: 0.5),
  normal(0, 1, lower: -1, upper: 1), normal(5, 2, lower: 11), normal(5, 2, upper: -2.5),
  normal(0, 1, lower: 3, upper: 3.001), normal(0.1, 1e4, lower: 0.1, upper: 0.3),
]

/// P(value <= x), by the library's error function.
private func share(_ distribution: Distribution, upTo x: Double) -> Double {
  guard case .normal(let mean, let std, let lower, let upper) = distribution else { return .nan }
  // Of the upper tail where all lies there, for precision.
  let sign = lower > mean ? -1.0 : 1
  func tail(_ x: Double) -> Double { 0.5 * erfc(-sign * (x - mean) / std / 2.0.squareRoot()) }
  return (tail(x) - tail(lower)) / (tail(upper) - tail(lower))
}

/// Real numbers drawn from distributions, one word each.
struct SamplerTests {
  private func drawn(_ distribution: Distribution, _ count: Int, row: Int = 0) throws -> [Float] {
    var words = try WordStream(seed: 12, kernels: KernelChoice.chosen)
    words.start(stream: 3, row: row)
    var values = [Float](repeating: .nan, count: count)
    try Sampler(distribution).draw(&words, into: &values, count)
    return values
  }

  @Test(arguments: normals.indices)
  func `normal values are drawn from the exact distribution within its bounds`(
    _ index: Int
  ) throws {
    let distribution = normals[index]
    guard case .normal(_, _, let lower, let upper) = distribution else { return }
    let values = try drawn(distribution, 20_000, row: index)
    #expect(values.allSatisfy { (Float(lower)...Float(upper)).contains($0) })
    #expect(Statistics.areDrawn(values.map(Double.init)) { share(distribution, upTo: $0) })
  }

  @Test func `normal values have mean and standard deviation`() throws {
    let values = try drawn(normal(3, 0.5), 50_000).map(Double.init)
    #expect(Statistics.areNormal(values, mean: 3, std: 0.5))
    let half = try drawn(normal(0, 1, lower: 0), 50_000).map(Double.init)
    let found = Statistics.moments(half)
    #expect((found.mean - (2 / Double.pi).squareRoot()).magnitude < 5 * 0.6 / 50_000.squareRoot())
    #expect((found.variance - (1 - 2 / .pi)).magnitude < 0.015)
  }

  /// Up to the lines between quantiles, in cells of 1 in 8192.
  @Test(arguments: normals.indices)
  func `a word draws its own quantile`(_ index: Int) throws {
    let distribution = normals[index]
    guard case .normal(let mean, let std, let lower, let upper) = distribution else { return }
    let values = try drawn(distribution, 5000, row: index)
    var words = try WordStream(seed: 12, kernels: KernelChoice.chosen)
    words.start(stream: 3, row: index)
    let shares = distribution.normalShares
    var worst = 0.0
    for value in values {
      let p = (Double(words.next()) + 0.5) * 0x1p-32
      let z = Normal.quantile(shares.lowerBound + (shares.upperBound - shares.lowerBound) * p)
      let exact = min(max(mean + std * z, lower), upper)
      worst = max(worst, (Double(value) - exact).magnitude / min(std, upper - lower))
    }
    #expect(worst < 3e-3)
  }

  @Test func `uniform values fill their range evenly`() throws {
    let values = try drawn(.uniform(low: -2, high: 3), 20_000).map(Double.init)
    #expect(values.allSatisfy { (-2...3).contains($0) })
    #expect(Statistics.areDrawn(values) { ($0 + 2) / 5 })
  }

  private static let constants: [(distribution: Distribution, value: Double)] = [
    (.constant(-0.3), -0.3), (.uniform(low: 2, high: 2), 2), (normal(1.5, 0), 1.5),
    (normal(1, 2, lower: 0.5, upper: 0.5), 0.5),
  ]

  @Test(arguments: constants.indices)
  func `distributions of one value are constant`(_ index: Int) throws {
    let (distribution, value) = Self.constants[index]
    #expect(try Sampler(distribution).constant == value)
    #expect(try drawn(distribution, 3) == [Float](repeating: Float(value), count: 3))
    #expect(distribution.share(upTo: value + 1e-3) == 1)
    #expect(distribution.share(upTo: value - 1e-3) == 0)
  }

  @Test(arguments: normals.indices)
  func `shares up to a value are the library's`(_ index: Int) {
    let distribution = normals[index]
    let support = distribution.support
    for step in 0...6 {
      let x = support.lowerBound + (support.upperBound - support.lowerBound) * Double(step) / 6
      #expect((distribution.share(upTo: x) - share(distribution, upTo: x)).magnitude < 2e-9)
    }
  }

  @Test func `the support holds what words can draw and no more`() {
    let reach = 6.3379577545537895
    let open = normal(10, 2).support
    #expect((open.lowerBound - (10 - 2 * reach)).magnitude < 1e-12)
    #expect((open.upperBound - (10 + 2 * reach)).magnitude < 1e-12)
    let cut = normal(10, 2, lower: 3, upper: 100).support
    #expect(cut.lowerBound == 3 && cut.upperBound == open.upperBound)
    #expect(Distribution.uniform(low: 1, high: 4).support == 1...4)
    #expect(Distribution.constant(2).support == 2...2)
  }
}
