import KernelTypes

/// A synapse to be added.
struct AddedSynapse {
  let source: Int
  let target: Int
  /// Place of its delay among the delays of the projection.
  let segment: Int
  let weight: Double
  /// Its place among all synapses, those set aside included; those of one pair and delay keep this
  /// order.
  var order = Int.max
  var notes = SynapseNotes()
}

/// The synapses of a projection laid out anew, compactly: some of them gone, others added.
///
/// Rows keep the delays they can have, so that calendars, rings and traces by row still fit; what a
/// neuron receives is summed in the same order as before.
struct RebuiltSynapses {
  let storage: SynapseStorage
  /// Of each place: where its synapse was, -1 for an added one.
  let places: [Int]
  let origins: Origins
  /// Since the last call that changed the structure; nil where this is the first change.
  let sinceCall: Origins?
  /// Of each added one: where it lies.
  let addedPlaces: [Int]

  private struct Entry {
    let segment: Int
    let target: Int
    let order: Int
    /// Where it was, and its place in the order users see; or -1 less its place among the added, and
    /// that.
    let place: Int
    let k: Int
    let weight: Double

    static func precedes(_ a: Entry, _ b: Entry) -> Bool {
      (a.segment, a.target, a.order, a.k) < (b.segment, b.target, b.order, b.k)
    }
  }

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
      for (segment, delay) in delays.enumerated() {
        segments.base[delay - shortest] = Int32(truncatingIfNeeded: segment)
      }
    }

    func part(of neuron: Int) -> Int { Int(parts.base[neuron]) }
    func segment(of delay: Int) -> Int { Int(segments.base[delay - shortest]) }
  }

  /// - Parameters:
  ///   - orders: places of the present synapses among all, those set aside included; nil where none
  ///     is set aside.
  ///   - added: by source.
  ///   - addsWeights: the weights of the added ones may differ.
  ///   - keeps: whether a synapse, by the order users see, stays.
  init(
    _ projection: Projection, _ former: SynapseStorage, orders: [Int]? = nil,
    adding added: [AddedSynapse] = [], addsWeights: Bool = true, keeps: (Int) -> Bool
  ) throws(SNNError) {
    let (target, sources) = (projection.target, projection.source.size)
    let (delays, weights) = (former.delays, former.weights)
    let (uniform, precision) = (former.uniformWeight, former.precision)
    let name = "'\(projection.name)'"
    let placement = try RowPlacement(
      parts: target.blocks.map { [Fanout.Piece(member: 0, neurons: $0, first: 0)] },
      delays: delays, sources: sources, name: name, precision)
    let lookup = try Lookup(target, delays, name)

    let lengths = try Buffer<Int>("rows of \(name)", count: sources)
    former.forEachSynapse { k, _, source, target, _ in
      guard keeps(k) else { return }
      placement.add(1, part: lookup.part(of: target), source: source)
      lengths.base[source] += 1
    }
    for one in added {
      placement.add(1, part: lookup.part(of: one.target), source: one.source)
      lengths.base[one.source] += 1
    }
    try placement.allocate(weighted: weights != nil || (addsWeights && !added.isEmpty))
    var (longest, total) = (0, 0)
    for source in 0..<sources {
      longest = max(longest, lengths.base[source])
      total += lengths.base[source]
    }

    let local = try Buffer<UInt16>("a row of \(name)", count: longest)
    let buckets = try Buffer<UInt32>("a row of \(name)", count: longest)
    let values = try RealBuffer("a row of \(name)", count: longest, precision)
    let starts = try Buffer<Int>("a row of \(name)", count: placement.buckets)
    let origins = try Buffer<Int32>("places of \(name)", count: total)
    // Where it was, or of the added ones -1 less the place among them.
    let before = try Buffer<Int>("places of \(name)", count: total)
    var row: [Entry] = []
    row.reserveCapacity(longest)
    var (current, next, done) = (0, 0, 0)
    func finishRow() {
      let kept = row.count
      while next < added.count, added[next].source == current {
        let one = added[next]
        row.append(
          Entry(
            segment: one.segment, target: one.target, order: one.order, place: -1 - next, k: next,
            weight: one.weight))
        next += 1
      }
      if row.count > kept { row.sort(by: Entry.precedes) }
      for (n, entry) in row.enumerated() {
        let part = lookup.part(of: entry.target)
        local.base[n] = UInt16(truncatingIfNeeded: entry.target - lookup.firsts.base[part])
        buckets.base[n] = UInt32(truncatingIfNeeded: part * delays.count + entry.segment)
        values.base[n] = entry.weight
        origins.base[done + n] = entry.place < 0 ? -1 : Int32(truncatingIfNeeded: entry.k)
        before.base[done + n] = entry.place
      }
      done += row.count
      placement.place(
        current, row.count, local: local.base, buckets: buckets.base, weights: values.base,
        next: starts.base)
      row.removeAll(keepingCapacity: true)
      current += 1
    }
    former.forEachSynapse { k, place, source, target, delay in
      while current < source { finishRow() }
      guard keeps(k) else { return }
      row.append(
        Entry(
          segment: lookup.segment(of: delay), target: target, order: orders?[k] ?? k,
          place: place, k: k, weight: weights?.base[place] ?? uniform))
    }
    while current < sources { finishRow() }

    let fanout = placement.fanout(uniformWeight: uniform, ascends: true, memberCounts: [total])
    let made = try RebuiltSynapses.matrix(projection, fanout)
    storage = made.map { .dense($0) } ?? .sparse(fanout, member: 0)
    var places = [Int](repeating: -1, count: total)
    var addedPlaces = [Int](repeating: -1, count: added.count)
    storage.forEachSynapse { k, place, _, _, _ in
      let old = before.base[k]
      places[place] = max(old, -1)
      if old < 0 { addedPlaces[-1 - old] = place }
    }
    self.places = places
    self.origins = Origins(origins, previousCount: former.synapseCount, after: nil)
    sinceCall = projection.structure.origins.map {
      Origins(origins, previousCount: former.synapseCount, after: $0)
    }
    self.addedPlaces = addedPlaces
  }
}

