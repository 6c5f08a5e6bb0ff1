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

  /// Writes synapses row by row: those that stay, and among them the added ones.
  private struct Rows {
    let writer: RowWriter
    let added: [AddedSynapse]
    let origins: Buffer<Int32>
    /// Where it was, or of the added ones -1 less the place among them.
    let before: Buffer<Int>
    private var source = 0
    private var row: [Entry] = []
    private var (next, done) = (0, 0)

    init(
      writer: RowWriter, added: [AddedSynapse], origins: Buffer<Int32>, before: Buffer<Int>
    ) {
      (self.writer, self.added, self.origins, self.before) = (writer, added, origins, before)
    }

    mutating func add(_ entry: Entry) { row.append(entry) }

    mutating func finish(before end: Int) { while source < end { finishRow() } }

    private mutating func finishRow() {
      let kept = row.count
      while next < added.count, added[next].source == source {
        let one = added[next]
        row.append(
          Entry(
            segment: one.segment, target: one.target, order: one.order, place: -1 - next, k: next,
            weight: one.weight))
        next += 1
      }
      if row.count > kept { row.sort(by: Entry.precedes) }
      row.withUnsafeBufferPointer { row in
        writer.write(source) { (row[$0].target, row[$0].segment, row[$0].weight) }
        for (n, entry) in row.enumerated() {
          origins.base[done + n] = entry.place < 0 ? -1 : Int32(truncatingIfNeeded: entry.k)
          before.base[done + n] = entry.place
        }
      }
      done += row.count
      row.removeAll(keepingCapacity: true)
      source += 1
    }
  }

  /// - Parameters:
  ///   - orders: places of the present synapses among all, those set aside included; nil where none
  ///     is set aside.
  ///   - added: by source.
  ///   - addsWeights: the weights of the added ones may differ.
  ///   - keeps: whether a synapse, by the order users see, stays.
  init(
    _ projection: Projection, _ former: SynapseStorage, orders: [Int]? = nil,
    adding added: [AddedSynapse] = [], addsWeights: Bool = true,
    until interruption: Interruption? = nil, keeps: (Int) -> Bool
  ) throws(SNNError) {
    let (weights, uniform) = (former.weights, former.uniformWeight)
    let name = "'\(projection.name)'"
    let writer = try RowWriter(projection, former)
    former.forEachSynapse(until: interruption) { k, _, source, target, _ in
      if keeps(k) { writer.count(source: source, target: target) }
    }
    try interruption?.check()
    for one in added { writer.count(source: one.source, target: one.target) }
    try writer.allocate(weighted: weights != nil || (addsWeights && !added.isEmpty))

    let total = writer.total
    let origins = try Buffer<Int32>("places of \(name)", count: total)
    let before = try Buffer<Int>("places of \(name)", count: total)
    var rows = Rows(writer: writer, added: added, origins: origins, before: before)
    former.forEachSynapse(until: interruption) { k, place, source, target, delay in
      rows.finish(before: source)
      guard keeps(k), let segment = writer.segment(of: delay) else { return }
      rows.add(
        Entry(
          segment: segment, target: target, order: orders?[k] ?? k, place: place, k: k,
          weight: weights?.base[place] ?? uniform))
    }
    try interruption?.check()
    rows.finish(before: projection.source.size)

    let storage = try writer.storage()
    var places = [Int](repeating: -1, count: total)
    var addedPlaces = [Int](repeating: -1, count: added.count)
    storage.forEachSynapse(until: interruption) { k, place, _, _, _ in
      let old = before.base[k]
      places[place] = max(old, -1)
      if old < 0 { addedPlaces[-1 - old] = place }
    }
    try interruption?.check()
    self.storage = storage
    self.places = places
    self.origins = Origins(origins, previousCount: former.synapseCount, after: nil)
    sinceCall = projection.structure.origins.map {
      Origins(origins, previousCount: former.synapseCount, after: $0)
    }
    self.addedPlaces = addedPlaces
  }
}

/// Which synapses there are, by source, delay (in steps) and target.
struct ListedSynapses {
  var sources: [Int32]
  var targets: [Int32]
  var delays: [Int32]

  var count: Int { sources.count }
}

extension RebuiltSynapses {
  /// Others in place of all that there were.
  ///
  /// - Throws: `misfit` where one of them cannot be a synapse of the projection.
  init(
    _ projection: Projection, _ former: SynapseStorage, replacedBy listed: ListedSynapses,
    weighted: Bool, until interruption: Interruption, misfit: SNNError
  ) throws(SNNError) {
    let (sources, targets) = (projection.source.size, projection.target.size)
    let count = listed.count
    guard listed.targets.count == count, listed.delays.count == count else { throw misfit }
    let writer = try RowWriter(projection, former)
    var last = (source: 0, delay: 0, target: 0)
    for k in 0..<count {
      if k % Interruption.period == 0 { try interruption.check() }
      let next = (
        source: Int(listed.sources[k]), delay: Int(listed.delays[k]), target: Int(listed.targets[k])
      )
      guard last <= next, next.source < sources, (0..<targets).contains(next.target),
        writer.segment(of: next.delay) != nil
      else { throw misfit }
      writer.count(source: next.source, target: next.target)
      last = next
    }
    try writer.allocate(weighted: weighted || former.weights != nil)
    let weight = former.weights == nil ? former.uniformWeight : 0
    var first = 0
    for source in 0..<sources {
      try interruption.check()
      writer.write(source) { n in
        let k = first + n
        let segment = writer.segment(of: Int(listed.delays[k])) ?? 0
        return (Int(listed.targets[k]), segment, weight)
      }
      first += writer.length(of: source)
    }
    storage = try writer.storage()
    places = [Int](repeating: -1, count: count)
    let origins = try Buffer<Int32>("places of '\(projection.name)'", count: count)
    origins.fill(-1)
    self.origins = Origins(origins, previousCount: former.synapseCount, after: nil)
    (sinceCall, addedPlaces) = (nil, [])
  }

  /// Values that lay like the weights, where the synapses now lie.
  ///
  /// - Parameter fresh: of the added ones, by their place among them.
  func moved(
    _ values: RealBuffer?, fresh: (Int) -> Double
  ) throws(SNNError) -> RealBuffer? {
    let made = try values?.moved(from: places)
    for (k, place) in addedPlaces.enumerated() { made?[place] = fresh(k) }
    return made
  }

  func moved(
    _ frozen: FrozenSynapses?, _ added: [AddedSynapse]
  ) throws(SNNError) -> FrozenSynapses? {
    guard let frozen else { return nil }
    let flags = try frozen.flags.moved(from: places) { _ in 0 }
    for (k, place) in addedPlaces.enumerated() where added[k].notes.isFrozen {
      flags.base[place] = 1
    }
    let held = try RealBuffer(
      frozen.weights.what, count: places.count, frozen.weights.precision)
    for place in places.indices { held[place] = storage.weight(at: place) }
    return FrozenSynapses(flags: flags, weights: held)
  }
}
