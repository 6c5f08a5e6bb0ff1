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
  /// Of each synapse in the order users see: its place in that order before, -1 for an added one.
  let origins: [Int32]
  /// Of each added one: where it lies.
  let addedPlaces: [Int]

  private struct Entry {
    let segment: Int
    let target: Int
    let order: Int
    /// Where it was, and its place in the order users see; or -1 and its place among the added.
    let place: Int
    let k: Int
    let weight: Double

    static func precedes(_ a: Entry, _ b: Entry) -> Bool {
      (a.segment, a.target, a.order, a.k) < (b.segment, b.target, b.order, b.k)
    }
  }

  /// - Parameters:
  ///   - orders: places of the present synapses among all, those set aside included; nil where none
  ///     is set aside.
  ///   - added: by source.
  ///   - keeps: whether a synapse, by the order users see, stays.
  init(
    _ projection: Projection, _ storage: SynapseStorage, orders: [Int]? = nil,
    adding added: [AddedSynapse] = [], keeps: (Int) -> Bool
  ) throws(SNNError) {
    let (delays, blocks, sources) = (
      storage.delays, projection.target.blocks, projection.source.size
    )
    let name = "'\(projection.name)'"
    let (weights, uniform) = (storage.weights, storage.uniformWeight)
    let precision = storage.precision
    let segments = Dictionary(uniqueKeysWithValues: delays.enumerated().map { ($1, $0) })
    let placement = try RowPlacement(
      parts: blocks.map { [Fanout.Piece(member: 0, neurons: $0, first: 0)] }, delays: delays,
      sources: sources, name: name, precision)
    func part(of neuron: Int) -> Int {
      blocks.count == 1 ? 0 : blocks.firstIndex { $0.contains(neuron) } ?? 0
    }

    var lengths = [Int](repeating: 0, count: sources)
    storage.forEachSynapse { k, _, source, target, _ in
      guard keeps(k) else { return }
      placement.add(1, part: part(of: target), source: source)
      lengths[source] += 1
    }
    for one in added {
      placement.add(1, part: part(of: one.target), source: one.source)
      lengths[one.source] += 1
    }
    try placement.allocate(weighted: weights != nil || !added.isEmpty)

    let longest = lengths.max() ?? 0
    let local = try Buffer<UInt16>("a row of \(name)", count: longest)
    let buckets = try Buffer<UInt32>("a row of \(name)", count: longest)
    let values = try RealBuffer("a row of \(name)", count: longest, precision)
    let starts = try Buffer<Int>("a row of \(name)", count: placement.buckets)
    let total = lengths.reduce(0, +)
    var origins: [Int32] = []
    var before: [(place: Int, added: Int)] = []
    origins.reserveCapacity(total)
    before.reserveCapacity(total)
    var row: [Entry] = []
    var (current, next) = (0, 0)
    func finishRow() {
      let kept = row.count
      while next < added.count, added[next].source == current {
        let one = added[next]
        row.append(
          Entry(
            segment: one.segment, target: one.target, order: one.order, place: -1, k: next,
            weight: one.weight))
        next += 1
      }
      if row.count > kept { row.sort(by: Entry.precedes) }
      for (n, entry) in row.enumerated() {
        let block = part(of: entry.target)
        local.base[n] = UInt16(truncatingIfNeeded: entry.target - blocks[block].lowerBound)
        buckets.base[n] = UInt32(truncatingIfNeeded: block * delays.count + entry.segment)
        values[n] = entry.weight
        let isAdded = entry.place < 0
        origins.append(isAdded ? -1 : Int32(truncatingIfNeeded: entry.k))
        before.append((entry.place, isAdded ? entry.k : -1))
      }
      placement.place(
        current, row.count, local: local.base, buckets: buckets.base, weights: values.base,
        next: starts.base)
      row.removeAll(keepingCapacity: true)
      current += 1
    }
    storage.forEachSynapse { k, place, source, target, delay in
      while current < source { finishRow() }
      guard keeps(k) else { return }
      row.append(
        Entry(
          segment: segments[delay] ?? 0, target: target, order: orders?[k] ?? k, place: place,
          k: k, weight: weights?[place] ?? uniform))
    }
    while current < sources { finishRow() }

    let fanout = placement.fanout(uniformWeight: uniform, ascends: true, memberCounts: [total])
    var places = [Int](repeating: -1, count: total)
    var addedPlaces = [Int](repeating: -1, count: added.count)
    fanout.forEachSynapse(of: 0) { k, place, _, _, _ in
      places[place] = before[k].place
      if before[k].added >= 0 { addedPlaces[before[k].added] = place }
    }
    self.storage = .sparse(fanout, member: 0)
    self.places = places
    self.origins = origins
    self.addedPlaces = addedPlaces
  }
}

extension RebuiltSynapses {
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
