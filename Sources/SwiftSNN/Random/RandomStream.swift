/// What a stream of random numbers is for; part of its name, so that no two uses share numbers.
enum RandomPurpose: UInt32 {
  case sourceSpikes = 1
  case poissonInput = 2
  case connectivity = 3
  case weight = 4
  case delay = 5
  case modulator = 6
  case poissonRefinement = 7
  case current = 8
  case release = 9
  case weightUpdate = 20
  case structure = 21

  /// The stream of entity `index`, below 2^24.
  func stream(_ index: Int) -> UInt32 {
    rawValue << 24 | UInt32(truncatingIfNeeded: index & 0xFF_FFFF)
  }
}

/// Philox4x32-10 with the counter laid out for building networks: the numbers are named by (seed,
/// stream, row, position in the row), so any part can be drawn alone and in any order.
struct RandomRow {
  private let key: UInt64
  private let stream: UInt32
  private let row: UInt64
  private var counter: UInt32 = 0
  private var words: (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
  private var left = 0

  init(seed: UInt64, stream: UInt32, row: Int) {
    key = seed
    self.stream = stream
    self.row = UInt64(truncatingIfNeeded: row)
  }

  mutating func next32() -> UInt32 {
    if left == 0 {
      words = RandomRow.philox(
        (counter, UInt32(truncatingIfNeeded: row), UInt32(truncatingIfNeeded: row >> 32), stream),
        key)
      counter &+= 1
      left = 4
    }
    left -= 1
    switch left {
    case 3: return words.0
    case 2: return words.1
    case 1: return words.2
    default: return words.3
    }
  }

  /// Uniform in [0, 1), a multiple of 2^-53.
  mutating func unit() -> Double {
    let high = UInt64(next32()) << 21
    return Double(high | UInt64(next32() >> 11)) * 0x1p-53
  }

  /// Uniform in 0..<bound, for bound below 2^32; the bias is below 2^-32.
  mutating func below(_ bound: Int) -> Int {
    Int((UInt64(next32()) &* UInt64(truncatingIfNeeded: bound)) >> 32)
  }

  /// Standard normal (Box and Muller 1958, one of the pair).
  mutating func normal() -> Double {
    let u = 1 - unit()
    return (-2 * Elementary.log(u)).squareRoot() * Elementary.cosTurn(unit())
  }

  /// The ten rounds; the kernels have the same for sixteen counters at a time.
  static func philox(
    _ counter: (UInt32, UInt32, UInt32, UInt32), _ key: UInt64
  ) -> (UInt32, UInt32, UInt32, UInt32) {
    var (c0, c1, c2, c3) = counter
    var k0 = UInt32(truncatingIfNeeded: key)
    var k1 = UInt32(truncatingIfNeeded: key >> 32)
    for _ in 0..<10 {
      let p0 = 0xD251_1F53 &* UInt64(c0)
      let p1 = 0xCD9E_8D57 &* UInt64(c2)
      (c0, c2) = (
        UInt32(truncatingIfNeeded: p1 >> 32) ^ c1 ^ k0,
        UInt32(truncatingIfNeeded: p0 >> 32) ^ c3 ^ k1
      )
      c1 = UInt32(truncatingIfNeeded: p1)
      c3 = UInt32(truncatingIfNeeded: p0)
      k0 = k0 &+ 0x9E37_79B9
      k1 = k1 &+ 0xBB67_AE85
    }
    return (c0, c1, c2, c3)
  }
}
