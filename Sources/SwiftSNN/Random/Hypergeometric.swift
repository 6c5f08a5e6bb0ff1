/// Hypergeometric numbers: how many of `good` come among things taken at random, none twice.
enum Hypergeometric {
  /// Few trials, that many draws; else rejection by a ratio of uniform variables (Stadlober 1990,
  /// J Comput Appl Math 31:181, algorithm HRUA), in a time that does not grow with the arguments.
  ///
  /// - Parameters:
  ///   - taken: at most good + bad.
  static func draw(good: Int, bad: Int, taken: Int, _ stream: inout WordStream) -> Int {
    let all = good + bad
    // Of those left behind there are as many as complement these.
    if taken > all - taken { return good - draw(good: good, bad: bad, taken: all - taken, &stream) }
    if good > bad { return taken - draw(good: bad, bad: good, taken: taken, &stream) }
    // Good ones among those taken are those taken among the good.
    if good > taken { return draw(good: taken, bad: all - taken, taken: good, &stream) }
    guard good > 0 else { return 0 }
    return good < 16
      ? tryEach(good, taken: taken, of: all, &stream)
      : reject(good, taken: taken, of: all, &stream)
  }

  private static func tryEach(
    _ good: Int, taken: Int, of all: Int, _ stream: inout WordStream
  ) -> Int {
    var found = 0
    for tried in 0..<good
    where stream.fineUnit() * Double(all - tried) < Double(taken - found) { found += 1 }
    return found
  }

  /// - Parameter good: at most `taken`, which is at most half of all.
  private static func reject(
    _ good: Int, taken: Int, of all: Int, _ stream: inout WordStream
  ) -> Int {
    let (good, taken, all) = (Double(good), Double(taken), Double(all))
    let share = taken / all
    let centre = good * share + 0.5
    let variance = (all - good) * good * share * (1 - share) / (all - 1)
    let spread = (variance + 0.5).squareRoot()
    let width = 1.7155277699214135 * spread + 0.8989161620588988
    let mode = ((good + 1) * (taken + 1) / (all + 2)).rounded(.down)
    let end = min(good + 1, (centre + 16 * spread).rounded(.down))
    while true {
      let u = 1 - stream.fineUnit()
      let x = centre + width * (stream.fineUnit() - 0.5) / u
      guard x >= 0, x < end else { continue }
      let k = x.rounded(.down)
      // log of P(k) / P(mode).
      let t =
        -logFactorialGrowth(mode, k) - logFactorialGrowth(good - mode, good - k)
        - logFactorialGrowth(taken - mode, taken - k)
        - logFactorialGrowth(all - good - taken + mode, all - good - taken + k)
      if u * (4 - u) - 3 <= t { return Int(k) }
      if u * (u - t) >= 1 { continue }
      if 2 * Elementary.log(u) <= t { return Int(k) }
    }
  }

  /// log(b! / a!), as exact for large numbers as for small ones: 10^12! is too large to be told from
  /// the factorial of its neighbour.
  static func logFactorialGrowth(_ a: Double, _ b: Double) -> Double {
    guard b >= a else { return -logFactorialGrowth(b, a) }
    guard a >= 10, b >= 10 else { return Binomial.logFactorial(b) - Binomial.logFactorial(a) }
    let (x, y) = (a + 1, b + 1)
    let step = y - x
    let ratio = -Binomial.logOneMinus(step / y)
    return (x - 0.5) * ratio + step * (Elementary.log(y) - 1) + (tail(y) - tail(x))
  }

  /// What Stirling's formula adds to (x - 1/2) log x - x.
  private static func tail(_ x: Double) -> Double {
    let inverse = 1 / (x * x)
    return (1.0 / 12 - inverse * (1.0 / 360 - inverse / 1260)) / x
  }
}
