extension Network {
  /// Steps a call may advance: the clock must not overflow.
  private static let maximumSteps = 1 << 40

  private func check(steps: Int, least: Int) throws(SNNError) {
    guard (least...Network.maximumSteps).contains(steps) else {
      throw .invalid("steps must be \(least) to \(Network.maximumSteps), not \(steps)")
    }
  }

  /// Advances by `steps` steps; terms that act online do so at once, others not at all. Where it is
  /// interrupted, some of them.
  public func run(steps: Int) throws(SNNError) {
    try check(steps: steps, least: 0)
    stateFields = []
    for projection in projections where projection.online != nil && lanes > 1 {
      throw .state(
        "'\(projection.name)' learns spike by spike in run, which needs batch = 1; "
          + "use present to learn from a batch")
    }
    let plan = try preparedPlan()
    for recorder in recorders { try recorder.prepare(steps: steps, isPresentation: false) }
    for projection in projections { projection.actsOnline = projection.online != nil }
    let last = step + steps
    while step < last {
      try checkStopped()
      let regulated = nextHomeostasis(after: step)
      let next = min(regulated, nextRestructuring(after: step), last)
      guard
        advance(
          next - step, plan: plan, learning: nil, isPresentation: false,
          putsOffRecords: next == regulated)
      else { continue }
      if next == regulated { try regulate() }
      try restructure(until: last)
    }
  }

  /// One sample a lane, from the reset state; with `learn`, weights and thresholds change at the
  /// end, or in order after each sample.
  public func present(
    steps: Int, learn: Bool, combine: BatchCombination = .mean
  ) throws(SNNError) {
    try check(steps: steps, least: 1)
    stateFields = []
    let plan = try preparedPlan()
    // It makes weights that may differ out of equal ones, which recorders then look up.
    let learning = learn ? try learningPlan(steps) : nil
    for recorder in recorders { try recorder.prepare(steps: steps, isPresentation: true) }
    reset()
    for projection in projections { projection.actsOnline = false }
    try learning?.begin(step: step)
    beginHomeostasis()
    let first = step
    if let learning, combine == .inOrder {
      try presentInOrder(steps, plan: plan, learning)
    } else {
      guard advance(steps, plan: plan, learning: learning, isPresentation: true) else {
        learning?.end()
        return try abandonPresentation()
      }
      learning?.end()
      endModulation(steps: steps, learns: learning != nil)
      if let learning {
        try applyChanges(of: learning, from: first, samples: 0..<lanes, combine)
      }
      try regulateAfterPresentation(learned: learn, step: step, lanes: 0..<lanes)
    }
    for recorder in recorders {
      recorder.endPresentation(from: first, to: step, kernels: kernels)
    }
    if learning != nil { try restructureAfterPresentation() }
  }

  /// After an interruption: nothing was learned, and the state is that before a presentation.
  func abandonPresentation() throws(SNNError) {
    reset()
    endModulation(steps: 0, learns: false)
    try checkStopped()
  }

  /// - Throws: why a run or presentation stopped, if it did.
  private func checkStopped() throws(SNNError) {
    guard team.interruption.isRequested else { return }
    for recorder in recorders { try recorder.checkRoom() }
    try team.interruption.check()
  }

  private func learningPlan(_ steps: Int) throws(SNNError) -> PresentationLearning {
    try requireAxonalDelays()
    try requirePresentationTerms()
    if let learning, learning.extent.steps == steps { return learning }
    learning = nil
    let made = try PresentationLearning(
      projections: projections, modulators: modulators, steps: steps, lanes: lanes, dt: dt,
      team: team)
    learning = made
    return made
  }

  /// The dynamic state back to the start; weights, thresholds and the clock stay.
  public func reset() {
    for projection in projections {
      projection.online?.reset(kernels: kernels)
      projection.dynamics?.reset()
    }
    for population in populations { population.reset() }
    for projection in projections { projection.online?.factors.begin(0..<projection.target.size) }
    for region in plan?.regions ?? [] { region.clear() }
    resetModulation()
  }
}
