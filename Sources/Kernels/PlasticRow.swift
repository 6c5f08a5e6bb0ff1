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
  case .single: forEachLane(rows, Visit(input: input.of(Float.self)))
  case .double: forEachLane(rows, Visit(input: input.of(Double.self)))
  }
}

private struct Visit<Number: LaneScalar>: RowWork {
  let input: UnsafeMutablePointer<Number>

  @inline(__always)
  func step<L: Lanes, T: RowTargets>(_ row: IntegralRow<Number, T>, _ k: Int, _: L.Type)
  where L.Number == Number {
    var w = L.load(row.state + k)
    guard let then = row.then, let now = row.now else {
      w = row.bounded(w + row.arrival(k, L.self))
      row.keep(k, w)
      row.deliver(k, row.unlessFrozen(k, w), to: input)
      return
    }
    let reached = row.gather(then.first, k, L.self)
    w = row.bounded(w + L.same(row.x) * reached)
    w = row.bounded(w + row.arrival(k, L.self))
    let p = row.isPresent ? reached : row.gather(now.first, k, L.self)
    let next = w - L.same(row.nextX) * p
    let sent = row.unlessFrozen(k, w)
    row.keep(k, next)
    row.deliver(k, sent, to: input)
  }
}

/// The same where no spike arrives: the weights as they are now, for sums that begin anew.
@inline(never)
func settleRows(_ rows: IntegralRows) {
  switch rows.state.precision {
  case .single: forEachLane(rows, Settle<Float>())
  case .double: forEachLane(rows, Settle<Double>())
  }
}

private struct Settle<Number: LaneScalar>: RowWork {
  @inline(__always)
  func step<L: Lanes, T: RowTargets>(_ row: IntegralRow<Number, T>, _ k: Int, _: L.Type)
  where L.Number == Number {
    guard let then = row.then else { return }
    let w = L.load(row.state + k) + L.same(row.x) * row.gather(then.first, k, L.self)
    row.keep(k, row.bounded(w))
  }
}
