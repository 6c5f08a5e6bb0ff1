import KernelTypes

/// Weights of a projection as a recorder reads them, in the middle of a run too: as of now, leaving
/// what plasticity has pending as it is. Only rows that hold recorded synapses are brought up to
/// date.
final class RecordedWeights {
  let projection: Projection
  /// Number of recorded synapses, those that are gone included.
  private(set) var count: Int
  /// Which ones, in the order users see, -1 for one that is gone; nil for all.
  private var synapses: [Int]?
  /// Where they lie, in the order recorded, -1 for one that is gone; nil where that is the order
  /// they lie in.
  private var places: [Int]?
  /// Their sources, each once; nil for all.
  private var sources: [Int]?
  /// Lies like the weights, for those that plasticity has changes pending for.
  private var current: RealBuffer?
  private var isLocated = false
  /// What they joined when they were first recorded; nil while that is what the projection says.
  private var ends: ListedSynapses?

  init(_ projection: Projection, synapses: [Int]?) throws(SNNError) {
    self.projection = projection
    self.synapses = synapses
    let all = try projection.synapseCount()
    count = synapses?.count ?? all
    for synapse in synapses ?? [] where !(0..<all).contains(synapse) {
      throw .index(
        "synapse \(synapse) to record is not one of the \(all) synapses, counted from 0, of "
          + "'\(projection.name)'")
    }
  }

  /// Looks up where the synapses lie, once the network is laid out and as soon as weights can differ.
  func prepare() throws(SNNError) {
    guard !isLocated, let storage = projection.storage, let weights = storage.weights
    else { return }
    if projection.online != nil {
      current = try RealBuffer(
        "weights to record of '\(projection.name)'", count: weights.count, weights.precision)
    }
    isLocated = true
    guard synapses != nil else {
      if !storage.isInUserOrder { places = locations(storage) }
      return
    }
    var places = [Int](repeating: -1, count: count)
    var sources: [Int] = []
    forEachRecorded(storage) { n, place, source, _, _ in
      places[n] = place
      if sources.last != source { sources.append(source) }
    }
    self.places = places
    self.sources = sources
  }

  /// Calls `body` for the recorded synapses that are there, by source, with the place among those
  /// recorded and the place where each lies.
  private func forEachRecorded(
    _ storage: SynapseStorage,
    _ body: (_ n: Int, _ place: Int, _ source: Int, _ target: Int, _ delay: Int) -> Void
  ) {
    guard let synapses else { return storage.forEachSynapse(body) }
    let order = synapses.indices.filter { synapses[$0] >= 0 }.sorted {
      synapses[$0] < synapses[$1]
    }
    var next = 0
    storage.forEachSynapse { k, place, source, target, delay in
      while next < order.count, synapses[order[next]] == k {
        body(order[next], place, source, target, delay)
        next += 1
      }
    }
  }

  /// What the recorded synapses joined when they were first recorded.
  func ends(_ team: ThreadTeam) throws(SNNError) -> ListedSynapses {
    if let ends { return ends }
    let storage = try projection.drawn(team)
    var (sources, targets) = (
      [Int32](repeating: 0, count: count), [Int32](repeating: 0, count: count)
    )
    var delays = sources
    forEachRecorded(storage) { n, _, source, target, delay in
      sources[n] = Int32(truncatingIfNeeded: source)
      targets[n] = Int32(truncatingIfNeeded: target)
      delays[n] = Int32(truncatingIfNeeded: delay)
    }
    return ListedSynapses(sources: sources, targets: targets, delays: delays)
  }

  /// Synapses are about to come or go.
  func keepEnds(_ team: ThreadTeam) throws(SNNError) { ends = try ends(team) }

  /// Synapses have come or gone: those recorded are followed, and read NaN where they are gone.
  func moved(_ origins: Origins) {
    var now = [Int](repeating: -1, count: origins.previousCount)
    origins.forEachSynapse { k, origin in if origin >= 0 { now[origin] = k } }
    follow((synapses ?? Array(0..<count)).map { $0 < 0 ? -1 : now[$0] })
  }

  /// Recorded synapses, which change where synapses come and go; set when the projection has its own.
  func listShape(in list: StateList) {
    list.value("count", count, suits: StateList.isNotNegative) { self.count = $0 }
    var (follows, hasEnds) = (false, false)
    list.value("follows", synapses != nil) { follows = $0 }
    list.array("synapses", synapses ?? []) { given throws(SNNError) in
      guard follows || given.isEmpty else { throw self.misfit }
      self.follow(follows ? given : nil)
    }
    let kept = ends ?? ListedSynapses(sources: [], targets: [], delays: [])
    var given = kept
    list.value("has_ends", ends != nil) { hasEnds = $0 }
    list.array("sources", kept.sources) { given.sources = $0 }
    list.array("targets", kept.targets) { given.targets = $0 }
    list.array("delays", kept.delays) {
      given.delays = $0
      self.ends = hasEnds ? given : nil
    }
  }

  /// What was set goes together.
  func isSound() throws(SNNError) -> Bool {
    let all = try projection.synapseCount()
    let follows = synapses.map { $0.count == count && $0.allSatisfy((-1..<all).contains) }
    guard follows ?? (count == all) else { return false }
    guard let ends else { return true }
    let (source, target) = (Int32(projection.source.size), Int32(projection.target.size))
    return ends.sources.count == count && ends.targets.count == count && ends.delays.count == count
      && ends.sources.allSatisfy((0..<source).contains)
      && ends.targets.allSatisfy((0..<target).contains)
  }

  private var misfit: SNNError {
    StateList.misfit("the recorded weights of '\(projection.name)'")
  }

  private func follow(_ synapses: [Int]?) {
    self.synapses = synapses
    (places, sources, current, isLocated) = (nil, nil, nil, false)
  }

  private func locations(_ storage: SynapseStorage) -> [Int] {
    var places: [Int] = []
    places.reserveCapacity(count)
    storage.forEachSynapse { _, place, _, _, _ in places.append(place) }
    return places
  }

  /// Appends the weights as of now.
  func append(to values: RealLog, kernels: KernelTable) {
    guard isLocated, let weights = weights(kernels) else {
      let weight = projection.storage?.uniformWeight ?? 0
      guard let synapses else { return values.append(repeating: weight, count: count) }
      for synapse in synapses { values.append(synapse < 0 ? .nan : weight) }
      return
    }
    guard let places else {
      values.append(weights.base, count: count)
      return
    }
    for place in places { values.append(place < 0 ? .nan : weights[place]) }
  }

  private func weights(_ kernels: KernelTable) -> RealBuffer? {
    guard let online = projection.online, let current else { return projection.storage?.weights }
    online.show(sources, weights: current, eligibility: nil, kernels)
    return current
  }
}
