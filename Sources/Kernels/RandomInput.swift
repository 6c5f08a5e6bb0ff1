import KernelTypes

/// Calls `body` with the 64 uniform numbers of every group that meets `first ..< first + count`,
/// the group's first neuron, and the part of the group that lies inside.
@inline(__always)
private func forEachGroup(
  _ position: RandomPosition, _ first: Int, _ count: Int,
  _ body: (UnsafeMutablePointer<UInt32>, _ groupStart: Int, _ inside: Range<Int>) -> Void
) {
  withUnsafeTemporaryAllocation(of: UInt32.self, capacity: philoxGroup) { words in
    let words = words.baseAddress.unsafelyUnwrapped
    let end = first &+ count
    var start = first &- first % philoxGroup
    while start < end {
      philox(position, group: start / philoxGroup, words)
      let lower = max(first, start) &- start
      let upper = min(end, start &+ philoxGroup) &- start
      body(words, start, Range(uncheckedBounds: (lower, upper)))
      start &+= philoxGroup
    }
  }
}

/// Flags the neurons whose uniform number lies below their probability; a probability above 1 makes
/// sure.
@inline(never)
func bernoulli(
  _ position: RandomPosition, _ probability: UnsafePointer<Float>, _ first: Int, _ count: Int,
  _ spikes: UnsafeMutablePointer<UInt8>
) {
  forEachGroup(position, first, count) { words, start, inside in
    let offset = start &- first
    for l in inside {
      let fires: UInt32 = mask(unit(words[l]) < probability[offset &+ l])
      spikes[offset &+ l] = UInt8(truncatingIfNeeded: fires & 1)
    }
  }
}
