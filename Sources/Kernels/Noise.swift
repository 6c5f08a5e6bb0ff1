import CShims
import KernelTypes

/// Normal random numbers by Box & Muller (1958): neurons l and l + 32 of a group share two words. In
/// single precision for networks of either: the same noise for both.

/// Words that one pair of neurons is apart.
private let half = philoxGroup / 2

/// Adds `gain (mean + std n)` to each neuron, n standard normal; where there is a `state`, it is low-
/// passed, `state = decay state + std n`, and `gain (mean + state)` is added.
@inline(never)
func addNoise(
  _ position: RandomPosition, _ first: Int, _ count: Int, _ out: Reals, _ gain: Reals,
  _ noise: NoiseArguments
) {
  switch out.precision {
  case .single: addNoise(position, first, count, out, gain, noise, Float.self)
  case .double: addNoise(position, first, count, out, gain, noise, Double.self)
  }
}

@inline(__always)
private func addNoise<R: Real>(
  _ position: RandomPosition, _ first: Int, _ count: Int, _ out: Reals, _ gain: Reals,
  _ noise: NoiseArguments, _: R.Type
) {
  let (out, gain) = (out.of(R.self), gain.of(R.self))
  let (mean, std, decay) = (R(noise.mean), R(noise.std), R(noise.decay))
  withUnsafeTemporaryAllocation(of: Float.self, capacity: philoxGroup) { room in
    let normals = room.baseAddress.unsafelyUnwrapped
    forEachGroup(position, first, count) { words, start, inside in
      for l in 0..<half {
        let radius = shim_sqrt(-2 * logarithm(words[l]))
        let (cosine, sine) = turn(words[l &+ half])
        normals[l] = radius * cosine
        normals[l &+ half] = radius * sine
      }
      let offset = start &- first
      if let state = noise.state?.of(R.self) {
        for l in inside {
          let i = offset &+ l
          let value = decay * state[i] + std * R(normals[l])
          state[i] = value
          out[i] += gain[i] * (mean + value)
        }
      } else {
        for l in inside {
          let i = offset &+ l
          out[i] += gain[i] * (mean + std * R(normals[l]))
        }
      }
    }
  }
}

/// ln u of u = (the upper 24 bits of the word + 1/2) 2^-24.
@inline(__always)
private func logarithm(_ word: UInt32) -> Float {
  let u = (Float(Int32(bitPattern: word &>> 8)) + 0.5) * 0x1p-24
  // The mantissa in [sqrt(1/2), sqrt(2)).
  let shifted = u.bitPattern &- 0x3F35_04F3
  let exponent = Float(Int32(bitPattern: shifted) &>> 23)
  let m = Float(bitPattern: (shifted & 0x7F_FFFF) &+ 0x3F35_04F3)
  let s = (m - 1) / (m + 1)
  let s2 = s * s
  let series = ((s2 * (1 / 9) + 1 / 7) * s2 + 1 / 5) * s2 + 1 / 3
  return exponent * 0.693_147_18 + 2 * (s + s * s2 * series)
}

/// Cosine and sine of 2 pi u, u = word 2^-32.
@inline(__always)
private func turn(_ word: UInt32) -> (Float, Float) {
  let quarter = (word &+ 0x2000_0000) &>> 30
  let rest = Int32(bitPattern: word &- (quarter &<< 30))
  let x = Float(rest) * (0x1p-30 * 1.570_796_3)
  let x2 = x * x
  let sine =
    x * (1 - x2 * (1 / 6) * (1 - x2 * (1 / 20) * (1 - x2 * (1 / 42) * (1 - x2 * (1 / 72)))))
  let cosine =
    1 - x2 * 0.5 * (1 - x2 * (1 / 12) * (1 - x2 * (1 / 30) * (1 - x2 * (1 / 56))))
  let swaps = 0 &- (quarter & 1)
  let (c, s) = (select(swaps, sine, cosine), select(swaps, cosine, sine))
  let negativeCosine = ((quarter &+ 1) & 2) &<< 30
  let negativeSine = (quarter & 2) &<< 30
  return (
    Float(bitPattern: c.bitPattern ^ negativeCosine), Float(bitPattern: s.bitPattern ^ negativeSine)
  )
}

/// `out += factor * gain`.
@inline(never)
func addScaled(_ out: Reals, _ gain: Reals, _ factor: Double, _ count: Int) {
  switch out.precision {
  case .single: addScaled(out.of(Float.self), gain.of(Float.self), Float(factor), count)
  case .double: addScaled(out.of(Double.self), gain.of(Double.self), factor, count)
  }
}

@inline(__always)
private func addScaled<R: Real>(
  _ out: UnsafeMutablePointer<R>, _ gain: UnsafePointer<R>, _ factor: R, _ count: Int
) {
  for i in 0..<count { out[i] += factor * gain[i] }
}
