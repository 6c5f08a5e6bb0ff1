import KernelTypes

/// Adds the weights of the addressed row segments to their targets, rows in the order of the
/// spikes; returns the number of synaptic events.
@inline(never)
func scatter(_ rows: SparseRows, _ weights: UnsafePointer<Float>) -> Int {
  scatterLoop(rows) { weights[$0] }
}

/// The same where every synapse has one weight.
@inline(never)
func scatterUniform(_ rows: SparseRows, _ weight: Float) -> Int {
  scatterLoop(rows) { _ in weight }
}

@inline(__always)
private func scatterLoop(_ rows: SparseRows, _ weight: (Int) -> Float) -> Int {
  let input = rows.input
  let targets = rows.targets
  var events = 0
  for s in 0..<rows.sourceCount {
    let bound = rows.bounds + Int(rows.sources[s]) &* rows.stride
    let end = bound[1]
    var k = bound[0]
    events &+= end &- k
    while k < end {
      input[Int(targets[k])] += weight(k)
      k &+= 1
    }
  }
  return events
}
