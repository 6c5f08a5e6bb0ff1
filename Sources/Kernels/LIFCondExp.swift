import KernelTypes

/// Leaky integrate-and-fire with exponentially decaying conductances, by the exponential midpoint
/// rule: with the conductances at mid-step the membrane equation is linear,
///
///     a = (dt / cm) (g_leak + g_exc + g_inh)
///     v <- v + (dt / cm) (g_leak (target - v) + g_exc (e_rev_E - v) + g_inh (e_rev_I - v)) phi(a)
///     g <- g exp(-dt / tau_syn) + input
///
/// with phi(a) = (1 - exp(-a)) / a, where exp(-a) is replaced by 6 / (6 + 6 a + 3 a^2 + a^3), its
/// (0, 3) Padé approximant: the error of a step is of third order in dt, and however large a is,
/// `v` stays between where it was and where it is drawn. `leak` is dt / tau_m.
@inline(never)
func lifCondExp(_ a: ExponentialArguments) {
  switch a.membrane.v.precision {
  case .single: lifCondExp(a, Float.self)
  case .double: lifCondExp(a, Double.self)
  }
  finish(a.membrane)
}

@inline(__always)
private func lifCondExp<R: Real>(_ a: ExponentialArguments, _: R.Type) {
  let m = a.membrane
  let second = a.inhibitory ?? a.excitatory
  switch (m.uniform, a.inhibitory != nil) {
  case (true, true): loop(m, a.excitatory, second, Uniform<R>.self, usesSecond: true)
  case (true, false): loop(m, a.excitatory, second, Uniform<R>.self, usesSecond: false)
  case (false, true): loop(m, a.excitatory, second, PerNeuron<R>.self, usesSecond: true)
  case (false, false): loop(m, a.excitatory, second, PerNeuron<R>.self, usesSecond: false)
  }
}

@inline(__always)
private func loop<C: Coefficient>(
  _ m: MembraneArguments, _ e: ExponentialReceptor, _ s: ExponentialReceptor, _: C.Type,
  usesSecond: Bool
) {
  typealias R = C.R
  let (v, threshold) = (m.v.of(R.self), m.threshold.of(R.self))
  let (freeFrom, spikes, now) = (m.freeFrom, m.spikes, m.now)
  let (leak, target) = (C(m.leak), C(m.target))
  let (excitatory, excitatoryInput) = (e.level.of(R.self), e.input.of(R.self))
  let (excitatoryDecay, excitatoryGain) = (C(e.decay), C(e.gain))
  let excitatoryReversal = C(e.reversal)
  let (inhibitory, inhibitoryInput) = (s.level.of(R.self), s.input.of(R.self))
  let (inhibitoryDecay, inhibitoryGain) = (C(s.decay), C(s.gain))
  let inhibitoryReversal = C(s.reversal)
  for i in 0..<m.count {
    let free: R.Word = mask(freeFrom[i] <= now)
    let held = v[i]
    let conductance = excitatory[i]
    let part = conductance * excitatoryGain[i]
    var total = leak[i] + part
    var drive = leak[i] * (target[i] - held) + part * (excitatoryReversal[i] - held)
    excitatory[i] = conductance * excitatoryDecay[i] + excitatoryInput[i]
    excitatoryInput[i] = 0
    if usesSecond {
      let conductance = inhibitory[i]
      let part = conductance * inhibitoryGain[i]
      total += part
      drive += part * (inhibitoryReversal[i] - held)
      inhibitory[i] = conductance * inhibitoryDecay[i] + inhibitoryInput[i]
      inhibitoryInput[i] = 0
    }
    let numerator = (total + 3) * total + 6
    let moved = held + drive * (numerator / (numerator * total + 6))
    v[i] = select(free, moved, held)
    spikes[i] = UInt8(truncatingIfNeeded: mask(moved >= threshold[i]) & free & 1)
  }
}
