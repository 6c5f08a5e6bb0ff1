import KernelTypes

extension Network {
  /// What a synapse takes while it grows.
  private static let bytesOfGrowth = 256

  /// Adds synapses between free pairs, random ones or those with the highest scores; returns how
  /// many: fewer than asked for where fewer pairs are free.
  func regrow(
    _ projection: Projection, _ operation: StructureOperation, until interruption: Interruption?
  ) throws(SNNError) -> Int {
    let storage = try ownSynapses(projection)
    let structure = projection.structure
    var candidates: (pre: [Double], post: [Double])?
    if operation.array("pre") != nil || operation.array("post") != nil {
      candidates = (operation.array("pre") ?? [], operation.array("post") ?? [])
    }
    let delay = operation.values["delay"]
    let given = delay > 0 ? try segment(delay, of: projection, storage) : nil
    let asked = operation.values["number"]
    let wanted = asked < 0 ? structure.vacancies : Int(asked)
    let scores = try operation.kind == .regrowCorrelated ? self.scores(projection, operation) : nil
    guard let distribution = operation.weight, wanted > 0 else { return 0 }
    let receptor = projection.target.model.spec.receptors[projection.receptor]
    try receptor.check(weight: distribution.support.lowerBound, of: "'\(projection.name)'")
    let free = try FreePairs(projection, storage, candidates: candidates)
    let number = min(wanted, free.count)
    guard number > 0 else { return 0 }
    try FreeMemory.require(
      number * Network.bytesOfGrowth, for: "\(number) synapses that grow on '\(projection.name)'")
    let pairs: [Int]
    if let scores {
      pairs = free.best(number, scores.score, sources: projection.source.size)
    } else {
      var words = try structureWords(projection, .pairs)
      pairs = free.draw(number, &words)
    }
    let weights = try drawWeights(projection, distribution, number)
    let segments =
      if let given {
        [Int](repeating: given, count: number)
      } else {
        try drawSegments(projection, storage, pairs)
      }
    let targets = projection.target.size
    let added = pairs.indices.map {
      AddedSynapse(
        source: pairs[$0] / targets, target: pairs[$0] % targets, segment: segments[$0],
        weight: weights[$0])
    }
    try rebuild(projection, adding: added, until: interruption) { _ in true }
    structure.rounds += 1
    structure.vacancies = max(0, structure.vacancies - number)
    return number
  }

  /// Within the bounds of the projection.
  private func drawWeights(
    _ projection: Projection, _ distribution: Distribution, _ number: Int
  ) throws(SNNError) -> [Double] {
    var words = try structureWords(projection, .weights)
    let drawn = try Buffer<Float>("grown synapses of '\(projection.name)'", count: number)
    let sampler = try Sampler(distribution)
    sampler.draw(&words, into: drawn.base, number)
    return (0..<number).map {
      let weight = sampler.constant ?? Double(drawn.base[$0])
      return precision.rounded(min(max(weight, projection.lower), projection.upper))
    }
  }

  /// Places of the delays of new synapses among those of the projection.
  private func drawSegments(
    _ projection: Projection, _ storage: SynapseStorage, _ pairs: [Int]
  ) throws(SNNError) -> [Int] {
    let delays = storage.delays
    guard delays.count > 1 else { return Array(repeating: 0, count: pairs.count) }
    var words = try structureWords(projection, .delays)
    guard let drawer = try projection.wiring?.delayDrawer() else {
      return pairs.map { _ in words.below(delays.count) }
    }
    let targets = projection.target.size
    return pairs.map { pair in
      var (target, drawn) = (UInt32(truncatingIfNeeded: pair % targets), UInt32(0))
      drawer.draw(pair / targets, &target, 1, from: delays[0], &words, into: &drawn)
      return delays.firstIndex(of: delays[0] + Int(drawn)) ?? 0
    }
  }

  /// Place of a delay in ms among those of the projection.
  func segment(
    _ delay: Double, of projection: Projection, _ storage: SynapseStorage
  ) throws(SNNError) -> Int {
    let steps = try Wiring.delaySteps(delay, dt: dt, name: "'\(projection.name)'")
    guard let segment = storage.delays.firstIndex(of: steps) else {
      let known = storage.delays.prefix(8).map { short(Double($0) * dt) }.joined(separator: ", ")
      throw .invalid(
        "'\(projection.name)' cannot grow a synapse with a delay of \(short(delay)) ms: its delays "
          + "are \(known)\(storage.delays.count > 8 ? ", ..." : "") ms; give one of them")
    }
    return segment
  }

  /// Adds synapses as given, also to pairs that have one.
  ///
  /// - Parameter delay: in ms; empty where the projection has but one.
  public func grow(
    _ index: Int32, pre: UnsafeBufferPointer<Int32>, post: UnsafeBufferPointer<Int32>,
    weight: RealSpan, delay: UnsafeBufferPointer<Double>
  ) throws(SNNError) {
    let projection = try projection(index)
    projection.structure.origins = nil
    let name = projection.name
    let (source, target) = (projection.source, projection.target)
    let storage = try ownSynapses(projection)
    if delay.isEmpty, storage.delays.count > 1 {
      throw .invalid("'\(name)' has several delays; give that of each synapse it grows")
    }
    var added: [AddedSynapse] = []
    added.reserveCapacity(pre.count)
    for k in pre.indices {
      for (what, neuron, population) in [("pre", pre[k], source), ("post", post[k], target)] {
        guard neuron >= 0, Int(neuron) < population.size else {
          throw .index(
            "\(what)[\(k)] is \(neuron), but '\(population.name)' has neurons 0 to "
              + "\(population.size - 1)")
        }
      }
      try check(weight[k], of: projection)
      added.append(
        AddedSynapse(
          source: Int(pre[k]), target: Int(post[k]),
          segment: delay.isEmpty ? 0 : try segment(delay[k], of: projection, storage),
          weight: weight[k]))
    }
    guard !added.isEmpty else { return }
    let order = added.indices.sorted { (added[$0].source, $0) < (added[$1].source, $1) }
    try rebuild(
      projection, adding: order.map { added[$0] }, until: team.interruption
    ) { _ in true }
  }
}
