import KernelTypes

extension Network {
  public typealias NamedValues = [(name: String, value: Double)]
  public typealias NamedArrays = [(name: String, values: [Double])]

  public func connect(
    _ source: Int32, _ target: Int32, receptor: String? = nil,
    rules: [(name: String, parameters: NamedValues, arrays: NamedArrays)],
    weight: (kind: String, parameters: NamedValues), delay: (kind: String, parameters: NamedValues)
  ) throws(SNNError) -> Int {
    let (from, to) = try ends(source, target)
    let place = try to.model.spec.receptor(receptor, of: to.name)
    guard (1...15).contains(rules.count) else {
      throw .invalid("a projection needs 1 to 15 connectivity rules, not \(rules.count)")
    }
    let name = "'\(from.name)' -> '\(to.name)'"
    var connectors: [ConnectorRule] = []
    for rule in rules {
      do throws(SNNError) {
        connectors.append(try ConnectorRule(rule.name, rule.parameters, arrays: rule.arrays))
      } catch { throw error.of(name) }
    }
    let wiring = try Wiring(
      rules: connectors,
      weight: try Distribution(weight.kind, weight.parameters, of: "the weights of \(name)"),
      delay: try Distribution(delay.kind, delay.parameters, of: "the delays of \(name)"),
      ends: WiringEnds(
        sources: from.size, targets: to.size, recurrent: from === to,
        canBeSplit: canBeSplit(to), seed: seed, projection: projections.count,
        topology: projections.count, kernels: kernels,
        precision: precision, sourcePositions: from.positions, targetPositions: to.positions),
      dt: dt, name: name)
    try to.model.spec.receptors[place].check(
      weight: wiring.weight.support.lowerBound, of: name)
    projections.append(
      try Projection(
        index: projections.count, source: from, target: to, receptor: place, wiring: wiring,
        besides: bytesToBeDrawn))
    return projections.count - 1
  }

  /// Of projections that are described and not drawn yet.
  var bytesToBeDrawn: Double {
    projections.reduce(0) { sum, projection in
      sum + (projection.storage == nil ? projection.wiring?.expectedBytes ?? 0 : 0)
    }
  }

  public func connect(
    _ source: Int32, _ target: Int32, receptor: String? = nil,
    pre: UnsafeBufferPointer<Int32>,
    post: UnsafeBufferPointer<Int32>, weight: RealSpan,
    delay: UnsafeBufferPointer<Double>
  ) throws(SNNError) -> Int {
    let (from, to) = try ends(source, target)
    let place = try to.model.spec.receptor(receptor, of: to.name)
    let name = "'\(from.name)' -> '\(to.name)'"
    let ending = to.model.spec.receptors[place]
    for k in 0..<weight.count {
      try ending.check(weight: weight[k], of: "synapse \(k) of \(name)")
    }
    let dt = dt
    let fanout = try SynapseArrays(pre: pre, post: post, weight: weight, delay: delay).fanout(
      from: from, to: to, name: name, precision
    ) { delay throws(SNNError) in try Wiring.delaySteps(delay, dt: dt, name: name) }
    projections.append(
      Projection(
        index: projections.count, source: from, target: to, receptor: place, fanout: fanout))
    return projections.count - 1
  }

  private func ends(
    _ source: Int32, _ target: Int32
  ) throws(SNNError) -> (Population, Population) {
    let (from, to) = (try population(source), try population(target))
    try requireNotStarted("a projection '\(from.name)' -> '\(to.name)'")
    return (from, to)
  }

  /// Takes back the projection that was added last.
  public func removeProjection(_ index: Int32) throws(SNNError) {
    let projection = try projection(index)
    try requireNotStarted("the removal of a projection")
    guard projection === projections.last else {
      throw .state("'\(projection.name)' cannot be removed: only the projection added last can")
    }
    guard !recorders.contains(where: { $0.projection === projection }) else {
      throw .state("'\(projection.name)' cannot be removed: its weights are recorded")
    }
    guard
      !modulators.contains(where: { ($0 as? TransposedModulator)?.projection === projection })
    else {
      throw .state("'\(projection.name)' cannot be removed: a modulator is carried back through it")
    }
    guard !homeostats.contains(where: { $0.projection === projection }) else {
      throw .state("'\(projection.name)' cannot be removed: it has a homeostat")
    }
    structures.removeAll { $0.projection === projection }
    removed.append(projections.removeLast())
    viewedWeights.remove(Int(index))
    learning = nil
  }

