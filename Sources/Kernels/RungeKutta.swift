import KernelTypes

/// One step of the classical fourth-order rule for two variables.
///
/// - Parameter slope: of both at the drive of time 0, 1 or 2.
@inline(__always)
func rungeKutta<R: Real>(
  _ h: R, _ x: R, _ y: R, _ slope: (_ time: Int, R, R) -> (R, R)
) -> (R, R) {
  let half = R(0.5) * h
  let k1 = slope(0, x, y)
  let k2 = slope(1, x + half * k1.0, y + half * k1.1)
  let k3 = slope(1, x + half * k2.0, y + half * k2.1)
  let k4 = slope(2, x + h * k3.0, y + h * k3.1)
  let sixth = h * R(1.0 / 6)
  return (
    x + sixth * ((k1.0 + k4.0) + 2 * (k2.0 + k3.0)),
    y + sixth * ((k1.1 + k4.1) + 2 * (k2.1 + k3.1))
  )
}

/// What arrives at neuron i of a tile, at each of the three times.
struct Drives<C: Coefficient> {
  typealias R = C.R
  private let current, conductance, reversal, nmda: Times
  private let block, blockReversal: C
  private let blockSlope: R
  private let hasNMDA: Bool

  private typealias Times = (
    UnsafeMutablePointer<R>, UnsafeMutablePointer<R>, UnsafeMutablePointer<R>
  )

  @inline(__always)
  init(_ a: NeuronArguments, hasNMDA: Bool) {
    let c = a.channels
    current = (c.current(0, R.self), c.current(1, R.self), c.current(2, R.self))
    conductance = (c.conductance(0, R.self), c.conductance(1, R.self), c.conductance(2, R.self))
    reversal = (c.drive(0, R.self), c.drive(1, R.self), c.drive(2, R.self))
    nmda = (c.nmda(0, R.self), c.nmda(1, R.self), c.nmda(2, R.self))
    block = C(a.nmda?.block ?? a.coefficients)
    blockSlope = R(a.nmda?.slope ?? 0)
    blockReversal = C(a.nmda?.reversal ?? a.coefficients)
    self.hasNMDA = hasNMDA
  }

  /// What a conductance may do in a part of a step for the rule to be stable, which it is up to 2.78,
  /// the membrane's own conductances included.
  @inline(__always)
  static func limit(_ h: R, perCm: R) -> R { R(1.2) / (h * perCm) }

  /// nA into neuron i at potential `v`.
  ///
  /// A conductance above `limit` (uS) counts as that: it takes the potential most of the way to where
  /// it draws it within the part, as it would itself, and not beyond.
  @inline(__always)
  func current(_ i: Int, _ time: Int, at v: R, limit: R) -> R {
    let (i0, g, d, n) =
      time == 0
      ? (current.0[i], conductance.0[i], reversal.0[i], nmda.0[i])
      : time == 1
        ? (current.1[i], conductance.1[i], reversal.1[i], nmda.1[i])
        : (current.2[i], conductance.2[i], reversal.2[i], nmda.2[i])
    let linear = i0 + (d - g * v) * (limit / select(mask(g > limit), g, limit))
    guard hasNMDA else { return linear }
    let open = n / (1 + block[i] * exponential(-v * blockSlope))
    return linear + select(mask(open > limit), limit, open) * (blockReversal[i] - v)
  }
}

/// The end of a step of a neuron with a reset: adds what jumps its potential, looks for spikes.
@inline(__always)
func land<R: Real>(_ a: NeuronArguments, _: R.Type) {
  let m = a.membrane
  let (v, peak) = (m.v.of(R.self), m.threshold.of(R.self))
  let (freeFrom, spikes, now) = (m.freeFrom, m.spikes, m.now)
  if let jump = a.jump?.of(R.self) {
    for i in 0..<m.count {
      v[i] = select(mask(freeFrom[i] <= now), v[i] + jump[i], v[i])
      jump[i] = 0
    }
  }
  for i in 0..<m.count {
    let fires: R.Word = mask(v[i] >= peak[i]) & mask(freeFrom[i] <= now)
    spikes[i] = UInt8(truncatingIfNeeded: fires & 1)
  }
}
