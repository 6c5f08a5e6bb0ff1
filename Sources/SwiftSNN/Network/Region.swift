import KernelTypes

/// Neurons that one thread serves together: a block of each of several populations, with the input
/// they receive side by side, so that a row of synapses can end on all of them.
final class Region {
  /// A block of a population and its place in the region.
  struct Slot {
    let population: Population
    let block: Int
    /// Region-local index of the block's first neuron.
    let first: Int
  }

  let slots: [Slot]
  let size: Int
  private let receptors: Int
  /// What arrives, by source population and, within one, in the order it was described.
  var deliveries: [Delivery] = []
  /// Summed input of the coming step, [lane][receptor][neuron].
  private let input: RealBuffer
  private let scratch: Buffer<Segment>
  /// Of each lane: room for tiles, then for the current of a block.
  private let room: RealBuffer
  private let roomCount: Int
  private let tilesCount: Int

  init(_ slots: [Slot], lanes: Int, _ precision: Precision) throws(SNNError) {
    self.slots = slots
    size = slots.reduce(0) { $0 + $1.population.blocks[$1.block].count }
    receptors = slots.reduce(1) { max($0, $1.population.model.spec.receptors.count) }
    input = try RealBuffer("summed input", shape: [lanes, receptors, size], precision)
    scratch = try Buffer("arriving rows", shape: lanes, Delivery.batch)
    tilesCount = slots.contains { $0.population.model.needsTiles } ? Tiles.room : 0
    let driven = slots.filter { !$0.population.currents.isEmpty }
    let longest = driven.map { $0.population.blocks[$0.block].count }.max() ?? 0
    roomCount = tilesCount + longest
    room = try RealBuffer("room of a step", shape: [lanes, roomCount], precision)
  }

  /// Place of a receptor's input of a neuron of the region.
  func inputOffset(_ neuron: Int, receptor: Int) -> Int { receptor * size + neuron }

  func begin(step: Int) {
    for delivery in deliveries { delivery.begin(step: step) }
  }

  func clear() {
    input.fill(0)
    for delivery in deliveries { delivery.calendar?.clear() }
  }

  func listState(in list: StateList) { list.reals("input", input) }

  /// One step of one lane: arriving spikes, then the blocks. Returns the numbers of spikes and
  /// synaptic events. Spikes that arrive before `known` are known.
  func advance(
    lane: Int, step: Int, known: Int, kernels: KernelTable, seed: UInt64
  ) -> (spikes: Int, events: Int) {
    let laneInput = input.base + lane * receptors * size
    let segments = scratch.base + lane * Delivery.batch
    let tiles = room.base + lane * roomCount
    let room = StepRoom(tiles: tiles, current: tiles + tilesCount)
    var (spikes, events) = (0, 0)
    for delivery in deliveries {
      events += delivery.run(
        lane: lane, step: step, known: known, input: laneInput, kernels: kernels,
        scratch: segments)
    }
    for slot in slots {
      spikes += slot.population.advance(
        block: slot.block, lane: lane, step: step, input: laneInput + slot.first,
        receptorStride: size,
        room: room, kernels: kernels, seed: seed)
    }
    return (spikes, events)
  }
}
