import KernelTypes

/// Draws a fanout whose members all have a fixed in-degree and one delay, target by target: into
/// the counts of the rows, then into their places. Parts are shared among the threads.
final class ColumnBuilder: @unchecked Sendable {
  private let plan: FanoutPlan
  private let team: ThreadTeam
  private let columns: [ColumnDrawer]
  private let samplers: [Sampler]
  private let sources: Int
  private let rows: [Buffer<Int>]
  private let scratch: [ColumnScratch]
  private var starts: [Int] = []
  private var targets: Buffer<UInt16>
  private var weights: RealBuffer?
  private let name: String

  init(_ plan: FanoutPlan, team: ThreadTeam) throws(SNNError) {
    self.plan = plan
    self.team = team
    columns = plan.members.compactMap(\.columns)
    let ends = plan.members[0].ends
    sources = ends.sources
    name = plan.members.map(\.name).joined(separator: ", ")
    var samplers: [Sampler] = []
    for member in plan.members { samplers.append(try Sampler(member.weight)) }
    self.samplers = samplers
    var rows: [Buffer<Int>] = []
    var scratch: [ColumnScratch] = []
    let longest = columns.map(\.k).max() ?? 0
    for _ in plan.parts {
      // One entry more, so that filling leaves every start in its place.
      rows.append(try Buffer("rows of \(name)", count: sources + 2))
      scratch.append(try ColumnScratch(longest: longest, ends))
    }
    self.rows = rows
    self.scratch = scratch
    targets = try Buffer("targets of \(name)", count: 0)
  }

  func build() throws(SNNError) -> Fanout {
    guard let delay = plan.members[0].delay.constant else {
      throw .invalid("\(name) has no one delay")
    }
    let delaySteps = try plan.members[0].delaySteps(delay)
    let memberCounts = plan.members.indices.map { columns[$0].k * plan.members[$0].ends.targets }
    let members = team.size
    if plan.usesBits {
      let bits = try BitRowsBuilder(plan, threads: members)
      _ = team.run(independent: true) { member in
        self.forParts(member: member, of: members) { self.fill($0, bits, thread: member) }
      }
      try team.interruption.check()
      return try bits.fanout(
        delay: delaySteps, weight: samplers[0].constant ?? 0, memberCounts: memberCounts,
        team)
    }
    _ = team.run(independent: true) { self.forParts(member: $0, of: members, self.count) }
    try team.interruption.check()
    var total = 0
    for rows in rows {
      starts.append(total)
      for source in 2..<sources + 2 { rows.base[source] += rows.base[source - 1] }
      total += rows.base[sources + 1]
    }
    targets = try Buffer("targets of \(name)", count: total)
    if samplers[0].constant == nil {
      weights = try RealBuffer("weights of \(name)", count: total, plan.members[0].ends.precision)
    }
    _ = team.run(independent: true) { self.forParts(member: $0, of: members, self.fill) }
    try team.interruption.check()
    return Fanout(
      sourceCount: sources, delays: [delaySteps],
      parts: plan.parts.indices.map { part in
        Fanout.Part(pieces: plan.parts[part], start: starts[part], rows: rows[part], offsets: nil)
      },
      targets: targets, weights: weights, uniformWeight: samplers[0].constant ?? 0,
      precision: plan.members[0].ends.precision, ascends: true,
      memberCounts: memberCounts)
  }

  private func forParts(member: Int, of members: Int, _ work: (Int) -> Void) {
    for part in stride(from: member, to: plan.parts.count, by: members) { work(part) }
  }

  private func count(_ part: Int) {
    var words = scratch[part].words
    let column = scratch[part].sources.base
    let rows = rows[part].base + 2
    for piece in plan.parts[part] {
      let drawer = columns[piece.member]
      for target in piece.neurons {
        if team.interruption.isRequested { return }
        let count = drawer.draw(target, &words, into: column)
        for k in 0..<count { rows[Int(column[k])] &+= 1 }
      }
    }
  }

  private func fill(_ part: Int, _ bits: BitRowsBuilder, thread: Int) {
    var words = scratch[part].words
    let column = scratch[part].sources.base
    for piece in plan.parts[part] {
      let drawer = columns[piece.member]
      for (index, target) in piece.neurons.enumerated() {
        if team.interruption.isRequested { return }
        let count = drawer.draw(target, &words, into: column)
        bits.addColumn(piece.first + index, column, count, part: part, thread: thread)
      }
    }
  }

  private func fill(_ part: Int) {
    var words = scratch[part].words
    let column = scratch[part].sources.base
    let next = rows[part].base + 1
    let out = targets.base + starts[part]
    for piece in plan.parts[part] {
      let drawer = columns[piece.member]
      let projection = plan.members[piece.member].ends.projection
      for (index, target) in piece.neurons.enumerated() {
        if team.interruption.isRequested { return }
        let count = drawer.draw(target, &words, into: column)
        let local = UInt16(truncatingIfNeeded: piece.first &+ index)
        guard let weights else {
          for k in 0..<count {
            let source = Int(column[k])
            out[next[source]] = local
            next[source] &+= 1
          }
          continue
        }
        let drawn = scratch[part].weights.base
        words.start(stream: RandomPurpose.weight.stream(projection), row: target)
        samplers[piece.member].draw(&words, into: drawn, count)
        for k in 0..<count {
          let source = Int(column[k])
          out[next[source]] = local
          weights.base[starts[part] + next[source]] = Double(drawn[k])
          next[source] &+= 1
        }
      }
    }
  }
}

/// What a thread needs to draw a column.
final class ColumnScratch {
  let sources: Buffer<UInt32>
  let weights: Buffer<Float>
  let words: WordStream

  init(longest: Int, _ ends: WiringEnds) throws(SNNError) {
    sources = try Buffer("the sources of a neuron", count: longest)
    weights = try Buffer("the weights of a neuron", count: longest)
    words = try WordStream(seed: ends.seed, kernels: ends.kernels)
  }
}
