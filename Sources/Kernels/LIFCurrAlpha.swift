import KernelTypes

/// Leaky integrate-and-fire with alpha-shaped currents, by exact integration over one step (Rotter
/// & Diesmann 1999, Biol Cybern 81:381), with currents i and their slopes d at the step's start:
///
///     v <- v + (target - v) (1 - exp(-dt / tau_m)) + sum of (i P + d Q) over the receptors
///     i <- (i + d dt) exp(-dt / tau_syn)
///     d <- d exp(-dt / tau_syn) + (e / tau_syn) input
///
/// so that input acts on the membrane from the next step on, as in NEST's iaf_psc_alpha.
@inline(never)
func lifCurrAlpha(_ a: AlphaArguments) {
  switch a.membrane.v.precision {
  case .single: lifCurrAlpha(a, Float.self)
  case .double: lifCurrAlpha(a, Double.self)
  }
  finish(a.membrane)
}

@inline(__always)
private func lifCurrAlpha<R: Real>(_ a: AlphaArguments, _: R.Type) {
  if !a.membrane.uniform {
    perNeuron(a, R.self)
  } else if let inhibitory = a.inhibitory {
    loop(a.membrane, a.excitatory, inhibitory, R.self, usesSecond: true)
  } else {
    loop(a.membrane, a.excitatory, a.excitatory, R.self, usesSecond: false)
  }
}

@inline(__always)
private func loop<R: Real>(
  _ m: MembraneArguments, _ e: AlphaReceptor, _ s: AlphaReceptor, _: R.Type, usesSecond: Bool
) {
  let (v, threshold) = (m.v.of(R.self), m.threshold.of(R.self))
  let (freeFrom, spikes, now) = (m.freeFrom, m.spikes, m.now)
  let (leak, target) = (m.leak.of(R.self)[0], m.target.of(R.self)[0])
  let (excitatory, excitatorySlope) = (e.level.of(R.self), e.slope.of(R.self))
  let (excitatoryDecay, excitatoryRise) = (e.decay.of(R.self)[0], e.rise.of(R.self)[0])
  let (excitatoryInput, excitatoryStart) = (e.input.of(R.self), e.start.of(R.self)[0])
  let (excitatoryGain, excitatorySlopeGain) = (e.gain.of(R.self)[0], e.slopeGain.of(R.self)[0])
  let (inhibitory, inhibitorySlope) = (s.level.of(R.self), s.slope.of(R.self))
  let (inhibitoryDecay, inhibitoryRise) = (s.decay.of(R.self)[0], s.rise.of(R.self)[0])
  let (inhibitoryInput, inhibitoryStart) = (s.input.of(R.self), s.start.of(R.self)[0])
  let (inhibitoryGain, inhibitorySlopeGain) = (s.gain.of(R.self)[0], s.slopeGain.of(R.self)[0])
  for i in 0..<m.count {
    let free: R.Word = mask(freeFrom[i] <= now)
    let held = v[i]
    let (current, slope) = (excitatory[i], excitatorySlope[i])
    var pushed = current * excitatoryGain + slope * excitatorySlopeGain
    excitatory[i] = current * excitatoryDecay + slope * excitatoryRise
    excitatorySlope[i] = slope * excitatoryDecay + excitatoryInput[i] * excitatoryStart
    excitatoryInput[i] = 0
    if usesSecond {
      let (current, slope) = (inhibitory[i], inhibitorySlope[i])
      pushed += current * inhibitoryGain + slope * inhibitorySlopeGain
      inhibitory[i] = current * inhibitoryDecay + slope * inhibitoryRise
      inhibitorySlope[i] = slope * inhibitoryDecay + inhibitoryInput[i] * inhibitoryStart
      inhibitoryInput[i] = 0
    }
    let moved = held + ((target - held) * leak + pushed)
    v[i] = select(free, moved, held)
    spikes[i] = UInt8(truncatingIfNeeded: mask(moved >= threshold[i]) & free & 1)
  }
}

/// A loop over all coefficients would have more streams than is good: the receptors come first, and
/// leave in their input what they add to the membrane.
@inline(__always)
private func perNeuron<R: Real>(_ a: AlphaArguments, _: R.Type) {
  let m = a.membrane
  push(a.excitatory, m.count, R.self)
  let (v, threshold, first) = (
    m.v.of(R.self), m.threshold.of(R.self), a.excitatory.input.of(R.self)
  )
  let (freeFrom, spikes, now) = (m.freeFrom, m.spikes, m.now)
  let (leak, target) = (m.leak.of(R.self), m.target.of(R.self))
  if let inhibitory = a.inhibitory {
    push(inhibitory, m.count, R.self)
    let second = inhibitory.input.of(R.self)
    for i in 0..<m.count {
      first[i] += second[i]
      second[i] = 0
    }
  }
  for i in 0..<m.count {
    let free: R.Word = mask(freeFrom[i] <= now)
    let held = v[i]
    let moved = held + ((target[i] - held) * leak[i] + first[i])
    first[i] = 0
    v[i] = select(free, moved, held)
    spikes[i] = UInt8(truncatingIfNeeded: mask(moved >= threshold[i]) & free & 1)
  }
}

@inline(__always)
private func push<R: Real>(_ r: AlphaReceptor, _ count: Int, _: R.Type) {
  let (level, slopes, input) = (r.level.of(R.self), r.slope.of(R.self), r.input.of(R.self))
  let (decay, rise, start) = (r.decay.of(R.self), r.rise.of(R.self), r.start.of(R.self))
  let (gain, slopeGain) = (r.gain.of(R.self), r.slopeGain.of(R.self))
  for i in 0..<count {
    let (current, slope) = (level[i], slopes[i])
    let pushed = current * gain[i] + slope * slopeGain[i]
    level[i] = current * decay[i] + slope * rise[i]
    slopes[i] = slope * decay[i] + input[i] * start[i]
    input[i] = pushed
  }
}
