import KernelTypes

/// Philox4x32-10 (Salmon et al., SC 2011), sixteen counters at a time.
///
/// A draw is named, not taken from a sequence: counter word 0 is the draw's group, word 1 the step,
/// word 2 the lane and the high bits of the step, word 3 the stream; the key is the seed. So a
/// neuron's numbers depend on nothing but its name and the time.

private let multiplier0: UInt64 = 0xD251_1F53
private let multiplier1: UInt64 = 0xCD9E_8D57
private let weyl0: UInt64 = 0x9E37_79B9
private let weyl1: UInt64 = 0xBB67_AE85
private let lower: UInt64 = 0xFFFF_FFFF

/// Neurons that share one call: 16 counters of 4 words.
let philoxGroup = 64

/// Fills `out` with the 64 words of one group: neuron `64 * group + 16 * w + l` has word `w` of
/// counter `16 * group + l`.
///
/// Words are kept in 64 bits, of which the lower half counts: a round is then two multiplications,
/// two shifts and two sums, with nothing to pack or unpack.
@inline(__always)
func philox(_ position: RandomPosition, group: Int, _ out: UnsafeMutablePointer<UInt32>) {
  let step = position.step & lower
  let lane = UInt64(position.lane) ^ ((position.step &>> 32) &<< 16) & lower
  let stream = UInt64(position.stream)
  let first = UInt64(truncatingIfNeeded: group &* 16)
  for l in 0..<16 {
    let words = philoxRounds(
      first &+ UInt64(truncatingIfNeeded: l), step, lane, stream, position.key)
    out[l] = UInt32(truncatingIfNeeded: words.0)
    out[l &+ 16] = UInt32(truncatingIfNeeded: words.1)
    out[l &+ 32] = UInt32(truncatingIfNeeded: words.2)
    out[l &+ 48] = UInt32(truncatingIfNeeded: words.3)
  }
}

/// The ten rounds of one counter.
@inline(__always)
func philoxRounds(
  _ c0: UInt64, _ c1: UInt64, _ c2: UInt64, _ c3: UInt64, _ key: UInt64
) -> (UInt64, UInt64, UInt64, UInt64) {
  var (c0, c1, c2, c3) = (c0, c1, c2, c3)
  var (k0, k1) = (key & lower, key &>> 32)
  for _ in 0..<10 {
    let p0 = multiplier0 &* (c0 & lower)
    let p1 = multiplier1 &* (c2 & lower)
    c0 = (p1 &>> 32) ^ c1 ^ k0
    c2 = (p0 &>> 32) ^ c3 ^ k1
    c1 = p1
    c3 = p0
    k0 = k0 &+ weyl0
    k1 = k1 &+ weyl1
  }
  return (c0, c1, c2, c3)
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
