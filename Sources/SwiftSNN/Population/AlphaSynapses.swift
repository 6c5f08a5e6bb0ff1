import KernelTypes

/// The current of one receptor, of alpha shape.
final class AlphaSynapses {
  private let level: RealBuffer
  private let slope: RealBuffer
  private let decay: RealBuffer
  private let rise: RealBuffer
  private let start: RealBuffer
  private let gain: RealBuffer
  private let slopeGain: RealBuffer
  private let size: Int
  private let receptor: Int
  /// As in `ExponentialSynapses`.
  private var isWatched = false

  init(receptor: Int, _ extent: ModelExtent) throws(SNNError) {
    self.receptor = receptor
    size = extent.size
    level = try extent.state("synaptic state")
    slope = try extent.state("synaptic state")
    decay = try extent.coefficients("synaptic coefficients")
    rise = try extent.coefficients("synaptic coefficients")
    start = try extent.coefficients("synaptic coefficients")
    gain = try extent.coefficients("synaptic coefficients")
    slopeGain = try extent.coefficients("synaptic coefficients")
  }

  /// Level or slope, given away to be read or written.
  func view(slope wantsSlope: Bool) -> RealBuffer {
    isWatched = true
    return wantsSlope ? slope : level
  }

  func derive(
    _ dt: Double, tau: ParameterColumns.Column, tauM: ParameterColumns.Column,
    cm: ParameterColumns.Column
  ) {
    decay.fill(size, oneValue: tau.isUniform) { Elementary.exp(-dt / tau[$0]) }
    rise.fill(size, oneValue: tau.isUniform) { dt * Elementary.exp(-dt / tau[$0]) }
    start.fill(size, oneValue: tau.isUniform) { Elementary.exp(1) / tau[$0] }
    let uniform = tau.isUniform && tauM.isUniform && cm.isUniform
    gain.fill(size, oneValue: uniform) {
      ExactIntegration.exponential(dt, tauM[$0], tau[$0]) / cm[$0]
    }
    slopeGain.fill(size, oneValue: uniform) {
      ExactIntegration.alpha(dt, tauM[$0], tau[$0]) / cm[$0]
    }
  }

  func reset() {
    level.fill(0)
    slope.fill(0)
  }

  /// Nil where the receptor has no effect.
  func ifUsed(_ slice: StepSlice) -> AlphaReceptor? {
    isWatched || slice.isInUse(receptor) ? arguments(slice) : nil
  }

  func arguments(_ slice: StepSlice) -> AlphaReceptor {
    let first = slice.neurons.lowerBound
    let offset = slice.lane * size + first
    return AlphaReceptor(
      level: level.base + offset, slope: slope.base + offset, input: slice.input(receptor),
      decay: decay.base + first, rise: rise.base + first, start: start.base + first,
      gain: gain.base + first, slopeGain: slopeGain.base + first)
  }
}
