import KernelTypes

/// Brings rows with eligibility traces up to date, applies the arriving spike and delivers it.
///
/// With x the presynaptic trace, P_j and Q_j sums over the records v of the target,
///
///     P_j = sum of v exp(-s / tau_pre + s / tau_e),  Q_j = sum of the same times E(s),
///
/// and E the integral of the modulator times exp(-t / tau_e), all from the beginning of an epoch,
/// the eligibility of a synapse is a + x P_j and its weight b + E (a + x P_j) - x Q_j, until the next
/// spike arrives (docs/decisions/0012-integrals-or-records.md). So a and b are all that a synapse
/// keeps; then
///
///     e <- a + x P_j;  w <- clip(b + E e - x Q_j);  e <- e + slope Y_j + offset
///     x <- next;  a <- e - x P_j;  b <- w - E e + x Q_j;  input_j <- input_j + coefficient w
@inline(never)
func visitEligible(_ rows: EligibleRows, _ input: Reals) {
  switch input.precision {
  case .single: visitSums(rows, input.of(Float.self))
  case .double: visitSums(rows, input.of(Double.self))
  }
}

@inline(__always)
private func visitSums<R: Real & SIMDScalar>(_ rows: EligibleRows, _ input: UnsafeMutablePointer<R>)
{
  let weights = rows.weights.of(R.self)
  let eligibility = rows.eligibility.of(R.self)
  let sums = rows.sums.of(SIMD4<R>.self)
  let present = sums + rows.present &* rows.stride
  let (lower, upper, coefficient) = (R(rows.lower), R(rows.upper), R(rows.coefficient))
  for v in 0..<rows.visitCount {
    let visit = rows.visits[v]
    let ahead = rows.visits[min(v &+ 1, rows.visitCount &- 1)]
    prefetch(UnsafePointer(weights + ahead.start), ahead.count)
    prefetch(UnsafePointer(eligibility + ahead.start), ahead.count)
    let (x, integral) = (R(visit.trace), R(visit.integral))
    let (nextX, nextIntegral) = (R(visit.nextTrace), R(visit.nextIntegral))
    let (carry, slope, offset) = (R(visit.carry), R(visit.slope), R(visit.offset))
    let past = sums + Int(visit.epoch) &* rows.stride
    let isPresent = Int(visit.epoch) == rows.present
    let b = weights + visit.start
    let a = eligibility + visit.start
    forEachTarget(rows.targets, visit.start, visit.count) { k, j in
      let now = present[j]
      let then = isPresent ? now : past[j]
      var e = a[k] + x * then.x
      let held = e
      e = carry * e + (slope * now.w + offset)
      a[k] = e - nextX * now.x
      // A frozen weight is kept itself; its eligibility goes on.
      if let frozen = rows.frozen, frozen[visit.start &+ k] != 0 {
        input[j] += coefficient * b[k]
        return
      }
      let w = bounded(b[k] + ((integral + then.z) * held - x * then.y), lower, upper)
      b[k] = w - ((nextIntegral + now.z) * e - nextX * now.y)
      input[j] += coefficient * w
    }
  }
}

/// The same where no spike arrives.
@inline(never)
func settleEligible(_ rows: EligibleRows, _ mode: EligibleMode) {
  switch rows.weights.precision {
  case .single: settleSums(rows, mode, Float.self)
  case .double: settleSums(rows, mode, Double.self)
  }
}

@inline(__always)
private func settleSums<R: Real & SIMDScalar>(_ rows: EligibleRows, _ mode: EligibleMode, _: R.Type)
{
  let weights = rows.weights.of(R.self)
  let eligibility = rows.eligibility.of(R.self)
  let shown = rows.shown?.of(R.self)
  let sums = rows.sums.of(SIMD4<R>.self)
  let (lower, upper) = (R(rows.lower), R(rows.upper))
  for v in 0..<rows.visitCount {
    let visit = rows.visits[v]
    let (x, integral) = (R(visit.trace), R(visit.integral))
    let carry = R(visit.carry)
    let past = sums + Int(visit.epoch) &* rows.stride
    forEachTarget(rows.targets, visit.start, visit.count) { k, j in
      let place = visit.start &+ k
      let isFrozen = rows.frozen.map { $0[place] != 0 } ?? false
      let then = past[j]
      let e = eligibility[place] + x * then.x
      let w = weights[place] + ((integral + then.z) * e - x * then.y)
      if !isFrozen { weights[place] = bounded(w, lower, upper) }
      if mode == .restart {
        eligibility[place] = carry * e
      } else {
        shown?[place] = carry * e
      }
    }
  }
}

/// Calls `body` for every synapse of a row with its place in it and its target.
@inline(__always)
func forEachTarget(
  _ targets: UnsafePointer<UInt16>?, _ start: Int, _ count: Int,
  _ body: (_ k: Int, _ j: Int) -> Void
) {
  if let targets {
    let row = targets + start
    for k in 0..<count { body(k, Int(row[k])) }
  } else {
    for k in 0..<count { body(k, k) }
  }
}
