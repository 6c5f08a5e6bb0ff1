import KernelTypes

/// Draws the rows of a fanout straight into their final place: to count them, where their lengths
/// are not known beforehand, and to fill. Sources are shared among the threads; what is drawn does
/// not depend on how.
final class FanoutBuilder: @unchecked Sendable {
  private let plan: FanoutPlan
  private let sources: Int
  private let drawers: [MemberRows]
  private let weightSamplers: [Sampler]
  private let delayDrawers: [DelayDrawer?]
  private let delays: [Int]
  private let scratch: [RowScratch]
  private let team: ThreadTeam
  private let placement: RowPlacement
  private let weighted: Bool

  init(_ plan: FanoutPlan, team: ThreadTeam) throws(SNNError) {
    self.plan = plan
    self.team = team
    let ends = plan.members[0].ends
    sources = ends.sources
    var drawers: [MemberRows] = []
    var samplers: [Sampler] = []
    var delayDrawers: [DelayDrawer?] = []
    for member in plan.members {
      drawers.append(try MemberRows(member))
      samplers.append(try Sampler(member.weight))
      delayDrawers.append(try member.delayDrawer())
    }
    self.drawers = drawers
    weightSamplers = samplers
    self.delayDrawers = delayDrawers
    delays = try FanoutBuilder.delays(plan.members, delayDrawers)
    let longest = drawers.reduce(0) { $0 + $1.longestRow }
    var scratch: [RowScratch] = []
    for _ in 0..<team.size {
      scratch.append(
        try RowScratch(
          longest: longest, buckets: delays.count * plan.parts.count,
          members: plan.members.count, ends))
    }
    self.scratch = scratch
    weighted = samplers[0].constant == nil
    placement = try RowPlacement(
      parts: plan.parts, delays: delays, sources: sources,
      name: plan.members.map(\.name).joined(separator: ", "), ends.precision)
  }

  /// One delay, or all steps that any member can draw.
  static func delays(
    _ members: [Wiring], _ drawers: [DelayDrawer?]
  ) throws(SNNError) -> [Int] {
    if let constant = members[0].delay.constant { return [try members[0].delaySteps(constant)] }
    let drawn = drawers.compactMap { $0?.steps }
    let first = drawn.map(\.lowerBound).min() ?? 1
    return Array(first...max(first, drawn.map(\.upperBound).max() ?? first))
  }

  func build() throws(SNNError) -> Fanout {
    let members = team.size
    if plan.usesBits {
      let bits = try BitRowsBuilder(plan, threads: members)
      _ = team.run(independent: true) { self.fill(member: $0, of: members, bits) }
      try team.interruption.check()
      return try bits.fanout(
        delay: delays[0], weight: weightSamplers[0].constant ?? 0, memberCounts: memberCounts,
        team)
    }
    let longest = drawers.reduce(0) { $0 + $1.longestRow }
    if placement.needsLengthsOnly, longest <= Int(UInt16.max),
      drawers.allSatisfy({ $0.knownLength(0) != nil })
    {
      for source in 0..<sources {
        let length = drawers.reduce(0) { $0 + ($1.knownLength(source) ?? 0) }
        placement.add(length, part: 0, source: source)
      }
      try placement.allocateByLength(weighted: weighted)
    } else {
      _ = team.run(independent: true) { self.count(member: $0, of: members) }
      try team.interruption.check()
      try placement.allocate(weighted: weighted)
    }
    _ = team.run(independent: true) { self.fill(member: $0, of: members) }
    try team.interruption.check()
    return placement.fanout(
      uniformWeight: weightSamplers[0].constant ?? 0, ascends: drawers.allSatisfy(\.ascends),
      memberCounts: memberCounts)
  }

  /// Synapses drawn of each member.
  private var memberCounts: [Int] {
    plan.members.indices.map { member in
      scratch.reduce(0) { $0 + $1.memberCounts.base[member] }
    }
  }

  private func share(_ member: Int, of members: Int) -> Range<Int> {
    sources * member / members..<sources * (member + 1) / members
  }

