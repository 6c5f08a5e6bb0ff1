import KernelTypes

/// What a homeostat knows of the activity of a population: of each neuron the mean over the batch
/// and over the time since the last look, or an exponential average of those means.
///
/// Of neurons that spike it is about their rate in Hz; of units that transmit numbers, about the
/// number at the time of the look.
final class ActivityEstimate {
  enum Measure {
    case rate
    /// Of the distance from `center`, the square.
    case square(center: Double)
    /// Spikes of the whole population in a step, the same for every neuron.
    case count
  }

  let population: Population
  /// Of each neuron.
  let values: Buffer<Double>
  private let measure: Measure
  /// ms.
  private let tau: Double
  private let dt: Double
  /// `Population.tally` at the last look, and the step of it.
  private let previous: Buffer<Int32>
  private let tally: Buffer<Int32>
  private var since = 0
  /// Part of the average that looks have filled so far.
  private var filled = 0.0

  init(
    _ population: Population, _ measure: Measure, tau: Double, dt: Double, owner: String
  ) throws(SNNError) {
    self.population = population
    self.measure = measure
    (self.tau, self.dt) = (tau, dt)
    let what = "rates that \(owner) looks at"
    values = try Buffer(what, count: population.size)
    tally = try population.counted()
    previous = try Buffer(what, count: tally.count)
  }

  func listState(in list: StateList) {
    list.buffer("estimate", values)
    list.buffer("previous", previous)
    list.value("since", since) { self.since = $0 }
    list.value("filled", filled) { self.filled = $0 }
  }

  /// What happened before `step` does not count.
  func begin(step: Int) {
    tally.copy(to: previous.base)
    since = step
  }

  /// Looks at what happened before `step`.
  func update(step: Int) {
    let steps = step - since
    guard steps > 0 else { return }
    let keep = tau > 0 ? Elementary.exp(-Double(steps) * dt / tau) : 0
    filled = keep * filled + (1 - keep)
    let part = (1 - keep) / filled
    let perSpike = 1 / (Double(steps) * dt * 1e-3)
    let (now, before) = (tally.base, previous.base)
    let graded = population.model.graded?.base
    switch measure {
    case .rate:
      if let graded {
        mix(part) { graded[$0] }
      } else {
        mix(part) { Double(now[$0] &- before[$0]) * perSpike }
      }
    case .square(let center):
      mix(part) { place in
        let rate = graded?[place] ?? Double(now[place] &- before[place]) * perSpike
        return (rate - center) * (rate - center)
      }
    case .count:
      var spikes = 0
      let lanes = population.regulatedLanes
      let places = lanes.lowerBound * population.size..<lanes.upperBound * population.size
      for place in places { spikes += Int(now[place] &- before[place]) }
      let count = Double(spikes) / Double(steps * lanes.count)
      for j in 0..<values.count { values.base[j] += part * (count - values.base[j]) }
    }
    begin(step: step)
  }

  /// - Parameter look: at a neuron of a lane, at [lane][neuron].
  @inline(__always)
  private func mix(_ part: Double, _ look: (_ place: Int) -> Double) {
    let (size, lanes, values) = (population.size, population.regulatedLanes, values.base)
    for j in 0..<size {
      var sum = 0.0
      for lane in lanes { sum += look(lane * size + j) }
      values[j] += part * (sum / Double(lanes.count) - values[j])
    }
  }
}
