import KernelTypes

/// Philox4x32-10 (Salmon et al., SC 2011), sixteen counters at a time.
///
/// A draw is named, not taken from a sequence: counter word 0 is the draw's group, word 1 the step,
/// word 2 the lane and the high bits of the step, word 3 the stream; the key is the seed. So a
/// neuron's numbers depend on nothing but its name and the time.

private let multiplier0: UInt64 = 0xD251_1F53
private let multiplier1: UInt64 = 0xCD9E_8D57
private let weyl0: UInt32 = 0x9E37_79B9
private let weyl1: UInt32 = 0xBB67_AE85

/// Neurons that share one call: 16 counters of 4 words.
let philoxGroup = 64

/// Fills `out` with the 64 words of one group: neuron `64 * group + 16 * w + l` has word `w` of
/// counter `16 * group + l`.
@inline(__always)
func philox(_ position: RandomPosition, group: Int, _ out: UnsafeMutablePointer<UInt32>) {
  let step = UInt32(truncatingIfNeeded: position.step)
  let high = UInt32(truncatingIfNeeded: position.step &>> 32) &<< 16
  let first = UInt32(truncatingIfNeeded: group &* 16)
  let laneWord = position.lane ^ high
  let keyLow = UInt32(truncatingIfNeeded: position.key)
  let keyHigh = UInt32(truncatingIfNeeded: position.key &>> 32)
  for l in 0..<16 {
    var c0 = first &+ UInt32(truncatingIfNeeded: l)
    var c1 = step
    var c2 = laneWord
    var c3 = position.stream
    var k0 = keyLow
    var k1 = keyHigh
    for _ in 0..<10 {
      let p0 = multiplier0 &* UInt64(c0)
      let p1 = multiplier1 &* UInt64(c2)
      let n0 = UInt32(truncatingIfNeeded: p1 &>> 32) ^ c1 ^ k0
      let n2 = UInt32(truncatingIfNeeded: p0 &>> 32) ^ c3 ^ k1
      c1 = UInt32(truncatingIfNeeded: p1)
      c3 = UInt32(truncatingIfNeeded: p0)
      c0 = n0
      c2 = n2
      k0 = k0 &+ weyl0
      k1 = k1 &+ weyl1
    }
    out[l] = c0
    out[l &+ 16] = c1
    out[l &+ 32] = c2
    out[l &+ 48] = c3
  }
}

/// The words of consecutive groups, 64 a group.
@inline(never)
func words(
  _ position: RandomPosition, _ firstGroup: Int, _ groups: Int, _ out: UnsafeMutablePointer<UInt32>
) {
  for g in 0..<groups { philox(position, group: firstGroup &+ g, out + g &* philoxGroup) }
}

/// The upper 31 bits of a word as a number in [0, 1], rounded to single precision: small numbers,
/// and so rare events, keep a resolution of 2^-31.
@inline(__always)
func unit(_ word: UInt32) -> Float {
  Float(Int32(bitPattern: word &>> 1)) * 0x1p-31
}
