import KernelTypes

/// Brings one row up to date with what its targets did since it was last visited, then applies
/// what the visiting presynaptic spike does itself:
///
///     w <- clip(w + gain (H_j - H_j at the last visit));  w <- clip(w - depression y_j)
///
/// H_j is the running integral of the target's postsynaptic signal weighted by the decay of the
/// presynaptic trace, y_j its postsynaptic trace. Between two visits a weight moves in one
/// direction only, so one clip is exact for terms that do not depend on the weight.
@inline(never)
func updateRow(_ row: PlasticRow) {
  if let targets = row.targets {
    updateLoop(row) { Int(targets[$0]) }
  } else {
    updateLoop(row) { $0 }
  }
}

@inline(__always)
private func updateLoop(_ row: PlasticRow, _ target: (Int) -> Int) {
  let weights = row.weights
  let seen = row.seen
  let integral = row.integral
  let trace = row.trace
  for k in 0..<row.count {
    let j = target(k)
    let now = integral[j]
    let grown = clip(weights[k] + row.gain * (now - seen[k]), row.lower, row.upper)
    seen[k] = now
    weights[k] = clip(grown - row.depression * trace[j], row.lower, row.upper)
  }
}
