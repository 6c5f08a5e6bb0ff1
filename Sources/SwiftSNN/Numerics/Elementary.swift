/// Elementary functions in double precision from additions, multiplications and divisions alone, so
/// that a network is the same on every platform; a system's own `exp` may differ in the last bit.
enum Elementary {
  private static let ln2High = 6.93147180369123816490e-01
  private static let ln2Low = 1.90821492927058770002e-10

  /// `e^x`, within 2 ulp for |x| < 700; 0 below, infinity above.
  static func exp(_ x: Double) -> Double {
    guard x == x else { return x }
    guard x > -708 else { return 0 }
    guard x < 709 else { return .infinity }
    let k = (x * 1.44269504088896338700).rounded()
    let r = (x - k * ln2High) - k * ln2Low
    var sum = 1.0
    for n in stride(from: 14.0, through: 1.0, by: -1.0) { sum = 1 + r / n * sum }
    return sum * power2(Int(k))
  }

  /// `1 - e^(-x)` without the cancellation for small `x`.
  static func oneMinusExp(_ x: Double) -> Double {
    guard abs(x) < 0.1 else { return 1 - exp(-x) }
    var sum = 1.0
    for n in stride(from: 13.0, through: 2.0, by: -1.0) { sum = 1 - x / n * sum }
    return x * sum
  }

  /// Natural logarithm, within 2 ulp, for normal x > 0.
  static func log(_ x: Double) -> Double {
    guard x > 0, x.isFinite else { return x == 0 ? -.infinity : (x > 0 ? x : .nan) }
    var exponent = Double(x.exponent)
    var m = x.significand
    if m > 1.41421356237309504880 {
      m /= 2
      exponent += 1
    }
    let s = (m - 1) / (m + 1)
    let s2 = s * s
    var sum = 0.0
    for n in stride(from: 21.0, through: 3.0, by: -2.0) { sum = (sum + 1 / n) * s2 }
    return exponent * ln2High + (2 * s + (2 * s * sum + exponent * ln2Low))
  }

  /// `cos(2 pi u)` for `u` in [0, 1), within 1e-15.
  static func cosTurn(_ u: Double) -> Double {
    let quarter = (u * 4).rounded()
    let r = (u * 4 - quarter) * 1.57079632679489661923
    switch Int(quarter) & 3 {
    case 0: return cosine(r)
    case 1: return -sine(r)
    case 2: return -cosine(r)
    default: return sine(r)
    }
  }

  private static func cosine(_ r: Double) -> Double {
    let r2 = r * r
    var sum = 1.0
    for n in stride(from: 16.0, through: 2.0, by: -2.0) { sum = 1 - r2 / (n * (n - 1)) * sum }
    return sum
  }

  private static func sine(_ r: Double) -> Double {
    let r2 = r * r
    var sum = 1.0
    for n in stride(from: 17.0, through: 3.0, by: -2.0) { sum = 1 - r2 / (n * (n - 1)) * sum }
    return r * sum
  }

  private static func power2(_ k: Int) -> Double {
    Double(sign: .plus, exponent: k, significand: 1)
  }

  /// Hyperbolic tangent, within 1e-15 of its value where |x| > 1e-3.
  static func tanh(_ x: Double) -> Double {
    let t = oneMinusExp(2 * abs(x))
    let magnitude = t / (2 - t)
    return x < 0 ? -magnitude : magnitude
  }
}
