/// What a step of a modulator does to an eligibility trace's integral,
///
///     1 / tau_e * integral over the step of M(s) exp(-s / tau_e),
///
/// where M is constant over it or decays. Traces that do not decay have no factor 1 / tau_e.
struct ModulatorStep {
  private let modulator: ModulatedValue?
  private let constantPart: Double
  private let decayingPart: Double

  /// - Parameter tau: of the eligibility (ms).
  init(_ modulator: ModulatedValue?, tau: Double, dt: Double) {
    self.modulator = modulator
    let isLasting = tau >= 1e9
    constantPart = isLasting ? dt : Elementary.oneMinusExp(dt / tau)
    if let fall = modulator?.modulator.tau {
      let slope = 1 / fall + (isLasting ? 0 : 1 / tau)
      decayingPart =
        slope > 0
        ? Elementary.oneMinusExp(dt * slope) / slope / (isLasting ? 1 : tau) : constantPart
    } else {
      decayingPart = constantPart
    }
  }

  /// One number is for all neurons.
  var isShared: Bool { modulator?.modulator.isScalar ?? true }

  func value(_ neuron: Int) -> Double {
    guard let modulator = modulator?.modulator else { return constantPart }
    let now = modulator.current(lane: 0)[modulator.isScalar ? 0 : neuron]
    guard modulator.tau != nil else { return now * constantPart }
    return now * decayingPart - modulator.baseline * constantPart
  }
}

/// The running integral of the modulator of eligibility traces,
///
///     E(t) = 1 / tau_e * integral of M(s) exp(-s / tau_e) from an origin on,
///
/// so that a trace e that nothing adds to between a and b changes the weight by
/// e(a) exp(a / tau_e) [E(b) - E(a)]. One for all neurons, or one each. Traces that do not decay
/// have no factor 1 / tau_e.
final class ModulatorIntegral {
  /// Of each neuron, or of each block.
  let values: Buffer<Double>
  private let step: ModulatorStep
  private let tau: Double
  private let dt: Double
  private let blocks: [Range<Int>]

  init(
    _ modulator: ModulatedValue?, tau: Double, blocks: [Range<Int>], dt: Double, what: String
  ) throws(SNNError) {
    self.tau = tau
    self.dt = dt
    self.blocks = blocks
    step = ModulatorStep(modulator, tau: tau, dt: dt)
    values = try Buffer(what, count: step.isShared ? blocks.count : blocks.last?.upperBound ?? 0)
  }

  var isShared: Bool { step.isShared }

  /// exp(t / tau) of a time after the origin.
  func gain(_ steps: Int) -> Double {
    tau >= 1e9 ? 1 : Elementary.exp(Double(steps) * dt / tau)
  }

  /// The integrals of a block's neurons, or the one of all of them.
  func base(_ block: Int) -> UnsafeMutablePointer<Double> {
    values.base + (isShared ? block : blocks[block].lowerBound)
  }

  /// Takes in a step that begins `age` steps after the origin.
  func advance(_ block: Int, age: Int, rate: Double) {
    let scale = rate / gain(age)
    let base = base(block)
    if isShared {
      base[0] += scale * step.value(0)
    } else {
      for (k, j) in blocks[block].enumerated() { base[k] += scale * step.value(j) }
    }
  }

  func restart(_ block: Int) {
    base(block).update(repeating: 0, count: isShared ? 1 : blocks[block].count)
  }
}
