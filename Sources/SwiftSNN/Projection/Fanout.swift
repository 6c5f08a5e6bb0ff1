import KernelTypes

/// The sparse synapses from one population to neurons of one or several others, as rows, one a
/// source, split into parts: each the targets that one thread serves, at most 65,535 of them.
///
/// Synapses lie in the order (part, source, delay, target or order of drawing), or by source before
/// part where rows were placed by their lengths alone; 16-bit targets count from the part's first
/// neuron. A row's segments of equal delay start at 16-bit offsets from the row; with one delay there
/// are none. While there are `bits`, lists hold only what those leave out, and places mean nothing.
final class Fanout {
  /// Some neurons of a target population inside a part.
  struct Piece {
    /// Place of the projection among those of the fanout.
    let member: Int
    /// Of the target population.
    let neurons: Range<Int>
    /// Part-local index of the first neuron.
    let first: Int
  }

  struct Part {
    let pieces: [Piece]
    /// Place that the part's rows are counted from.
    let start: Int
    /// Where rows start, from `start`; one more than sources.
    let rows: Buffer<Int>
    /// [source][delay + 1], from the row's start; nil where there is one delay.
    let offsets: Buffer<UInt16>?
  }

  /// Targets of a part: offsets in a row of distinct targets then fit 16 bits.
  static let mostTargets = 65_535

  let sourceCount: Int
  /// Ascending, in steps.
  let delays: [Int]
  /// The same where a pointer may point.
  private let delayPointer: UnsafeMutableBufferPointer<Int>
  private(set) var parts: [Part]
  private(set) var targets: Buffer<UInt16>
  private(set) var bits: BitRows?
  /// One for every synapse; nil while all have `uniformWeight`.
  private(set) var weights: RealBuffer?
  let uniformWeight: Double
  let precision: Precision
  /// Segments ascend by target.
  let ascends: Bool
  let memberCounts: [Int]

  init(
    sourceCount: Int, delays: [Int], parts: [Part], targets: Buffer<UInt16>,
    weights: RealBuffer?, uniformWeight: Double, precision: Precision, ascends: Bool,
    memberCounts: [Int],
    bits: BitRows? = nil
  ) {
    self.sourceCount = sourceCount
    self.delays = delays
    delayPointer = .allocate(capacity: delays.count)
    _ = delayPointer.initialize(from: delays)
    self.parts = parts
    self.targets = targets
    self.weights = weights
    self.uniformWeight = precision.rounded(uniformWeight)
    self.precision = precision
    self.ascends = ascends
    self.memberCounts = memberCounts
    self.bits = bits
  }

  deinit { delayPointer.deallocate() }

  /// The weights as an array, made from the uniform weight where there is none yet.
  func materialise(until interruption: Interruption? = nil) throws(SNNError) -> RealBuffer {
    if let weights { return weights }
    let made = try RealBuffer("weights", count: memberCounts.reduce(0, +), precision)
    try makeLists(until: interruption)
    made.fill(uniformWeight)
    weights = made
    return made
  }

  /// Bits become lists: weights that may differ need a place each.
  ///
  /// - Parameter interruption: where its wish comes, they stay bits.
  func makeLists(until interruption: Interruption? = nil) throws(SNNError) {
    guard let bits else { return }
    let total = memberCounts.reduce(0, +)
    let all = try Buffer<UInt16>("targets", count: total)
    var listed: [Part] = []
    var end = 0
    for (index, part) in parts.enumerated() {
      let rows = try Buffer<Int>("rows of synapses", count: sourceCount + 1)
      let start = end
      for source in 0..<sourceCount {
        try interruption?.check()
        let first = end
        bits.parts[index].forEachTarget(source) { local in
          all.base[end] = UInt16(local)
          end += 1
        }
        let repeated = segment(source, delay: 0, part: index)
        for place in repeated {
          all.base[end] = targets.base[place]
          end += 1
        }
        if !repeated.isEmpty {
          var row = UnsafeMutableBufferPointer(start: all.base + first, count: end - first)
          row.sort()
        }
        rows.base[source + 1] = end - start
      }
      listed.append(Part(pieces: part.pieces, start: start, rows: rows, offsets: nil))
    }
    (targets, parts, self.bits) = (all, listed, nil)
  }

  /// Calls `body` for the synapses of a source with one delay in a part.
  @inline(__always)
  func forEachTarget(
    _ source: Int, delay: Int, part: Int, _ body: (_ local: Int, _ place: Int) -> Void
  ) {
    bits?.parts[part].forEachTarget(source) { body($0, 0) }
    for place in segment(source, delay: delay, part: part) {
      body(Int(targets.base[place]), place)
    }
  }

  /// Places of the synapses of a source with one delay in a part.
  @inline(__always)
  func segment(_ source: Int, delay: Int, part: Int) -> Range<Int> {
    let part = parts[part]
    let row = part.start + part.rows.base[source]
    guard let offsets = part.offsets else {
      return row..<part.start + part.rows.base[source + 1]
    }
    let offset = offsets.base + (source * (delays.count + 1) + delay)
    return row + Int(offset[0])..<row + Int(offset[1])
  }

  /// Where the rows of a part lie.
  func rows(_ part: Int) -> Rows {
    Rows(
      delays: UnsafeBufferPointer(delayPointer), stride: delays.count + 1,
      starts: parts[part].rows.base, offsets: parts[part].offsets?.base)
  }

  /// Pointers to where rows lie, to be used while the fanout lives.
  struct Rows {
    let delays: UnsafeBufferPointer<Int>
    let stride: Int
    let starts: UnsafePointer<Int>
    let offsets: UnsafePointer<UInt16>?

    /// Lists the segments that spikes of one delay address in a part, places counted as the part's.
    @inline(__always)
    func list(
      _ spikes: UnsafePointer<Int32>, _ count: Int, delay: Int,
      into out: UnsafeMutablePointer<Segment>
    ) {
      for k in 0..<count {
        let source = Int(spikes[k])
        guard let offsets else {
          let start = starts[source]
          out[k] = Segment(start: start, count: starts[source &+ 1] &- start)
          continue
        }
        let offset = offsets + (source &* stride &+ delay)
        out[k] = Segment(
          start: starts[source] &+ Int(offset[0]), count: Int(offset[1]) &- Int(offset[0]))
      }
    }
  }
}
