import KernelTypes

/// Room for a tile of neurons that a model works on at a time, so that what goes from one kernel to
/// the next stays in the cache.
struct Tiles {
  let channels: Channels
  /// What potentials approach.
  let target: Reals
  let threshold: Reals
  let previous: Reals

  /// Numbers that a region keeps for it.
  static let room = (Channels.count + 3) * Channels.tile

  init(_ room: Reals) {
    channels = Channels(room)
    target = room + Channels.count * Channels.tile
    threshold = target + Channels.tile
    previous = threshold + Channels.tile
  }

  /// Sets the sums of the first neurons to 0.
  func clear(_ count: Int) {
    for k in 0..<Channels.count {
      let sums = channels.base + k * Channels.tile
      sums.raw.initializeMemory(
        as: UInt8.self, repeating: 0, count: count * sums.precision.bytes)
    }
  }

  /// Calls `body` for parts of the block, counted from its first neuron.
  static func forEach(_ slice: StepSlice, _ body: (Range<Int>) -> Void) {
    var first = 0
    while first < slice.neurons.count {
      let end = min(first + Channels.tile, slice.neurons.count)
      body(first..<end)
      first = end
    }
  }
}

extension StepSlice {
  /// Calls `body` for the neurons of a tile that fired.
  func forEachSpike(_ tile: Range<Int>, _ body: (_ neuron: Int) -> Void) {
    for i in tile where spikes[i] != 0 { body(neurons.lowerBound + i) }
  }
}
