import KernelTypes

/// The rows on their way to one part of a fanout with several delays, sorted by the step they arrive
/// in. A spike's segments are entered when its first may arrive; each step then reads its own page
/// from end to end, instead of looking up every spike of the last steps wherever its row lies.
///
/// Pages have room for a lively network. One that is too full is not used: its step looks up rows as
/// if there were no calendar, in the same order, so that nothing is lost and no memory asked for.
final class Calendar {
  /// A segment in 8 bytes: the place in 48 bits, the length, at most 65,535, in 16.
  private typealias Entry = UInt64

  private let capacity: Int
  private let mask: Int
  private let entries: Buffer<Entry>
  /// Entries of each page, counted on where there was no room.
  private let counts: Buffer<Int32>
  /// What each entry carries; nil where spikes carry no numbers.
  private let values: RealBuffer?

  /// Rate of all sources that pages have room for (Hz).
  private static let livelyRate = 30.0

  /// Nil where there is one delay: rows are then as easily looked up.
  ///
  /// - Parameter carriesValues: every spike brings a number.
  init?(_ fanout: Fanout, dt: Double, carriesValues: Bool = false) throws(SNNError) {
    guard fanout.delays.count > 1, let first = fanout.delays.first, let last = fanout.delays.last
    else { return nil }
    var pages = 2
    while pages < last - first + 1 { pages *= 2 }
    mask = pages - 1
    let expected =
      Double(fanout.sourceCount) * Double(last - first + 1) * dt * 1e-3 * Calendar.livelyRate
    capacity = Int(min(max(expected, 64), 8192))
    entries = try Buffer("rows on their way", shape: pages, capacity)
    counts = try Buffer("rows on their way", count: pages)
    values =
      carriesValues
      ? try RealBuffer("rows on their way", shape: [pages, capacity], fanout.precision) : nil
  }

  func clear() { counts.fill(0) }

  /// Enters the segments of spikes fired in a step.
  func enter(
    _ spikes: UnsafePointer<Int32>, _ count: Int, step: Int, _ rows: Fanout.Rows
  ) {
    enter(spikes, count, step: step, rows) { _, _ in }
  }

  /// The same with the numbers that the spikes carry.
  func enter(
    _ spikes: UnsafePointer<Int32>, _ count: Int, step: Int, _ rows: Fanout.Rows,
    carrying given: Reals
  ) {
    guard let values = values?.base else { return }
    switch given.precision {
    case .single:
      let (from, to) = (given.of(Float.self), values.of(Float.self))
      enter(spikes, count, step: step, rows) { place, k in to[place] = from[k] }
    case .double:
      let (from, to) = (given.of(Double.self), values.of(Double.self))
      enter(spikes, count, step: step, rows) { place, k in to[place] = from[k] }
    }
  }

  /// Enters again, after rows have moved, the segments of spikes fired in a step that have not
  /// arrived before `present`.
  ///
  /// - Parameter carrying: the numbers that the spikes carry; nil where they carry none.
  func reenter(
    _ spikes: UnsafePointer<Int32>, _ count: Int, step: Int, _ rows: Fanout.Rows,
    carrying given: Reals?, from present: Int
  ) {
    let first = rows.delays.firstIndex { step + $0 >= present } ?? rows.delays.count
    enter(spikes, count, step: step, rows, first: first) { place, k in
      if let given, let values { values[place] = given[k] }
    }
  }

  @inline(__always)
  private func enter(
    _ spikes: UnsafePointer<Int32>, _ count: Int, step: Int, _ rows: Fanout.Rows, first: Int = 0,
    _ note: (_ place: Int, _ spike: Int) -> Void
  ) {
    guard let offsets = rows.offsets else { return }
    let (entries, counts) = (entries.base, counts.base)
    for k in 0..<count {
      let source = Int(spikes[k])
      let row = rows.starts[source]
      let offset = offsets + source &* rows.stride
      for segment in first..<rows.delays.count {
        let (from, to) = (offset[segment], offset[segment &+ 1])
        guard to > from else { continue }
        let page = (step &+ rows.delays[segment]) & mask
        let place = Int(counts[page])
        if place < capacity {
          entries[page &* capacity &+ place] =
            UInt64(truncatingIfNeeded: row &+ Int(from)) &<< 16 | UInt64(to &- from)
          note(page &* capacity &+ place, k)
        }
        counts[page] &+= 1
      }
    }
  }

  /// Hands over the segments that arrive in a step, `batch` at a time in `scratch`, and turns the
  /// page; false, with nothing handed over, where not all are entered.
  func leaf(
    step: Int, into scratch: UnsafeMutablePointer<Segment>, batch: Int, _ body: (Int) -> Void
  ) -> Bool {
    leafPlaced(step: step, into: scratch, batch: batch) { _, count in body(count) }
  }

  /// The same with what the segments carry.
  func leaf(
    step: Int, into scratch: UnsafeMutablePointer<Segment>, batch: Int,
    _ body: (_ values: Reals, _ count: Int) -> Void
  ) -> Bool {
    guard let values = values?.base else { return false }
    return leafPlaced(step: step, into: scratch, batch: batch) { body(values + $0, $1) }
  }

  @inline(__always)
  private func leafPlaced(
    step: Int, into scratch: UnsafeMutablePointer<Segment>, batch: Int,
    _ body: (_ place: Int, _ count: Int) -> Void
  ) -> Bool {
    let page = step & mask
    let count = Int(counts.base[page])
    counts.base[page] = 0
    guard count <= capacity else { return false }
    let entries = entries.base + page &* capacity
    var first = 0
    while first < count {
      let taken = min(count &- first, batch)
      for k in 0..<taken {
        let entry = entries[first &+ k]
        scratch[k] = Segment(
          start: Int(truncatingIfNeeded: entry &>> 16), count: Int(entry & 0xFFFF))
      }
      body(page &* capacity &+ first, taken)
      first &+= taken
    }
    return true
  }
}
