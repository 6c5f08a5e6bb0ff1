import KernelTypes

/// Scales the weights onto each neuron so that the sum of their sizes, or the root of the sum of
/// their squares, is the target, as Diehl & Cook (2015, Front Comput Neurosci 9:99) do after each
/// sample. Signs stay.
///
/// Where bounds cut weights, the others are scaled on, so that the norm is the target wherever the
/// bounds allow it. Weights that are all 0 stay so.
final class IncomingNorm: Homeostat {
  let owner: String
  let schedule: HomeostatSchedule
  var isActive = true
  let population: Population
  let projection: Projection?
  let targets: Buffer<Double>?
  let targetSpec: ParameterSpec?
  let variables: [String] = []
  private let squares: Bool
  private let least: Double
  private let most: Double
  /// Of each neuron: the factor, and those between which it lies; the last is infinite at first.
  private let factors: Buffer<Double>
  private let lowest: Buffer<Double>
  private let highest: Buffer<Double>
  /// Of each neuron: sums over the weights that bounds leave alone, before they are scaled, and
  /// over those that lower and upper bounds cut, as they are cut.
  private let free: Buffer<Double>
  private let raised: Buffer<Double>
  private let lowered: Buffer<Double>
  private unowned let regulated: Projection

  /// Rounds of the search for factors under bounds; most take a few.
  private static let mostRounds = 100
  /// Of the measure, where the search ends.
  private static let tolerance = 1e-9

  init(
    _ kind: HomeostatKind, _ projection: Projection, _ given: Network.NamedArrays, dt: Double,
    _ precision: Precision
  ) throws(SNNError) {
    let owner = "the homeostat \(kind.rawValue) of '\(projection.name)'"
    let (specs, size) = (kind.parameters, projection.target.size)
    let values = try HomeostatValues(given, specs: specs, size: size, owner: owner)
    schedule = try HomeostatSchedule(values, dt: dt)
    targets = try values.perNeuron("target", size)
    targetSpec = specs.first { $0.name == "target" }
    squares = kind == .weightsToNorm
    least = precision.rounded(values["lower"])
    most = precision.rounded(values["upper"])
    let what = "sums of \(owner)"
    factors = try Buffer(what, count: size)
    lowest = try Buffer(what, count: size)
    highest = try Buffer(what, count: size)
    free = try Buffer(what, count: size)
    raised = try Buffer(what, count: size)
    lowered = try Buffer(what, count: size)
    (self.owner, self.projection, regulated) = (owner, projection, projection)
    population = projection.target
  }

  func prepare() throws(SNNError) { try IncomingWeights.prepare(regulated) }

  func listState(in list: StateList) {
    list.value("is_active", isActive) { self.isActive = $0 }
    list.buffer("target", targets)
  }

  func act(step: Int, kernels: KernelTable) throws(SNNError) {
    try regulated.changeWeights(kernels) { weights in
      switch weights.precision {
      case .single: scale(weights.base.of(Float.self))
      case .double: scale(weights.base.of(Double.self))
      }
    }
  }

  func values(_ variable: String) -> [Double] { [] }

  @inline(__always)
  private func measure(_ weight: Double) -> Double { squares ? weight * weight : abs(weight) }

  private func scale<R: BinaryFloatingPoint>(_ weights: UnsafeMutablePointer<R>) {
    let limits = WeightLimits(regulated, least: least, most: most)
    clear()
    begin()
    self.factors.fill(1)
    let (free, raised, lowered) = (self.free.base, self.raised.base, self.lowered.base)
    let factors = self.factors.base
    IncomingWeights.forEach(of: regulated, in: weights) { weight, _, j in
      free[j] += measure(Double(weight))
    }
    // Without bounds this is all.
    _ = aim()
    var isOff = !limits.areOpen
    begin()
    for _ in 0..<IncomingNorm.mostRounds where isOff {
      clear()
      IncomingWeights.forEach(of: regulated, in: weights) { weight, _, j in
        let present = Double(weight)
        let wanted = present * factors[j]
        let allowed = limits.scaled(present, factors[j])
        if allowed == wanted {
          free[j] += measure(present)
        } else if abs(allowed) > abs(wanted) {
          raised[j] += measure(allowed)
        } else {
          lowered[j] += measure(allowed)
        }
      }
      isOff = aim()
    }
    IncomingWeights.forEach(of: regulated, in: weights) { weight, _, j in
      weight = R(limits.scaled(Double(weight), factors[j]))
    }
  }

  private func clear() {
    free.fill(0)
    raised.fill(0)
    lowered.fill(0)
  }

  /// Nothing is known of the factors.
  private func begin() {
    lowest.fill(0)
    highest.fill(.infinity)
  }

  /// Goes on to factors with which the weights that are free make up for what bounds do to the
  /// others, between factors known to be too small and too large: the measure grows with the
  /// factor, so that this ends. Returns whether any factor changed.
  private func aim() -> Bool {
    guard let targets else { return false }
    var changed = false
    for j in 0..<factors.count {
      let goal = measure(targets.base[j])
      let cut = raised.base[j] + lowered.base[j]
      let excess = cut + free.base[j] * measure(factors.base[j]) - goal
      guard abs(excess) > IncomingNorm.tolerance * goal else { continue }
      // What is cut on one side only cannot move to the other.
      guard free.base[j] > 0 || (excess < 0 ? raised : lowered).base[j] > 0 else { continue }
      if excess < 0 { lowest.base[j] = factors.base[j] } else { highest.base[j] = factors.base[j] }
      let (low, high) = (lowest.base[j], highest.base[j])
      let ratio = free.base[j] > 0 ? (goal - cut) / free.base[j] : -1
      var factor = squares ? max(ratio, 0).squareRoot() : ratio
      if !(factor > low && factor < high) {
        factor = high == .infinity ? 2 * low : (low + high) / 2
      }
      changed = changed || factor != factors.base[j]
      factors.base[j] = factor
    }
    return changed
  }
}
