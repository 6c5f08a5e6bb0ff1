import KernelTypes

/// One number for each spike of the last steps, per lane, beside the lists of a `SpikeRing`: what
/// the spike carries to the synapses it has yet to reach.
final class ValueRing {
  private let slots: Int
  private let size: Int
  private let values: RealBuffer

  /// - Parameter steps: how many steps a number must live.
  init(
    size: Int, lanes: Int, steps: Int, name: String, _ precision: Precision
  ) throws(SNNError) {
    slots = SpikeRing.slots(steps)
    self.size = size
    values = try RealBuffer(
      "values on their way from '\(name)'", shape: [lanes, slots, size], precision)
  }

  func listState(in list: StateList) { list.reals("values", values) }

  /// The numbers of a step from the place `first` of its lists on.
  @inline(__always)
  func list(lane: Int, step: Int, first: Int) -> Reals {
    values.base + ((lane &* slots &+ (step & (slots &- 1))) &* size &+ first)
  }
}
