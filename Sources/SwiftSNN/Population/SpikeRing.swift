/// The spikes of a population over the last steps, per lane: a list of neurons for each step and
/// block, kept until every delay has passed, or for a whole learning presentation.
final class SpikeRing {
  let slots: Int
  /// What a loop over lists needs.
  let lists: Lists
  private let neurons: Buffer<Int32>
  private let counts: Buffer<Int32>
  private let firsts: Buffer<Int>

  /// - Parameter steps: how many steps a list must live.
  init(
    size: Int, lanes: Int, blocks: [Range<Int>], steps: Int, name: String
  ) throws(SNNError) {
    slots = SpikeRing.slots(steps)
    neurons = try Buffer("spikes of '\(name)'", shape: lanes, slots, size)
    counts = try Buffer("spike counts of '\(name)'", shape: lanes, slots, blocks.count)
    firsts = try Buffer("blocks of '\(name)'", count: blocks.count)
    for (block, range) in blocks.enumerated() { firsts.base[block] = range.lowerBound }
    lists = Lists(
      slots: slots, size: size, blocks: blocks.count, neurons: neurons.base, counts: counts.base,
      firsts: firsts.base)
  }

  /// A power of two above `steps`.
  static func slots(_ steps: Int) -> Int {
    var slots = 2
    while slots < steps + 1 { slots *= 2 }
    return slots
  }

  func clear() { counts.fill(0) }

  func listState(in list: StateList) {
    let (size, blocks) = (lists.size, lists.blocks)
    let firsts = (0..<blocks).map { self.firsts.base[$0] } + [size]
    var block = [Int](repeating: 0, count: size)
    for k in 0..<blocks { for neuron in firsts[k]..<firsts[k + 1] { block[neuron] = k } }
    // A block lists its own neurons.
    list.buffer("spikes", neurons) { place, neuron in
      neuron == 0 || (0..<size).contains(Int(neuron)) && block[place % size] == block[Int(neuron)]
    }
    list.buffer("counts", counts) { place, count in
      (0...(firsts[place % blocks + 1] - firsts[place % blocks])).contains(Int(count))
    }
  }

  /// Pointers into a ring, to be used while it lives.
  struct Lists {
    let slots: Int
    let size: Int
    let blocks: Int
    let neurons: UnsafeMutablePointer<Int32>
    let counts: UnsafeMutablePointer<Int32>
    let firsts: UnsafeMutablePointer<Int>

    @inline(__always)
    private func slot(_ lane: Int, _ step: Int) -> Int {
      lane &* slots &+ (step & (slots &- 1))
    }

    /// Where a block lists its spikes of a step.
    @inline(__always)
    func list(lane: Int, step: Int, block: Int) -> UnsafeMutablePointer<Int32> {
      neurons + (slot(lane, step) &* size &+ firsts[block])
    }

    /// Number of spikes of a block in a step.
    @inline(__always)
    func count(lane: Int, step: Int, block: Int) -> UnsafeMutablePointer<Int32> {
      counts + (slot(lane, step) &* blocks &+ block)
    }

    /// Any neuron fired in a step.
    @inline(__always)
    func hasSpikes(lane: Int, step: Int) -> Bool {
      let counts = counts + slot(lane, step) &* blocks
      for block in 0..<blocks where counts[block] > 0 { return true }
      return false
    }

    /// Hands over the lists of spikes of a step, block by block, that are not empty.
    @inline(__always)
    func forEach(
      lane: Int, step: Int, _ body: (_ spikes: UnsafePointer<Int32>, _ count: Int) -> Void
    ) {
      forEachPlaced(lane: lane, step: step) { _, spikes, count in body(spikes, count) }
    }

    /// The same with the place of each list among the step's.
    @inline(__always)
    func forEachPlaced(
      lane: Int, step: Int,
      _ body: (_ first: Int, _ spikes: UnsafePointer<Int32>, _ count: Int) -> Void
    ) {
      let slot = slot(lane, step)
      let counts = counts + slot &* blocks
      for block in 0..<blocks where counts[block] > 0 {
        let first = firsts[block]
        body(first, UnsafePointer(neurons + (slot &* size &+ first)), Int(counts[block]))
      }
    }
  }
}
