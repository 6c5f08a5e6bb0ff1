/// Numbers by rank, without sorting all or a copy of them.
enum OrderStatistic {
  private static let digits = 256

  /// The number that would be at a place if all were sorted. Its bits are found eight at a time, by
  /// counting those of all numbers that begin alike.
  ///
  /// - Throws: where a wish to interrupt comes.
  static func value(
    at place: Int, of values: [Double], until interruption: Interruption? = nil
  ) throws(SNNError) -> Double {
    precondition(values.indices.contains(place), "there are fewer numbers")
    var (found, known): (UInt64, UInt64) = (0, 0)
    var left = place
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      var counts = [Int](repeating: 0, count: digits)
      for first in stride(from: 0, to: values.count, by: Interruption.period) {
        try interruption?.check()
        for k in first..<min(first + Interruption.period, values.count) {
          let key = key(values[k])
          if key & known == found { counts[Int(truncatingIfNeeded: key >> shift & 0xFF)] += 1 }
        }
      }
      var digit = 0
      while left >= counts[digit] {
        left -= counts[digit]
        digit += 1
      }
      found |= UInt64(digit) << shift
      known |= 0xFF << shift
    }
    return number(found)
  }

  private static let sign: UInt64 = 1 << 63

  /// In the order of the numbers.
  private static func key(_ value: Double) -> UInt64 {
    value.sign == .minus ? ~value.bitPattern : value.bitPattern | sign
  }

  private static func number(_ key: UInt64) -> Double {
    Double(bitPattern: key & sign == 0 ? ~key : key & ~sign)
  }
}
