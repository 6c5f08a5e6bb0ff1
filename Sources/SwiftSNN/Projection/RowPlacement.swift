import KernelTypes

/// Where the synapses of a fanout go, row by row: first the lengths of the rows in each part are
/// counted, then the rows are placed, in any order and by any thread.
final class RowPlacement: @unchecked Sendable {
  let parts: [[Fanout.Piece]]
  let delays: [Int]
  private let sources: Int
  private let name: String
  /// Of each part: lengths of rows, then where they start, from the part's start.
  private let rows: [Buffer<Int>]
  private var offsets: [Buffer<UInt16>] = []
  private var starts: [Int] = []
  private var isByLength = false
  private var targets: Buffer<UInt16>
  private let precision: Precision
  private var weights: RealBuffer?

  init(
    parts: [[Fanout.Piece]], delays: [Int], sources: Int, name: String, _ precision: Precision
  ) throws(SNNError) {
    self.parts = parts
    self.delays = delays
    self.sources = sources
    self.name = name
    self.precision = precision
    var rows: [Buffer<Int>] = []
    for _ in parts { rows.append(try Buffer("rows of \(name)", count: sources + 1)) }
    self.rows = rows
    targets = try Buffer("targets of \(name)", count: 0)
  }

  /// Buckets that `place` sorts a row into.
  var buckets: Int { parts.count * delays.count }

  func add(_ count: Int, part: Int, source: Int) { rows[part].base[source] += count }

  /// Where parts of a row may lie one after the other, so that only its whole length must be known:
  /// offsets then say where each ends.
  var needsLengthsOnly: Bool { delays.count > 1 || parts.count == 1 }

  /// All rows have lengths, given as if they had but the first part.
  func allocateByLength(weighted: Bool) throws(SNNError) {
    try allocate(weighted: weighted)
    starts = starts.map { _ in 0 }
    isByLength = true
  }

  /// All rows have been counted.
  func allocate(weighted: Bool) throws(SNNError) {
    var total = 0
    for rows in rows {
      starts.append(total)
      var next = 0
      for source in 0..<sources {
        let length = rows.base[source]
        guard delays.count == 1 || length <= Int(UInt16.max) else {
          throw .invalid(
            "\(name) has \(length) synapses of different delays from neuron \(source) into one "
              + "block of neurons, the most are \(UInt16.max); use fewer or one delay")
        }
        rows.base[source] = next
        next += length
      }
      rows.base[sources] = next
      total += next
    }
    targets = try Buffer("targets of \(name)", count: total)
    if weighted { weights = try RealBuffer("weights of \(name)", count: total, precision) }
    if delays.count > 1 {
      for _ in parts {
        offsets.append(try Buffer("rows of \(name)", shape: sources, delays.count + 1))
      }
    }
  }

  /// Sorts a row by bucket (part, delay) into its places.
  ///
  /// - Parameter next: room for one number a bucket.
  func place(
    _ source: Int, _ count: Int, local: UnsafePointer<UInt16>, buckets: UnsafePointer<UInt32>,
    weights drawn: Reals, next: UnsafeMutablePointer<Int>
  ) {
    guard self.buckets > 1 else {
      let start = rows[0].base[source]
      (targets.base + start).update(from: local, count: count)
      if let weights { (weights.base + start).update(from: drawn, count: count) }
      return
    }
    next.update(repeating: 0, count: self.buckets)
    for k in 0..<count { next[Int(buckets[k])] &+= 1 }
    var row = rows[0].base[source]
    for part in parts.indices {
      if isByLength { rows[part].base[source] = row }
      row = start(source, part, next + part * delays.count)
    }
    let out = targets.base
    guard let weights = weights?.base else {
      return sort(count, buckets, next) { k, place in out[place] = local[k] }
    }
    switch (weights.precision, drawn.precision) {
    case (.single, .single):
      let (to, from) = (weights.of(Float.self), drawn.of(Float.self))
      sort(count, buckets, next) { k, place in
        out[place] = local[k]
        to[place] = from[k]
      }
    default:
      sort(count, buckets, next) { k, place in
        out[place] = local[k]
        weights[place] = drawn[k]
      }
    }
  }

  /// Calls `body` with the place of every synapse of a row.
  @inline(__always)
  private func sort(
    _ count: Int, _ buckets: UnsafePointer<UInt32>, _ next: UnsafeMutablePointer<Int>,
    _ body: (_ k: Int, _ place: Int) -> Void
  ) {
    for k in 0..<count {
      let place = next[Int(buckets[k])]
      next[Int(buckets[k])] = place &+ 1
      body(k, place)
    }
  }

  /// Turns the numbers of synapses of each delay into the places they begin at; returns where they
  /// end.
  private func start(
    _ source: Int, _ part: Int, _ bucket: UnsafeMutablePointer<Int>
  ) -> Int {
    let row = starts[part] + rows[part].base[source]
    let segments = delays.count
    let offset = segments > 1 ? offsets[part].base + source * (segments + 1) : nil
    var place = row
    for segment in 0..<segments {
      offset?[segment] = UInt16(truncatingIfNeeded: place &- row)
      let length = bucket[segment]
      bucket[segment] = place
      place &+= length
    }
    offset?[segments] = UInt16(truncatingIfNeeded: place &- row)
    return place
  }

  func fanout(uniformWeight: Double, ascends: Bool, memberCounts: [Int]) -> Fanout {
    Fanout(
      sourceCount: sources, delays: delays,
      parts: parts.indices.map { part in
        Fanout.Part(
          pieces: parts[part], start: starts[part], rows: rows[part],
          offsets: offsets.isEmpty ? nil : offsets[part])
      },
      targets: targets, weights: weights, uniformWeight: uniformWeight, precision: precision,
      ascends: ascends,
      memberCounts: memberCounts)
  }
}
