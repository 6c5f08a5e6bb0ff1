import KernelTypes

/// Izhikevich's model (2003, IEEE Trans Neural Netw 14:1569), v in mV and time in ms:
///
///     dv/dt = 0.04 v^2 + 5 v + 140 - u + I;   du/dt = a (b v - u)
///
/// by the classical fourth-order Runge-Kutta rule, in which v counts at most as much as the peak.
/// Input that jumps the potential is added after the step. Variable: u. Coefficients: a, b; the
/// membrane's target is the constant current.
@inline(never)
func izhikevich(_ a: NeuronArguments) {
  switch a.membrane.v.precision {
  case .single: izhikevich(a, Float.self)
  case .double: izhikevich(a, Double.self)
  }
}

@inline(__always)
private func izhikevich<R: Real>(_ a: NeuronArguments, _: R.Type) {
  switch (a.membrane.uniform, a.nmda != nil) {
  case (true, true): izhikevichLoop(a, Uniform<R>.self, hasNMDA: true)
  case (true, false): izhikevichLoop(a, Uniform<R>.self, hasNMDA: false)
  case (false, true): izhikevichLoop(a, PerNeuron<R>.self, hasNMDA: true)
  case (false, false): izhikevichLoop(a, PerNeuron<R>.self, hasNMDA: false)
  }
  if a.looksForSpikes { land(a, R.self) }
}

@inline(__always)
private func izhikevichLoop<C: Coefficient>(_ a: NeuronArguments, _: C.Type, hasNMDA: Bool) {
  typealias R = C.R
  let m = a.membrane
  let drives = Drives<C>(a, hasNMDA: hasNMDA)
  let (v, u, peak) = (m.v.of(R.self), a.variables.0.of(R.self), m.threshold.of(R.self))
  let (freeFrom, now, h) = (m.freeFrom, m.now, R(a.step))
  let (rate, coupling, constant) = (
    C(a.coefficients), C(a.coefficients + a.coefficientStride), C(m.target)
  )
  let limit = Drives<C>.limit(h, perCm: 1)
  for i in 0..<m.count {
    let free: R.Word = mask(freeFrom[i] <= now)
    let top = peak[i]
    (v[i], u[i]) = rungeKutta(h, v[i], u[i]) { time, v, u in
      let x = select(mask(v < top), v, top)
      let current = drives.current(i, time, at: x, limit: limit) + constant[i]
      let slope = quadratic(x, u) + current
      return (select(free, slope, 0), rate[i] * (coupling[i] * x - u))
    }
  }
}

@inline(__always)
private func quadratic<R: Real>(_ v: R, _ u: R) -> R { ((R(0.04) * v * v + 5 * v) + 140) - u }

/// The same by Euler's rule (`isPublished` false), or as Izhikevich's program does it: v goes two
/// half steps at the old u, then u one step at the new v. The published rule counts what jumps the
/// potential as a current over the step.
@inline(never)
func izhikevichEuler(_ a: NeuronArguments, _ isPublished: Bool) {
  switch a.membrane.v.precision {
  case .single: euler(a, isPublished, Float.self)
  case .double: euler(a, isPublished, Double.self)
  }
}

@inline(__always)
private func euler<R: Real>(_ a: NeuronArguments, _ isPublished: Bool, _: R.Type) {
  if a.nmda != nil {
    euler(a, isPublished, R.self, hasNMDA: true)
  } else {
    euler(a, isPublished, R.self, hasNMDA: false)
  }
  var landing = a
  if isPublished { landing.jump = nil }
  land(landing, R.self)
}

@inline(__always)
private func euler<R: Real>(
  _ a: NeuronArguments, _ isPublished: Bool, _: R.Type, hasNMDA: Bool
) {
  let drives = Drives<PerNeuron<R>>(a, hasNMDA: hasNMDA)
  let m = a.membrane
  let (v, u) = (m.v.of(R.self), a.variables.0.of(R.self))
  let (freeFrom, now, h) = (m.freeFrom, m.now, R(a.step))
  // Euler's rule is stable up to 2, and the quadratic term takes some.
  let limit = R(0.5) / h
  let rate = a.coefficients.of(R.self)
  let (coupling, constant) = (rate + a.coefficientStride, m.target.of(R.self))
  if isPublished {
    let current = a.channels.current(0, R.self)
    if let jump = a.jump?.of(R.self) {
      for i in 0..<m.count {
        current[i] += jump[i]
        jump[i] = 0
      }
    }
    let half = R(0.5) * h
    for i in 0..<m.count {
      let free: R.Word = mask(freeFrom[i] <= now)
      let held = v[i]
      var x = held
      for _ in 0..<2 {
        x += half * (quadratic(x, u[i]) + (drives.current(i, 0, at: x, limit: limit) + constant[i]))
      }
      x = select(free, x, held)
      u[i] += h * rate[i] * (coupling[i] * x - u[i])
      v[i] = x
    }
  } else {
    for i in 0..<m.count {
      let free: R.Word = mask(freeFrom[i] <= now)
      let x = v[i]
      let slope = quadratic(x, u[i]) + (drives.current(i, 0, at: x, limit: limit) + constant[i])
      v[i] = select(free, x + h * slope, x)
      u[i] += h * rate[i] * (coupling[i] * x - u[i])
    }
  }
}
