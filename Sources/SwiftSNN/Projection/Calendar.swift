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

  /// Rate of all sources that pages have room for (Hz).
  private static let livelyRate = 30.0

  /// Nil where there is one delay: rows are then as easily looked up.
  init?(_ fanout: Fanout, dt: Double) throws(SNNError) {
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
  }

  func clear() { counts.fill(0) }

  /// Enters the segments of spikes fired in a step.
  func enter(
    _ spikes: UnsafePointer<Int32>, _ count: Int, step: Int, _ rows: Fanout.Rows
  ) {
    guard let offsets = rows.offsets else { return }
    let (entries, counts) = (entries.base, counts.base)
    for k in 0..<count {
      let source = Int(spikes[k])
      let row = rows.starts[source]
      let offset = offsets + source &* rows.stride
      for segment in 0..<rows.delays.count {
        let (from, to) = (offset[segment], offset[segment &+ 1])
        guard to > from else { continue }
        let page = (step &+ rows.delays[segment]) & mask
        let place = Int(counts[page])
        if place < capacity {
          entries[page &* capacity &+ place] =
            UInt64(truncatingIfNeeded: row &+ Int(from)) &<< 16 | UInt64(to &- from)
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
      body(taken)
      first &+= taken
    }
    return true
  }
}
