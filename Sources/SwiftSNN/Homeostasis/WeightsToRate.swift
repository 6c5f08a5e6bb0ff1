import KernelTypes

/// Moves the weights onto each neuron until it fires at the target rate.
///
/// weights_to_rate is synaptic scaling (Turrigiano et al. 1998, Nature 391:892), in the
/// multiplicative form of van Rossum, Bi & Turrigiano (2000, J Neurosci 20:8812):
///
///     w <- w (1 + gain (target - rate) / target)
///
/// inhibition_to_rate moves inhibitory weights by what both ends do (after Vogels et al. 2011,
/// Science 334:1569, with averages in place of traces):
///
///     |w| <- |w| + gain (presynaptic rate) (rate - target)
///
/// Neither changes a sign.
final class WeightsToRate: Homeostat {
  let owner: String
  let schedule: HomeostatSchedule
  var isActive = true
  let population: Population
  let projection: Projection?
  let targets: Buffer<Double>?
  let targetSpec: ParameterSpec?
  let variables = ["estimate"]
  private let activity: ActivityEstimate
  /// Nil: scales.
  private let presynaptic: ActivityEstimate?
  private let speed: Double
  private let least: Double
  private let most: Double
  /// Of each neuron: the factor, or the excess rate times the speed.
  private let factors: Buffer<Double>
  private unowned let regulated: Projection

  /// One action makes a weight at most so many times larger or smaller.
  private static let mostChange = 2.0

  init(
    _ kind: HomeostatKind, _ projection: Projection, _ given: Network.NamedArrays, dt: Double,
    _ precision: Precision
  ) throws(SNNError) {
    let owner = "the homeostat \(kind.rawValue) of '\(projection.name)'"
    let (specs, target) = (kind.parameters, projection.target)
    let values = try HomeostatValues(given, specs: specs, size: target.size, owner: owner)
    schedule = try HomeostatSchedule(values, dt: dt)
    let tau = values["tau"]
    activity = try ActivityEstimate(target, .rate, tau: tau, dt: dt, owner: owner)
    presynaptic =
      kind == .inhibitionToRate
      ? try ActivityEstimate(projection.source, .rate, tau: tau, dt: dt, owner: owner) : nil
    targets = try values.perNeuron("target", target.size)
    targetSpec = specs.first { $0.name == "target" }
    speed = values["gain"]
    least = precision.rounded(values["lower"])
    most = precision.rounded(values["upper"])
    factors = try Buffer("factors of \(owner)", count: target.size)
    (self.owner, self.projection, regulated) = (owner, projection, projection)
    population = target
  }

  /// Inhibition is a negative weight, or any weight onto a conductance.
  private var inhibits: Double {
    let receptor = regulated.target.model.spec.receptors[regulated.receptor]
    return switch receptor.kind.quantity {
    case .conductance, .nmda: 1
    default: -1
    }
  }

  func prepare() throws(SNNError) {
    try IncomingWeights.prepare(regulated)
    guard presynaptic != nil, let storage = regulated.storage, let weights = storage.weights
    else { return }
    let sign = inhibits
    var wrong: (k: Int, weight: Double)?
    storage.forEachSynapse { k, place, _, _, _ in
      if wrong == nil, weights[place] * sign < 0 { wrong = (k, weights[place]) }
    }
    guard let wrong else { return }
    throw .invalid(
      "\(owner) needs inhibitory weights, of at most 0, but weight \(wrong.k) is "
        + "\(weights.precision.text(wrong.weight))")
  }

  func listState(in list: StateList) {
    list.value("is_active", isActive) { self.isActive = $0 }
    list.buffer("target", targets)
    activity.listState(in: list)
    if let presynaptic { list.under("presynaptic") { presynaptic.listState(in: list) } }
  }

  func begin(step: Int) {
    activity.begin(step: step)
    presynaptic?.begin(step: step)
  }

  func act(step: Int, kernels: KernelTable) throws(SNNError) {
    activity.update(step: step)
    presynaptic?.update(step: step)
    aim()
    try regulated.changeWeights(kernels) { weights in
      switch weights.precision {
      case .single: move(weights.base.of(Float.self))
      case .double: move(weights.base.of(Double.self))
      }
    }
  }

  func values(_ variable: String) -> [Double] {
    (0..<population.size).map { activity.values.base[$0] }
  }

  private func aim() {
    guard let targets else { return }
    for j in 0..<factors.count {
      let excess = activity.values.base[j] - targets.base[j]
      if presynaptic != nil {
        factors.base[j] = speed * excess
      } else {
        let factor = 1 - speed * excess / targets.base[j]
        factors.base[j] = min(
          max(factor, 1 / WeightsToRate.mostChange), WeightsToRate.mostChange)
      }
    }
  }

  private func move<R: BinaryFloatingPoint>(_ weights: UnsafeMutablePointer<R>) {
    let limits = WeightLimits(regulated, least: least, most: most)
    let factors = factors.base
    guard let presynaptic else {
      IncomingWeights.forEach(of: regulated, in: weights) { weight, _, j in
        weight = R(limits.scaled(Double(weight), factors[j]))
      }
      return
    }
    let sign = inhibits
    let rates = presynaptic.values.base
    IncomingWeights.forEach(of: regulated, in: weights) { weight, i, j in
      let size = abs(Double(weight)) + factors[j] * rates[i]
      weight = R(limits.clip(max(size, 0), sign: sign))
    }
  }
}
