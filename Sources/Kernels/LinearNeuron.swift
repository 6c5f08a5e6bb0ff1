import KernelTypes

/// A leaky membrane with any receptors. With currents alone a step is exact, since they have left
/// their effect in mV:
///
///     v <- v + (target - v) (1 - exp(-dt / tau_m)) + pushed
///
/// With conductances it is done by the exponential midpoint rule of `lifCondExp`, of second order,
/// which for NMDA receptors is done twice, to know their block in the middle of the step.
/// Then input that jumps the potential is added. Coefficients: dt / tau_m, dt / cm. What the membrane
/// approaches is of each neuron, and so is everything else here.
@inline(never)
func linearNeuron(_ a: NeuronArguments) {
  switch a.membrane.v.precision {
  case .single: linear(a, Float.self)
  case .double: linear(a, Double.self)
  }
}

@inline(__always)
private func linear<R: Real>(_ a: NeuronArguments, _: R.Type) {
  if a.isExact {
    exact(a, R.self)
  } else if let nmda = a.nmda {
    midpoint(a, R.self, nmda, hasNMDA: true)
  } else {
    let unused = a.coefficients
    midpoint(
      a, R.self, MagnesiumBlock(block: unused, slope: 0, reversal: unused), hasNMDA: false)
  }
  guard let jump = a.jump?.of(R.self) else { return }
  let m = a.membrane
  let (v, threshold) = (m.v.of(R.self), m.threshold.of(R.self))
  let (freeFrom, spikes, now) = (m.freeFrom, m.spikes, m.now)
  for i in 0..<m.count {
    let free: R.Word = mask(freeFrom[i] <= now)
    let moved = v[i] + jump[i]
    jump[i] = 0
    v[i] = select(free, moved, v[i])
    spikes[i] = UInt8(truncatingIfNeeded: mask(moved >= threshold[i]) & free & 1)
  }
}

@inline(__always)
private func exact<R: Real>(_ a: NeuronArguments, _: R.Type) {
  let m = a.membrane
  let (v, threshold, pushed) = (
    m.v.of(R.self), m.threshold.of(R.self), a.channels.current(0, R.self)
  )
  let (freeFrom, spikes, now) = (m.freeFrom, m.spikes, m.now)
  let (leak, target) = (m.leak.of(R.self), m.target.of(R.self))
  for i in 0..<m.count {
    let free: R.Word = mask(freeFrom[i] <= now)
    let held = v[i]
    let moved = held + ((target[i] - held) * leak[i] + pushed[i])
    v[i] = select(free, moved, held)
    spikes[i] = UInt8(truncatingIfNeeded: mask(moved >= threshold[i]) & free & 1)
  }
}

@inline(__always)
private func midpoint<R: Real>(
  _ a: NeuronArguments, _: R.Type, _ nmda: MagnesiumBlock, hasNMDA: Bool
) {
  let (m, c) = (a.membrane, a.channels)
  let (v, threshold) = (m.v.of(R.self), m.threshold.of(R.self))
  let (freeFrom, spikes, now) = (m.freeFrom, m.spikes, m.now)
  let (current, conductance) = (c.current(1, R.self), c.conductance(1, R.self))
  let (drive, blocked) = (c.drive(1, R.self), c.nmda(1, R.self))
  let (rate, perCm) = (
    a.coefficients.of(R.self), (a.coefficients + a.coefficientStride).of(R.self)
  )
  let target = m.target.of(R.self)
  let (block, slope, reversal) = (
    nmda.block.of(R.self), R(nmda.slope), nmda.reversal.of(R.self)
  )
  for i in 0..<m.count {
    let free: R.Word = mask(freeFrom[i] <= now)
    let held = v[i]
    let total = rate[i] + conductance[i] * perCm[i]
    let push =
      rate[i] * (target[i] - held)
      + (current[i] + (drive[i] - conductance[i] * held)) * perCm[i]
    var moved: R
    if hasNMDA {
      let part = blocked[i] * perCm[i]
      let early = part / (1 + block[i] * exponential(-held * slope))
      let half = R(0.5) * (total + early)
      let middle =
        held + R(0.5) * (push + early * (reversal[i] - held)) * relaxation(half)
      let open = part / (1 + block[i] * exponential(-middle * slope))
      moved = held + (push + open * (reversal[i] - held)) * relaxation(total + open)
    } else {
      moved = held + push * relaxation(total)
    }
    v[i] = select(free, moved, held)
    spikes[i] = UInt8(truncatingIfNeeded: mask(moved >= threshold[i]) & free & 1)
  }
}

/// (1 - exp(-a)) / a with the (0, 3) Padé approximant of exp(-a): see `lifCondExp`.
@inline(__always)
func relaxation<R: Real>(_ a: R) -> R {
  let numerator = (a + 3) * a + 6
  return numerator / (numerator * a + 6)
}
