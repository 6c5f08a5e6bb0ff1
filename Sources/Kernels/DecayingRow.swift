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
  case .single: forEachLane(rows, Visit(input: input.of(Float.self)))
  case .double: forEachLane(rows, Visit(input: input.of(Double.self)))
  }
}

private struct Visit<Number: LaneScalar>: RowWork {
  let input: UnsafeMutablePointer<Number>

  @inline(__always)
  func step<L: Lanes, T: RowTargets>(_ row: IntegralRow<Number, T>, _ k: Int, _: L.Type)
  where L.Number == Number {
    guard let now = row.now else { return }
    let w = row.bounded(row.reached(k, L.self) + row.arrival(k, L.self))
    let sent = row.unlessFrozen(k, w)
    let left = w - L.same(row.nextX) * row.gather(now.first, k, L.self)
    row.keep(k, left * row.gather(now.second, k, L.self).map { exponential(-$0) })
    row.deliver(k, sent, to: input)
  }
}

/// The same where no spike arrives: the weights as they are now, for sums that begin anew.
@inline(never)
func settleDecaying(_ rows: IntegralRows) {
  switch rows.state.precision {
  case .single: forEachLane(rows, Settle<Float>())
  case .double: forEachLane(rows, Settle<Double>())
  }
}

private struct Settle<Number: LaneScalar>: RowWork {
  @inline(__always)
  func step<L: Lanes, T: RowTargets>(_ row: IntegralRow<Number, T>, _ k: Int, _: L.Type)
  where L.Number == Number {
    row.keep(k, row.reached(k, L.self))
  }
}

extension IntegralRow {
  /// What has become of weights.
  @inline(__always)
  fileprivate func reached<L: Lanes>(_ k: Int, _: L.Type) -> L where L.Number == Number {
    let b = L.load(state + k)
    guard let then else { return b }
    let scaled = b * gather(then.second, k, L.self).map { exponential($0) }
    return bounded(scaled + L.same(x) * gather(then.first, k, L.self))
  }
}
