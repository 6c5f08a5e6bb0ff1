import KernelTypes

/// Draws the targets of each source of a projection under one connectivity rule, whichever row is
/// asked for and by whichever thread: rows are named by (seed, projection, part, source).
final class RowDrawer {
  /// Targets of a row ascend.
  let ascends: Bool
  /// No row is longer.
  let longestRow: Int
  private let rule: ConnectorRule
  private let ends: WiringEnds
  private let stream: UInt32
  /// Where the targets that a source can reach are picked one by one: the jump to the next.
  private let jumps: DiscreteTable?
  /// Rows whose lengths or targets depend on each other, drawn before.
  private let drawn: DrawnRows?
  private let nearby: NearbyTargets?
  /// Rows drawn in no order are sorted: weights of targets that are never split can be viewed, in
  /// the order of targets.
  private let sorts: Bool

  init(_ rule: ConnectorRule, part: Int, _ ends: WiringEnds) throws(SNNError) {
    self.rule = rule
    self.ends = ends
    stream = RandomPurpose.connectivity.stream(ends.topology * 16 + part)
    try rule.check(ends)
    var drawn: DrawnRows?
    var jumps: DiscreteTable?
    var nearby: NearbyTargets?
    var (ascends, longest) = (true, ends.targets)
    switch rule {
    case .fixedProbability(let p, _), .modular(_, let p):
      jumps = try RowDrawer.jumpTable(p)
    case .fixedOutDegree(let k, _, _):
      longest = k
      ascends = false
    case .fixedTotalNumber(let n, let allowSelf, let multapses):
      let choices = multapses ? nil : ends.targets(ofEach: allowSelf)
      let lengths = try DrawnRows(lengthsOf: n, choices: choices, ends, stream)
      longest = lengths.longest
      ascends = false
      drawn = lengths
    case .fixedInDegree(let k, let allowSelf, let multapses):
      let columns = ColumnDrawer(
        k: k, allowSelf: allowSelf, multapses: multapses, part: part, ends)
      let rows = try DrawnRows(transposing: columns, ends)
      longest = rows.longest
      drawn = rows
    case .smallWorld(let k, _): longest = k
    case .distance(let profile, let periodic, _):
      let separation = try Separation(ends, periodic: periodic, for: profile.shape.name)
      nearby = try NearbyTargets(separation, profile)
      ascends = false
    case .allToAll, .oneToOne, .blocks: break
    }
    self.drawn = drawn
    self.jumps = jumps
    self.nearby = nearby
    sorts = !ascends && !ends.canBeSplit
    self.ascends = ascends || sorts
    longestRow = longest
  }

  /// The number of targets of a source where it is known without drawing them.
  func knownLength(_ source: Int) -> Int? {
    switch rule {
    case .allToAll(let allowSelf):
      ends.targets - (ends.recurrent && !allowSelf ? 1 : 0)
    case .oneToOne: 1
    case .fixedOutDegree(let k, _, _): k
    case .fixedTotalNumber, .fixedInDegree: drawn?.length(source)
    case .fixedProbability, .modular, .smallWorld, .blocks, .distance: nil
    }
  }

  /// Writes the targets of a source to `out`, which has room for the longest row; returns how many.
  func draw(
    _ source: Int, _ words: inout WordStream, into out: UnsafeMutablePointer<UInt32>
  ) -> Int {
    words.start(stream: stream, row: source)
    let count = drawUnsorted(source, &words, into: out)
    if sorts {
      var row = UnsafeMutableBufferPointer(start: out, count: count)
      row.sort()
    }
    return count
  }

  private func drawUnsorted(
    _ source: Int, _ words: inout WordStream, into out: UnsafeMutablePointer<UInt32>
  ) -> Int {
    switch rule {
    case .allToAll(let allowSelf):
      return every(0..<ends.targets, but: allowSelf ? nil : source, into: out)
    case .oneToOne:
      out[0] = UInt32(source)
      return 1
    case .fixedProbability(_, let allowSelf):
      return pick(from: 0..<ends.targets, but: allowSelf ? nil : source, &words, into: out)
    case .modular(let size, _):
      let first = min(source / size * size, ends.targets)
      let group = first..<min(first + size, ends.targets)
      return pick(from: group, but: source, &words, into: out)
    case .smallWorld(let k, let rewire):
      return smallWorld(source, k, rewire, &words, into: out)
    case .fixedOutDegree(let k, let allowSelf, let multapses):
      return choose(k, source, allowSelf: allowSelf, multapses: multapses, &words, into: out)
    case .fixedTotalNumber(_, let allowSelf, let multapses):
      return choose(
        drawn?.length(source) ?? 0, source, allowSelf: allowSelf, multapses: multapses, &words,
        into: out)
    case .blocks(let model, let allowSelf):
      var count = 0
      model.forEachGroup(source) { targets, p in
        count += jump(over: targets, p, but: allowSelf ? nil : source, &words, into: out + count)
      }
      return count
    case .distance(_, _, let allowSelf):
      let skipped = ends.recurrent && !allowSelf ? source : -1
      return nearby?.draw(source, skipping: skipped, &words, into: out) ?? 0
    case .fixedInDegree: return drawn?.copy(source, to: out) ?? 0
    }
  }

