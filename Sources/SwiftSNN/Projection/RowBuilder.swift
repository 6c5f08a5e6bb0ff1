/// All synapses of a projection as rows, one a presynaptic neuron: the form every connectivity rule
/// makes and every storage is filled from. Targets of a row ascend.
struct SynapseRows {
  /// Row i is `targets[starts[i] ..< starts[i + 1]]`.
  var starts: [Int]
  var targets: [UInt32]

  var sourceCount: Int { starts.count - 1 }
}

/// Draws the rows of connectivity rules.
struct RowBuilder {
  let sources: Int
  let targets: Int
  /// Source and target are one population.
  let recurrent: Bool
  let seed: UInt64
  let projection: Int

  /// The rows of one rule, or the union of several, in which a pair is connected once.
  func build(_ rules: [ConnectorRule]) throws(SNNError) -> SynapseRows {
    var united: SynapseRows?
    for (index, rule) in rules.enumerated() {
      let rows = try build(rule, part: index)
      united = united.map { union($0, rows) } ?? rows
    }
    return united ?? SynapseRows(starts: Array(repeating: 0, count: sources + 1), targets: [])
  }

  private func build(_ rule: ConnectorRule, part: Int) throws(SNNError) -> SynapseRows {
    let stream = RandomPurpose.connectivity.stream(projection * 16 + part)
    switch rule {
    case .allToAll(let allowSelf):
      try reserve(Double(sources) * Double(targets))
      return rows { source, out in
        for target in 0..<targets where allowSelf || !(recurrent && source == target) {
          out.append(UInt32(target))
        }
      }
    case .oneToOne:
      guard sources == targets else {
        throw .shape("one_to_one needs equal sizes, not \(sources) sources and \(targets) targets")
      }
      return rows { source, out in out.append(UInt32(source)) }
    case .fixedProbability(let p, let allowSelf):
      try reserve(Double(sources) * Double(targets) * p)
      return rows { source, out in
        var random = RandomRow(seed: seed, stream: stream, row: source)
        appendChosen(0..<targets, p, &random, &out)
        if recurrent && !allowSelf { out.drop(source) }
      }
    case .modular(let size, let p):
      try reserve(Double(sources) * Double(min(size, targets)) * p)
      return rows { source, out in
        let first = min(source / size * size, targets)
        var random = RandomRow(seed: seed, stream: stream, row: source)
        appendChosen(first..<min(first + size, targets), p, &random, &out)
        if recurrent { out.drop(source) }
      }
    case .smallWorld(let k, let rewire):
      guard k <= (recurrent ? targets - 1 : targets) else {
        throw .invalid("small_world with k = \(k) needs more than the \(targets) targets there are")
      }
      try reserve(Double(sources) * Double(k))
      return rows { source, out in smallWorldRow(source, k, rewire, stream, &out) }
    case .fixedInDegree(let k, let allowSelf, let multapses):
      return try columns(k, allowSelf: allowSelf, multapses: multapses, stream: stream)
    }
  }

  private func reserve(_ synapses: Double) throws(SNNError) {
    guard synapses < 1e12 else {
      throw SNNError(
        .outOfMemory, "a projection of \(synapses) synapses is more than memory can hold")
    }
    // Rows that grow, and the storage they are packed into.
    try FreeMemory.require(Int(synapses) * 16, for: "a projection of \(Int(synapses)) synapses")
  }

  /// Growing targets of all rows, and where the present one starts.
  private struct Growing {
    var all: [UInt32] = []
    var rowStart = 0
    mutating func append(_ target: UInt32) { all.append(target) }
    mutating func drop(_ target: Int) {
      if let k = all[rowStart...].firstIndex(of: UInt32(target)) { all.remove(at: k) }
    }
  }

  private func rows(_ fill: (Int, inout Growing) -> Void) -> SynapseRows {
    var starts = [0]
    starts.reserveCapacity(sources + 1)
    var out = Growing()
    for source in 0..<sources {
      out.rowStart = out.all.count
      fill(source, &out)
      starts.append(out.all.count)
    }
    return SynapseRows(starts: starts, targets: out.all)
  }

