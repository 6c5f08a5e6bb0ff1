import KernelTypes

/// Exponential integrate-and-fire with adaptation (Brette & Gerstner 2005, J Neurophysiol 94:3637),
///
///     cm dv/dt = g_leak (v_rest - v) + g_leak delta_T exp((v - v_thresh) / delta_T) - w + I
///     tau_w dw/dt = a (v - v_rest) - w
///
/// by the classical fourth-order Runge-Kutta rule. In the slopes `v` counts at most as much as the
/// peak, from which on a neuron fires. While a neuron is refractory v is held and w goes on. Input
/// that jumps the potential is added after the step.
/// Variable: w (nA). Coefficients: 1 / cm, g_leak, v_rest, g_leak delta_T, v_thresh, 1 / delta_T, a,
/// 1 / tau_w; the membrane's target is the constant current.
@inline(never)
func adex(_ a: NeuronArguments) {
  switch a.membrane.v.precision {
  case .single: adex(a, Float.self)
  case .double: adex(a, Double.self)
  }
}

@inline(__always)
private func adex<R: Real>(_ a: NeuronArguments, _: R.Type) {
  switch (a.membrane.uniform, a.nmda != nil) {
  case (true, true): adexLoop(a, Uniform<R>.self, hasNMDA: true)
  case (true, false): adexLoop(a, Uniform<R>.self, hasNMDA: false)
  case (false, true): adexLoop(a, PerNeuron<R>.self, hasNMDA: true)
  case (false, false): adexLoop(a, PerNeuron<R>.self, hasNMDA: false)
  }
  if a.looksForSpikes, a.jump != nil { land(a, R.self) }
}

@inline(__always)
private func adexLoop<C: Coefficient>(_ a: NeuronArguments, _: C.Type, hasNMDA: Bool) {
  typealias R = C.R
  let m = a.membrane
  let drives = Drives<C>(a, hasNMDA: hasNMDA)
  let (v, w, peak) = (m.v.of(R.self), a.variables.0.of(R.self), m.threshold.of(R.self))
  let (freeFrom, spikes, now) = (m.freeFrom, m.spikes, m.now)
  @inline(__always) func coefficient(_ k: Int) -> C {
    C(a.coefficients + k &* a.coefficientStride)
  }
  let (perCm, leak, rest, gain) = (
    coefficient(0), coefficient(1), coefficient(2), coefficient(3)
  )
  let (soft, sharpness, coupling, perTau) = (
    coefficient(4), coefficient(5), coefficient(6), coefficient(7)
  )
  let (constant, h) = (C(m.target), R(a.step))
  for i in 0..<m.count {
    let free: R.Word = mask(freeFrom[i] <= now)
    let (held, top) = (v[i], peak[i])
    let limit = Drives<C>.limit(h, perCm: perCm[i])
    let (moved, adapted) = rungeKutta(h, held, w[i]) { time, v, w in
      let u = select(mask(v < top), v, top)
      let upswing = gain[i] * exponential((u - soft[i]) * sharpness[i])
      let current = drives.current(i, time, at: u, limit: limit) + constant[i]
      let slope = (((leak[i] * (rest[i] - u) + upswing) - w) + current) * perCm[i]
      return (select(free, slope, 0), (coupling[i] * (u - rest[i]) - w) * perTau[i])
    }
    v[i] = moved
    w[i] = adapted
    spikes[i] = UInt8(truncatingIfNeeded: mask(moved >= top) & free & 1)
  }
}
