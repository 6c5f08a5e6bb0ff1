import KernelTypes

/// Receptors of neurons made of parts: each adds what it brings to the channels of a tile, goes one
/// part of a step further, and at the step's end receives what has arrived:
///
///     x <- x decay + s rise;   s <- s slopeDecay;   then s <- s + start input
///
/// or, where spikes act on the level itself, x <- x decay, then x <- x + input.

/// Adds the level at the start, in the middle and at the end.
@inline(never)
func gatherReceptor(_ a: ReceptorArguments) {
  switch a.level.precision {
  case .single: gather(a, Float.self)
  case .double: gather(a, Double.self)
  }
}

@inline(__always)
private func gather<R: Real>(_ a: ReceptorArguments, _: R.Type) {
  switch (a.uniform, a.risesSlowly) {
  case (true, true): gather(a, Uniform<R>.self, risesSlowly: true)
  case (true, false): gather(a, Uniform<R>.self, risesSlowly: false)
  case (false, true): gather(a, PerNeuron<R>.self, risesSlowly: true)
  case (false, false): gather(a, PerNeuron<R>.self, risesSlowly: false)
  }
}

@inline(__always)
private func gather<C: Coefficient>(_ a: ReceptorArguments, _: C.Type, risesSlowly: Bool) {
  typealias R = C.R
  let c = a.channels
  switch a.quantity {
  case .current:
    sum(
      a, C.self, risesSlowly,
      (c.current(0, R.self), c.current(1, R.self), c.current(2, R.self)), drive: nil)
  case .conductance:
    sum(
      a, C.self, risesSlowly,
      (c.conductance(0, R.self), c.conductance(1, R.self), c.conductance(2, R.self)),
      drive: (c.drive(0, R.self), c.drive(1, R.self), c.drive(2, R.self)))
  case .nmda:
    sum(
      a, C.self, risesSlowly, (c.nmda(0, R.self), c.nmda(1, R.self), c.nmda(2, R.self)), drive: nil)
  }
}

private typealias Times<R> = (
  UnsafeMutablePointer<R>, UnsafeMutablePointer<R>, UnsafeMutablePointer<R>
)

@inline(__always)
private func sum<C: Coefficient>(
  _ a: ReceptorArguments, _: C.Type, _ risesSlowly: Bool, _ sums: Times<C.R>, drive: Times<C.R>?
) {
  typealias R = C.R
  let (level, slope) = (a.level.of(R.self), a.slope.of(R.self))
  let (decay, slopeDecay, rise) = (C(a.decay), C(a.slopeDecay), C(a.rise))
  let (halfDecay, halfRise, reversal) = (C(a.halfDecay), C(a.halfRise), C(a.reversal))
  for i in 0..<a.count {
    let start = level[i]
    var (middle, end) = (start * halfDecay[i], start * decay[i])
    if risesSlowly {
      let s = slope[i]
      middle += s * halfRise[i]
      end += s * rise[i]
      slope[i] = s * slopeDecay[i]
    }
    level[i] = end
    sums.0[i] += start
    sums.1[i] += middle
    sums.2[i] += end
    if let drive {
      let potential = reversal[i]
      drive.0[i] += start * potential
      drive.1[i] += middle * potential
      drive.2[i] += end * potential
    }
  }
}

/// Adds to the first channel the mV by which a current moves a linear membrane in a step, exactly.
@inline(never)
func pushReceptor(_ a: ReceptorArguments) {
  switch a.level.precision {
  case .single: push(a, Float.self)
  case .double: push(a, Double.self)
  }
}

@inline(__always)
private func push<R: Real>(_ a: ReceptorArguments, _: R.Type) {
  switch (a.uniform, a.risesSlowly) {
  case (true, true): push(a, Uniform<R>.self, risesSlowly: true)
  case (true, false): push(a, Uniform<R>.self, risesSlowly: false)
  case (false, true): push(a, PerNeuron<R>.self, risesSlowly: true)
  case (false, false): push(a, PerNeuron<R>.self, risesSlowly: false)
  }
}

@inline(__always)
private func push<C: Coefficient>(_ a: ReceptorArguments, _: C.Type, risesSlowly: Bool) {
  typealias R = C.R
  let (level, slope, pushed) = (
    a.level.of(R.self), a.slope.of(R.self), a.channels.current(0, R.self)
  )
  let (decay, slopeDecay, rise) = (C(a.decay), C(a.slopeDecay), C(a.rise))
  let (gain, slopeGain) = (C(a.gain), C(a.slopeGain))
  for i in 0..<a.count {
    let x = level[i]
    if risesSlowly {
      let s = slope[i]
      pushed[i] += x * gain[i] + s * slopeGain[i]
      level[i] = x * decay[i] + s * rise[i]
      slope[i] = s * slopeDecay[i]
    } else {
      pushed[i] += x * gain[i]
      level[i] = x * decay[i]
    }
  }
}

/// Takes in what has arrived in the step.
@inline(never)
func receive(_ a: ReceptorArguments) {
  switch a.level.precision {
  case .single: receive(a, Float.self)
  case .double: receive(a, Double.self)
  }
}

@inline(__always)
private func receive<R: Real>(_ a: ReceptorArguments, _: R.Type) {
  let (level, slope, input) = (a.level.of(R.self), a.slope.of(R.self), a.input.of(R.self))
  guard a.risesSlowly else {
    for i in 0..<a.count {
      level[i] += input[i]
      input[i] = 0
    }
    return
  }
  let (starts, start) = (a.start.of(R.self), a.start.of(R.self)[0])
  if a.uniform {
    for i in 0..<a.count {
      slope[i] += start * input[i]
      input[i] = 0
    }
  } else {
    for i in 0..<a.count {
      slope[i] += starts[i] * input[i]
      input[i] = 0
    }
  }
}
