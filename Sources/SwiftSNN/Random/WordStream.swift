import KernelTypes

/// Random words for building networks, named by (seed, stream, row, position in the row): any part
/// can be drawn alone and in any order. The words of `RandomRow`, each 64 of them in another order.
struct WordStream {
  private static let groupWords = 64
  private static let mostGroups = 8

  private let kernels: KernelTable
  /// Holds `words`.
  private let buffer: Buffer<UInt32>
  private let words: UnsafeMutablePointer<UInt32>
  private var position: RandomPosition
  private var group = 0
  private var at = 0
  private var filled = 0

  init(seed: UInt64, kernels: KernelTable) throws(SNNError) {
    self.kernels = kernels
    buffer = try Buffer(
      "random numbers", count: WordStream.groupWords * WordStream.mostGroups)
    words = buffer.base
    position = RandomPosition(key: seed, stream: 0, step: 0, lane: 0)
  }

  /// Goes to the first word of a row.
  @inline(__always)
  mutating func start(stream: UInt32, row: Int) {
    position.stream = stream
    position.step = UInt64(truncatingIfNeeded: row)
    group = 0
    at = 0
    filled = 0
  }

  @inline(__always)
  mutating func next() -> UInt32 {
    if at == filled { refill() }
    let word = words[at]
    at &+= 1
    return word
  }

  /// Uniform in 0..<bound, for bound below 2^32; the bias is below bound / 2^32.
  @inline(__always)
  mutating func below(_ bound: Int) -> Int {
    Int(truncatingIfNeeded: (UInt64(next()) &* UInt64(truncatingIfNeeded: bound)) &>> 32)
  }

  /// Uniform in [0, 1), a multiple of 2^-32.
  @inline(__always)
  mutating func unit() -> Double { Double(next()) * 0x1p-32 }

  /// Uniform in [0, 1), a multiple of 2^-53.
  mutating func fineUnit() -> Double {
    let high = UInt64(next()) << 21
    return Double(high | UInt64(next() >> 11)) * 0x1p-53
  }

  /// Little at first, since many rows are short.
  @inline(never)
  private mutating func refill() {
    let groups = group == 0 ? 1 : min(group, WordStream.mostGroups)
    kernels.words(position, group, groups, words)
    group &+= groups
    at = 0
    filled = groups &* WordStream.groupWords
  }
}