  private func every(
    _ range: Range<Int>, but source: Int?, into out: UnsafeMutablePointer<UInt32>
  ) -> Int {
    let skipped = ends.recurrent ? source : nil
    var count = 0
    for target in range where target != skipped {
      out[count] = UInt32(truncatingIfNeeded: target)
      count += 1
    }
    return count
  }

  /// So many of all targets, each equally likely.
  private func choose(
    _ count: Int, _ source: Int, allowSelf: Bool, multapses: Bool, _ words: inout WordStream,
    into out: UnsafeMutablePointer<UInt32>
  ) -> Int {
    let choices = ends.targets(ofEach: allowSelf)
    if multapses {
      for k in 0..<count { out[k] = UInt32(truncatingIfNeeded: words.below(choices)) }
    } else {
      DistinctSample.draw(count, below: choices, &words, into: out)
    }
    if choices < ends.targets {
      for k in 0..<count where out[k] >= UInt32(source) { out[k] &+= 1 }
    }
    return count
  }

  /// Each of `range` with probability p, where there are too many of those for tables.
  private func jump(
    over range: Range<Int>, _ p: Double, but source: Int?, _ words: inout WordStream,
    into out: UnsafeMutablePointer<UInt32>
  ) -> Int {
    let skipped = ends.recurrent ? source ?? -1 : -1
    let jumps = GeometricJumps(p)
    var count = 0
    var next = range.lowerBound
    while let target = jumps.next(from: next, below: range.upperBound, &words) {
      next = target + 1
      guard target != skipped else { continue }
      out[count] = UInt32(truncatingIfNeeded: target)
      count += 1
    }
    return count
  }

  /// Each of `range` with the probability of the jumps.
  private func pick(
    from range: Range<Int>, but source: Int?, _ words: inout WordStream,
    into out: UnsafeMutablePointer<UInt32>
  ) -> Int {
    guard let jumps else { return 0 }
    guard jumps.last > 0 else { return every(range, but: source, into: out) }
    let reader = jumps.reader
    let skipped = ends.recurrent ? source ?? -1 : -1
    var target = range.lowerBound
    var count = 0
    while true {
      let jump = reader.draw(words.next())
      target += jump
      // The last number of the table stands for "further": the geometric distribution has no
      // memory, so the next jump starts there.
      if jump == reader.first + reader.count { if target < range.upperBound { continue } }
      guard target < range.upperBound else { return count }
      if target != skipped {
        out[count] = UInt32(truncatingIfNeeded: target)
        count += 1
      }
      target += 1
    }
  }

  /// P(jump <= n) = 1 - (1 - p)^(n + 1), as far as a few thousand targets.
  private static func jumpTable(_ p: Double) throws(SNNError) -> DiscreteTable? {
    guard p > 0 else { return nil }
    guard p < 1 else { return try DiscreteTable(first: 0, cumulative: []) }
    let length = Int(min(4096, (24 / p).rounded(.up)))
    let step = Binomial.logOneMinus(p)
    return try DiscreteTable(
      first: 0,
      cumulative: (0..<length).map { Elementary.oneMinusExp(-step * Double($0 + 1)) })
  }

  /// The k neighbours nearest on the ring, some rewired to targets not yet chosen.
  private func smallWorld(
    _ source: Int, _ k: Int, _ rewire: Double, _ words: inout WordStream,
    into out: UnsafeMutablePointer<UInt32>
  ) -> Int {
    let targets = ends.targets
    let centre = source * targets / max(ends.sources, 1)
    let skipsSelf = ends.recurrent ? 1 : 0
    var chosen: [Int] = []
    for neighbour in 0..<k {
      let distance = (neighbour + skipsSelf + 1) / 2
      let side = (neighbour + skipsSelf) % 2 == 0 ? distance : -distance
      chosen.append(((centre + side) % targets + targets) % targets)
    }
    var taken = Set(chosen)
    let available = targets - k - skipsSelf
    // Where few are left, they are listed rather than searched for.
    var left: [Int] = []
    if available * 8 < targets {
      left = (0..<targets).filter {
        !taken.contains($0) && !(ends.recurrent && $0 == source)
      }
    }
    for slot in chosen.indices where available > 0 && words.unit() < rewire {
      var target: Int
      if left.isEmpty {
        repeat {
          target = words.below(targets)
        } while taken.contains(target) || (ends.recurrent && target == source)
      } else {
        let place = words.below(left.count)
        target = left[place]
        left[place] = chosen[slot]
      }
      taken.remove(chosen[slot])
      taken.insert(target)
      chosen[slot] = target
    }
    var count = 0
    for target in taken.sorted() where !(ends.recurrent && target == source) {
      out[count] = UInt32(truncatingIfNeeded: target)
      count += 1
    }
    return count
  }
}