  public func synapseCount(_ index: Int32) throws(SNNError) -> Int {
    try projection(index).synapseCount()
  }

  /// Calls `body` for every synapse in the order of the weights; the delay in ms.
  public func forEachSynapse(
    _ index: Int32, _ body: (_ k: Int, _ source: Int, _ target: Int, _ delay: Double) -> Void
  ) throws(SNNError) {
    let dt = dt
    let storage = try projection(index).drawn(team)
    storage.forEachSynapse(until: team.interruption) { k, _, source, target, delay in
      body(k, source, target, Double(delay) * dt)
    }
    try team.interruption.check()
  }

  public func weightsView(_ index: Int32) throws(SNNError) -> RealBuffer {
    let projection = try projection(index)
    guard projection.online == nil else {
      throw .state(
        "the weights of '\(projection.name)' change while the network runs and have no view; "
          + "copy them instead")
    }
    // Decided by size, not by the present threads: a program must not depend on them.
    let storage = try projection.drawn(team)
    guard storage.isDense || !canBeSplit(projection.target) else {
      throw .state(
        "the weights of '\(projection.name)' have no view, because threads may share its "
          + "\(projection.target.size) targets; copy them instead")
    }
    let weights = try storage.materialise(until: team.interruption)
    viewedWeights.insert(Int(index))
    return weights
  }

  public func copyWeights(
    _ index: Int32, into out: RealSpan
  ) throws(SNNError) {
    let projection = try projection(index)
    let storage = try projection.drawn(team)
    let count = storage.synapseCount
    guard out.count == count else {
      throw .shape("'\(projection.name)' has \(count) weights, not \(out.count)")
    }
    let base = out.base
    if let online = projection.online {
      storage.copyInUserOrder(
        try online.currentWeights(kernels: kernels), to: base, until: team.interruption)
    } else if let weights = storage.weights {
      storage.copyInUserOrder(weights, to: base, until: team.interruption)
    } else {
      for first in stride(from: 0, to: count, by: Interruption.period) {
        try team.interruption.check()
        (base + first).fill(storage.uniformWeight, count: min(Interruption.period, count - first))
      }
    }
    try team.interruption.check()
  }

  public func setWeights(
    _ index: Int32, _ values: RealSpan
  ) throws(SNNError) {
    let projection = try projection(index)
    let storage = try projection.drawn(team)
    let count = storage.synapseCount
    guard values.count == count else {
      throw .shape("'\(projection.name)' has \(count) weights, not \(values.count)")
    }
    let receptor = projection.target.model.spec.receptors[projection.receptor]
    for k in 0..<count {
      if k % Interruption.period == 0 { try team.interruption.check() }
      let value = values[k]
      guard value.isFinite, value >= projection.lower, value <= projection.upper else {
        throw .invalid(
          "weight \(k) of '\(projection.name)' is \(precision.text(value)); weights must be finite "
            + "and within the bounds \(precision.text(projection.lower)) to "
            + "\(precision.text(projection.upper))")
      }
      try receptor.check(weight: value, of: "synapse \(k) of '\(projection.name)'")
    }
    if storage.weights == nil,
      (0..<count).allSatisfy({ values[$0] == precision.rounded(storage.uniformWeight) })
    {
      return
    }
    _ = try storage.materialise(until: team.interruption)
    for other in plan?.together(with: projection) ?? [] { try other.storage?.makeLists() }
    try team.interruption.check()
    try projection.changeWeights(kernels, assigns: true) { storage.place(values.base, into: $0) }
  }
}
