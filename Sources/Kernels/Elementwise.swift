import KernelTypes

/// Small loops over one array, for traces and for the terms of a presentation.

/// `x *= factor`.
@inline(never)
func scale(_ x: UnsafeMutablePointer<Float>, _ factor: Float, _ count: Int) {
  for i in 0..<count { x[i] *= factor }
}

/// `out = |margin| < width ? gain : 0`.
@inline(never)
func window(
  _ out: UnsafeMutablePointer<Float>, _ margin: UnsafePointer<Float>, _ width: Float,
  _ gain: Float, _ count: Int
) {
  for i in 0..<count { out[i] = select(mask(abs(margin[i]) < width), gain, 0) }
}

/// `out = gain * flag`.
@inline(never)
func flagsToFloat(
  _ out: UnsafeMutablePointer<Float>, _ flags: UnsafePointer<UInt8>, _ gain: Float, _ count: Int
) {
  for i in 0..<count { out[i] = gain * Float(Int32(flags[i])) }
}

/// `x *= a`.
@inline(never)
func product(_ x: UnsafeMutablePointer<Float>, _ a: UnsafePointer<Float>, _ count: Int) {
  for i in 0..<count { x[i] *= a[i] }
}

/// `x += decay * b`.
@inline(never)
func leak(
  _ x: UnsafeMutablePointer<Float>, _ decay: Float, _ b: UnsafePointer<Float>, _ count: Int
) {
  for i in 0..<count { x[i] += decay * b[i] }
}

/// `w = clip(w + gain * change)`.
@inline(never)
func applyDense(
  _ w: Reals, _ change: UnsafePointer<Float>, _ gain: Float, _ lower: Double, _ upper: Double,
  _ count: Int
) {
  switch w.precision {
  case .single: applyDense(w.of(Float.self), change, gain, Float(lower), Float(upper), count)
  case .double: applyDense(w.of(Double.self), change, gain, lower, upper, count)
  }
}

@inline(__always)
private func applyDense<R: Real>(
  _ w: UnsafeMutablePointer<R>, _ change: UnsafePointer<Float>, _ gain: Float, _ lower: R,
  _ upper: R, _ count: Int
) {
  for i in 0..<count { w[i] = clip(w[i] + R(gain * change[i]), lower, upper) }
}

/// `w[k] = clip(w[k] + gain * change[targets[k]])`.
@inline(never)
func applySparse(
  _ w: Reals, _ change: UnsafePointer<Float>, _ targets: UnsafePointer<UInt16>, _ gain: Float,
  _ lower: Double, _ upper: Double, _ count: Int
) {
  switch w.precision {
  case .single:
    applySparse(w.of(Float.self), change, targets, gain, Float(lower), Float(upper), count)
  case .double: applySparse(w.of(Double.self), change, targets, gain, lower, upper, count)
  }
}

@inline(__always)
private func applySparse<R: Real>(
  _ w: UnsafeMutablePointer<R>, _ change: UnsafePointer<Float>,
  _ targets: UnsafePointer<UInt16>, _ gain: Float, _ lower: R, _ upper: R, _ count: Int
) {
  for k in 0..<count {
    w[k] = clip(w[k] + R(gain * change[Int(targets[k])]), lower, upper)
  }
}