  private func count(member: Int, of members: Int) {
    let scratch = scratch[member]
    var words = scratch.words
    let row = scratch.targets.base
    for source in share(member, of: members) {
      if team.interruption.isRequested { return }
      for (m, drawer) in drawers.enumerated() {
        let count = drawer.draw(source, &words, into: row)
        for (part, pieces) in plan.parts.enumerated() {
          for piece in pieces where piece.member == m {
            placement.add(number(row, count, in: piece.neurons), part: part, source: source)
          }
        }
      }
    }
  }

  @inline(__always)
  private func number(
    _ row: UnsafeMutablePointer<UInt32>, _ count: Int, in neurons: Range<Int>
  ) -> Int {
    let first = UInt32(neurons.lowerBound)
    let size = UInt32(neurons.count)
    var found: UInt32 = 0
    for k in 0..<count { found &+= (row[k] &- first) < size ? 1 : 0 }
    return Int(found)
  }

  private func fill(member: Int, of members: Int) {
    let scratch = scratch[member]
    var words = scratch.words
    for source in share(member, of: members) {
      if team.interruption.isRequested { return }
      let count = draw(source, scratch, &words)
      placement.place(
        source, count, local: scratch.local.base, buckets: scratch.buckets.base,
        weights: Reals(scratch.weights.base), next: scratch.next.base)
    }
  }

  private func fill(member: Int, of members: Int, _ bits: BitRowsBuilder) {
    let scratch = scratch[member]
    var words = scratch.words
    for source in share(member, of: members) {
      if team.interruption.isRequested { return }
      let count = draw(source, scratch, &words)
      bits.addRow(source, scratch.local.base, scratch.buckets.base, count, thread: member)
    }
  }

  /// Draws a row of all members: part-local targets, the bucket (part, delay) of each, weights.
  private func draw(_ source: Int, _ scratch: RowScratch, _ words: inout WordStream) -> Int {
    let row = scratch.targets.base
    var total = 0
    for (m, drawer) in drawers.enumerated() {
      let wiring = plan.members[m]
      let projection = wiring.ends.projection
      let count = drawer.draw(source, &words, into: row)
      let buckets = scratch.buckets.base + total
      if let drawer = delayDrawers[m] {
        words.start(stream: RandomPurpose.delay.stream(wiring.ends.topology), row: source)
        drawer.draw(source, row, count, from: delays[0], &words, into: buckets)
      } else {
        buckets.update(repeating: 0, count: count)
      }
      locate(row, count, member: m, scratch.local.base + total, buckets)
      if weighted {
        words.start(stream: RandomPurpose.weight.stream(projection), row: source)
        weightSamplers[m].draw(&words, into: scratch.weights.base + total, count)
      }
      total += count
      scratch.memberCounts.base[m] += count
    }
    return total
  }

  /// Turns a member's targets into part-local ones and adds the part to the buckets.
  private func locate(
    _ row: UnsafeMutablePointer<UInt32>, _ count: Int, member: Int,
    _ local: UnsafeMutablePointer<UInt16>, _ buckets: UnsafeMutablePointer<UInt32>
  ) {
    for (part, pieces) in plan.parts.enumerated() {
      let bucket = UInt32(part * delays.count)
      for piece in pieces where piece.member == member {
        let first = UInt32(piece.neurons.lowerBound)
        let size = UInt32(piece.neurons.count)
        let shift = UInt32(piece.first)
        for k in 0..<count {
          let place = row[k] &- first
          guard place < size else { continue }
          local[k] = UInt16(truncatingIfNeeded: place &+ shift)
          buckets[k] &+= bucket
        }
      }
    }
  }
}

/// What a thread needs to draw a row.
final class RowScratch {
  let targets: Buffer<UInt32>
  let local: Buffer<UInt16>
  let buckets: Buffer<UInt32>
  let weights: Buffer<Float>
  let next: Buffer<Int>
  /// Synapses drawn of each member.
  let memberCounts: Buffer<Int>
  let words: WordStream

  init(longest: Int, buckets: Int, members: Int, _ ends: WiringEnds) throws(SNNError) {
    targets = try Buffer("a row of synapses", count: longest)
    local = try Buffer("a row of synapses", count: longest)
    self.buckets = try Buffer("a row of synapses", count: longest)
    weights = try Buffer("a row of synapses", count: longest)
    next = try Buffer("a row of synapses", count: buckets)
    memberCounts = try Buffer("numbers of synapses", count: members)
    words = try WordStream(seed: ends.seed, kernels: ends.kernels)
  }
}
