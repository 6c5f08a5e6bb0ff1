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
  case .single: visitSums(rows, input.of(Float.self))
  case .double: visitSums(rows, input.of(Double.self))
  }
}

@inline(__always)
private func visitSums<R: Lane>(_ rows: IntegralRows, _ input: UnsafeMutablePointer<R>) {
  guard let eligibility = rows.eligibility?.of(R.self) else { return }
  let coefficient = R(rows.coefficient)
  forEachRow(rows, R.self) { row, next in
    forEachLane(VisitedRow(row, eligibility, next, input, coefficient))
  } inTurn: { row, next in
    forEachLane(VisitedRow(row, eligibility, next, input, coefficient))
  }
}

private struct VisitedRow<Number: Lane, Targets: RowTargets>: RowStep {
  let row: IntegralRow<Number, Targets>
  let eligibility: UnsafeMutablePointer<Number>
  let nextEligibility: UnsafePointer<Number>
  let input: UnsafeMutablePointer<Number>
  let (x, nextX): (Number, Number)
  let (integral, nextIntegral): (Number, Number)
  let (carry, slope, offset): (Number, Number, Number)
  let coefficient: Number

  @inline(__always)
  init(
    _ row: IntegralRow<Number, Targets>, _ eligibility: UnsafeMutablePointer<Number>, _ next: Int,
    _ input: UnsafeMutablePointer<Number>, _ coefficient: Number
  ) {
    self.row = row
    self.input = input
    self.coefficient = coefficient
    let visit = row.visit
    self.eligibility = eligibility + visit.start
    nextEligibility = UnsafePointer(eligibility + next)
    (x, nextX) = (Number(visit.trace), Number(visit.nextTrace))
    (integral, nextIntegral) = (Number(visit.integral), Number(visit.nextIntegral))
    (carry, slope, offset) = (Number(visit.carry), Number(visit.slope), Number(visit.offset))
  }

  @inline(__always) var count: Int { row.visit.count }

  @inline(__always)
  func step<L: Lanes>(_ k: Int, _: L.Type) where L.Number == Number {
    guard let then = row.then, let now = row.now else { return }
    let (pastP, pastQ) = (row.gather(then.first, k, L.self), row.gather(then.second, k, L.self))
    var (p, q) = (pastP, pastQ)
    if !row.isPresent {
      (p, q) = (row.gather(now.first, k, L.self), row.gather(now.second, k, L.self))
    }
    let held = L.load(eligibility + k) + L.same(x) * pastP
    let e = L.same(carry) * held + row.arrival(k, slope, offset)
    (e - L.same(nextX) * p).store(eligibility + k)
    var (gone, left) = (L.same(integral), L.same(nextIntegral))
    if let own = then.own { gone = gone + row.gather(own, k, L.self) }
    if let own = now.own { left = left + row.gather(own, k, L.self) }
    let b = L.load(row.state + k)
    let w = row.bounded(b + (gone * held - L.same(x) * pastQ))
    let next = w - (left * e - L.same(nextX) * q)
    // A frozen weight is kept itself; its eligibility goes on.
    row.unlessFrozen(k, next, b).store(row.state + k)
    row.deliver(k, row.unlessFrozen(k, w, b), coefficient, to: input)
  }

  @inline(__always)
  func prefetchNext(_ k: Int) {
    row.prefetchNext(k)
    prefetchSixteen(nextEligibility + k)
  }
}

/// The same where no spike arrives.
@inline(never)
func settleEligible(_ rows: IntegralRows, _ mode: EligibleMode) {
  switch rows.state.precision {
  case .single: settleSums(rows, mode, Float.self)
  case .double: settleSums(rows, mode, Double.self)
  }
}

@inline(__always)
private func settleSums<R: Lane>(_ rows: IntegralRows, _ mode: EligibleMode, _: R.Type) {
  guard let eligibility = rows.eligibility?.of(R.self) else { return }
  let written = mode == .restart ? eligibility : rows.shown?.of(R.self)
  forEachRow(rows, R.self) { row, _ in
    forEachLane(SettledRow(row: row, eligibility: eligibility, written: written))
  } inTurn: { row, _ in
    forEachLane(SettledRow(row: row, eligibility: eligibility, written: written))
  }
}

private struct SettledRow<Number: Lane, Targets: RowTargets>: RowStep {
  let row: IntegralRow<Number, Targets>
  let eligibility: UnsafeMutablePointer<Number>
  /// Where the present eligibility goes.
  let written: UnsafeMutablePointer<Number>?

  @inline(__always) var count: Int { row.visit.count }

  @inline(__always)
  func step<L: Lanes>(_ k: Int, _: L.Type) where L.Number == Number {
    guard let then = row.then else { return }
    let (place, x) = (row.visit.start &+ k, L.same(Number(row.visit.trace)))
    let e = L.load(eligibility + place) + x * row.gather(then.first, k, L.self)
    var gone = L.same(Number(row.visit.integral))
    if let own = then.own { gone = gone + row.gather(own, k, L.self) }
    let b = L.load(row.state + k)
    let w = b + (gone * e - x * row.gather(then.second, k, L.self))
    row.unlessFrozen(k, row.bounded(w), b).store(row.state + k)
    if let written { (L.same(Number(row.visit.carry)) * e).store(written + place) }
  }

  @inline(__always) func prefetchNext(_ k: Int) { row.prefetchNext(k) }
}
