/// The complete state of a network that is laid out: copied out array by array, and set in another
/// that was described the same way. Going on from it gives the bits of not having stopped.
extension Network {
  /// Lists all arrays, shapes first. Their memory is the network's: copy before it goes on.
  public func listState() throws(SNNError) {
    try prepare()
    for projection in projections { _ = try projection.drawn(team) }
    stateFields = []
    let fields = shapes().list.fields + recordedSynapses().fields + state().fields
    try team.interruption.check()
    stateFields = fields
  }

  public func stateField(_ index: Int) throws(SNNError) -> StateField {
    guard stateFields.indices.contains(index) else {
      throw .index(
        "array \(index) of the state does not exist; there are \(stateFields.count), as of the last "
          + "listing")
    }
    return stateFields[index]
  }

  public func copyState(_ index: Int, to out: UnsafeMutableRawBufferPointer) throws(SNNError) {
    let field = try stateField(index)
    guard out.count == field.bytes else {
      throw .shape("'\(field.name)' has \(field.bytes) bytes, not \(out.count)")
    }
    guard let base = out.baseAddress, field.count > 0 else { return }
    field.copy(base)
  }

  /// Sets the state to that of a network of the same description, seed and partition.
  ///
  /// - Throws: where an array is missing or does not fit, or a wish to interrupt comes; the network is
  ///   lost then, unless nothing was set yet.
  public func restoreState(_ given: [String: GivenField]) throws(SNNError) {
    try prepare()
    for projection in projections { _ = try projection.drawn(team) }
    let (shapes, kept) = shapes()
    let recorded = recordedSynapses()
    try shapes.check(given)
    try recorded.check(given)
    isLost = true
    try shapes.set(given)
    for shape in kept { try shape.apply(self) }
    // Synapses are counted as the projections have them now.
    try recorded.set(given)
    let state = state()
    try state.check(given)
    let known = Set((shapes.fields + recorded.fields + state.fields).map(\.name))
    if let foreign = given.keys.filter({ !known.contains($0) }).min() {
      throw .invalid("the state has '\(foreign)', which this network lacks; is it of another?")
    }
    try state.set(given)
    for population in populations {
      guard population.rest?.isSound(at: step) != false else {
        throw StateList.misfit("'\(population.name)'")
      }
    }
    for projection in projections {
      guard projection.online?.isSound(at: step) != false else {
        throw StateList.misfit("'\(projection.name)'")
      }
      projection.finishState()
    }
    for recorder in recorders {
      guard try recorder.isSound() else { throw StateList.misfit(recorder.name) }
    }
    for region in plan?.regions ?? [] {
      for delivery in region.deliveries { delivery.refillCalendar(step: step) }
    }
    isLost = false
  }

  private func shapes() -> (list: StateList, projections: [ProjectionShape]) {
    let list = StateList()
    // A route makes room among parameters.
    for (k, route) in routes.enumerated() {
      list.under("route/\(k)") { route.listShape(in: list) }
    }
    for population in populations {
      list.under("population/\(population.index)") { population.listShape(in: list, precision) }
    }
    let kept = projections.map { ProjectionShape($0, until: team.interruption) }
    for (projection, shape) in zip(projections, kept) {
      list.under("projection/\(projection.index)") { shape.list(in: list) }
    }
    return (list, kept)
  }

  private func recordedSynapses() -> StateList {
    let list = StateList()
    for (k, recorder) in recorders.enumerated() {
      list.under("recorder/\(k)") { recorder.listShape(in: list) }
    }
    return list
  }

  private func state() -> StateList {
    let list = StateList()
    // Not owned by the list, which the network keeps.
    list.value("step", step, suits: StateList.isStep) { [unowned self] in self.step = $0 }
    list.value("spikes", spikes) { [unowned self] in self.spikes = $0 }
    list.value("synaptic_events", synapticEvents) { [unowned self] in self.synapticEvents = $0 }
    for population in populations {
      list.under("population/\(population.index)") { population.listState(in: list) }
    }
    for projection in projections {
      list.under("projection/\(projection.index)") { projection.listState(in: list) }
    }
    for (k, signal) in signals.enumerated() {
      list.under("signal/\(k)") { signal.listState(in: list) }
    }
    for (k, modulator) in modulators.enumerated() {
      list.under("modulator/\(k)") { modulator.listState(in: list) }
    }
    for (k, homeostat) in homeostats.enumerated() {
      list.under("homeostat/\(k)") { homeostat.listState(in: list) }
    }
    for (k, scheduled) in structures.enumerated() {
      list.value("structure/\(k)/presented", scheduled.presented) { scheduled.presented = $0 }
    }
    for (k, recorder) in recorders.enumerated() {
      list.under("recorder/\(k)") { recorder.listState(in: list) }
    }
    for (k, region) in (plan?.regions ?? []).enumerated() {
      list.under("region/\(k)") { region.listState(in: list) }
    }
    return list
  }
}
