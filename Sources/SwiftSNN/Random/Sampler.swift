/// Draws real numbers from a distribution, one 32-bit word each.
///
/// A normal variable comes from a table of quantiles, linear in between, and from the quantile
/// function itself in the outermost cells; bounds cut the distribution, as drawing again would.
final class Sampler {
  private static let cellBits = 13
  private static let cells = 1 << cellBits
  /// Cells at either end whose quantiles bend too much for a line.
  private static let exactCells = 8

  private let distribution: Distribution
  /// Quantiles at the edges of the cells; empty where none are needed.
  private let edges: Buffer<Float>
  private let shares: ClosedRange<Double>

  init(_ distribution: Distribution) throws(SNNError) {
    self.distribution = distribution
    guard case .normal(let mean, let std, let lower, let upper) = distribution, std > 0 else {
      shares = 0...1
      edges = try Buffer("quantiles", count: 0)
      return
    }
    shares = distribution.normalShares
    edges = try Buffer("quantiles", count: Sampler.cells + 1)
    for cell in 0...Sampler.cells {
      let p =
        shares.lowerBound
        + (shares.upperBound - shares.lowerBound) * Double(cell) / Double(Sampler.cells)
      edges.base[cell] = Float(min(max(mean + std * Normal.quantile(p), lower), upper))
    }
  }

  /// The only value that can come; nil where there are several.
  var constant: Double? { distribution.constant }

  func draw(_ stream: inout WordStream, into out: UnsafeMutablePointer<Float>, _ count: Int) {
    if let constant {
      out.update(repeating: Float(constant), count: count)
    } else if case .uniform(let low, let high) = distribution {
      for k in 0..<count { out[k] = Float(low + (high - low) * stream.unit()) }
    } else {
      drawNormal(&stream, into: out, count)
    }
  }

  private func drawNormal(
    _ stream: inout WordStream, into out: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    let edges = edges.base
    let fractionBits = UInt32(32 - Sampler.cellBits)
    let scale = 1 / Float(1 << fractionBits)
    let exact = Sampler.exactCells
    let inner = exact..<Sampler.cells - exact
    for k in 0..<count {
      let word = stream.next()
      let cell = Int(word &>> fractionBits)
      if inner.contains(cell) {
        let fraction = Float(Int32(bitPattern: word & ((1 &<< fractionBits) &- 1))) * scale
        out[k] = edges[cell] + fraction * (edges[cell &+ 1] - edges[cell])
      } else {
        out[k] = exactly(word)
      }
    }
  }

  private func exactly(_ word: UInt32) -> Float {
    guard case .normal(let mean, let std, let lower, let upper) = distribution else { return 0 }
    let p = (Double(word) + 0.5) * 0x1p-32
    let share = shares.lowerBound + (shares.upperBound - shares.lowerBound) * p
    return Float(min(max(mean + std * Normal.quantile(share), lower), upper))
  }
}

extension Distribution {
  var constant: Double? {
    switch self {
    case .constant(let value): value
    case .normal(let mean, let std, let lower, let upper):
      std == 0 || lower == upper ? min(max(mean, lower), upper) : nil
    case .uniform(let low, let high): low == high ? low : nil
    }
  }

  /// The smallest and largest value that 32-bit words can draw.
  var support: ClosedRange<Double> {
    switch self {
    case .constant(let value): return value...value
    case .normal(let mean, let std, let lower, let upper):
      let reach = -Normal.quantile(0x1p-33) * std
      return min(max(mean - reach, lower), upper)...max(min(mean + reach, upper), lower)
    case .uniform(let low, let high): return low...high
    }
  }

  /// Shares of the unbounded normal distribution that lie below the bounds.
  var normalShares: ClosedRange<Double> {
    guard case .normal(let mean, let std, let lower, let upper) = self, std > 0 else {
      return 0...1
    }
    return Normal.share(below: (lower - mean) / std)...Normal.share(below: (upper - mean) / std)
  }

  /// P(value <= x).
  func share(upTo x: Double) -> Double {
    if let constant { return x >= constant ? 1 : 0 }
    switch self {
    case .constant: return 0
    case .normal(let mean, let std, _, _):
      let shares = normalShares
      let below = (Normal.share(below: (x - mean) / std) - shares.lowerBound)
      return min(max(below / (shares.upperBound - shares.lowerBound), 0), 1)
    case .uniform(let low, let high): return min(max((x - low) / (high - low), 0), 1)
    }
  }
}
