/// The running integral of the modulator of eligibility traces,
///
///     E(t) = 1 / tau_e * integral of M(s) exp(-s / tau_e) from an origin on,
///
/// so that a trace e that nothing adds to between a and b changes the weight by
/// e(a) exp(a / tau_e) [E(b) - E(a)]. One for all neurons, or one each. Traces that do not decay
/// have no factor 1 / tau_e.
final class ModulatorIntegral {
  let isShared: Bool
  /// Of each neuron, or of each block.
  let values: Buffer<Double>
  private let modulator: ModulatedValue?
  private let tau: Double
  private let dt: Double
  /// What a step of modulator 1 adds at the origin: where it is constant over the step, and where it
  /// decays.
  private let constantPart: Double
  private let decayingPart: Double
  private let blocks: [Range<Int>]

  init(
    _ modulator: ModulatedValue?, tau: Double, blocks: [Range<Int>], dt: Double, what: String
  ) throws(SNNError) {
    self.modulator = modulator
    self.tau = tau
    self.dt = dt
    self.blocks = blocks
    isShared = modulator?.modulator.isScalar ?? true
    values = try Buffer(what, count: isShared ? blocks.count : blocks.last?.upperBound ?? 0)
    let isLasting = tau >= 1e9
    constantPart = isLasting ? dt : Elementary.oneMinusExp(dt / tau)
    if let fall = modulator?.modulator.tau {
      let slope = 1 / fall + (isLasting ? 0 : 1 / tau)
      decayingPart = Elementary.oneMinusExp(dt * slope) / slope / (isLasting ? 1 : tau)
    } else {
      decayingPart = constantPart
    }
  }

  /// exp(t / tau) of a time after the origin.
  func gain(_ steps: Int) -> Double {
    tau >= 1e9 ? 1 : Elementary.exp(Double(steps) * dt / tau)
  }

  func decay(_ steps: Int) -> Double {
    tau >= 1e9 ? 1 : Elementary.exp(-Double(steps) * dt / tau)
  }

  /// The integrals of a block's neurons, or the one of all of them.
  func base(_ block: Int) -> UnsafeMutablePointer<Double> {
    values.base + (isShared ? block : blocks[block].lowerBound)
  }

  /// Takes in a step that begins `age` steps after the origin.
  func advance(_ block: Int, age: Int, rate: Double) {
    let decay = rate * decay(age)
    let base = base(block)
    guard let modulator = modulator?.modulator else {
      base[0] += decay * constantPart
      return
    }
    let current = modulator.current(lane: 0)
    let falling = modulator.tau != nil
    let baseline = falling ? modulator.baseline * constantPart : 0
    let part = falling ? decayingPart : constantPart
    if isShared {
      base[0] += decay * (current[0] * part - baseline)
    } else {
      let neurons = blocks[block]
      for (k, j) in neurons.enumerated() { base[k] += decay * (current[j] * part - baseline) }
    }
  }

  func restart(_ block: Int) {
    base(block).update(repeating: 0, count: isShared ? 1 : blocks[block].count)
  }
}
