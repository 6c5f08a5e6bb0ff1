import KernelTypes

/// Lays the synapses of a projection out anew, compactly: first all are counted, then written row by
/// row.
///
/// Rows keep the delays they can have, so that calendars, rings and traces by row still fit.
final class RowWriter {
  private let projection: Projection
  private let former: SynapseStorage
  private let name: String
  private let placement: RowPlacement
  private let lookup: Lookup
  private let lengths: Buffer<Int>
  /// Of all rows, once they have been counted.
  private(set) var total = 0
  private var row: Row?

  /// Parts of targets and segments of delays.
  private struct Lookup {
    let parts: Buffer<UInt16>
    let firsts: Buffer<Int>
    private let segments: Buffer<Int32>
    private let shortest: Int

    init(_ target: Population, _ delays: [Int], _ name: String) throws(SNNError) {
      parts = try Buffer("parts of \(name)", count: target.size)
      firsts = try Buffer("parts of \(name)", count: target.blocks.count)
      for (part, range) in target.blocks.enumerated() {
        firsts.base[part] = range.lowerBound
        for neuron in range { parts.base[neuron] = UInt16(truncatingIfNeeded: part) }
      }
      shortest = delays.first ?? 0
      segments = try Buffer("delays of \(name)", count: (delays.last ?? 0) - shortest + 1)
      segments.fill(-1)
      for (segment, delay) in delays.enumerated() {
        segments.base[delay - shortest] = Int32(truncatingIfNeeded: segment)
      }
    }

    func part(of neuron: Int) -> Int { Int(parts.base[neuron]) }

    func segment(of delay: Int) -> Int? {
      guard delay >= shortest, delay - shortest < segments.count else { return nil }
      let segment = Int(segments.base[delay - shortest])
      return segment < 0 ? nil : segment
    }
  }

  /// Room for one row.
  private struct Row {
    let local: Buffer<UInt16>
    let buckets: Buffer<UInt32>
    let values: RealBuffer
    let starts: Buffer<Int>
  }

  init(_ projection: Projection, _ former: SynapseStorage) throws(SNNError) {
    (self.projection, self.former) = (projection, former)
    let target = projection.target
    name = "'\(projection.name)'"
    placement = try RowPlacement(
      parts: target.blocks.map { [Fanout.Piece(member: 0, neurons: $0, first: 0)] },
      delays: former.delays, sources: projection.source.size, name: name, former.precision)
    lookup = try Lookup(target, former.delays, name)
    lengths = try Buffer("rows of \(name)", count: projection.source.size)
  }

  func count(source: Int, target: Int) {
    placement.add(1, part: lookup.part(of: target), source: source)
    lengths.base[source] += 1
  }

  /// Place of a delay in steps among those of the projection; nil for others.
  func segment(of delay: Int) -> Int? { lookup.segment(of: delay) }

  /// All have been counted.
  func allocate(weighted: Bool) throws(SNNError) {
    try placement.allocate(weighted: weighted)
    var longest = 0
    for source in 0..<projection.source.size {
      longest = max(longest, lengths.base[source])
      total += lengths.base[source]
    }
    row = Row(
      local: try Buffer("a row of \(name)", count: longest),
      buckets: try Buffer("a row of \(name)", count: longest),
      values: try RealBuffer("a row of \(name)", count: longest, former.precision),
      starts: try Buffer("a row of \(name)", count: placement.buckets))
  }

  func length(of source: Int) -> Int { lengths.base[source] }

  /// Writes a row, whose synapses come by delay and target.
  func write(
    _ source: Int, _ synapse: (_ n: Int) -> (target: Int, segment: Int, weight: Double)
  ) {
    guard let row else { return }
    let (local, buckets, values) = (row.local.base, row.buckets.base, row.values.base)
    let (segments, length) = (placement.delays.count, lengths.base[source])
    for n in 0..<length {
      let (target, segment, weight) = synapse(n)
      let part = lookup.part(of: target)
      local[n] = UInt16(truncatingIfNeeded: target - lookup.firsts.base[part])
      buckets[n] = UInt32(truncatingIfNeeded: part * segments + segment)
      values[n] = weight
    }
    placement.place(
      source, length, local: local, buckets: buckets, weights: values, next: row.starts.base)
  }

  /// All rows have been written.
  func storage() throws(SNNError) -> SynapseStorage {
    let fanout = placement.fanout(
      uniformWeight: former.uniformWeight, ascends: true, memberCounts: [total])
    return try matrix(fanout).map { .dense($0) } ?? .sparse(fanout, member: 0)
  }

  /// The matrix of a projection that was one and is complete again; nil of any other.
  private func matrix(_ fanout: Fanout) throws(SNNError) -> DenseSynapses? {
    let (source, target) = (projection.source, projection.target)
    guard projection.wiring?.isComplete == true, let weights = fanout.weights,
      total == source.size * target.size
    else { return nil }
    var isComplete = true
    fanout.forEachSynapse(of: 0) { k, _, from, to, _ in
      isComplete = isComplete && k == from * target.size + to
    }
    guard isComplete else { return nil }
    let made = try RealBuffer(
      "weights of \(name)", shape: [source.size, target.size], weights.precision)
    fanout.forEachSynapse(of: 0) { k, place, _, _, _ in made.base[k] = weights.base[place] }
    return DenseSynapses(
      made, delay: fanout.delays[0], sources: source.size, targets: target.size,
      blocks: target.blocks)
  }
}