  /// Each of `range` with probability `p`, by geometric jumps.
  private func appendChosen(
    _ range: Range<Int>, _ p: Double, _ random: inout RandomRow, _ out: inout Growing
  ) {
    guard p > 0 else { return }
    guard p < 1 else {
      for target in range { out.append(UInt32(target)) }
      return
    }
    // 1 - p rounds to 1 where p is tiny; there the logarithm is -p.
    let scale = 1 / (p < 1e-9 ? -p : Elementary.log(1 - p))
    var target = range.lowerBound
    while true {
      let jump = Elementary.log(1 - random.unit()) * scale
      guard jump < Double(range.upperBound - target) else { return }
      target += Int(jump)
      guard target < range.upperBound else { return }
      out.append(UInt32(target))
      target += 1
    }
  }

  /// The k neighbours nearest on the ring, some rewired to targets not yet chosen.
  private func smallWorldRow(
    _ source: Int, _ k: Int, _ rewire: Double, _ stream: UInt32, _ out: inout Growing
  ) {
    var random = RandomRow(seed: seed, stream: stream, row: source)
    let centre = source * targets / max(sources, 1)
    let skipsSelf = recurrent ? 1 : 0
    var chosen: [Int] = []
    for neighbour in 0..<k {
      let distance = (neighbour + skipsSelf + 1) / 2
      let side = (neighbour + skipsSelf) % 2 == 0 ? distance : -distance
      chosen.append(((centre + side) % targets + targets) % targets)
    }
    for slot in chosen.indices where random.unit() < rewire {
      for _ in 0..<100 {
        let target = random.below(targets)
        if chosen.contains(target) || (recurrent && target == source) { continue }
        chosen[slot] = target
        break
      }
    }
    for target in Set(chosen).sorted() where !(recurrent && target == source) {
      out.append(UInt32(target))
    }
  }

  /// k sources for every target, turned into rows by counting.
  private func columns(
    _ k: Int, allowSelf: Bool, multapses: Bool, stream: UInt32
  ) throws(SNNError) -> SynapseRows {
    let available = recurrent && !allowSelf ? sources - 1 : sources
    guard k == 0 || available >= (multapses ? 1 : k) else {
      throw .invalid(
        "fixed_in_degree with k = \(k) finds only \(max(available, 0)) possible sources; "
          + "make k smaller or allow self-connections or multapses")
    }
    try reserve(Double(targets) * Double(k))
    var starts = [Int](repeating: 0, count: sources + 1)
    func draw(_ target: Int, _ body: (Int) -> Void) {
      var random = RandomRow(seed: seed, stream: stream, row: target)
      var drawn = Set<Int>()
      var left = k
      while left > 0 {
        let source = random.below(sources)
        if recurrent && !allowSelf && source == target { continue }
        if !multapses && !drawn.insert(source).inserted { continue }
        body(source)
        left -= 1
      }
    }
    for target in 0..<targets { draw(target) { starts[$0 + 1] += 1 } }
    for source in 0..<sources { starts[source + 1] += starts[source] }
    var next = starts
    var all = [UInt32](repeating: 0, count: starts[sources])
    for target in 0..<targets {
      draw(target) {
        all[next[$0]] = UInt32(target)
        next[$0] += 1
      }
    }
    return SynapseRows(starts: starts, targets: all)
  }

  private func union(_ a: SynapseRows, _ b: SynapseRows) -> SynapseRows {
    rows { source, out in
      var (i, j) = (a.starts[source], b.starts[source])
      let (iEnd, jEnd) = (a.starts[source + 1], b.starts[source + 1])
      var last: UInt32?
      while i < iEnd || j < jEnd {
        let takesA = j >= jEnd || (i < iEnd && a.targets[i] <= b.targets[j])
        let target = takesA ? a.targets[i] : b.targets[j]
        if takesA { i += 1 } else { j += 1 }
        if target != last { out.append(target) }
        last = target
      }
    }
  }
}
