import KernelTypes

/// Something that jumps at a neuron's own spikes and decays exponentially: a shift of its threshold,
/// or a current.
final class Adaptation {
  /// How a model names it.
  struct Spec: Sendable {
    enum Effect: Sendable {
      /// Raises the threshold (mV).
      case threshold
      /// Draws the potential down (nA).
      case current
    }

    let effect: Effect
    let state: String
    let tau: String
    let jump: String
    let summary: String
    var defaults = (tau: 100.0, jump: 0.0)

    var unit: String { effect == .threshold ? "mV" : "nA" }

    var parameters: [ParameterSpec] {
      [
        Membrane.timeConstant(tau, defaults.tau, "decay of the \(summary)"),
        ParameterSpec(
          jump, unit: unit, default: defaults.jump, in: -1e6...1e6,
          "what a spike adds to the \(summary)"),
      ]
    }
  }

  let spec: Spec
  let value: RealBuffer
  private let size: Int
  private let decay: RealBuffer
  private let jump: RealBuffer
  /// What a unit does to what it acts on.
  private let gain: RealBuffer

  init(_ spec: Spec, _ extent: ModelExtent) throws(SNNError) {
    self.spec = spec
    size = extent.size
    value = try extent.state("the \(spec.summary)")
    decay = try extent.coefficients("the \(spec.summary)")
    jump = try extent.coefficients("the \(spec.summary)")
    gain = try extent.coefficients("the \(spec.summary)")
  }

  /// - Parameter resistance: mV that a constant nA moves the resting potential by.
  func derive(_ dt: Double, _ parameters: ParameterColumns, resistance: (Int) -> Double) {
    let (tau, jumps) = (parameters.column(spec.tau), parameters.column(spec.jump))
    decay.fill(size, oneValue: tau.isUniform) { Elementary.exp(-dt / tau[$0]) }
    jump.fill(size, oneValue: jumps.isUniform) { jumps[$0] }
    gain.fill(size, oneValue: false) { spec.effect == .threshold ? 1 : -resistance($0) }
  }

  /// Adds the effect in this step to what it acts on, of the neurons of a tile, and decays.
  func act(_ slice: StepSlice, _ tile: Range<Int>, on out: Reals) {
    let first = slice.neurons.lowerBound + tile.lowerBound
    slice.kernels.addDecaying(
      out, value.base + (slice.lane * size + first), gain.base + first, decay.base + first,
      tile.count)
  }

  func fired(_ neuron: Int, lane: Int) { value[lane * size + neuron] += jump[neuron] }

  func reset() { value.fill(0) }
}
