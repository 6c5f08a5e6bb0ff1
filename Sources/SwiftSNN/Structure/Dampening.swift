import KernelTypes

extension Network {
  /// Multiplies weights that matter for one set of data more than `alpha` times as much as for all
  /// by min(lambda reference / importance, 1) (Foster, Schoepf & Brintrup 2024, selective synaptic
  /// dampening, AAAI 38:12043). Returns how many.
  func dampen(
    _ projection: Projection, _ operation: StructureOperation
  ) throws(SNNError) -> Int {
    let storage = try ownSynapses(projection)
    let count = storage.synapseCount
    let name = projection.name
    guard let importance = try operation.perSynapse("importance", count, name),
      let reference = try operation.perSynapse("reference", count, name)
    else {
      throw .invalid("'dampen' on '\(name)' needs the arrays 'importance' and 'reference'")
    }
    let (alpha, lambda) = (operation.values["alpha"], operation.values["lambda"])
    let chosen = importance.indices.filter { importance[$0] > alpha * reference[$0] }
    return try change(projection, storage, chosen) { k, weight in
      weight * min(lambda * reference[k] / importance[k], 1)
    }
  }

  /// Keeps the weights as of now.
  func takeSnapshot(_ projection: Projection) throws(SNNError) -> Int {
    let storage = try ownSynapses(projection)
    let kept = try RealBuffer(
      "a snapshot of the weights of '\(projection.name)'", count: storage.placeCount,
      storage.precision)
    if let weights = try projection.online?.currentWeights(kernels: kernels) ?? storage.weights {
      weights.copy(to: kept.base)
    } else {
      kept.fill(storage.uniformWeight)
    }
    projection.structure.snapshot = kept
    return storage.synapseCount
  }

  /// Returns each weight with a probability to its snapshot, or to a given one; returns how many
  /// were chosen. A grown synapse has its first weight as its snapshot.
  func restore(
    _ projection: Projection, _ operation: StructureOperation
  ) throws(SNNError) -> Int {
    let storage = try ownSynapses(projection)
    let structure = projection.structure
    let given = try operation.perSynapse("weights", storage.synapseCount, projection.name)
    for weight in given ?? [] { try check(weight, of: projection) }
    guard given != nil || structure.snapshot != nil else {
      throw .state(
        "'restore' on '\(projection.name)' has nothing to return to; give weights, or take a "
          + "snapshot first")
    }
    var words = try structureWords(projection, .restore)
    let probability = operation.values["probability"]
    let chosen = (0..<storage.synapseCount).filter { _ in words.fineUnit() < probability }
    if let given { return try change(projection, storage, chosen) { k, _ in given[k] } }
    var values = [Double](repeating: 0, count: storage.synapseCount)
    storage.forEachSynapse { k, place, _, _, _ in values[k] = structure.snapshot?[place] ?? 0 }
    return try change(projection, storage, chosen) { k, _ in values[k] }
  }

  /// Changes chosen weights, by the order users see, within the bounds; returns how many.
  private func change(
    _ projection: Projection, _ storage: SynapseStorage, _ chosen: [Int],
    _ changed: (_ k: Int, _ weight: Double) -> Double
  ) throws(SNNError) -> Int {
    guard !chosen.isEmpty, !projection.isFrozen else { return 0 }
    let (lower, upper) = (projection.lower, projection.upper)
    try projection.changeWeights(kernels) { weights in
      var next = 0
      storage.forEachSynapse { k, place, _, _, _ in
        guard next < chosen.count, chosen[next] == k else { return }
        next += 1
        weights[place] = min(max(changed(k, weights[place]), lower), upper)
      }
    }
    return chosen.count
  }

  /// Refuses a weight that the projection cannot have.
  func check(_ weight: Double, of projection: Projection) throws(SNNError) {
    guard weight.isFinite, weight >= projection.lower, weight <= projection.upper else {
      throw .invalid(
        "a weight of '\(projection.name)' would be \(precision.text(weight)); weights must be "
          + "finite and within the bounds \(precision.text(projection.lower)) to "
          + "\(precision.text(projection.upper))")
    }
    try projection.target.model.spec.receptors[projection.receptor].check(
      weight: weight, of: "'\(projection.name)'")
  }
}

/// What the random numbers of a structural operation are for.
enum StructurePurpose: Int {
  case pairs, weights, delays, restore
}

extension Network {
  /// The random words of a projection's present round: threads have no part in them, nor has where
  /// synapses lie.
  func structureWords(
    _ projection: Projection, _ purpose: StructurePurpose
  ) throws(SNNError) -> WordStream {
    var words = try WordStream(seed: seed, kernels: kernels)
    words.start(
      stream: RandomPurpose.structure.stream(projection.index),
      row: projection.structure.rounds * 4 + purpose.rawValue)
    return words
  }
}
