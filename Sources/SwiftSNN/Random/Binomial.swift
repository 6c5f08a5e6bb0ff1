/// Binomial numbers: how many of n independent trials of probability p succeed.
enum Binomial {
  /// Exact for any n and p, in a time that does not grow with n: inversion for small means, else
  /// rejection from a transformed uniform variable (Hoermann 1993, J Stat Comput Simul 46:101,
  /// algorithm BTRS).
  static func draw(_ n: Int, _ p: Double, _ stream: inout WordStream) -> Int {
    guard n > 0, p > 0 else { return 0 }
    guard p < 1 else { return n }
    if p > 0.5 { return n - draw(n, 1 - p, &stream) }
    return Double(n) * p < 10 ? invert(n, p, &stream) : reject(n, p, &stream)
  }

  private static func invert(_ n: Int, _ p: Double, _ stream: inout WordStream) -> Int {
    let odds = p / (1 - p)
    var term = Elementary.exp(Double(n) * logOneMinus(p))
    var left = stream.fineUnit()
    var k = 0
    while left >= term, k < n {
      left -= term
      term *= odds * Double(n - k) / Double(k + 1)
      k += 1
    }
    return k
  }

  private static func reject(_ n: Int, _ p: Double, _ stream: inout WordStream) -> Int {
    let count = Double(n)
    let deviation = (count * p * (1 - p)).squareRoot()
    let b = 1.15 + 2.53 * deviation
    let a = -0.0873 + 0.0248 * b + 0.01 * p
    let c = count * p + 0.5
    let vr = 0.92 - 4.2 / b
    let alpha = (2.83 + 5.1 / b) * deviation
    let logOdds = Elementary.log(p / (1 - p))
    let mode = ((count + 1) * p).rounded(.down)
    let peak = logFactorial(mode) + logFactorial(count - mode)
    while true {
      let u = stream.fineUnit() - 0.5
      let v = 1 - stream.fineUnit()
      let us = 0.5 - abs(u)
      guard us > 0 else { continue }
      let k = ((2 * a / us + b) * u + c).rounded(.down)
      guard k >= 0, k <= count else { continue }
      if us >= 0.07, v <= vr { return Int(k) }
      let bound = peak - logFactorial(k) - logFactorial(count - k) + (k - mode) * logOdds
      if Elementary.log(v * alpha / (a / (us * us) + b)) <= bound { return Int(k) }
    }
  }

  /// log(1 - p) without cancellation for small p.
  static func logOneMinus(_ p: Double) -> Double {
    guard p < 1e-4 else { return Elementary.log(1 - p) }
    return -p * (1 + p * (0.5 + p * (1.0 / 3 + p * 0.25)))
  }

  /// log(k!), by Stirling's series from 10 on.
  static func logFactorial(_ k: Double) -> Double {
    if k < 10 {
      var product = 1.0
      var factor = 2.0
      while factor <= k {
        product *= factor
        factor += 1
      }
      return Elementary.log(product)
    }
    let x = k + 1
    let inverse = 1 / (x * x)
    let series = (1.0 / 12 - inverse * (1.0 / 360 - inverse / 1260)) / x
    return (x - 0.5) * Elementary.log(x) - x + 0.91893853320467274178 + series
  }
}
