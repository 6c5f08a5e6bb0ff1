import KernelTypes

/// Where the weights of a projection lie: a matrix [source][target], or a share of the rows of a
/// fanout. Users see synapses by (source, delay, target), whatever the form.
enum SynapseStorage {
  case dense(DenseSynapses)
  case sparse(Fanout, member: Int)

  /// The distinct delays, ascending, in steps.
  var delays: [Int] {
    switch self {
    case .dense(let dense): dense.delays
    case .sparse(let fanout, _): fanout.delays
    }
  }

  var synapseCount: Int {
    switch self {
    case .dense(let dense): dense.weights.count
    case .sparse(let fanout, let member): fanout.memberCounts[member]
    }
  }

  /// Of the weights.
  var precision: Precision {
    switch self {
    case .dense(let dense): dense.weights.precision
    case .sparse(let fanout, _): fanout.precision
    }
  }

  var isBits: Bool { if case .sparse(let fanout, _) = self { fanout.bits != nil } else { false } }

  /// Bits become lists.
  func makeLists(until interruption: Interruption? = nil) throws(SNNError) {
    if case .sparse(let fanout, _) = self { try fanout.makeLists(until: interruption) }
  }

  var isDense: Bool { if case .dense = self { true } else { false } }

  /// Other projections have their synapses in the same rows.
  var isShared: Bool {
    if case .sparse(let fanout, _) = self { fanout.memberCounts.count > 1 } else { false }
  }

  /// One for every synapse, those of other projections of a fanout included; nil while all have
  /// `uniformWeight`.
  var weights: RealBuffer? {
    switch self {
    case .dense(let dense): dense.weights
    case .sparse(let fanout, _): fanout.weights
    }
  }

  var uniformWeight: Double {
    switch self {
    case .dense: 0
    case .sparse(let fanout, _): fanout.uniformWeight
    }
  }

  /// Part-local targets, one a synapse; nil for a matrix.
  var targets: UnsafePointer<UInt16>? {
    switch self {
    case .dense: nil
    case .sparse(let fanout, _): UnsafePointer(fanout.targets.base)
    }
  }

  /// The weights as an array, made from the uniform weight where there is none yet.
  func materialise(until interruption: Interruption? = nil) throws(SNNError) -> RealBuffer {
    switch self {
    case .dense(let dense): dense.weights
    case .sparse(let fanout, _): try fanout.materialise(until: interruption)
    }
  }

  /// Where the synapses of a source, delay and part lie: their places, and the part-local targets
  /// (nil: all of the part in order).
  func row(
    source: Int, segment: Int, part: Int
  ) -> (synapses: Range<Int>, targets: UnsafePointer<UInt16>?) {
    switch self {
    case .dense(let dense): return (dense.row(source, part), nil)
    case .sparse(let fanout, _):
      let places = fanout.segment(source, delay: segment, part: part)
      return (places, UnsafePointer(fanout.targets.base + places.lowerBound))
    }
  }

  /// Calls `body` for every spike of `source` that arrives in a step of lane 0, by delay, then neuron.
  @inline(__always)
  func forEachArrival(
    of source: Population, step: Int, _ body: (_ neuron: Int, _ segment: Int) -> Void
  ) {
    let lists = source.ring.lists
    for (segment, delay) in delays.enumerated() {
      lists.forEach(lane: 0, step: step - delay) { spikes, count in
        for k in 0..<count { body(Int(spikes[k]), segment) }
      }
    }
  }

  /// What `forEachArrival` calls for first.
  func firstArrival(of source: Population, step: Int) -> (neuron: Int, segment: Int)? {
    let lists = source.ring.lists
    for (segment, delay) in delays.enumerated() {
      var first: Int?
      lists.forEach(lane: 0, step: step - delay) { spikes, count in
        if first == nil, count > 0 { first = Int(spikes[0]) }
      }
      if let first { return (first, segment) }
    }
    return nil
  }

  /// Copies values that lie like the weights: the rows of some sources, or all (nil).
  func copyRows(of sources: [Int]?, from values: RealBuffer, to copy: RealBuffer, blocks: Int) {
    guard let sources else { return values.copy(to: copy.base) }
    for source in sources {
      for block in 0..<blocks {
        for segment in delays.indices {
          let places = row(source: source, segment: segment, part: block).synapses
          (copy.base + places.lowerBound).update(
            from: values.base + places.lowerBound, count: places.count)
        }
      }
    }
  }

  /// Synapses lie in the order users see.
  var isInUserOrder: Bool {
    switch self {
    case .dense: true
    case .sparse(let fanout, _):
      fanout.parts.count == 1 && fanout.memberCounts.count == 1 && fanout.ascends
        && fanout.bits == nil
    }
  }

  /// Calls `body` for every synapse in the order users see, with its place there, where it lies,
  /// its source, target and delay in steps.
  ///
  /// - Parameter interruption: where its wish comes, the remaining rows are left out.
  func forEachSynapse(
    until interruption: Interruption? = nil,
    _ body: (_ k: Int, _ place: Int, _ source: Int, _ target: Int, _ delay: Int) -> Void
  ) {
    switch self {
    case .dense(let dense): dense.forEachSynapse(until: interruption, body)
    case .sparse(let fanout, let member):
      fanout.forEachSynapse(of: member, until: interruption, body)
    }
  }

