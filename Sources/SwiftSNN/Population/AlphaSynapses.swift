import KernelTypes

/// The current of one receptor, of alpha shape.
final class AlphaSynapses {
  private let level: Buffer<Float>
  private let slope: Buffer<Float>
  private let decay: Buffer<Float>
  private let rise: Buffer<Float>
  private let start: Buffer<Float>
  private let gain: Buffer<Float>
  private let slopeGain: Buffer<Float>
  private let size: Int
  private let receptor: Int
  /// As in `ExponentialSynapses`.
  private var isWatched = false

  init(receptor: Int, size: Int, lanes: Int) throws(SNNError) {
    self.receptor = receptor
    self.size = size
    level = try Buffer("synaptic state", count: lanes * size)
    slope = try Buffer("synaptic state", count: lanes * size)
    decay = try Buffer("synaptic coefficients", count: size)
    rise = try Buffer("synaptic coefficients", count: size)
    start = try Buffer("synaptic coefficients", count: size)
    gain = try Buffer("synaptic coefficients", count: size)
    slopeGain = try Buffer("synaptic coefficients", count: size)
  }

  /// Level or slope, given away to be read or written.
  func view(slope wantsSlope: Bool) -> Buffer<Float> {
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
