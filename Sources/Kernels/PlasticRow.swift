import KernelTypes

/// Brings rows up to date with what their targets did since they were last visited, then applies
/// what the visiting presynaptic spike does itself and delivers it:
///
///     w <- clip(w + gain (H_j - H_j at the last visit));  w <- clip(w + offset + slope Y_j);
///     input_j <- input_j + coefficient w
///
/// H_j is the running integral of the target's postsynaptic signal weighted by the decay of the
/// presynaptic trace since the epoch of the last visit began, Y_j what of the target counts at
/// arrivals. The visit notes the integral of the present epoch. Where a weight moves in one
/// direction only between two visits, one clip is exact for terms that do not depend on the weight;
/// otherwise bounds act at visits.
@inline(never)
func visitRows(_ rows: PlasticRows, _ input: Reals) {
  switch input.precision {
  case .single: visit(rows, input.of(Float.self))
  case .double: visit(rows, input.of(Double.self))
  }
}

@inline(__always)
private func visit<R: Real & SIMDScalar>(_ rows: PlasticRows, _ input: UnsafeMutablePointer<R>) {
  if let frozen = rows.frozen {
    visit(rows, input) { place, old, new in frozen[place] != 0 ? old : new }
  } else {
    visit(rows, input) { _, _, new in new }
  }
}

@inline(__always)
private func visit<R: Real & SIMDScalar>(
  _ rows: PlasticRows, _ input: UnsafeMutablePointer<R>,
  _ kept: (_ place: Int, _ old: R, _ new: R) -> R
) {
  let coefficient = R(rows.coefficient)
  let (lower, upper) = (R(rows.lower), R(rows.upper))
  let post = rows.post.of(SIMD2<R>.self)
  forEachVisit(rows, R.self) { visit, weights, target in
    let (slope, offset) = (R(visit.slope), R(visit.offset))
    guard let seen = rows.seen.map({ $0.of(R.self) + visit.start }) else {
      for k in 0..<visit.count {
        let j = target(k)
        let old = weights[k]
        let weight = kept(
          visit.start &+ k, old, bounded(old + (offset + slope * post[j].y), lower, upper))
        weights[k] = weight
        input[j] += coefficient * weight
      }
      return
    }
    let gain = R(visit.gain)
    withGrowth(rows, visit, seen) { growth in
      for k in 0..<visit.count {
        let j = target(k)
        let post = post[j]
        let old = weights[k]
        let grown = bounded(old + gain * growth(k, j), lower, upper)
        let weight = kept(
          visit.start &+ k, old, bounded(grown + (offset + slope * post.y), lower, upper))
        seen[k] = post.x
        weights[k] = weight
        input[j] += coefficient * weight
      }
    }
  }
}

/// The same without a presynaptic spike: only what has happened since is applied.
///
/// - Parameter notes: the integrals are noted as those of a visit; false where they begin anew.
@inline(never)
func settleRows(_ rows: PlasticRows, _ notes: Bool) {
  switch rows.weights.precision {
  case .single: settle(rows, notes, Float.self)
  case .double: settle(rows, notes, Double.self)
  }
}

@inline(__always)
private func settle<R: Real & SIMDScalar>(_ rows: PlasticRows, _ notes: Bool, _: R.Type) {
  let (lower, upper) = (R(rows.lower), R(rows.upper))
  let post = rows.post.of(SIMD2<R>.self)
  forEachVisit(rows, R.self) { visit, weights, target in
    guard let seen = rows.seen.map({ $0.of(R.self) + visit.start }) else { return }
    let gain = R(visit.gain)
    let frozen = rows.frozen.map { $0 + visit.start }
    withGrowth(rows, visit, seen) { growth in
      for k in 0..<visit.count {
        if let frozen, frozen[k] != 0 { continue }
        weights[k] = bounded(weights[k] + gain * growth(k, target(k)), lower, upper)
      }
    }
    guard notes else { return }
    for k in 0..<visit.count { seen[k] = post[target(k)].x }
  }
}

/// Calls `body` with what tells how much the integral of synapse k's target j has grown since the
/// row's last visit: a loop of its own for each of four cases.
@inline(__always)
private func withGrowth<R: Real & SIMDScalar>(
  _ rows: PlasticRows, _ visit: PlasticVisit, _ seen: UnsafePointer<R>,
  _ body: ((_ k: Int, _ j: Int) -> R) -> Void
) {
  let post = rows.post.of(SIMD2<R>.self)
  if let past = visit.past {
    let integral = rows.past.of(R.self) + Int(past) &* rows.pastStride
    if visit.isFresh { body { integral[$1] } } else { body { integral[$1] - seen[$0] } }
  } else if visit.isFresh {
    body { post[$1].x }
  } else {
    body { post[$1].x - seen[$0] }
  }
}

/// Calls `body` with the weights of every visited row and what maps its synapses to targets, asking
/// for the next row's memory meanwhile.
@inline(__always)
private func forEachVisit<R: Real>(
  _ rows: PlasticRows, _: R.Type,
  _ body: (PlasticVisit, UnsafeMutablePointer<R>, (Int) -> Int) -> Void
) {
  let weights = rows.weights.of(R.self)
  for v in 0..<rows.visitCount {
    let ahead = rows.visits[min(v &+ 1, rows.visitCount &- 1)]
    prefetch(UnsafePointer(weights + ahead.start), ahead.count)
    if let seen = rows.seen?.of(R.self) { prefetch(UnsafePointer(seen + ahead.start), ahead.count) }
    let visit = rows.visits[v]
    if let targets = rows.targets {
      prefetch(targets + ahead.start, ahead.count)
      let row = targets + visit.start
      body(visit, weights + visit.start) { Int(row[$0]) }
    } else {
      body(visit, weights + visit.start) { $0 }
    }
  }
}

/// `clip` as two scalar instructions; NaN stays NaN.
@inline(__always)
func bounded<R: Real>(_ x: R, _ lower: R, _ upper: R) -> R {
  let raised = lower > x ? lower : x
  return upper < raised ? upper : raised
}
