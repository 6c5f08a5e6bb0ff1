/// Which synapses a projection has and in what form, as a state says it: known when all fields are
/// set, and brought about by `apply`.
final class ProjectionShape {
  private let projection: Projection
  private let interruption: Interruption
  private var isShared = false
  private var isBits = false
  private var hasWeights = false
  private var digest: UInt64 = 0
  private var changes = 0
  /// Delays of rows.
  private var segments: [Int] = []
  private var sources: [Int32] = []
  private var targets: [Int32] = []
  private var delays: [Int32] = []
  private var dendritic: [Int32] = []
  private var kept: (frozen: Bool, survival: Bool, snapshot: Bool) = (false, false, false)
  private var asidePlaces: [Int] = []
  private var asideNumbers: [Double] = []
  private var origins: [UInt64] = []
  private var originCounts: [Int] = []

  /// - Parameter interruption: where its wish comes, what is listed is of no use.
  init(_ projection: Projection, until interruption: Interruption) {
    (self.projection, self.interruption) = (projection, interruption)
  }

  func list(in list: StateList) {
    guard let storage = projection.storage else { return }
    let structure = projection.structure
    list.value("is_shared", storage.isShared) { self.isShared = $0 }
    list.value("is_bits", storage.isBits) { self.isBits = $0 }
    list.value("has_weights", storage.weights != nil) { self.hasWeights = $0 }
    list.value("digest", digest(storage)) { self.digest = $0 }
    list.value("changes", structure.changes, suits: StateList.isNotNegative) { self.changes = $0 }
    let listed = synapses(structure.changes > 0 ? storage : nil)
    list.array("segments", storage.delays) { self.segments = $0 }
    list.array("sources", listed.sources) { self.sources = $0 }
    list.array("targets", listed.targets) { self.targets = $0 }
    list.array("delays", listed.delays) { self.delays = $0 }
    list.array("dendritic", dendriticSteps) { self.dendritic = $0 }
    list.value("has_frozen", structure.frozen != nil) { self.kept.frozen = $0 }
    list.value("has_survival", structure.survival != nil) { self.kept.survival = $0 }
    list.value("has_snapshot", structure.snapshot != nil) { self.kept.snapshot = $0 }
    let aside = structure.setAside
    list.array("set_aside/places", aside.flatMap(\.places)) { self.asidePlaces = $0 }
    list.array("set_aside/numbers", aside.flatMap(\.numbers)) { self.asideNumbers = $0 }
    list.array("origins/bits", structure.origins?.bits ?? []) { self.origins = $0 }
    list.array(
      "origins/counts", structure.origins.map { [$0.previousCount, $0.count] } ?? []
    ) { self.originCounts = $0 }
    if let update = projection.update { list.under("update") { update.listShape(in: list) } }
  }

  private var dendriticSteps: [Int32] {
    guard case .each(let steps) = projection.dendritic else { return [] }
    return Array(UnsafeBufferPointer(start: steps.base, count: steps.count))
  }

  /// Synapses in the order users see, where they are not those that were drawn.
  private func synapses(
    _ storage: SynapseStorage?
  ) -> (sources: [Int32], targets: [Int32], delays: [Int32]) {
    var (sources, targets, delays): ([Int32], [Int32], [Int32]) = ([], [], [])
    storage?.forEachSynapse(until: interruption) { _, _, source, target, delay in
      sources.append(Int32(truncatingIfNeeded: source))
      targets.append(Int32(truncatingIfNeeded: target))
      delays.append(Int32(truncatingIfNeeded: delay))
    }
    return (sources, targets, delays)
  }

  /// Of which neurons are joined with which delays; of a matrix, which is complete, of its size.
  private func digest(_ storage: SynapseStorage) -> UInt64 {
    var digest = UInt64(truncatingIfNeeded: storage.synapseCount)
    guard !storage.isDense else { return digest }
    storage.forEachSynapse(until: interruption) { _, _, source, target, delay in
      let synapse = UInt64(truncatingIfNeeded: source << 32 ^ target << 8 ^ delay)
      digest = (digest ^ synapse) &* 0x9E37_79B9_7F4A_7C15
      digest ^= digest >> 29
    }
    return digest
  }

  /// Makes the synapses those of the state.
  func apply(_ network: Network) throws(SNNError) {
    guard let storage = projection.storage else { return }
    if storage.isShared, !isShared { _ = try network.ownSynapses(projection) }
    if projection.storage?.isBits == true, !isBits {
      try projection.storage?.makeLists(until: interruption)
    }
    if changes > 0 {
      try rebuild(network)
    } else if let storage = projection.storage, self.digest(storage) != digest {
      try interruption.check()
      throw .state(
        "the synapses of '\(projection.name)' drawn here are not those that the state was saved "
          + "with; it is of another network, or of a version that draws others")
    }
    if hasWeights { _ = try projection.storage?.materialise(until: interruption) }
    try restoreStructure()
    guard let update = projection.update, let count = projection.storage?.placeCount,
      let precision = projection.storage?.precision
    else { return }
    try update.makeRoom(count, precision, what: "what the update of '\(projection.name)' keeps")
  }

