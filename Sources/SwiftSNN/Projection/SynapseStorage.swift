import KernelTypes

/// Where the weights of a projection lie, dense or sparse.
///
/// Synapses lie in the order (block, source, delay, target), a dense matrix as [source][target].
/// Users see them as (source, delay, target), whatever the blocks.
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

  /// Synapses lie in the order users see.
  var isInUserOrder: Bool { sparse == nil || blocks.count == 1 }

  /// Calls `body` for every synapse in the order users see, with its place there, where it lies,
  /// its source, target and delay in steps.
  func forEachSynapse(
    _ body: (_ k: Int, _ place: Int, _ source: Int, _ target: Int, _ delay: Int) -> Void
  ) {
    var k = 0
    for source in 0..<sourceCount {
      for segment in delays.indices {
        for (block, range) in blocks.enumerated() {
          let (synapses, targets) = row(source: source, segment: segment, block: block)
          for (local, place) in synapses.enumerated() {
            let target = range.lowerBound + (targets.map { Int($0[local]) } ?? local)
            body(k, place, source, target, delays[segment])
            k += 1
          }
        }
      }
    }
  }

  /// Copies values that lie like the weights into the order users see.
  func copyInUserOrder(_ values: Buffer<Float>, to out: UnsafeMutablePointer<Float>) {
    guard !isInUserOrder else { return values.copy(to: out) }
    forEachSynapse { k, place, _, _, _ in out[k] = values.base[place] }
  }

  /// The reverse, into a new buffer.
  func placed(_ values: UnsafePointer<Float>) throws(SNNError) -> Buffer<Float> {
    let out = try Buffer<Float>("a copy of the weights", count: synapseCount)
    forEachSynapse { k, place, _, _, _ in out.base[place] = values[k] }
    return out
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
