/// Selections by bit mask: a ternary becomes a store under a branch, which neither SSE nor NEON
/// vectorise (docs/decisions/0003-one-copy-a-level.md).

/// All ones where the condition holds, else 0.
@inline(__always)
func mask(_ condition: Bool) -> UInt32 {
  0 &- (condition ? 1 : 0)
}

/// `a` where the mask is all ones, `b` where it is 0.
@inline(__always)
func select(_ mask: UInt32, _ a: Float, _ b: Float) -> Float {
  Float(bitPattern: (a.bitPattern & mask) | (b.bitPattern & ~mask))
}

/// `x` held within `lower ... upper`; NaN stays NaN.
@inline(__always)
func clip(_ x: Float, _ lower: Float, _ upper: Float) -> Float {
  let raised = select(mask(x < lower), lower, x)
  return select(mask(raised > upper), upper, raised)
}
