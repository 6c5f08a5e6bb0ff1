import KernelTypes

/// Brings rows up to date whose terms act at once and do not depend on the weight, applies the
/// arriving spike and delivers it.
///
/// With P_j the sum over the records v of a target of v exp(-s / tau_pre) from the beginning of an
/// epoch, a weight is b + x P_j until the next spike arrives, x being the presynaptic trace and b all
/// that the synapse keeps; then
///
///     w <- clip(b + x P_j);  w <- clip(w + slope Y_j + offset)
///     x <- next;  b <- w - x P_j;  input_j <- input_j + coefficient w
///
/// Where a weight moves in one direction only between two visits, one clip is exact; otherwise bounds
/// act at visits.
@inline(never)
func visitRows(_ rows: IntegralRows, _ input: Reals) {
  switch input.precision {
  case .single: visit(rows, input.of(Float.self))
  case .double: visit(rows, input.of(Double.self))
  }
}

@inline(__always)
private func visit<R: Lane>(_ rows: IntegralRows, _ input: UnsafeMutablePointer<R>) {
  let coefficient = R(rows.coefficient)
  forEachRow(rows, R.self) { row, _ in
    forEachLane(VisitedRow(row, input, coefficient))
  } inTurn: { row, _ in
    forEachLane(VisitedRow(row, input, coefficient))
  }
}

private struct VisitedRow<Number: Lane, Targets: RowTargets>: RowStep {
  let row: IntegralRow<Number, Targets>
  let input: UnsafeMutablePointer<Number>
  let (x, nextX): (Number, Number)
  let (slope, offset): (Number, Number)
  let coefficient: Number

  @inline(__always)
  init(
    _ row: IntegralRow<Number, Targets>, _ input: UnsafeMutablePointer<Number>,
    _ coefficient: Number
  ) {
    self.row = row
    self.input = input
    self.coefficient = coefficient
    (x, nextX) = (Number(row.visit.trace), Number(row.visit.nextTrace))
    (slope, offset) = (Number(row.visit.slope), Number(row.visit.offset))
  }

  @inline(__always) var count: Int { row.visit.count }

  @inline(__always)
  func step<L: Lanes>(_ k: Int, _: L.Type) where L.Number == Number {
    let b = L.load(row.state + k)
    var (w, next) = (b, b)
    if let then = row.then, let now = row.now {
      let reached = row.gather(then.first, k, L.self)
      w = row.bounded(w + L.same(x) * reached)
      w = row.bounded(w + row.arrival(k, slope, offset))
      next = w - L.same(nextX) * (row.isPresent ? reached : row.gather(now.first, k, L.self))
    } else {
      w = row.bounded(w + row.arrival(k, slope, offset))
      next = w
    }
    row.unlessFrozen(k, next, b).store(row.state + k)
    row.deliver(k, row.unlessFrozen(k, w, b), coefficient, to: input)
  }

  @inline(__always) func prefetchNext(_ k: Int) { row.prefetchNext(k) }
}

/// The same where no spike arrives: the weights as they are now, for sums that begin anew.
@inline(never)
func settleRows(_ rows: IntegralRows) {
  switch rows.state.precision {
  case .single: settle(rows, Float.self)
  case .double: settle(rows, Double.self)
  }
}

@inline(__always)
private func settle<R: Lane>(_ rows: IntegralRows, _: R.Type) {
  forEachRow(rows, R.self) { row, _ in
    forEachLane(SettledRow(row: row))
  } inTurn: { row, _ in
    forEachLane(SettledRow(row: row))
  }
}

private struct SettledRow<Number: Lane, Targets: RowTargets>: RowStep {
  let row: IntegralRow<Number, Targets>

  @inline(__always) var count: Int { row.visit.count }

  @inline(__always)
  func step<L: Lanes>(_ k: Int, _: L.Type) where L.Number == Number {
    guard let then = row.then else { return }
    let b = L.load(row.state + k)
    let w = b + L.same(Number(row.visit.trace)) * row.gather(then.first, k, L.self)
    row.unlessFrozen(k, row.bounded(w), b).store(row.state + k)
  }

  @inline(__always) func prefetchNext(_ k: Int) { row.prefetchNext(k) }
}