  private func rebuild(_ network: Network) throws(SNNError) {
    guard projection.storage?.delays == segments else { throw misfit }
    projection.dendritic = .same(0)
    try network.replaceSynapses(
      projection, by: ListedSynapses(sources: sources, targets: targets, delays: delays),
      weighted: hasWeights, misfit: misfit)
    guard !dendritic.isEmpty else { return }
    guard dendritic.count == sources.count else { throw misfit }
    let steps = try Buffer<Int32>(
      "dendritic delays of '\(projection.name)'", count: dendritic.count)
    for k in dendritic.indices { steps.base[k] = dendritic[k] }
    projection.dendritic = .each(steps)
  }

  private func restoreStructure() throws(SNNError) {
    let structure = projection.structure
    structure.changes = changes
    guard let storage = projection.storage else { return }
    let what = "what is kept of the synapses of '\(projection.name)'"
    func room() throws(SNNError) -> RealBuffer {
      try RealBuffer(what, count: storage.placeCount, storage.precision)
    }
    structure.frozen =
      kept.frozen
      ? FrozenSynapses(flags: try Buffer(what, count: storage.placeCount), weights: try room())
      : nil
    structure.survival = kept.survival ? try room() : nil
    structure.snapshot = kept.snapshot ? try room() : nil
    let (places, numbers) = (asidePlaces, asideNumbers)
    guard places.count % 5 == 0, numbers.count == places.count / 5 * 3 else { throw misfit }
    let (source, target, segments) = (projection.source, projection.target, storage.delays)
    let all = 0..<storage.synapseCount + numbers.count / 3
    var orders: Set<Int> = []
    for k in stride(from: 0, to: places.count, by: 5) {
      guard (0..<source.size).contains(places[k]), (0..<target.size).contains(places[k + 1]),
        segments.contains(places[k + 2]), all.contains(places[k + 3]),
        orders.insert(places[k + 3]).inserted
      else { throw misfit }
    }
    structure.setAside = (0..<places.count / 5).map {
      SetAsideSynapse(
        places: Array(places[5 * $0..<5 * $0 + 5]), numbers: Array(numbers[3 * $0..<3 * $0 + 3]))
    }
    structure.origins = nil
    guard originCounts.count == 2 else { return }
    guard
      let made = Origins(bits: origins, previousCount: originCounts[0], count: originCounts[1])
    else { throw misfit }
    structure.origins = made
  }

  private var misfit: SNNError { StateList.misfit("the synapses of '\(projection.name)'") }
}

extension SetAsideSynapse {
  fileprivate var places: [Int] {
    [Int(source), Int(target), Int(delay), order, notes.isFrozen ? 1 : 0]
  }

  fileprivate var numbers: [Double] { [weight, notes.survival ?? .nan, notes.snapshot ?? .nan] }

  fileprivate init(places: [Int], numbers: [Double]) {
    func given(_ number: Double) -> Double? { number.isNaN ? nil : number }
    self.init(
      source: Int32(truncatingIfNeeded: places[0]), target: Int32(truncatingIfNeeded: places[1]),
      delay: Int32(truncatingIfNeeded: places[2]), order: places[3], weight: numbers[0],
      notes: SynapseNotes(
        isFrozen: places[4] == 1, survival: given(numbers[1]), snapshot: given(numbers[2])))
  }
}

extension Projection {
  func listState(in list: StateList) {
    guard let storage else { return }
    list.value("learning_rate", learningRate) { self.setLearningRate($0) }
    list.value("lower", lower) { self.lower = $0 }
    list.value("upper", upper) { self.upper = $0 }
    list.value("is_frozen", isFrozen) { self.isFrozen = $0 }
    list.array("coefficient", coefficient.map { [$0] } ?? []) { self.coefficient = $0.first }
    list.value("rounds", structure.rounds, suits: isCount) { self.structure.rounds = $0 }
    list.value("survival_rounds", structure.survivalRounds, suits: isCount) {
      self.structure.survivalRounds = $0
    }
    list.value("vacancies", structure.vacancies, suits: isCount) { self.structure.vacancies = $0 }
    list.synapses("weights", storage.weights, of: storage)
    list.synapses("frozen", structure.frozen?.flags, of: storage)
    list.synapses("held", structure.frozen?.weights, of: storage)
    list.synapses("survival", structure.survival, of: storage)
    list.synapses("snapshot", structure.snapshot, of: storage)
    if let dynamics { list.under("dynamics") { dynamics.listState(in: list) } }
    if let online { list.under("online") { online.listState(in: list) } }
    if let update { list.under("update") { update.listState(in: list, of: storage) } }
  }

  private func isCount(_ number: Int) -> Bool { (0..<1 << 31).contains(number) }

  /// After all is set.
  func finishState() {
    online?.setBounds(lower, upper)
    informOnline()
  }
}
