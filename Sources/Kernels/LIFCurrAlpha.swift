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
  if !a.membrane.uniform {
    perNeuron(a)
  } else if let inhibitory = a.inhibitory {
    loop(a.membrane, a.excitatory, inhibitory, usesSecond: true)
  } else {
    loop(a.membrane, a.excitatory, a.excitatory, usesSecond: false)
  }
  finish(a.membrane)
}

@inline(__always)
private func loop(
  _ m: MembraneArguments, _ e: AlphaReceptor, _ s: AlphaReceptor, usesSecond: Bool
) {
  let (v, freeFrom, threshold, spikes) = (m.v, m.freeFrom, m.threshold, m.spikes)
  let (now, leak, target) = (m.now, m.leak[0], m.target[0])
  let (excitatory, excitatorySlope, excitatoryInput) = (e.level, e.slope, e.input)
  let (excitatoryDecay, excitatoryRise, excitatoryStart) = (e.decay[0], e.rise[0], e.start[0])
  let (excitatoryGain, excitatorySlopeGain) = (e.gain[0], e.slopeGain[0])
  let (inhibitory, inhibitorySlope, inhibitoryInput) = (s.level, s.slope, s.input)
  let (inhibitoryDecay, inhibitoryRise, inhibitoryStart) = (s.decay[0], s.rise[0], s.start[0])
  let (inhibitoryGain, inhibitorySlopeGain) = (s.gain[0], s.slopeGain[0])
  for i in 0..<m.count {
    let free = mask(freeFrom[i] <= now)
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
private func perNeuron(_ a: AlphaArguments) {
  let m = a.membrane
  push(a.excitatory, m.count)
  let (v, freeFrom, threshold, spikes) = (m.v, m.freeFrom, m.threshold, m.spikes)
  let (now, leak, target, first) = (m.now, m.leak, m.target, a.excitatory.input)
  if let inhibitory = a.inhibitory {
    push(inhibitory, m.count)
    let second = inhibitory.input
    for i in 0..<m.count {
      first[i] += second[i]
      second[i] = 0
    }
  }
  for i in 0..<m.count {
    let free = mask(freeFrom[i] <= now)
    let held = v[i]
    let moved = held + ((target[i] - held) * leak[i] + first[i])
    first[i] = 0
    v[i] = select(free, moved, held)
    spikes[i] = UInt8(truncatingIfNeeded: mask(moved >= threshold[i]) & free & 1)
  }
}

@inline(never)
private func push(_ r: AlphaReceptor, _ count: Int) {
  let (level, slopes, input) = (r.level, r.slope, r.input)
  let (decay, rise, start, gain, slopeGain) = (r.decay, r.rise, r.start, r.gain, r.slopeGain)
  for i in 0..<count {
    let (current, slope) = (level[i], slopes[i])
    let pushed = current * gain[i] + slope * slopeGain[i]
    level[i] = current * decay[i] + slope * rise[i]
    slopes[i] = slope * decay[i] + input[i] * start[i]
    input[i] = pushed
  }
}
