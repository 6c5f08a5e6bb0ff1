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
      let fires = mask(unit(words[l]) < probability[offset &+ l])
      spikes[offset &+ l] = UInt8(truncatingIfNeeded: fires & 1)
    }
  }
}

/// Adds Poisson input: the number of events is how many of the probabilities in `tails`, of more than
/// 0, 1, ... events in units of 2^-31, the upper 31 bits of the neuron's word lie below.
@inline(never)
func poissonInput(
  _ position: RandomPosition, _ tails: UnsafePointer<Int32>, _ tailCount: Int, _ weight: Float,
  _ first: Int, _ count: Int, _ input: UnsafeMutablePointer<Float>
) {
  forEachGroup(position, first, count) { words, start, inside in
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: philoxGroup) { events in
      let events = events.baseAddress.unsafelyUnwrapped
      for l in 0..<philoxGroup {
        words[l] = words[l] &>> 1
        events[l] = 0
      }
      for k in 0..<tailCount {
        let tail = tails[k]
        for l in 0..<philoxGroup {
          let below: Int32 = Int32(bitPattern: words[l]) < tail ? 1 : 0
          events[l] &+= below
        }
      }
      let target = input + (start &- first)
      for l in inside { target[l] += weight * Float(events[l]) }
    }
  }
}
