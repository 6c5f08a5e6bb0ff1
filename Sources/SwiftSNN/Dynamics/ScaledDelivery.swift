import KernelTypes

/// Delivery of spikes that each carry a number, which multiplies the weights or is the probability
/// that they are transmitted. Pointers, for one run.
struct ScaledDelivery {
  private enum Synapses {
    case sparse(Fanout.Rows, UnsafePointer<UInt16>, weights: Reals?, uniformWeight: Double)
    case dense(DenseSynapses)
  }

  private let lists: SpikeRing.Lists
  private let carried: ValueRing
  private let release: Release?
  private let calendar: Calendar?
  private let synapses: Synapses
  private let block: Int
  /// Of the block, in its population.
  private let firstTarget: Int
  /// Place of the part's first synapse among all of the fanout.
  private let start: Int

  /// Nil where what arrives carries no numbers.
  init?(_ projection: Projection, block: Int, _ calendar: Calendar?) {
    let dynamics = projection.dynamics
    guard let storage = projection.storage,
      let carried = dynamics?.carried ?? projection.source.gradedOutput
    else { return nil }
    self.carried = carried
    release = dynamics?.release
    self.calendar = calendar
    lists = projection.source.ring.lists
    self.block = block
    firstTarget = projection.target.blocks[block].lowerBound
    switch storage {
    case .sparse(let fanout, _):
      let first = fanout.parts[block].start
      start = first
      synapses = .sparse(
        fanout.rows(block), UnsafePointer(fanout.targets.base + first),
        weights: fanout.weights.map { $0.base + first }, uniformWeight: fanout.uniformWeight)
    case .dense(let dense):
      start = 0
      synapses = .dense(dense)
    }
  }

  /// Adds what arrives in `step`, the longest delay first; returns the number of synaptic events.
  func run(
    lane: Int, step: Int, input: Reals, kernels: KernelTable,
    scratch: UnsafeMutablePointer<Segment>
  ) -> Int {
    var events = 0
    switch synapses {
    case .dense(let dense):
      forEachList(lane, step - dense.delay) { spikes, values, count in
        events += deliver(dense, spikes, values, count, lane, step, input, kernels)
      }
    case .sparse(let rows, let targets, let weights, let uniformWeight):
      if let calendar {
        let fired = step - rows.delays[0]
        forEachList(lane, fired) { spikes, values, count in
          calendar.enter(spikes, count, step: fired, rows, carrying: values)
        }
        let isComplete = calendar.leaf(step: step, into: scratch, batch: Delivery.batch) {
          values, count in
          for k in 0..<count { events &+= scratch[k].count }
          kernels.scatterScaled(scratch, values, count, targets, weights, uniformWeight, input)
        }
        if isComplete { return events }
      }
      for segment in rows.delays.indices.reversed() {
        let delay = rows.delays[segment]
        forEachList(lane, step - delay) { spikes, values, count in
          rows.list(spikes, count, delay: segment, into: scratch)
          for k in 0..<count { events &+= scratch[k].count }
          scatter(spikes, values, count, delay, lane, step, input, kernels, scratch)
        }
      }
    }
    return events
  }

  /// Hands over the spikes of a step with what they carry, as many at a time as segments may be.
  @inline(__always)
  private func forEachList(
    _ lane: Int, _ step: Int,
    _ body: (_ spikes: UnsafePointer<Int32>, _ values: Reals, _ count: Int) -> Void
  ) {
    lists.forEachPlaced(lane: lane, step: step) { place, spikes, count in
      let values = carried.list(lane: lane, step: step, first: place)
      for first in stride(from: 0, to: count, by: Delivery.batch) {
        body(spikes + first, values + first, min(count - first, Delivery.batch))
      }
    }
  }

  private func scatter(
    _ spikes: UnsafePointer<Int32>, _ values: Reals, _ count: Int, _ delay: Int, _ lane: Int,
    _ step: Int, _ input: Reals, _ kernels: KernelTable, _ segments: UnsafePointer<Segment>
  ) {
    guard case .sparse(_, let targets, let weights, let uniformWeight) = synapses else { return }
    guard let release else {
      return kernels.scatterScaled(
        segments, values, count, targets, weights, uniformWeight, input)
    }
    for k in 0..<count {
      let segment = segments[k]
      let row = row(
        targets + segment.start, weights.map { $0 + segment.start }, uniformWeight, segment.count)
      let spike = Release.Spike(
        source: Int(spikes[k]), lane: lane, step: step - delay, delay: delay,
        probability: values[k])
      release.add(row, places: start + segment.start, spike, block: block, input, kernels)
    }
  }

  private func deliver(
    _ dense: DenseSynapses, _ spikes: UnsafePointer<Int32>, _ values: Reals, _ count: Int,
    _ lane: Int, _ step: Int, _ input: Reals, _ kernels: KernelTable
  ) -> Int {
    let width = dense.row(0, block).count
    guard let release else {
      let columns = dense.weights.base + firstTarget
      kernels.sumScaledRows(input, width, columns, dense.stride, spikes, values, count)
      return count * width
    }
    for k in 0..<count {
      let places = dense.row(Int(spikes[k]), block)
      let row = row(nil, dense.weights.base + places.lowerBound, 0, width)
      let spike = Release.Spike(
        source: Int(spikes[k]), lane: lane, step: step - dense.delay, delay: dense.delay,
        probability: values[k])
      release.add(row, places: 0, spike, block: block, input, kernels)
    }
    return count * width
  }

  /// A row of which only the synapses are filled in.
  private func row(
    _ targets: UnsafePointer<UInt16>?, _ weights: Reals?, _ uniformWeight: Double, _ count: Int
  ) -> ReleasedRow {
    ReleasedRow(
      targets: targets, weights: weights, uniformWeight: uniformWeight, ordinals: nil,
      count: count, firstTarget: firstTarget)
  }
}
