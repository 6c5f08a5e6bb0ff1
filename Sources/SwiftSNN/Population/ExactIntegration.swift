/// Coefficients of one exact step of a membrane under a synaptic current (Rotter & Diesmann 1999,
/// Biol Cybern 81:381), for any two time constants: the textbook forms divide by their difference,
/// and lose all digits where it is small.
enum ExactIntegration {
  /// The integral of `exp(-(dt - s) / a) exp(-s / b)` over s from 0 to dt (ms): what a membrane with
  /// time constant `a` is moved, times its capacitance, by a current that starts at 1 and decays
  /// with `b`. Symmetric in `a` and `b`.
  static func exponential(_ dt: Double, _ a: Double, _ b: Double) -> Double {
    Elementary.exp(-dt / max(a, b)) * dt * mean(difference(dt, a, b))
  }

  /// The same for a current `s exp(-s / b)` (ms^2).
  static func alpha(_ dt: Double, _ a: Double, _ b: Double) -> Double {
    let x = difference(dt, a, b)
    let shape = b <= a ? firstMoment(x) : mean(x) - firstMoment(x)
    return Elementary.exp(-dt / max(a, b)) * dt * dt * shape
  }

  /// What a membrane with time constant `m` is moved, times its capacitance, by a current that rises
  /// with `b` and decays with `a`, the response of an exponential `a` to an exponential `b` (ms^2).
  static func twice(_ dt: Double, _ m: Double, _ a: Double, _ b: Double) -> Double {
    guard abs(a - b) > 1e-5 * max(a, b) else { return alpha(dt, m, (a * b).squareRoot()) }
    return (exponential(dt, m, a) - exponential(dt, m, b)) * a / (a - b) * b
  }

  /// `dt |1 / a - 1 / b|`, exactly 0 where they are equal.
  private static func difference(_ dt: Double, _ a: Double, _ b: Double) -> Double {
    let (shorter, longer) = (min(a, b), max(a, b))
    return dt * ((longer - shorter) / longer) / shorter
  }

  /// The integral of `exp(-x u)` over u from 0 to 1, for x >= 0.
  private static func mean(_ x: Double) -> Double {
    x == 0 ? 1 : Elementary.oneMinusExp(x) / x
  }

  /// The integral of `u exp(-x u)` over u from 0 to 1, for x >= 0.
  private static func firstMoment(_ x: Double) -> Double {
    guard x < 1 else { return (mean(x) - Elementary.exp(-x)) / x }
    // Sum over k of (-x)^k / (k! (k + 2)).
    var (power, sum) = (1.0, 0.5)
    for k in stride(from: 1.0, through: 18.0, by: 1.0) {
      power *= -x / k
      sum += power / (k + 2)
    }
    return sum
  }
}
