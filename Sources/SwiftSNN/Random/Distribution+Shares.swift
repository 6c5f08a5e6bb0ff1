extension Distribution {
  var constant: Double? {
    switch self {
    case .constant(let value): value
    case .normal(let mean, let std, let lower, let upper):
      std == 0 || lower == upper ? min(max(mean, lower), upper) : nil
    case .uniform(let low, let high): low == high ? low : nil
    case .lognormal(let mu, let sigma, let lower, let upper):
      sigma == 0 || lower == upper ? min(max(Elementary.exp(mu), lower), upper) : nil
    case .exponential(_, let lower, let upper): lower == upper ? lower : nil
    case .distance(let delay): delay.longest == delay.base ? delay.base : nil
    }
  }

  /// The normal distribution of the logarithm; nil where that has another.
  var logarithm: Distribution? {
    guard case .lognormal(let mu, let sigma, let lower, let upper) = self else { return nil }
    return .normal(
      mean: mu, std: sigma, lower: Elementary.log(lower), upper: Elementary.log(upper))
  }

  /// The smallest and largest value that 32-bit words can draw.
  var support: ClosedRange<Double> {
    switch self {
    case .constant(let value): return value...value
    case .normal(let mean, let std, let lower, let upper):
      let reach = -Normal.quantile(0x1p-33) * std
      return min(max(mean - reach, lower), upper)...max(min(mean + reach, upper), lower)
    case .uniform(let low, let high): return low...high
    case .lognormal(let mu, let sigma, let lower, let upper):
      let reach = -Normal.quantile(0x1p-33) * sigma
      return min(
        max(Elementary.exp(mu - reach), lower), upper)...max(
          min(Elementary.exp(mu + reach), upper), lower)
    case .exponential(let mean, let lower, let upper):
      // The smallest word leaves half of one in 2^32.
      return lower...min(lower - mean * Elementary.log(0x1p-33), upper)
    case .distance(let delay): return delay.base...delay.longest
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
    case .lognormal: return x > 0 ? logarithm?.share(upTo: Elementary.log(x)) ?? 0 : 0
    case .exponential(let mean, let lower, let upper):
      let reach = Elementary.oneMinusExp((upper - lower) / mean)
      return min(max(Elementary.oneMinusExp((x - lower) / mean) / reach, 0), 1)
    case .distance: return x >= support.upperBound ? 1 : 0
    }
  }
}
