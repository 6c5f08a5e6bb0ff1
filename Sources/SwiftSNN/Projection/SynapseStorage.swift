import KernelTypes

/// Where the weights of a projection lie, dense or sparse.
///
/// Synapses are ordered (block, source, delay, target); a dense matrix is [source][target], which
/// is the same order where the target population is one block.
final class SynapseStorage {
  let sourceCount: Int
  let targetCount: Int
  /// The distinct delays, ascending, in steps.
  let delays: [Int]
  let synapseCount: Int
  /// Of the target population.
  private let blocks: [Range<Int>]
  private let sparse: SparseForm?
  /// One for every synapse; nil while all have `uniformWeight`.
  private(set) var weights: Buffer<Float>?
  let uniformWeight: Float

  var isDense: Bool { sparse == nil }

  /// A complete projection: every source to every target once, with one delay.
  init(
    dense blocks: [Range<Int>], sources: Int, targets: Int, delay: Int, weight: Float
  ) throws(SNNError) {
    self.blocks = blocks
    sourceCount = sources
    targetCount = targets
    delays = [delay]
    synapseCount = sources * targets
    sparse = nil
    uniformWeight = weight
    _ = try materialise()
  }

  init(
    sparse form: SparseForm, blocks: [Range<Int>], sources: Int, targets: Int, weight: Float,
    weights: Buffer<Float>?
  ) {
    self.blocks = blocks
    sourceCount = sources
    targetCount = targets
    delays = form.delays
    synapseCount = form.targets.count
    sparse = form
    uniformWeight = weight
    self.weights = weights
  }

  /// The weights as an array, made from the uniform weight where there is none yet.
  func materialise() throws(SNNError) -> Buffer<Float> {
    if let weights { return weights }
    let made = try Buffer<Float>("weights", count: synapseCount)
    made.fill(uniformWeight)
    weights = made
    return made
  }

  func deliver(
    _ spikes: UnsafePointer<Int32>, _ count: Int, segment: Int, block: Int, columns: Range<Int>,
    into input: UnsafeMutablePointer<Float>, _ kernels: KernelTable
  ) -> Int {
    if let sparse {
      let rows = sparse.rows(spikes, count, segment: segment, block: block, input: input)
      guard let weights else { return kernels.scatterUniform(rows, uniformWeight) }
      return kernels.scatter(rows, weights.base + sparse.blockStarts[block])
    }
    if let weights {
      kernels.sumRows(
        input, columns.count, weights.base + columns.lowerBound, targetCount, spikes, count)
    }
    return count * columns.count
  }

  /// Where the synapses of a source, delay and block lie: their range among all synapses, and the
  /// block-local targets (nil: all of the block in order).
  func row(
    source: Int, segment: Int, block: Int
  ) -> (synapses: Range<Int>, targets: UnsafePointer<UInt16>?) {
    if let sparse { return sparse.row(source: source, segment: segment, block: block) }
    let first = source * targetCount + blocks[block].lowerBound
    return (first..<first + blocks[block].count, nil)
  }

  /// Calls `body` for every synapse in order with its place, source, target and delay in steps.
  func forEachSynapse(_ body: (_ synapse: Int, _ source: Int, _ target: Int, _ delay: Int) -> Void)
  {
    for (block, range) in blocks.enumerated() {
      for source in 0..<sourceCount {
        for segment in delays.indices {
          let (synapses, targets) = row(source: source, segment: segment, block: block)
          for (k, synapse) in synapses.enumerated() {
            let local = targets.map { Int($0[k]) } ?? k
            body(synapse, source, range.lowerBound + local, delays[segment])
          }
        }
      }
    }
  }
}

/// Sparse rows split into target blocks: 16-bit block-local targets, each row's synapses ordered by
/// (delay, target), with the start of every (source, delay) segment.
final class SparseForm {
  let delays: [Int]
  let targets: Buffer<UInt16>
  /// Where each block's synapses start among all.
  let blockStarts: [Int]
  /// Of each block: segment starts [source][delay] from the block's start, and one end.
  private let bounds: [Buffer<Int>]

  init(delays: [Int], targets: Buffer<UInt16>, blockStarts: [Int], bounds: [Buffer<Int>]) {
    self.delays = delays
    self.targets = targets
    self.blockStarts = blockStarts
    self.bounds = bounds
  }

  func rows(
    _ spikes: UnsafePointer<Int32>, _ count: Int, segment: Int, block: Int,
    input: UnsafeMutablePointer<Float>
  ) -> SparseRows {
    SparseRows(
      sources: spikes, sourceCount: count, bounds: bounds[block].base + segment,
      stride: delays.count, targets: targets.base + blockStarts[block], input: input)
  }

  func row(
    source: Int, segment: Int, block: Int
  ) -> (synapses: Range<Int>, targets: UnsafePointer<UInt16>?) {
    let bound = bounds[block].base + (source * delays.count + segment)
    let first = blockStarts[block] + bound[0]
    return (first..<first + (bound[1] - bound[0]), UnsafePointer(targets.base + first))
  }
}
