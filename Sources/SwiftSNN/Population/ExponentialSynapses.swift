import KernelTypes

/// The current or conductance of one receptor, with exponential decay.
final class ExponentialSynapses {
  private let level: RealBuffer
  private let decay: RealBuffer
  private let gain: RealBuffer
  private let reversal: RealBuffer
  private let size: Int
  private let receptor: Int
  /// Someone holds a view of the level and may write to it, so that it need not be 0 even though
  /// nothing ends on the receptor.
  private var isWatched = false

  init(receptor: Int, _ extent: ModelExtent) throws(SNNError) {
    self.receptor = receptor
    size = extent.size
    level = try extent.state("synaptic state")
    decay = try extent.coefficients("synaptic coefficients")
    gain = try extent.coefficients("synaptic coefficients")
    reversal = try extent.coefficients("reversal potentials")
  }

  /// The level, given away to be read or written.
  func view() -> RealBuffer {
    isWatched = true
    return level
  }

  /// - Parameters:
  ///   - tau: the receptor's time constants.
  ///   - gain: the kernel's coefficient, of a neuron.
  func derive(
    _ dt: Double, tau: ParameterColumns.Column, reversal potential: ParameterColumns.Column?,
    uniform: Bool, gain gainOf: (Int) -> Double
  ) {
    decay.fill(size, oneValue: tau.isUniform) { Elementary.exp(-dt / tau[$0]) }
    gain.fill(size, oneValue: uniform, gainOf)
    if let potential {
      reversal.fill(size, oneValue: potential.isUniform) { potential[$0] }
    }
  }

  func reset() { level.fill(0) }

  /// Nil where the receptor has no effect.
  func ifUsed(_ slice: StepSlice) -> ExponentialReceptor? {
    isWatched || slice.isInUse(receptor) ? arguments(slice) : nil
  }

  func arguments(_ slice: StepSlice) -> ExponentialReceptor {
    let first = slice.neurons.lowerBound
    return ExponentialReceptor(
      level: level.base + (slice.lane * size + first), input: slice.input(receptor),
      decay: decay.base + first, gain: gain.base + first, reversal: reversal.base + first)
  }
}
