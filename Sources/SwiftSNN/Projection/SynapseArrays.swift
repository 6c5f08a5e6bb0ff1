import KernelTypes

/// Synapses the user gave one by one, as arrays with one entry each.
struct SynapseArrays {
  let pre: UnsafeBufferPointer<Int32>
  let post: UnsafeBufferPointer<Int32>
  let weight: RealSpan
  let delay: UnsafeBufferPointer<Double>

  /// A fanout of these synapses alone.
  ///
  /// - Parameter steps: of a delay in ms, or an error.
  func fanout(
    from source: Population, to target: Population, name: String, _ precision: Precision,
    steps: (Double) throws(SNNError) -> Int
  ) throws(SNNError) -> Fanout {
    try check(source, target, name)
    let delaySteps = try Buffer<Int32>("delays of \(name)", count: pre.count)
    for k in pre.indices { delaySteps.base[k] = Int32(try steps(delay[k])) }
    let delays = pre.isEmpty ? [1] : Set(pre.indices.map { Int(delaySteps.base[$0]) }).sorted()
    let segments = Dictionary(uniqueKeysWithValues: delays.enumerated().map { ($1, UInt32($0)) })
    let plan = target.blocks.map { [Fanout.Piece(member: 0, neurons: $0, first: 0)] }
    let placement = try RowPlacement(
      parts: plan, delays: delays, sources: source.size, name: name, precision)
    let (order, starts) = try sorted(source.size, target.size, name)
    func part(of neuron: Int) -> Int {
      target.blocks.firstIndex { $0.contains(neuron) } ?? 0
    }
    for k in pre.indices {
      placement.add(1, part: part(of: Int(post[k])), source: Int(pre[k]))
    }
    try placement.allocate(weighted: true)
    let longest = (0..<source.size).reduce(0) { max($0, starts.base[$1 + 1] - starts.base[$1]) }
    let local = try Buffer<UInt16>("a row of synapses", count: longest)
    let buckets = try Buffer<UInt32>("a row of synapses", count: longest)
    let weights = try RealBuffer("a row of synapses", count: longest, weight.base.precision)
    let next = try Buffer<Int>("a row of synapses", count: placement.buckets)
    for neuron in 0..<source.size {
      let row = starts.base[neuron]..<starts.base[neuron + 1]
      for (n, place) in row.enumerated() {
        let k = Int(order.base[place])
        let block = part(of: Int(post[k]))
        local.base[n] = UInt16(Int(post[k]) - target.blocks[block].lowerBound)
        buckets.base[n] =
          UInt32(block * delays.count) + (segments[Int(delaySteps.base[k])] ?? 0)
        weights.base[n] = weight[k]
      }
      placement.place(
        neuron, row.count, local: local.base, buckets: buckets.base, weights: weights.base,
        next: next.base)
    }
    return placement.fanout(uniformWeight: 0, ascends: true, memberCounts: [pre.count])
  }

  private func check(
    _ source: Population, _ target: Population, _ name: String
  ) throws(SNNError) {
    guard pre.count <= Int(Int32.max) else {
      throw .shape("\(name) has \(pre.count) synapses in one array, the most are \(Int32.max)")
    }
    for k in pre.indices {
      guard pre[k] >= 0, Int(pre[k]) < source.size else {
        throw .index(
          "pre[\(k)] is \(pre[k]), but '\(source.name)' has neurons 0 to \(source.size - 1)")
      }
      guard post[k] >= 0, Int(post[k]) < target.size else {
        throw .index(
          "post[\(k)] is \(post[k]), but '\(target.name)' has neurons 0 to \(target.size - 1)")
      }
      guard weight[k].isFinite else {
        throw .invalid("weight[\(k)] of \(name) is \(weight[k]); weights must be finite")
      }
    }
  }

  /// The synapses ordered by source, target and place in the arrays, and where each source's start.
  private func sorted(
    _ sources: Int, _ targets: Int, _ name: String
  ) throws(SNNError) -> (order: Buffer<Int32>, starts: Buffer<Int>) {
    let byTarget = try Buffer<Int32>("an order of \(name)", count: pre.count)
    _ = try SynapseArrays.count(
      post, targets, pre.indices.lazy.map { Int32($0) }, into: byTarget)
    let order = try Buffer<Int32>("an order of \(name)", count: pre.count)
    let starts = try SynapseArrays.count(
      pre, sources, UnsafeBufferPointer(start: byTarget.base, count: pre.count), into: order)
    return (order, starts)
  }

  /// Stable counting sort of indices by key; returns where each key's start.
  private static func count(
    _ keys: UnsafeBufferPointer<Int32>, _ range: Int, _ indices: some Sequence<Int32>,
    into out: Buffer<Int32>
  ) throws(SNNError) -> Buffer<Int> {
    let starts = try Buffer<Int>("an order of synapses", count: range + 2)
    for key in keys { starts.base[Int(key) + 2] += 1 }
    for key in 2..<range + 2 { starts.base[key] += starts.base[key - 1] }
    for index in indices {
      let key = Int(keys[Int(index)]) + 1
      out.base[starts.base[key]] = index
      starts.base[key] += 1
    }
    return starts
  }
}
