import KernelTypes

/// Draws the k sources of each target, whichever is asked for: columns are named by (seed,
/// projection, part, target).
struct ColumnDrawer {
  let k: Int
  let allowSelf: Bool
  let multapses: Bool
  private let ends: WiringEnds
  private let stream: UInt32

  init(k: Int, allowSelf: Bool, multapses: Bool, part: Int, _ ends: WiringEnds) {
    self.k = k
    self.allowSelf = allowSelf
    self.multapses = multapses
    self.ends = ends
    stream = RandomPurpose.connectivity.stream(ends.projection * 16 + part)
  }

  /// Writes the sources of a target to `out`, which has room for k; returns how many.
  @inline(__always)
  func draw(
    _ target: Int, _ words: inout WordStream, into out: UnsafeMutablePointer<UInt32>
  ) -> Int {
    words.start(stream: stream, row: target)
    let skipsSelf = ends.recurrent && !allowSelf
    let choices = ends.sources - (skipsSelf ? 1 : 0)
    guard multapses else { return drawDistinct(target, choices, skipsSelf, &words, into: out) }
    for n in 0..<k {
      let source = words.below(choices)
      out[n] = UInt32(truncatingIfNeeded: skipsSelf && source >= target ? source &+ 1 : source)
    }
    return k
  }

  /// Floyd's sample: k draws for k different sources, however many there are to choose from.
  @inline(never)
  private func drawDistinct(
    _ target: Int, _ choices: Int, _ skipsSelf: Bool, _ words: inout WordStream,
    into out: UnsafeMutablePointer<UInt32>
  ) -> Int {
    var taken = Set<Int>(minimumCapacity: k)
    for (n, last) in (choices - k..<choices).enumerated() {
      let drawn = words.below(last + 1)
      let source = taken.insert(drawn).inserted ? drawn : last
      if source == last { taken.insert(last) }
      out[n] = UInt32(truncatingIfNeeded: skipsSelf && source >= target ? source &+ 1 : source)
    }
    return k
  }
}
