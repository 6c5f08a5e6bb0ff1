import KernelTypes

/// Leaky integrate-and-fire with delta input, by exact integration over one step:
///
///     v <- v + (target - v) (1 - exp(-dt / tau_m)) + input
///
/// Then the threshold is tested and a neuron that fires is reset and, for its refractory steps,
/// held there; input that arrives meanwhile is lost (as in NEST's iaf_psc_delta).
@inline(never)
func lif(_ a: LIFArguments) {
  switch a.v.precision {
  case .single: lif(a, Float.self)
  case .double: lif(a, Double.self)
  }
}

@inline(__always)
private func lif<R: Real>(_ a: LIFArguments, _: R.Type) {
  let unused = a.v.of(Float.self)
  switch (a.uniform, a.margin) {
  case (true, nil): loop(a, Uniform<R>.self, unused, storesMargin: false)
  case (true, let margin?): loop(a, Uniform<R>.self, margin, storesMargin: true)
  case (false, nil): loop(a, PerNeuron<R>.self, unused, storesMargin: false)
  case (false, let margin?): loop(a, PerNeuron<R>.self, margin, storesMargin: true)
  }
}

@inline(__always)
private func loop<C: Coefficient>(
  _ a: LIFArguments, _: C.Type, _ margin: UnsafeMutablePointer<Float>, storesMargin: Bool
) {
  typealias R = C.R
  let (v, input, threshold) = (a.v.of(R.self), a.input.of(R.self), a.threshold.of(R.self))
  let (refractory, spikes) = (a.refractory, a.spikes)
  let (leak, target, reset, floor) = (C(a.leak), C(a.target), C(a.reset), C(a.floor))
  let (periods, period) = (a.refractorySteps, a.refractorySteps[0])
  let subtracts: R.Word = mask(a.subtract)
  let far = farBelow
  for i in 0..<a.count {
    let wait = refractory[i]
    let free: R.Word = mask(wait == 0)
    let held = v[i]
    let moved = (held + (target[i] - held) * leak[i]) + input[i]
    let floored = select(mask(moved < floor[i]), floor[i], moved)
    let distance = floored - threshold[i]
    let fires = mask(distance >= 0) & free
    let landed = select(subtracts, distance + reset[i], reset[i])
    v[i] = select(fires, landed, select(free, floored, held))
    let waiting = wait &- Int32(truncatingIfNeeded: ~free & 1)
    let fired = Int32(truncatingIfNeeded: fires)
    refractory[i] = ((C.isUniform ? period : periods[i]) & fired) | (waiting & ~fired)
    input[i] = 0
    spikes[i] = UInt8(truncatingIfNeeded: fires & 1)
    if storesMargin {
      margin[i] = select(UInt32(truncatingIfNeeded: free), Float(distance), far)
    }
  }
}
