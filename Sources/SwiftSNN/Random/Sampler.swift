/// Draws real numbers from a distribution, one 32-bit word each.
///
/// A normal variable comes from a table of quantiles, linear in between, and from the quantile
/// function itself in the outermost cells, a log-normal one from the normal one of its logarithm;
/// bounds cut the distribution, as drawing again would.
final class Sampler {
  private static let cellBits = 13
  private static let cells = 1 << cellBits
  /// Cells at either end whose quantiles bend too much for a line.
  private static let exactCells = 8

  private let distribution: Distribution
  private let tabled: Distribution
  /// Quantiles at the edges of the cells; empty where none are needed.
  private let edges: Buffer<Float>
  private let shares: ClosedRange<Double>

  init(_ distribution: Distribution) throws(SNNError) {
    self.distribution = distribution
    // Of the logarithm, where that is normal.
    let tabled = distribution.logarithm ?? distribution
    self.tabled = tabled
    guard case .normal(let mean, let std, let lower, let upper) = tabled, std > 0 else {
      shares = 0...1
      edges = try Buffer("quantiles", count: 0)
      return
    }
    shares = tabled.normalShares
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
    if let constant { return out.update(repeating: Float(constant), count: count) }
    switch distribution {
    case .uniform(let low, let high):
      for k in 0..<count { out[k] = Float(low + (high - low) * stream.unit()) }
    case .lognormal(_, _, let lower, let upper):
      drawNormal(&stream, into: out, count)
      for k in 0..<count {
        out[k] = Float(min(max(Elementary.exp(Double(out[k])), lower), upper))
      }
    case .exponential(let mean, let lower, let upper):
      // Without memory: beyond the lower bound it is as if that were 0.
      let reach = Elementary.oneMinusExp((upper - lower) / mean)
      for k in 0..<count {
        let share = (Double(stream.next()) + 0.5) * 0x1p-32
        out[k] = Float(min(lower - mean * Binomial.logOneMinus(share * reach), upper))
      }
    case .normal, .constant, .distance: drawNormal(&stream, into: out, count)
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
    guard case .normal(let mean, let std, let lower, let upper) = tabled else { return 0 }
    let p = (Double(word) + 0.5) * 0x1p-32
    let share = shares.lowerBound + (shares.upperBound - shares.lowerBound) * p
    return Float(min(max(mean + std * Normal.quantile(share), lower), upper))
  }
}
