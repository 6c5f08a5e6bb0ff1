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
func visitEligible(_ rows: IntegralRows, _ input: Reals) {
  switch input.precision {
  case .single: forEachLane(rows, Visit(input: input.of(Float.self)))
  case .double: forEachLane(rows, Visit(input: input.of(Double.self)))
  }
}

private struct Visit<Number: LaneScalar>: RowWork {
  let input: UnsafeMutablePointer<Number>

  @inline(__always)
  func step<L: Lanes, T: RowTargets>(_ row: IntegralRow<Number, T>, _ k: Int, _: L.Type)
  where L.Number == Number {
    guard let then = row.then, let now = row.now, let eligibility = row.eligibility else { return }
    let (pastP, pastQ) = (row.gather(then.first, k, L.self), row.gather(then.second, k, L.self))
    var (p, q) = (pastP, pastQ)
    if !row.isPresent {
      (p, q) = (row.gather(now.first, k, L.self), row.gather(now.second, k, L.self))
    }
    let (x, nextX) = (L.same(row.x), L.same(row.nextX))
    let held = L.load(eligibility + k) + x * pastP
    let e = L.same(row.carry) * held + row.arrival(k, L.self)
    var (gone, left) = (L.same(row.integral), L.same(row.nextIntegral))
    if let own = then.own { gone = gone + row.gather(own, k, L.self) }
    if let own = now.own { left = left + row.gather(own, k, L.self) }
    let w = row.bounded(L.load(row.state + k) + (gone * held - x * pastQ))
    // A frozen weight is kept itself; its eligibility goes on.
    let sent = row.unlessFrozen(k, w)
    (e - nextX * p).store(eligibility + k)
    row.keep(k, w - (left * e - nextX * q))
    row.deliver(k, sent, to: input)
  }
}

/// The same where no spike arrives.
@inline(never)
func settleEligible(_ rows: IntegralRows, _ mode: EligibleMode) {
  switch rows.state.precision {
  case .single: forEachLane(rows, Settle<Float>(mode: mode))
  case .double: forEachLane(rows, Settle<Double>(mode: mode))
  }
}

private struct Settle<Number: LaneScalar>: RowWork {
  let mode: EligibleMode

  @inline(__always)
  func step<L: Lanes, T: RowTargets>(_ row: IntegralRow<Number, T>, _ k: Int, _: L.Type)
  where L.Number == Number {
    guard let then = row.then, let eligibility = row.eligibility else { return }
    let x = L.same(row.x)
    let e = L.load(eligibility + k) + x * row.gather(then.first, k, L.self)
    var gone = L.same(row.integral)
    if let own = then.own { gone = gone + row.gather(own, k, L.self) }
    let w = L.load(row.state + k) + (gone * e - x * row.gather(then.second, k, L.self))
    row.keep(k, row.bounded(w))
    let written = mode == .restart ? eligibility : row.shown
    if let written { (L.same(row.carry) * e).store(written + k) }
  }
}
