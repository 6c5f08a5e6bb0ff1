import KernelTypes

/// Draws the k sources of each target, whichever is asked for: columns are named by (seed,
/// projection, part, target).
struct ColumnDrawer {
  let k: Int
  private let multapses: Bool
  private let skipsSelf: Bool
  /// Sources that a target draws from.
  private let choices: Int
  private let stream: UInt32

  init(k: Int, allowSelf: Bool, multapses: Bool, part: Int, _ ends: WiringEnds) {
    self.k = k
    self.multapses = multapses
    skipsSelf = ends.recurrent && !allowSelf
    choices = ends.sources - (skipsSelf ? 1 : 0)
    stream = RandomPurpose.connectivity.stream(ends.topology * 16 + part)
  }

  /// Writes the sources of a target to `out`, which has room for k; returns how many.
  @inline(__always)
  func draw(
    _ target: Int, _ words: inout WordStream, into out: UnsafeMutablePointer<UInt32>
  ) -> Int {
    words.start(stream: stream, row: target)
    if multapses {
      for n in 0..<k { out[n] = UInt32(truncatingIfNeeded: words.below(choices)) }
    } else {
      DistinctSample.draw(k, below: choices, &words, into: out)
    }
    if skipsSelf { for n in 0..<k where out[n] >= UInt32(target) { out[n] &+= 1 } }
    return k
  }
}
