import KernelTypes

/// Leaky integrate-and-fire with exponentially decaying currents, by exact integration over one
/// step (Rotter & Diesmann 1999, Biol Cybern 81:381), with the currents at the step's start:
///
///     v <- v + (target - v) (1 - exp(-dt / tau_m)) + i_exc P_exc + i_inh P_inh
///     i <- i exp(-dt / tau_syn) + input
///
/// so that input acts on the membrane from the next step on, as in NEST's iaf_psc_exp.
@inline(never)
func lifCurrExp(_ a: ExponentialArguments) {
  switch a.membrane.v.precision {
  case .single: lifCurrExp(a, Float.self)
  case .double: lifCurrExp(a, Double.self)
  }
  finish(a.membrane)
}

@inline(__always)
private func lifCurrExp<R: Real>(_ a: ExponentialArguments, _: R.Type) {
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
  let (inhibitory, inhibitoryInput) = (s.level.of(R.self), s.input.of(R.self))
  let (inhibitoryDecay, inhibitoryGain) = (C(s.decay), C(s.gain))
  for i in 0..<m.count {
    let free: R.Word = mask(freeFrom[i] <= now)
    let held = v[i]
    let current = excitatory[i]
    var pushed = current * excitatoryGain[i]
    excitatory[i] = current * excitatoryDecay[i] + excitatoryInput[i]
    excitatoryInput[i] = 0
    if usesSecond {
      let current = inhibitory[i]
      pushed += current * inhibitoryGain[i]
      inhibitory[i] = current * inhibitoryDecay[i] + inhibitoryInput[i]
      inhibitoryInput[i] = 0
    }
    let moved = held + ((target[i] - held) * leak[i] + pushed)
    v[i] = select(free, moved, held)
    spikes[i] = UInt8(truncatingIfNeeded: mask(moved >= threshold[i]) & free & 1)
  }
}
