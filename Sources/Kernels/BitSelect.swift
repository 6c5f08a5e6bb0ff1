/// Selections by bit mask: a ternary becomes a store under a branch, which neither SSE nor NEON
/// vectorise (docs/decisions/0003-one-copy-a-level.md).

/// What the loops are written in, `Float` or `Double`: every kernel has both from one source.
protocol Real: BinaryFloatingPoint, BitwiseCopyable {
  associatedtype Word: FixedWidthInteger & UnsignedInteger
  var bitPattern: Word { get }
  init(bitPattern: Word)

  // What `exponential` needs.
  static var log2e: Self { get }
  static var ln2High: Self { get }
  static var ln2Low: Self { get }
  static var magic: Self { get }
  static var leastExponent: Self { get }
  static var mostExponent: Self { get }
  static func exponentialSeries(_ x: Self) -> Self
  static func exponentialSeriesMinusOne(_ x: Self) -> Self
}

extension Float: Real { typealias Word = UInt32 }
extension Double: Real { typealias Word = UInt64 }

/// All ones where the condition holds, else 0.
@inline(__always)
func mask<Word: FixedWidthInteger & UnsignedInteger>(_ condition: Bool) -> Word {
  0 &- (condition ? 1 : 0)
}

/// `a` where the mask is all ones, `b` where it is 0.
@inline(__always)
func select<R: Real>(_ mask: R.Word, _ a: R, _ b: R) -> R {
  R(bitPattern: (a.bitPattern & mask) | (b.bitPattern & ~mask))
}

/// `x` held within `lower ... upper`; NaN stays NaN.
@inline(__always)
func clip<R: Real>(_ x: R, _ lower: R, _ upper: R) -> R {
  let raised = select(mask(x < lower), lower, x)
  return select(mask(raised > upper), upper, raised)
}
