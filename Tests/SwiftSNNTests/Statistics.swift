/// Whether numbers fit what they should be drawn from; five standard errors everywhere, and fixed
/// seeds, so that a test passes for ever or shows a bias.
enum Statistics {
  static let sigmas = 5.0

  static func moments(_ values: [Double]) -> (mean: Double, variance: Double) {
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n)
  }

  /// The sum of squared standardised deviations fits its degrees of freedom from either side.
  static func chiSquareFits(_ sum: Double, degrees: Int) -> Bool {
    (sum - Double(degrees)).magnitude < sigmas * Double(2 * degrees).squareRoot()
  }

  /// Counts that should all have the same expectation, as of `total` throws into as many bins.
  static func areUniform(_ counts: [Int]) -> Bool {
    let expected = Double(counts.reduce(0, +)) / Double(counts.count)
    let sum = counts.reduce(0.0) {
      $0 + (Double($1) - expected) * (Double($1) - expected) / expected
    }
    return chiSquareFits(sum, degrees: counts.count - 1)
  }

  /// Counts of successes among `trials` each with probability `p`.
  static func areBinomial(_ counts: [Int], trials: Int, p: Double) -> Bool {
    let (mean, variance) = (Double(trials) * p, Double(trials) * p * (1 - p))
    let sum = counts.reduce(0.0) {
      $0 + (Double($1) - mean) * (Double($1) - mean) / variance
    }
    return chiSquareFits(sum, degrees: counts.count)
  }

  /// Counts of the outcomes of independent draws with the given probabilities. Neighbours are
  /// counted together until ten are expected.
  static func areDrawn(_ counts: [Int], from shares: [Double]) -> Bool {
    let total = Double(counts.reduce(0, +))
    var sum = 0.0
    var bins = 0
    var (found, expected) = (0.0, 0.0)
    var left = total
    for (count, share) in zip(counts, shares) {
      found += Double(count)
      expected += share * total
      left -= share * total
      guard expected >= 10, left >= 10 else { continue }
      sum += (found - expected) * (found - expected) / expected
      bins += 1
      (found, expected) = (0, 0)
    }
    if expected > 0 { sum += (found - expected) * (found - expected) / expected }
    return chiSquareFits(sum, degrees: max(bins, 1))
  }

  /// The sorted values are drawn from a continuous distribution, by Kolmogorov's and Smirnov's
  /// distance; the chance of a miss is 1e-6.
  static func areDrawn(_ values: [Double], below share: (Double) -> Double) -> Bool {
    let n = Double(values.count)
    var distance = 0.0
    for (k, value) in values.sorted().enumerated() {
      let exact = share(value)
      distance = max(distance, abs(exact - Double(k) / n), abs(Double(k + 1) / n - exact))
    }
    return distance * n.squareRoot() < 2.7
  }

  static func isBinomial(_ count: Int, trials: Int, p: Double) -> Bool {
    let spread = (Double(trials) * p * (1 - p)).squareRoot()
    return (Double(count) - Double(trials) * p).magnitude < sigmas * spread
  }

  /// The values have the mean and standard deviation of a normal distribution.
  static func areNormal(_ values: [Double], mean: Double, std: Double) -> Bool {
    let n = Double(values.count)
    let found = moments(values)
    return (found.mean - mean).magnitude < sigmas * std / n.squareRoot()
      && (found.variance / (std * std) - 1).magnitude < sigmas * (2 / n).squareRoot()
  }
}

extension [Synapse] {
  /// How many synapses each of `count` sources has.
  func outDegrees(_ count: Int) -> [Int] {
    reduce(into: [Int](repeating: 0, count: count)) { $0[$1.pre] += 1 }
  }

  /// How many synapses each of `count` targets has.
  func inDegrees(_ count: Int) -> [Int] {
    reduce(into: [Int](repeating: 0, count: count)) { $0[$1.post] += 1 }
  }

  var pairs: Set<[Int]> { Set<[Int]>(map { [$0.pre, $0.post] }) }
  var hasSelfConnection: Bool { contains { $0.pre == $0.post } }
  var hasMultapse: Bool { pairs.count < count }
}
