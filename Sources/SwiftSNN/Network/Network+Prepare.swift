extension Network {
  /// Draws all synapses and lays the network out, as the first run would: the network is complete.
  /// Does nothing where that has been done.
  public func prepare() throws(SNNError) { _ = try preparedPlan() }

  @discardableResult
  func preparedPlan() throws(SNNError) -> Plan {
    if let plan { return plan }
    do throws(SNNError) {
      return try makePlan()
    } catch {
      // Rows that projections share fit the regions of the plan that failed, and no other.
      for projection in projections where projection.storage?.isShared == true {
        projection.storage = nil
      }
      throw error
    }
  }

  private func makePlan() throws(SNNError) -> Plan {
    let made = try Plan(self)
    for population in populations {
      let longest = projections.filter { $0.source === population }.map(\.delays.upperBound).max()
      population.longestDelay = longest ?? 1
      let ending = projections.filter { $0.target === population }
      let kept = ending.reduce(population.longestDelay) { max($0, $1.online?.postLag ?? 0) }
      if let ring = try population.largerRing(for: kept + made.window) {
        population.ring = ring
      }
      population.receptorsInUse =
        ending.reduce(0) { $0 | 1 << UInt32($1.receptor) }
        | population.poissonInputs.reduce(0) { $0 | 1 << UInt32($1.receptor) }
      population.plastic = ending.filter { $0.online != nil }
      let asked = population.plastic.flatMap(\.terms).filter(\.online).flatMap(\.post)
      let readsPotential = asked.contains { $0.needsMargin || $0.needsPotential }
      let mayRest = !readsPotential && !isModulated(population)
      population.rest = mayRest ? try Rest(population, incoming: ending) : nil
      try population.showPotentials(asked)
    }
    try prepareDynamics(window: made.window)
    try prepareModulation()
    for homeostat in homeostats { try homeostat.prepare() }
    plan = made
    return made
  }
}
