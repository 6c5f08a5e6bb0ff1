import KernelTypes

/// Weights of a projection as a recorder reads them, in the middle of a run too: as of now, leaving
/// what plasticity has pending as it is. Only rows that hold recorded synapses are brought up to
/// date.
final class RecordedWeights {
  let projection: Projection
  /// Number of recorded synapses.
  let count: Int
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
    guard let synapses else {
      if !storage.isInUserOrder { places = locations(storage) }
      return
    }
    let order = synapses.indices.filter { synapses[$0] >= 0 }.sorted {
      synapses[$0] < synapses[$1]
    }
    var places = [Int](repeating: -1, count: count)
    var sources: [Int] = []
    var next = 0
    storage.forEachSynapse { k, place, source, _, _ in
      while next < order.count, synapses[order[next]] == k {
        places[order[next]] = place
        if sources.last != source { sources.append(source) }
        next += 1
      }
    }
    self.places = places
    self.sources = sources
  }

  /// Synapses have come or gone: those recorded are followed, and read NaN where they are gone.
  func moved(_ origins: Origins) {
    var now = [Int](repeating: -1, count: origins.previousCount)
    origins.forEachSynapse { k, origin in if origin >= 0 { now[origin] = k } }
    follow((synapses ?? Array(0..<count)).map { $0 < 0 ? -1 : now[$0] })
  }

  /// Recorded synapses, which change where synapses come and go; set when the projection has its own.
  func listShape(in list: StateList) {
    list.value("follows", synapses != nil) { follows throws(SNNError) in
      guard !follows else { return }
      guard try self.projection.synapseCount() == self.count else { throw self.misfit }
      self.follow(nil)
    }
    list.array("synapses", synapses ?? []) { given throws(SNNError) in
      guard !given.isEmpty else { return }
      let places = -1..<(try self.projection.synapseCount())
      guard given.count == self.count, given.allSatisfy(places.contains) else {
        throw self.misfit
      }
      self.follow(given)
    }
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
  func append(to values: inout RealLog, kernels: KernelTable) {
    guard isLocated, let weights = weights(kernels) else {
      let weight = projection.storage?.uniformWeight ?? 0
      guard let synapses else { return values.append(repeating: weight, count: count) }
      for synapse in synapses { values.append(synapse < 0 ? .nan : weight) }
      return
    }
    guard let places else {
      values.append(contentsOf: weights.base, count: count)
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
