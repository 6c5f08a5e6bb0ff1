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
func visitDecaying(_ rows: IntegralRows, _ input: Reals) {
  switch input.precision {
  case .single: visitScaled(rows, input.of(Float.self))
  case .double: visitScaled(rows, input.of(Double.self))
  }
}

@inline(__always)
private func visitScaled<R: Lane>(_ rows: IntegralRows, _ input: UnsafeMutablePointer<R>) {
  let coefficient = R(rows.coefficient)
  forEachRow(rows, R.self) { row, _ in
    forEachLane(VisitedRow(row: row, input: input, coefficient: coefficient))
  } inTurn: { row, _ in
    forEachLane(VisitedRow(row: row, input: input, coefficient: coefficient))
  }
}

private struct VisitedRow<Number: Lane, Targets: RowTargets>: RowStep {
  let row: IntegralRow<Number, Targets>
  let input: UnsafeMutablePointer<Number>
  let coefficient: Number

  @inline(__always) var count: Int { row.visit.count }

  @inline(__always)
  func step<L: Lanes>(_ k: Int, _: L.Type) where L.Number == Number {
    guard let now = row.now else { return }
    let visit = row.visit
    let b = L.load(row.state + k)
    let reached = row.reached(k, b)
    let w = row.bounded(reached + row.arrival(k, Number(visit.slope), Number(visit.offset)))
    let alone = w - L.same(Number(visit.nextTrace)) * row.gather(now.first, k, L.self)
    let next = alone * row.gather(now.second, k, L.self).map { exponential(-$0) }
    row.unlessFrozen(k, next, b).store(row.state + k)
    row.deliver(k, row.unlessFrozen(k, w, b), coefficient, to: input)
  }

  @inline(__always) func prefetchNext(_ k: Int) { row.prefetchNext(k) }
}

/// The same where no spike arrives: the weights as they are now, for sums that begin anew.
@inline(never)
func settleDecaying(_ rows: IntegralRows) {
  switch rows.state.precision {
  case .single: settleScaled(rows, Float.self)
  case .double: settleScaled(rows, Double.self)
  }
}

@inline(__always)
private func settleScaled<R: Lane>(_ rows: IntegralRows, _: R.Type) {
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
    let b = L.load(row.state + k)
    row.unlessFrozen(k, row.reached(k, b), b).store(row.state + k)
  }

  @inline(__always) func prefetchNext(_ k: Int) { row.prefetchNext(k) }
}

extension IntegralRow {
  /// What has become of weights.
  @inline(__always)
  fileprivate func reached<L: Lanes>(_ k: Int, _ b: L) -> L where L.Number == Number {
    guard let then else { return b }
    let scaled = b * gather(then.second, k, L.self).map { exponential($0) }
    return bounded(scaled + L.same(Number(visit.trace)) * gather(then.first, k, L.self))
  }
}
