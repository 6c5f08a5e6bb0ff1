/// The spikes of a population over the last steps, per lane: a list of neurons for each step and
/// block, kept until every delay has passed, or for a whole learning presentation.
final class SpikeRing {
  let slots: Int
  private let size: Int
  private let blocks: Int
  private let neurons: Buffer<Int32>
  private let counts: Buffer<Int32>

  /// - Parameter steps: how many steps a list must live.
  init(size: Int, lanes: Int, blocks: Int, steps: Int, name: String) throws(SNNError) {
    self.size = size
    self.blocks = blocks
    slots = SpikeRing.slots(steps)
    neurons = try Buffer("spikes of '\(name)'", shape: lanes, slots, size)
    counts = try Buffer("spike counts of '\(name)'", shape: lanes, slots, blocks)
  }

  /// A power of two above `steps`.
  static func slots(_ steps: Int) -> Int {
    var slots = 2
    while slots < steps + 1 { slots *= 2 }
    return slots
  }

  private func slot(_ lane: Int, _ step: Int) -> Int { lane &* slots &+ (step & (slots &- 1)) }

  /// Where block `block`, whose first neuron is `first`, lists its spikes of a step.
  func list(lane: Int, step: Int, first: Int) -> UnsafeMutablePointer<Int32> {
    neurons.base + (slot(lane, step) &* size &+ first)
  }

  /// Number of spikes of a block in a step.
  func count(lane: Int, step: Int, block: Int) -> UnsafeMutablePointer<Int32> {
    counts.base + (slot(lane, step) &* blocks &+ block)
  }

  /// Numbers of spikes of all blocks in a step.
  @inline(__always)
  func counts(lane: Int, step: Int) -> UnsafePointer<Int32> {
    UnsafePointer(counts.base + slot(lane, step) &* blocks)
  }

  func clear() { counts.fill(0) }
}
