import KernelTypes

/// What arrives in each step from numbers that stand still: summed up once a run, row of the drive and
/// lane. What was sent before the run is summed up alone as well, so that results do not depend on
/// where runs begin. It is no synaptic event.
final class StillInput {
  private let source: Population
  private let still: AnalogSource
  private let delay: Int
  private let width: Int
  /// [lane][kept, of one step][target of the block].
  private let sums: RealBuffer
  /// Of each lane, the row that was summed up; -1: none.
  private let summed: Buffer<Int>
  /// Of the run: numbers sent before may have been others.
  private var firstStep = 0

  /// Nil where numbers may change, or several of a source arrive in a step.
  init?(_ projection: Projection, block: Int, lanes: Int) throws(SNNError) {
    guard let still = projection.source.model.still, let storage = projection.storage,
      storage.delays.count == 1
    else { return nil }
    source = projection.source
    self.still = still
    delay = storage.delays[0]
    width = projection.target.blocks[block].count
    let what = "summed input of '\(projection.name)'"
    sums = try RealBuffer(what, shape: [lanes, 2, width], storage.precision)
    summed = try Buffer(what, count: lanes)
  }

  /// Before a run: numbers and weights may be others.
  func begin(step: Int) {
    firstStep = step
    summed.fill(-1)
  }

  /// Adds what arrives in a step, as `delivery` would.
  func run(
    _ delivery: ScaledDelivery, lane: Int, step: Int, input: Reals, kernels: KernelTable,
    scratch: UnsafeMutablePointer<Segment>
  ) {
    let sent = step - delay
    guard source.ring.lists.hasSpikes(lane: lane, step: sent) else { return }
    let isKept = sent >= firstStep
    let row = still.row(at: sent)
    let sum = sums.base + (2 * lane + (isKept ? 0 : 1)) * width
    if !isKept || summed.base[lane] != row {
      sum.raw.initializeMemory(as: UInt8.self, repeating: 0, count: width * sum.precision.bytes)
      _ = delivery.run(
        lane: lane, step: step, input: sum, kernels: kernels, scratch: scratch)
      if isKept { summed.base[lane] = row }
    }
    kernels.addScaled(input, sum, 1, width)
  }
}
