import KernelTypes

/// Brings rows up to date by going through what their targets recorded since the last visit, then
/// applies the terms of the arriving spike and delivers it:
///
///     between records:  w <- w + integral of M e
///     at each, s:  w <- w + f(w) v_s x(s),  or  e <- e + v_s x(s)
///     w <- w + f(w) x y_j;  input_j <- input_j + coefficient w
///
/// v_s is the record's value, x the presynaptic factor s - since steps after the last visit, M the
/// modulator, whose integral stands with each record, y_j what of the target counts at arrivals. An
/// eligibility e gathers the terms that have one. Terms that act at once see one weight; bounds hold after every change of the weight
/// itself, and when the eligibility has done its part.
@inline(never)
func visitHistory(_ rows: HistoryRows, _ input: Reals) {
  switch rows.weights.precision {
  case .single: visitRecords(rows, input.of(Float.self))
  case .double: visitRecords(rows, input.of(Double.self))
  }
}

/// x(s) of a term, `lag` steps after the row's last visit.
@inline(__always)
private func presynaptic(
  _ term: RecordTerm, _ values: UnsafePointer<Double>, _ tables: UnsafePointer<Double>, _ lag: Int
) -> Double {
  switch term.pre {
  case .one: 1
  case .exponential: values[Int(term.value)] * decay(tables, term.table, lag)
  case .difference:
    values[Int(term.value)] * decay(tables, term.table, lag)
      - values[Int(term.fastValue)] * decay(tables, term.fastTable, lag)
  case .linear: max(0, values[Int(term.value)] - Double(lag) * term.slope)
  case .own: 0
  }
}

/// Decay over so many steps: 512 numbers a table.
@inline(__always)
private func decay(_ tables: UnsafePointer<Double>, _ table: Int32, _ lag: Int) -> Double {
  let base = tables + Int(table) &* 512
  return base[lag & 255] * base[256 &+ min(lag &>> 8, 255)]
}

