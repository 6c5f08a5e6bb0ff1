/// Draws whole numbers from a distribution by one 32-bit word each: the number of cumulative
/// probabilities, in units of 2^-32, that the word does not lie below. A guide of
/// cells says the place at once, or where to search on.
final class DiscreteTable {
  private static let guideBits = 12

  /// The number that place 0 of the table stands for.
  let first: Int
  private let cumulative: Buffer<UInt32>
  /// Of each cell the place of all its words, or its complement where they differ.
  private let guide: Buffer<Int32>

  /// The largest number that can come.
  var last: Int { first + cumulative.count }

  /// - Parameters:
  ///   - first: the smallest number.
  ///   - cumulative: P(n <= first), P(n <= first + 1), ...; what is missing to 1 is the chance of
  ///     the number after the last.
  init(first: Int, cumulative probabilities: [Double]) throws(SNNError) {
    self.first = first
    // Places whose probability rounds to 1 would never be passed.
    let kept = probabilities.prefix { ($0 * 0x1p32).rounded() < 0x1p32 }
    cumulative = try Buffer("a table of probabilities", count: kept.count)
    for (k, p) in kept.enumerated() { cumulative.base[k] = UInt32((max(0, p) * 0x1p32).rounded()) }
    let cells = 1 << DiscreteTable.guideBits
    guide = try Buffer("a table of probabilities", count: cells)
    var place = 0
    for cell in 0..<cells {
      let word = UInt32(cell) << UInt32(32 - DiscreteTable.guideBits)
      while place < kept.count, word >= cumulative.base[place] { place += 1 }
      let last = word | (1 << UInt32(32 - DiscreteTable.guideBits) - 1)
      let isSure = place == kept.count || last < cumulative.base[place]
      guide.base[cell] = Int32(isSure ? place : ~place)
    }
  }

  var reader: Reader {
    Reader(
      first: first, count: cumulative.count, cumulative: UnsafePointer(cumulative.base),
      guide: UnsafePointer(guide.base))
  }

  /// The table as a loop uses it, while the table lives.
  struct Reader {
    let first: Int
    let count: Int
    let cumulative: UnsafePointer<UInt32>
    let guide: UnsafePointer<Int32>

    @inline(__always)
    func draw(_ word: UInt32) -> Int {
      let guided = Int(guide[Int(word &>> UInt32(32 &- DiscreteTable.guideBits))])
      guard guided < 0 else { return first &+ guided }
      var place = ~guided
      while place < count, word >= cumulative[place] { place &+= 1 }
      return first &+ place
    }
  }
}