  /// Copies values that lie like the weights into the order users see.
  func copyInUserOrder(
    _ values: RealBuffer, to out: Reals, until interruption: Interruption? = nil
  ) {
    guard !isInUserOrder else { return values.copy(to: out) }
    forEachSynapse(until: interruption) { k, place, _, _, _ in out[k] = values.base[place] }
  }

  /// The reverse: writes values in the order users see to where they lie.
  func place(_ values: Reals, into out: RealBuffer) {
    forEachSynapse { k, place, _, _, _ in out.base[place] = values[k] }
  }
}

/// A complete projection: every source to every target once, with one delay.
final class DenseSynapses {
  let delay: Int
  /// It alone, as sparse synapses list theirs.
  let delays: [Int]
  /// [source][target].
  let weights: RealBuffer
  private let sourceCount: Int
  private let targetCount: Int
  /// From one row to the next.
  var stride: Int { targetCount }
  /// Of the target population.
  private let blocks: [Range<Int>]

  init(
    _ wiring: Wiring, blocks: [Range<Int>], until interruption: Interruption
  ) throws(SNNError) {
    self.blocks = blocks
    let ends = wiring.ends
    (sourceCount, targetCount) = (ends.sources, ends.targets)
    delay = try wiring.delaySteps(wiring.delay.support.lowerBound)
    delays = [delay]
    weights = try RealBuffer(
      "weights of \(wiring.name)", shape: [sourceCount, targetCount], ends.precision)
    let sampler = try Sampler(wiring.weight)
    if let constant = sampler.constant {
      weights.fill(constant)
      return
    }
    let drawn = try Buffer<Float>("a row of weights", count: targetCount)
    var words = try WordStream(seed: ends.seed, kernels: ends.kernels)
    for source in 0..<sourceCount {
      try interruption.check()
      words.start(stream: RandomPurpose.weight.stream(ends.projection), row: source)
      sampler.draw(&words, into: drawn.base, targetCount)
      (weights.base + source * targetCount).update(from: Reals(drawn.base), count: targetCount)
    }
  }

  /// - Parameter weights: [source][target].
  init(_ weights: RealBuffer, delay: Int, sources: Int, targets: Int, blocks: [Range<Int>]) {
    (self.weights, self.delay, self.blocks) = (weights, delay, blocks)
    (sourceCount, targetCount) = (sources, targets)
    delays = [delay]
  }

  func row(_ source: Int, _ block: Int) -> Range<Int> {
    let first = source * targetCount + blocks[block].lowerBound
    return first..<first + blocks[block].count
  }

  /// Adds the rows of the spikes to the input of a block; returns the number of synaptic events.
  func deliver(
    _ spikes: UnsafePointer<Int32>, _ count: Int, block: Int,
    into input: Reals, _ kernels: KernelTable
  ) -> Int {
    let columns = blocks[block]
    kernels.sumRows(
      input, columns.count, weights.base + columns.lowerBound, targetCount, spikes, count)
    return count * columns.count
  }

  /// The same with a factor of each spike.
  func deliver(
    _ spikes: UnsafePointer<Int32>, _ count: Int, times factors: Reals, block: Int,
    into input: Reals, _ kernels: KernelTable
  ) -> Int {
    let columns = blocks[block]
    kernels.sumScaledRows(
      input, columns.count, weights.base + columns.lowerBound, targetCount, spikes, factors, count)
    return count * columns.count
  }

  func forEachSynapse(
    until interruption: Interruption? = nil,
    _ body: (_ k: Int, _ place: Int, _ source: Int, _ target: Int, _ delay: Int) -> Void
  ) {
    for source in 0..<sourceCount {
      if interruption?.isRequested == true { return }
      for target in 0..<targetCount {
        let k = source * targetCount + target
        body(k, k, source, target, delay)
      }
    }
  }
}

extension Fanout {
  /// The synapses of one member by (source, delay, target).
  func forEachSynapse(
    of member: Int, until interruption: Interruption? = nil,
    _ body: (_ k: Int, _ place: Int, _ source: Int, _ target: Int, _ delay: Int) -> Void
  ) {
    // Parts need not have the neurons of a population in ascending order.
    var pieces: [(part: Int, piece: Fanout.Piece)] = []
    for (index, part) in parts.enumerated() {
      for piece in part.pieces where piece.member == member { pieces.append((index, piece)) }
    }
    pieces.sort { $0.piece.neurons.lowerBound < $1.piece.neurons.lowerBound }
    var k = 0
    var row: [(target: Int, place: Int)] = []
    for source in 0..<sourceCount {
      if interruption?.isRequested == true { return }
      for segment in delays.indices {
        row.removeAll(keepingCapacity: true)
        for (part, piece) in pieces {
          forEachTarget(source, delay: segment, part: part) { local, place in
            let neuron = local - piece.first
            guard neuron >= 0, neuron < piece.neurons.count else { return }
            row.append((piece.neurons.lowerBound + neuron, place))
          }
        }
        if !ascends || bits != nil { row.sort { $0 < $1 } }
        for (target, place) in row {
          body(k, place, source, target, delays[segment])
          k += 1
        }
      }
    }
  }
}
