/// When signals, modulators and what they move are updated.
extension Network {
  /// Steps of a run are done one by one, and signals updated after each.
  var modulatesRun: Bool { !signals.isEmpty }

  /// Before the first step of a run or presentation.
  ///
  /// - Parameter some: the lanes that begin; nil: all.
  func beginModulation(step: Int, isPresentation: Bool, lanes some: Range<Int>? = nil) {
    guard modulatesRun else { return }
    if isPresentation || lanes > 1 {
      for modulator in modulators { modulator.beginStretch(kernels: kernels) }
    }
    for lane in some ?? 0..<lanes {
      lookAhead(Moment(lane: lane, step: step, age: isPresentation ? 0 : nil))
    }
  }

  /// After a step of a lane.
  ///
  /// - Parameter isLast: of the call; what happens in later ones is not known yet.
  func modulate(after moment: Moment, learns: Bool, isLast: Bool) {
    guard modulatesRun else { return }
    for signal in signals { signal.update(moment) }
    if learns || (moment.age == nil && lanes == 1) {
      for modulator in modulators { modulator.learn(moment) }
    }
    if learns, let age = moment.age {
      for modulator in modulators { modulator.note(lane: moment.lane, age: age) }
    }
    let next = Moment(
      lane: moment.lane, step: moment.step + 1, age: moment.age.map { $0 + 1 })
    if isLast { computeModulators(next) } else { lookAhead(next) }
  }

  /// Brings all to what the step to come uses.
  private func lookAhead(_ moment: Moment) {
    for signal in signals { signal.begin(moment) }
    if moment.age == nil, lanes == 1 {
      for modulator in modulators { modulator.beginStep(moment.step, kernels: kernels) }
    }
    computeModulators(moment)
    for route in routes { route.act(step: moment.step, age: moment.age) }
  }

  private func computeModulators(_ moment: Moment) {
    let all = moment.age == nil && lanes == 1
    for modulator in modulators where all || modulator.movesParameters {
      // A factor of a product comes before it.
      if all { modulator.compute(lane: moment.lane) } else { modulator.refresh(lane: moment.lane) }
    }
  }

  /// After a presentation.
  func endModulation(steps: Int, learns: Bool) {
    for signal in signals { signal.forgetLabels() }
    if learns { for modulator in modulators { modulator.endPresentation(steps: steps) } }
  }

  func resetModulation() {
    for signal in signals { signal.reset() }
    for modulator in modulators { modulator.reset() }
    guard !routes.isEmpty else { return }
    for modulator in modulators { modulator.refresh(lane: 0) }
    for route in routes { route.apply() }
  }

  /// Before the first step ever.
  func prepareModulation() throws(SNNError) {
    for modulator in modulators { try modulator.prepare() }
    for route in routes {
      guard
        route.parameter != "v_thresh"
          || !homeostats.contains(where: { $0.population === route.population })
      else {
        throw .state(
          "\(ParameterRoute.owner(route.population, route.parameter)) and a homeostat would both "
            + "move the thresholds; leave one of them out")
      }
    }
  }

  /// A modulator moves parameters of the population.
  func isModulated(_ population: Population) -> Bool {
    routes.contains { $0.population === population }
  }
}
