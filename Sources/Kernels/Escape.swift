import KernelTypes

/// Escape noise: a free neuron fires in a step of dt with probability
///
///     1 - exp(-dt lambda_0 exp((v - threshold) / delta_V))
///
/// Coefficients: dt lambda_0, 1 / delta_V.
@inline(never)
func escape(_ position: RandomPosition, _ first: Int, _ a: NeuronArguments) {
  switch a.membrane.v.precision {
  case .single: escape(position, first, a, Float.self)
  case .double: escape(position, first, a, Double.self)
  }
}

@inline(__always)
private func escape<R: Real>(
  _ position: RandomPosition, _ first: Int, _ a: NeuronArguments, _: R.Type
) {
  let m = a.membrane
  let (v, threshold) = (m.v.of(R.self), m.threshold.of(R.self))
  let (freeFrom, spikes, now) = (m.freeFrom, m.spikes, m.now)
  let rate = a.coefficients.of(R.self)
  let sharpness = rate + a.coefficientStride
  forEachGroup(position, first, m.count) { words, start, inside in
    let offset = start &- first
    for l in inside {
      let i = offset &+ l
      let mean = rate[i] * exponential((v[i] - threshold[i]) * sharpness[i])
      // A difference from 1 would lose the digits of rare spikes.
      let rare = mean * (1 - R(0.5) * mean * (1 - R(1.0 / 3) * mean * (1 - R(0.25) * mean)))
      let likely = select(mask(mean < R(0.1)), rare, 1 - exponential(-mean))
      // The least random number stands for 2^-31: a chance far below would come out as that.
      let chance = select(mask(likely < R(0x1p-32)), 0, likely)
      let fires: R.Word = mask(R(unit(words[l])) < chance) & mask(freeFrom[i] <= now)
      spikes[i] = UInt8(truncatingIfNeeded: fires & 1)
    }
  }
}
