import KernelTypes

/// Brings rows up to date whose weights decay, or grow, in proportion to themselves, applies the
/// arriving spike and delivers it.
///
/// With p_j(s) the relative change of a step and g_j(s) the growth of one for a presynaptic trace of
/// 1, kept from the beginning of an epoch,
///
///     L_j <- L_j + log(1 + p_j),  G_j <- (1 + p_j) G_j + g_j exp(-s / tau_pre),
///
/// a weight is b exp(L_j) + x G_j until the next spike arrives, x being the presynaptic trace and b
/// all that the synapse keeps; then
///
///     w <- clip(b exp(L_j) + x G_j);  w <- clip(w + slope Y_j + offset)
///     x <- next;  b <- (w - x G_j) exp(-L_j);  input_j <- input_j + coefficient w
@inline(never)
func visitDecaying(_ rows: EligibleRows, _ input: Reals) {
  switch input.precision {
  case .single: visitScaled(rows, input.of(Float.self))
  case .double: visitScaled(rows, input.of(Double.self))
  }
}

@inline(__always)
private func visitScaled<R: Real & SIMDScalar>(
  _ rows: EligibleRows, _ input: UnsafeMutablePointer<R>
) {
  let weights = rows.weights.of(R.self)
  let sums = rows.sums.of(SIMD4<R>.self)
  let present = sums + rows.present &* rows.stride
  let (lower, upper, coefficient) = (R(rows.lower), R(rows.upper), R(rows.coefficient))
  for v in 0..<rows.visitCount {
    let visit = rows.visits[v]
    let ahead = rows.visits[min(v &+ 1, rows.visitCount &- 1)]
    prefetch(UnsafePointer(weights + ahead.start), ahead.count)
    let (x, nextX) = (R(visit.trace), R(visit.nextTrace))
    let (slope, offset) = (R(visit.slope), R(visit.offset))
    let past = sums + Int(visit.epoch) &* rows.stride
    let b = weights + visit.start
    forEachTarget(rows.targets, visit.start, visit.count) { k, j in
      if let frozen = rows.frozen, frozen[visit.start &+ k] != 0 {
        input[j] += coefficient * b[k]
        return
      }
      let (now, then) = (present[j], past[j])
      let reached = bounded(b[k] * exponential(then.y) + x * then.x, lower, upper)
      let w = bounded(reached + (slope * now.w + offset), lower, upper)
      b[k] = (w - nextX * now.x) * exponential(-now.y)
      input[j] += coefficient * w
    }
  }
}

/// The same where no spike arrives: the weights as they are now, for sums that begin anew.
@inline(never)
func settleDecaying(_ rows: EligibleRows) {
  switch rows.weights.precision {
  case .single: settleScaled(rows, Float.self)
  case .double: settleScaled(rows, Double.self)
  }
}

@inline(__always)
private func settleScaled<R: Real & SIMDScalar>(_ rows: EligibleRows, _: R.Type) {
  let weights = rows.weights.of(R.self)
  let sums = rows.sums.of(SIMD4<R>.self)
  let (lower, upper) = (R(rows.lower), R(rows.upper))
  for v in 0..<rows.visitCount {
    let visit = rows.visits[v]
    let x = R(visit.trace)
    let past = sums + Int(visit.epoch) &* rows.stride
    let b = weights + visit.start
    forEachTarget(rows.targets, visit.start, visit.count) { k, j in
      if let frozen = rows.frozen, frozen[visit.start &+ k] != 0 { return }
      b[k] = bounded(b[k] * exponential(past[j].y) + x * past[j].x, lower, upper)
    }
  }
}