@inline(__always)
private func visitRecords<R: Real>(_ rows: HistoryRows, _ input: UnsafeMutablePointer<R>) {
  let weights = rows.weights.of(R.self)
  let eligibility = rows.eligibility?.of(R.self)
  let own = rows.own?.of(R.self)
  let shown = rows.shown?.of(R.self)
  let seen = rows.seen?.of(R.self)
  let values = rows.values.of(R.self)
  let arrivalValues = rows.arrivalValues.of(R.self)
  let (lower, upper) = (rows.lower, rows.upper)
  for v in 0..<rows.visitCount {
    let visit = rows.visits[v]
    let pre = rows.rowValues + v &* rows.rowValueCount
    for k in 0..<visit.count {
      let place = visit.start &+ k
      let j = rows.targets.map { Int($0[place]) } ?? k
      var w = Double(weights[place])
      let before = w
      var e = eligibility.map { Double($0[place]) } ?? 0
      var trace = own.map { Double($0[place]) } ?? 0
      let steps = rows.steps + j &* rows.capacity
      let last = Int(rows.counts[j])
      var first = last
      while first > 0, steps[first &- 1] >= visit.since { first &-= 1 }
      let integral = rows.integrals.map { $0[rows.sharesIntegral ? 0 : j] } ?? 0
      var mark = seen.map { Double($0[place]) } ?? visit.mark
      var gain = visit.gain
      var since = visit.since
      for r in first..<last {
        let lag = Int(steps[r] &- visit.since)
        let record = values + (j &* rows.capacity &+ r) &* rows.recordCount
        if let marks = rows.marks {
          let at = 2 &* (j &* rows.capacity &+ r)
          w += e * gain * (marks[at] - mark)
          e *= decay(rows.tables, rows.eligibilityTable, Int(steps[r] &- since))
          (mark, gain, since) = (marks[at], marks[at &+ 1], steps[r])
        }
        var (sum, exponent) = (0.0, 0.0)
        for t in 0..<rows.recordCount {
          let term = rows.records[t]
          let x =
            term.pre == .own
            ? trace * decay(rows.tables, term.table, lag)
            : presynaptic(term, pre, rows.tables, lag)
          let change = Double(record[t]) * x
          if term.isEligible {
            e += change
          } else if term.form.kind == .exponentiated {
            exponent += change
          } else {
            sum += scaled(change, w, term.form, lower, upper)
          }
        }
        if exponent != 0 { w *= exponential(exponent) }
        w = min(max(w + sum, lower), upper)
        trace = 0
      }
      if rows.marks != nil {
        w += e * gain * (integral - mark)
        e *= decay(rows.tables, rows.eligibilityTable, Int(visit.now &- since))
      }
      w = min(max(w, lower), upper)
      if first == last { trace = trace == 0 ? 0 : max(trace * visit.ownDecay, 1e-30) }
      if rows.arrives {
        var (sum, exponent) = (0.0, 0.0)
        for t in 0..<rows.arrivalCount {
          let term = rows.arrivals[t]
          if term.needsFired, trace != 0 { continue }
          let x = term.value >= 0 ? pre[Int(term.value)] : 1
          let change = x * Double(arrivalValues[t &* rows.arrivalStride &+ j])
          if term.isEligible {
            e += change
          } else if term.form.kind == .exponentiated {
            exponent += change
          } else {
            sum += scaled(change, w, term.form, lower, upper)
          }
        }
        if exponent != 0 { w *= exponential(exponent) }
        w = min(max(w + sum, lower), upper)
        trace = rows.ownIsNearest ? 1 : trace + 1
      }
      if let frozen = rows.frozen, frozen[place] != 0 { w = before }
      weights[place] = R(w)
      shown?[place] = R(e)
      if rows.keeps {
        eligibility?[place] = R(e)
        own?[place] = R(trace)
        seen?[place] = R(integral)
      }
      if rows.arrives { input[j] += R(rows.coefficient) * R(w) }
    }
  }
}

/// A change as the weight that it meets lets it be.
@inline(__always)
private func scaled(
  _ change: Double, _ w: Double, _ form: ChangeForm, _ lower: Double, _ upper: Double
) -> Double {
  switch form.kind {
  case .none: change
  case .upper: change * power((upper - w) / (upper - lower), form.mu)
  case .lower: change * power((w - lower) / (upper - lower), form.mu)
  case .power: change * power(abs(w) / form.reference, form.mu)
  // As where integrals follow it: a step leaves at least this of the weight.
  case .proportional: max(change, 1e-4 - 1) * w
  case .exponentiated: 0
  }
}

/// x ^ mu of x in [0, infinity).
@inline(__always)
private func power(_ x: Double, _ mu: Double) -> Double {
  if mu == 1 { return x }
  if mu == 0 { return 1 }
  if x <= 0 { return 0 }
  return exponential(mu * logarithm(x))
}

/// Natural logarithm of a normal number above 0, to 1e-15 of it.
@inline(__always)
private func logarithm(_ x: Double) -> Double {
  var exponent = Double(x.exponent)
  var m = x.significand
  if m > 1.41421356237309504880 {
    m *= 0.5
    exponent += 1
  }
  let s = (m - 1) / (m + 1)
  let s2 = s * s
  // 2 artanh(s) by its series to s^21, from reciprocals written out: a division a term would take
  // longer than all the rest.
  var sum = s2 * (1 / 21) + 1 / 19
  sum = sum * s2 + 1 / 17
  sum = sum * s2 + 1 / 15
  sum = sum * s2 + 1 / 13
  sum = sum * s2 + 1 / 11
  sum = sum * s2 + 1 / 9
  sum = sum * s2 + 1 / 7
  sum = sum * s2 + 1 / 5
  sum = (sum * s2 + 1 / 3) * s2
  return exponent * 0.693147180559945309417 + (2 * s + 2 * s * sum)
}
