/// The rows of a projection: those of its rule, or the union of several, in which a pair is
/// connected once.
final class MemberRows {
  let ascends: Bool
  let longestRow: Int
  private let drawers: [RowDrawer]

  init(_ wiring: Wiring) throws(SNNError) {
    var drawers: [RowDrawer] = []
    for (part, rule) in wiring.rules.enumerated() {
      drawers.append(try RowDrawer(rule, part: part, wiring.ends))
    }
    self.drawers = drawers
    ascends = drawers.count > 1 || drawers[0].ascends
    longestRow = drawers.reduce(0) { $0 + $1.longestRow }
  }

  func knownLength(_ source: Int) -> Int? {
    drawers.count == 1 ? drawers[0].knownLength(source) : nil
  }

  /// Writes the targets of a source to `out`, which has room for the longest row; returns how many.
  func draw(
    _ source: Int, _ words: inout WordStream, into out: UnsafeMutablePointer<UInt32>
  ) -> Int {
    var count = 0
    for drawer in drawers { count += drawer.draw(source, &words, into: out + count) }
    guard drawers.count > 1, count > 0 else { return count }
    var row = UnsafeMutableBufferPointer(start: out, count: count)
    row.sort()
    var kept = 1
    for k in 1..<count where out[k] != out[kept - 1] {
      out[kept] = out[k]
      kept += 1
    }
    return kept
  }
}