extension RebuiltSynapses {
  /// The matrix of a projection that was one and is complete again; nil of any other.
  private static func matrix(
    _ projection: Projection, _ fanout: Fanout
  ) throws(SNNError) -> DenseSynapses? {
    let (source, target) = (projection.source, projection.target)
    guard projection.wiring?.isComplete == true, let weights = fanout.weights,
      fanout.memberCounts[0] == source.size * target.size
    else { return nil }
    var isComplete = true
    fanout.forEachSynapse(of: 0) { k, _, from, to, _ in
      isComplete = isComplete && k == from * target.size + to
    }
    guard isComplete else { return nil }
    let made = try RealBuffer(
      "weights of '\(projection.name)'", shape: [source.size, target.size], weights.precision)
    fanout.forEachSynapse(of: 0) { k, place, _, _, _ in made.base[k] = weights.base[place] }
    return DenseSynapses(
      made, delay: fanout.delays[0], sources: source.size, targets: target.size,
      blocks: target.blocks)
  }

  /// Values that lay like the weights, where the synapses now lie.
  ///
  /// - Parameter fresh: of the added ones, by their place among them.
  func moved(
    _ values: RealBuffer?, _ what: String, fresh: (Int) -> Double
  ) throws(SNNError) -> RealBuffer? {
    guard let values else { return nil }
    let made = try RealBuffer(what, count: places.count, values.precision)
    for (place, old) in places.enumerated() where old >= 0 { made[place] = values[old] }
    for (k, place) in addedPlaces.enumerated() { made[place] = fresh(k) }
    return made
  }

  func moved(
    _ frozen: FrozenSynapses?, _ what: String, _ added: [AddedSynapse]
  ) throws(SNNError) -> FrozenSynapses? {
    guard let frozen else { return nil }
    let flags = try Buffer<UInt8>(what, count: places.count)
    for (place, old) in places.enumerated() where old >= 0 {
      flags.base[place] = frozen.flags.base[old]
    }
    for (k, place) in addedPlaces.enumerated() where added[k].notes.isFrozen {
      flags.base[place] = 1
    }
    let held = try RealBuffer(what, count: places.count, frozen.weights.precision)
    for place in places.indices { held[place] = storage.weight(at: place) }
    return FrozenSynapses(flags: flags, weights: held)
  }
}
