/// The rows of a fanout of one weight and one delay, a bit for every pair of neurons: half of the
/// memory of 16-bit targets where one pair in eight is joined, and read 512 pairs at a time.
///
/// A pair joined more than once has its further synapses in the lists of the fanout.
final class BitRows {
  struct Part {
    /// Part-local targets are below.
    let neurons: Int
    /// Words of a row, a whole number of cache lines.
    let stride: Int
    /// [source][stride].
    let bits: Buffer<UInt64>
    /// Bits set in each row.
    let counts: Buffer<Int32>

    /// Pointers to the rows, to be used while they live.
    var rows: Rows {
      Rows(neurons: neurons, stride: stride, words: bits.base, counts: counts.base)
    }

    /// Part-local targets of a source, ascending.
    @inline(__always)
    func forEachTarget(_ source: Int, _ body: (_ local: Int) -> Void) {
      let row = bits.base + source * stride
      for word in 0..<stride {
        var left = row[word]
        while left != 0 {
          body(word * 64 + left.trailingZeroBitCount)
          left &= left - 1
        }
      }
    }
  }

  struct Rows {
    let neurons: Int
    let stride: Int
    let words: UnsafePointer<UInt64>
    let counts: UnsafePointer<Int32>
  }

  let parts: [Part]

  init(_ parts: [Part]) { self.parts = parts }

  static func stride(_ neurons: Int) -> Int { (neurons + 511) / 512 * 8 }
}
