import KernelTypes

/// Hodgkin-Huxley neurons,
///
///     cm dv/dt = g_leak (e_leak - v) + g_Na m^3 h (e_Na - v) + g_K n^4 (e_K - v) + I
///     dx/dt = alpha_x(v) (1 - x) - beta_x(v) x   for x = m, h, n
///
/// by the classical fourth-order Runge-Kutta rule, with the rates of Traub & Miles (1991) or of
/// Hodgkin & Huxley (1952). A neuron fires where its potential, looked at after every step and after
/// every 0.1 ms of longer ones, is lower than the time before at or above the threshold, unless it is
/// refractory. Variables: m, h, n. Coefficients: 1 / cm, g_leak,
/// e_leak, g_Na, e_Na, g_K, e_K, shift of the potential in the rates; the membrane's target is the
/// constant current.
@inline(never)
func hodgkinHuxley(_ a: NeuronArguments, _ isTraub: Bool) {
  switch (a.membrane.v.precision, isTraub) {
  case (.single, true): hodgkinHuxley(a, TraubRates<Float>.self)
  case (.double, true): hodgkinHuxley(a, TraubRates<Double>.self)
  case (.single, false): hodgkinHuxley(a, SquidRates<Float>.self)
  case (.double, false): hodgkinHuxley(a, SquidRates<Double>.self)
  }
}

/// Opening and closing rates of the three gates (1/ms).
struct GateRates<R: Real> {
  let m: (R, R)
  let h: (R, R)
  let n: (R, R)
}

private protocol RateSet<R> {
  associatedtype R: Real
  /// - Parameter v: less the shift.
  static func rates(_ v: R) -> GateRates<R>
}

private enum TraubRates<R: Real>: RateSet {
  @inline(__always)
  static func rates(_ v: R) -> GateRates<R> {
    GateRates(
      m: (
        R(0.32 * 4) * exponentialRatio((13 - v) * R(0.25)),
        R(0.28 * 5) * exponentialRatio((v - 40) * R(0.2))
      ),
      h: (
        R(0.128) * exponential((17 - v) * R(1.0 / 18)),
        4 / (1 + exponential((40 - v) * R(0.2)))
      ),
      n: (
        R(0.032 * 5) * exponentialRatio((15 - v) * R(0.2)),
        R(0.5) * exponential((10 - v) * R(1.0 / 40))
      ))
  }
}

private enum SquidRates<R: Real>: RateSet {
  @inline(__always)
  static func rates(_ v: R) -> GateRates<R> {
    GateRates(
      m: (
        exponentialRatio((25 - v) * R(0.1)),
        4 * exponential(v * R(-1.0 / 18))
      ),
      h: (
        R(0.07) * exponential(v * R(-1.0 / 20)),
        1 / (1 + exponential((30 - v) * R(0.1)))
      ),
      n: (
        R(0.1) * exponentialRatio((10 - v) * R(0.1)),
        R(0.125) * exponential(v * R(-1.0 / 80))
      ))
  }
}

@inline(__always)
private func hodgkinHuxley<S: RateSet>(_ a: NeuronArguments, _: S.Type) {
  switch (a.membrane.uniform, a.nmda != nil) {
  case (true, true): gatedLoop(a, S.self, Uniform<S.R>.self, hasNMDA: true)
  case (true, false): gatedLoop(a, S.self, Uniform<S.R>.self, hasNMDA: false)
  case (false, true): gatedLoop(a, S.self, PerNeuron<S.R>.self, hasNMDA: true)
  case (false, false): gatedLoop(a, S.self, PerNeuron<S.R>.self, hasNMDA: false)
  }
  if a.looksForSpikes { look(a, S.R.self) }
}

/// Adds what jumps the potential, and looks for neurons that have passed the peak of a spike since
/// they were last looked at.
@inline(__always)
private func look<R: Real>(_ a: NeuronArguments, _: R.Type) {
  let m = a.membrane
  let (v, threshold, previous) = (m.v.of(R.self), m.threshold.of(R.self), a.previous.of(R.self))
  let (freeFrom, spikes, now) = (m.freeFrom, m.spikes, m.now)
  if let jump = a.jump?.of(R.self) {
    for i in 0..<m.count {
      v[i] += jump[i]
      jump[i] = 0
    }
  }
  for i in 0..<m.count {
    let end = v[i]
    let fires: R.Word =
      mask(end < previous[i]) & mask(end >= threshold[i]) & mask(freeFrom[i] <= now)
    spikes[i] |= UInt8(truncatingIfNeeded: fires & 1)
    previous[i] = end
  }
}

/// v, m, h, n.
private typealias Four<R> = (R, R, R, R)

@inline(__always)
private func gatedLoop<S: RateSet, C: Coefficient>(
  _ a: NeuronArguments, _: S.Type, _: C.Type, hasNMDA: Bool
) where C.R == S.R {
  typealias R = C.R
  let membrane = a.membrane
  let drives = Drives<C>(a, hasNMDA: hasNMDA)
  let v = membrane.v.of(R.self)
  let (m, h, n) = (
    a.variables.0.of(R.self), a.variables.1.of(R.self), a.variables.2.of(R.self)
  )
  @inline(__always) func coefficient(_ k: Int) -> C {
    C(a.coefficients + k &* a.coefficientStride)
  }
  let (perCm, leak, leakReversal) = (coefficient(0), coefficient(1), coefficient(2))
  let (sodium, sodiumReversal) = (coefficient(3), coefficient(4))
  let (potassium, potassiumReversal) = (coefficient(5), coefficient(6))
  let (shift, constant, step) = (coefficient(7), C(membrane.target), R(a.step))
  for i in 0..<membrane.count {
    let limit = Drives<C>.limit(step, perCm: perCm[i])
    @inline(__always) func slope(_ time: Int, _ x: Four<R>) -> Four<R> {
      let rates = S.rates(x.0 - shift[i])
      let square = x.3 * x.3
      let channels =
        (leak[i] * (leakReversal[i] - x.0)
          + sodium[i] * (x.1 * x.1 * x.1) * x.2 * (sodiumReversal[i] - x.0))
        + potassium[i] * (square * square) * (potassiumReversal[i] - x.0)
      return (
        (channels + (drives.current(i, time, at: x.0, limit: limit) + constant[i])) * perCm[i],
        rates.m.0 * (1 - x.1) - rates.m.1 * x.1,
        rates.h.0 * (1 - x.2) - rates.h.1 * x.2,
        rates.n.0 * (1 - x.3) - rates.n.1 * x.3
      )
    }
    let start = (v[i], m[i], h[i], n[i])
    let half = R(0.5) * step
    let k1 = slope(0, start)
    let k2 = slope(1, add(start, half, k1))
    let k3 = slope(1, add(start, half, k2))
    let k4 = slope(2, add(start, step, k3))
    let sixth = step * R(1.0 / 6)
    let end = add(start, sixth, add(add(k1, 1, k4), 2, add(k2, 1, k3)))
    (v[i], m[i], h[i], n[i]) = end
  }
}

/// x + factor * y.
@inline(__always)
private func add<R: Real>(_ x: Four<R>, _ factor: R, _ y: Four<R>) -> Four<R> {
  (x.0 + factor * y.0, x.1 + factor * y.1, x.2 + factor * y.2, x.3 + factor * y.3)
}
