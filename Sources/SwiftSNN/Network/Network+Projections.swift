extension Network {
  public typealias NamedValues = [(name: String, value: Double)]

  public func connect(
    _ source: Int32, _ target: Int32, receptor: String? = nil,
    rules: [(name: String, parameters: NamedValues)],
    weight: (kind: String, parameters: NamedValues), delay: (kind: String, parameters: NamedValues)
  ) throws(SNNError) -> Int {
    let packing = try packing(source, target)
    guard (1...15).contains(rules.count) else {
      throw .invalid("a projection needs 1 to 15 connectivity rules, not \(rules.count)")
    }
    var connectors: [ConnectorRule] = []
    for rule in rules { connectors.append(try ConnectorRule(rule.name, rule.parameters)) }
    let name = "'\(packing.source.name)' -> '\(packing.target.name)'"
    let place = try packing.target.model.spec.receptor(receptor, of: packing.target.name)
    return try add(
      packing, place,
      packing.pack(
        connectors,
        weight: Distribution(weight.kind, weight.parameters, of: "the weights of \(name)"),
        delay: Distribution(delay.kind, delay.parameters, of: "the delays of \(name)")))
  }

  public func connect(
    _ source: Int32, _ target: Int32, receptor: String? = nil,
    pre: UnsafeBufferPointer<Int32>,
    post: UnsafeBufferPointer<Int32>, weight: UnsafeBufferPointer<Float>,
    delay: UnsafeBufferPointer<Double>
  ) throws(SNNError) -> Int {
    let packing = try packing(source, target)
    let place = try packing.target.model.spec.receptor(receptor, of: packing.target.name)
    return try add(packing, place, packing.pack(pre: pre, post: post, weight: weight, delay: delay))
  }

  private func packing(_ source: Int32, _ target: Int32) throws(SNNError) -> SynapsePacking {
    let (from, to) = (try population(source), try population(target))
    try requireNotStarted("a projection '\(from.name)' -> '\(to.name)'")
    return SynapsePacking(
      source: from, target: to, dt: dt, seed: seed, projection: projections.count)
  }

  private func add(
    _ packing: SynapsePacking, _ receptor: Int, _ storage: SynapseStorage
  ) throws(SNNError) -> Int {
    let longest = max(packing.source.longestDelay, storage.delays.last ?? 1)
    if let ring = try packing.source.largerRing(for: longest) { packing.source.ring = ring }
    packing.source.longestDelay = longest
    let projection = Projection(
      index: projections.count, source: packing.source, target: packing.target,
      receptor: receptor, storage: storage)
    projections.append(projection)
    packing.target.incoming.append(projection)
    return projection.index
  }

  /// Takes back the projection that was added last.
  public func removeProjection(_ index: Int32) throws(SNNError) {
    let projection = try projection(index)
    try requireNotStarted("the removal of a projection")
    guard projection === projections.last else {
      throw .state("'\(projection.name)' cannot be removed: only the projection added last can")
    }
    removed.append(projections.removeLast())
    projection.target.incoming.removeLast()
    viewedWeights.remove(Int(index))
    learning = nil
  }

  public func synapseCount(_ index: Int32) throws(SNNError) -> Int {
    try projection(index).storage.synapseCount
  }

  /// Calls `body` for every synapse in the order of the weights; the delay in ms.
  public func forEachSynapse(
    _ index: Int32, _ body: (_ k: Int, _ source: Int, _ target: Int, _ delay: Double) -> Void
  ) throws(SNNError) {
    let dt = dt
    try projection(index).storage.forEachSynapse { k, _, source, target, delay in
      body(k, source, target, Double(delay) * dt)
    }
  }

  public func weightsView(_ index: Int32) throws(SNNError) -> Buffer<Float> {
    let projection = try projection(index)
    guard projection.online == nil else {
      throw .state(
        "the weights of '\(projection.name)' change while the network runs and have no view; "
          + "copy them instead")
    }
    // Decided by size, not by the present threads: a program must not depend on them.
    guard projection.storage.isDense || !splitDependsOnThreads(projection.target) else {
      throw .state(
        "the weights of '\(projection.name)' have no view, because threads may share its "
          + "\(projection.target.size) targets; copy them instead")
    }
    viewedWeights.insert(Int(index))
    return try projection.storage.materialise()
  }

  public func copyWeights(
    _ index: Int32, into out: UnsafeMutableBufferPointer<Float>
  ) throws(SNNError) {
    let projection = try projection(index)
    let count = projection.storage.synapseCount
    guard out.count == count else {
      throw .shape("'\(projection.name)' has \(count) weights, not \(out.count)")
    }
    guard let base = out.baseAddress else { return }
    if let online = projection.online {
      projection.storage.copyInUserOrder(
        try online.currentWeights(kernels: kernels), to: base)
    } else if let weights = projection.storage.weights {
      projection.storage.copyInUserOrder(weights, to: base)
    } else {
      base.update(repeating: projection.storage.uniformWeight, count: count)
    }
  }

  public func setWeights(
    _ index: Int32, _ values: UnsafeBufferPointer<Float>
  ) throws(SNNError) {
    let projection = try projection(index)
    let count = projection.storage.synapseCount
    guard values.count == count else {
      throw .shape("'\(projection.name)' has \(count) weights, not \(values.count)")
    }
    guard let base = values.baseAddress else { return }
    for (k, value) in values.enumerated() {
      guard value.isFinite, value >= projection.lower, value <= projection.upper else {
        throw .invalid(
          "weight \(k) of '\(projection.name)' is \(value); weights must be finite and within "
            + "the bounds \(projection.lower) to \(projection.upper)")
      }
    }
    let placed = try projection.storage.placed(base)
    projection.online?.settle(kernels: kernels)
    placed.copy(to: try projection.storage.materialise().base)
  }
}
