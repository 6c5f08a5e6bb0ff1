/// Takes drawn synapses into rows of bits, by row or by column.
final class BitRowsBuilder: @unchecked Sendable {
  /// Synapses of pairs that have one already: (source, target) in 48 + 16 bits. One a thread and
  /// part.
  private final class Repeats {
    var pairs: [UInt64] = []
  }

  private let plan: FanoutPlan
  private let sources: Int
  private let name: String
  private let parts: [BitRows.Part]
  /// [part][thread].
  private let repeats: [[Repeats]]

  init(_ plan: FanoutPlan, threads: Int) throws(SNNError) {
    self.plan = plan
    sources = plan.members[0].ends.sources
    name = plan.members.map(\.name).joined(separator: ", ")
    var parts: [BitRows.Part] = []
    for pieces in plan.parts {
      let neurons = pieces.last.map { $0.first + $0.neurons.count } ?? 0
      let stride = BitRows.stride(neurons)
      parts.append(
        BitRows.Part(
          neurons: neurons, stride: stride,
          bits: try Buffer("rows of \(name)", shape: sources, stride),
          counts: try Buffer("rows of \(name)", count: sources)))
    }
    self.parts = parts
    repeats = plan.parts.map { _ in (0..<threads).map { _ in Repeats() } }
  }

  /// Takes the sources of one target of a part.
  func addColumn(
    _ local: Int, _ column: UnsafePointer<UInt32>, _ count: Int, part: Int, thread: Int
  ) {
    let rows = parts[part].bits.base + local / 64
    let stride = parts[part].stride
    let bit: UInt64 = 1 << UInt64(local % 64)
    let repeats = repeats[part][thread]
    for k in 0..<count {
      let source = Int(column[k])
      let word = rows + source &* stride
      if word.pointee & bit != 0 {
        repeats.pairs.append(UInt64(source) << 16 | UInt64(local))
      }
      word.pointee |= bit
    }
  }

  /// Takes the part-local targets of one source, with the part of each: rows of one delay have no
  /// other buckets.
  func addRow(
    _ source: Int, _ targets: UnsafePointer<UInt16>, _ part: UnsafePointer<UInt32>, _ count: Int,
    thread: Int
  ) {
    for (index, rows) in parts.enumerated() {
      let row = rows.bits.base + source * rows.stride
      let repeats = repeats[index][thread]
      for k in 0..<count where part[k] == UInt32(index) {
        let local = UInt64(targets[k])
        let bit: UInt64 = 1 << (local % 64)
        if row[Int(local / 64)] & bit != 0 {
          repeats.pairs.append(UInt64(source) << 16 | local)
        }
        row[Int(local / 64)] |= bit
      }
    }
  }

  /// All synapses have been taken, those of a source and part by threads in ascending order.
  func fanout(
    delay: Int, weight: Double, memberCounts: [Int], _ team: ThreadTeam
  ) throws(SNNError) -> Fanout {
    let threads = team.size
    _ = team.run(independent: true) { self.count(thread: $0, of: threads) }
    let total = repeats.reduce(0) { $0 + $1.reduce(0) { $0 + $1.pairs.count } }
    let targets = try Buffer<UInt16>("targets of \(name)", count: total)
    var listed: [Fanout.Part] = []
    var start = 0
    for (index, pieces) in plan.parts.enumerated() {
      // One entry more, so that filling leaves every start in its place.
      let rows = try Buffer<Int>("rows of \(name)", count: sources + 2)
      for thread in repeats[index] {
        for pair in thread.pairs { rows.base[Int(pair >> 16) + 2] += 1 }
      }
      for source in 2..<sources + 2 { rows.base[source] += rows.base[source - 1] }
      for thread in repeats[index] {
        for pair in thread.pairs {
          let place = rows.base + (Int(pair >> 16) + 1)
          targets.base[start + place.pointee] = UInt16(truncatingIfNeeded: pair)
          place.pointee += 1
        }
      }
      listed.append(Fanout.Part(pieces: pieces, start: start, rows: rows, offsets: nil))
      start += rows.base[sources]
    }
    return Fanout(
      sourceCount: sources, delays: [delay], parts: listed, targets: targets, weights: nil,
      uniformWeight: weight, precision: plan.members[0].ends.precision, ascends: true,
      memberCounts: memberCounts, bits: BitRows(parts))
  }

  private func count(thread: Int, of threads: Int) {
    for part in parts {
      for source in sources * thread / threads..<sources * (thread + 1) / threads {
        let row = part.bits.base + source * part.stride
        var found = 0
        for word in 0..<part.stride { found &+= row[word].nonzeroBitCount }
        part.counts.base[source] = Int32(truncatingIfNeeded: found)
      }
    }
  }
}
