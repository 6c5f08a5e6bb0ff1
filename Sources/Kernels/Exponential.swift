/// exp, the same bits on every instruction set: no library is called, and nothing but additions and
/// multiplications is done.
///
/// Relative error below 2e-7 in single and 4e-16 in double precision; arguments beyond what the
/// format holds count as the last that it does.
@inline(__always)
func exponential<R: Real>(_ x: R) -> R {
  let held = clip(x, R.leastExponent, R.mostExponent)
  // Adding the magic number rounds to a whole number, which then stands in the lowest bits.
  let shifted = held * R.log2e + R.magic
  let whole = shifted - R.magic
  let rest = (held - whole * R.ln2High) - whole * R.ln2Low
  let mantissa = R.exponentialSeries(rest)
  return R(
    bitPattern: mantissa.bitPattern &+ (shifted.bitPattern &<< R.Word(R.significandBitCount)))
}

/// exp(x) - 1 to the digits of x, however small.
@inline(__always)
func exponentialMinusOne<R: Real>(_ x: R) -> R {
  let isSmall: R.Word = mask(abs(x) < R(0.34))
  let near = select(isSmall, x, 0)
  return select(isSmall, R.exponentialSeriesMinusOne(near), exponential(x) - 1)
}

/// x / (exp(x) - 1), 1 at 0.
@inline(__always)
func exponentialRatio<R: Real>(_ x: R) -> R {
  let isSmall: R.Word = mask(abs(x) < R(1e-9))
  let safe = select(isSmall, 1, x)
  return select(isSmall, 1 - R(0.5) * x, safe / exponentialMinusOne(safe))
}

/// Hyperbolic tangent to the digits of x.
@inline(__always)
func hyperbolicTangent<R: Real>(_ x: R) -> R {
  let grown = exponentialMinusOne(2 * x)
  return grown / (grown + 2)
}

extension Float {
  static var log2e: Float { 1.442_695_04 }
  static var ln2High: Float { 0.693_359_375 }
  static var ln2Low: Float { -2.121_944_4e-4 }
  static var magic: Float { 12_582_912 }
  static var leastExponent: Float { -87 }
  static var mostExponent: Float { 88 }

  @inline(__always)
  static func exponentialSeries(_ x: Float) -> Float { exponentialSeriesMinusOne(x) + 1 }

  /// Of |x| <= ln 2 / 2, to x^7.
  @inline(__always)
  static func exponentialSeriesMinusOne(_ x: Float) -> Float {
    let tail = ((x * (1 / 5040) + 1 / 720) * x + 1 / 120) * x + 1 / 24
    return (((tail * x + 1 / 6) * x + 0.5) * x) * x + x
  }
}

extension Double {
  static var log2e: Double { 1.442_695_040_888_963_4 }
  static var ln2High: Double { 0.693_147_180_369_123_8 }
  static var ln2Low: Double { 1.908_214_929_270_587_7e-10 }
  static var magic: Double { 6_755_399_441_055_744 }
  static var leastExponent: Double { -708 }
  static var mostExponent: Double { 709 }

  @inline(__always)
  static func exponentialSeries(_ x: Double) -> Double { exponentialSeriesMinusOne(x) + 1 }

  /// Of |x| <= ln 2 / 2, to x^13.
  @inline(__always)
  static func exponentialSeriesMinusOne(_ x: Double) -> Double {
    var tail = x * (1 / 6_227_020_800) + 1 / 479_001_600
    tail = (tail * x + 1 / 39_916_800) * x + 1 / 3_628_800
    tail = (tail * x + 1 / 362_880) * x + 1 / 40_320
    tail = (tail * x + 1 / 5040) * x + 1 / 720
    tail = (tail * x + 1 / 120) * x + 1 / 24
    return (((tail * x + 1 / 6) * x + 0.5) * x) * x + x
  }
}
