import KernelTypes

/// The current or conductance of one receptor: level and slope of every neuron and lane, and the
/// coefficients of a part of a step.
final class Receptor {
  let spec: ReceptorSpec
  /// Place among the receptors of its model.
  let place: Int
  private let size: Int
  private let level: RealBuffer
  private let slope: RealBuffer
  private let decay, slopeDecay, rise, start, halfDecay, halfRise, gain, slopeGain: RealBuffer
  let reversal: RealBuffer
  private(set) var isUniform = true
  /// Someone holds a view of the state and may write to it, so that it need not be 0 even though
  /// nothing ends on the receptor.
  private var isWatched = false

  var quantity: ReceptorQuantity { spec.kind.quantity ?? .current }

  init(_ spec: ReceptorSpec, place: Int, _ extent: ModelExtent) throws(SNNError) {
    self.spec = spec
    self.place = place
    size = extent.size
    let what = "coefficients of receptor '\(spec.name)'"
    level = try extent.state("state of receptor '\(spec.name)'")
    slope = spec.kind.risesSlowly ? try extent.state("state of receptor '\(spec.name)'") : level
    decay = try extent.coefficients(what)
    halfDecay = try extent.coefficients(what)
    gain = try extent.coefficients(what)
    reversal = try extent.coefficients(what)
    let rises = spec.kind.risesSlowly
    slopeDecay = rises ? try extent.coefficients(what) : decay
    rise = rises ? try extent.coefficients(what) : decay
    start = rises ? try extent.coefficients(what) : decay
    halfRise = rises ? try extent.coefficients(what) : decay
    slopeGain = rises ? try extent.coefficients(what) : decay
  }

  /// The level or slope of that name, given away to be read or written.
  func state(_ name: String) -> RealBuffer? {
    guard name == spec.levelName || (spec.kind.risesSlowly && name == spec.slopeName) else {
      return nil
    }
    isWatched = true
    return name == spec.levelName ? level : slope
  }

  func listState(in list: StateList) {
    list.value("receptor/\(place)/is_watched", isWatched) { self.isWatched = $0 }
    list.reals("receptor/\(place)/level", level)
    if spec.kind.risesSlowly { list.reals("receptor/\(place)/slope", slope) }
  }

  /// What a nA of current does to the membrane by the end of a step.
  struct LinearMembrane {
    let tauM: ParameterColumns.Column
    let cm: ParameterColumns.Column
  }

  /// - Parameters:
  ///   - h: ms of a part of a step.
  ///   - membrane: of a linear model, whose step is exact or of second order; nil of others.
  ///   - fused: conductances are for `lifCondExp`, in units of dt / cm in the middle of the step.
  func derive(
    _ h: Double, _ parameters: ParameterColumns, membrane: LinearMembrane?, fused: Bool
  ) {
    let tau = parameters.column(spec.parameter("tau_syn"))
    let own = spec.kind.hasRiseTime ? parameters.column(spec.parameter("tau_rise")) : tau
    let potential = parameters.column(spec.parameter("e_rev"))
    isUniform = [tau, own, potential].allSatisfy(\.isUniform)
    let one = tau.isUniform && own.isUniform
    decay.fill(size, oneValue: tau.isUniform) { Elementary.exp(-h / tau[$0]) }
    halfDecay.fill(size, oneValue: tau.isUniform) { Elementary.exp(-0.5 * h / tau[$0]) }
    reversal.fill(size, oneValue: potential.isUniform) { potential[$0] }
    if spec.kind.risesSlowly {
      slopeDecay.fill(size, oneValue: one) { Elementary.exp(-h / own[$0]) }
      rise.fill(size, oneValue: one) { ExactIntegration.exponential(h, tau[$0], own[$0]) }
      halfRise.fill(size, oneValue: one) {
        ExactIntegration.exponential(0.5 * h, tau[$0], own[$0])
      }
      start.fill(size, oneValue: one) { 1 / Receptor.peak(tau[$0], own[$0]) }
    }
    guard let membrane else { return }
    let (tauM, cm) = (membrane.tauM, membrane.cm)
    isUniform = isUniform && tauM.isUniform && cm.isUniform
    let all = one && tauM.isUniform && cm.isUniform
    gain.fill(size, oneValue: all) {
      fused && spec.kind.quantity != .current
        ? h / cm[$0] * Elementary.exp(-0.5 * h / tau[$0])
        : ExactIntegration.exponential(h, tauM[$0], tau[$0]) / cm[$0]
    }
    if spec.kind.risesSlowly {
      slopeGain.fill(size, oneValue: all) {
        ExactIntegration.twice(h, tauM[$0], tau[$0], own[$0]) / cm[$0]
      }
    }
  }

  /// The most that a slope of 1 lets the level rise to (ms).
  private static func peak(_ tau: Double, _ own: Double) -> Double {
    let difference = abs(tau - own) / max(tau, own)
    guard difference > 1e-5 else { return (tau * own).squareRoot() / Elementary.exp(1) }
    let time = Elementary.log(tau / own) * tau * own / (tau - own)
    return ExactIntegration.exponential(time, tau, own)
  }

  func reset() {
    level.fill(0)
    slope.fill(0)
  }

  /// Has an effect.
  func isUsed(_ slice: StepSlice) -> Bool { isWatched || slice.isInUse(place) }

  // ---- What kernels take

  /// - Parameters:
  ///   - tile: of the block, counted from its first neuron.
  func arguments(_ slice: StepSlice, _ tile: Range<Int>, _ channels: Channels) -> ReceptorArguments
  {
    let first = slice.neurons.lowerBound + tile.lowerBound
    let offset = slice.lane * size + first
    return ReceptorArguments(
      level: level.base + offset, slope: slope.base + offset,
      input: slice.input(place) + tile.lowerBound,
      decay: decay.base + first, slopeDecay: slopeDecay.base + first, rise: rise.base + first,
      start: start.base + first, halfDecay: halfDecay.base + first,
      halfRise: halfRise.base + first, gain: gain.base + first,
      slopeGain: slopeGain.base + first, reversal: reversal.base + first,
      risesSlowly: spec.kind.risesSlowly, quantity: quantity, uniform: isUniform,
      channels: channels, count: tile.count)
  }

  func exponential(_ slice: StepSlice) -> ExponentialReceptor {
    let first = slice.neurons.lowerBound
    return ExponentialReceptor(
      level: level.base + (slice.lane * size + first), input: slice.input(place),
      decay: decay.base + first, gain: gain.base + first, reversal: reversal.base + first)
  }

  func alpha(_ slice: StepSlice) -> AlphaReceptor {
    let first = slice.neurons.lowerBound
    let offset = slice.lane * size + first
    return AlphaReceptor(
      level: level.base + offset, slope: slope.base + offset, input: slice.input(place),
      decay: decay.base + first, rise: rise.base + first, start: start.base + first,
      gain: gain.base + first, slopeGain: slopeGain.base + first)
  }
}
