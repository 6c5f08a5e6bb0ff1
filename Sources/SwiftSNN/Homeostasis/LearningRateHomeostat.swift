import KernelTypes

/// Sets the learning rate factor of a projection: by a schedule, or by scores that the caller
/// reports.
///
/// by_ratio: He et al. 2025 (inverse-effectiveness driven multimodal fusion): ratio of the summed
/// scores of the parts to the score of the whole; a weak part makes the whole learn faster.
/// search: perturb and observe, after the closed loop of Man, Damasio & Neven 2022 (Need is all you
/// need), with scores measured instead of simulated.
final class LearningRateHomeostat: Homeostat {
  let owner: String
  let schedule: HomeostatSchedule
  var isActive = true
  let population: Population
  let projection: Projection?
  let targets: Buffer<Double>?
  let targetSpec: ParameterSpec?
  let variables = ["factor"]
  private unowned let regulated: Projection
  private let kind: HomeostatKind
  private let values: HomeostatValues
  private let lower: Double
  private let upper: Double
  /// Of a search.
  private var lastScore: Double?
  private var direction = 1.0

  init(
    _ kind: HomeostatKind, _ projection: Projection, _ given: Network.NamedArrays, dt: Double
  ) throws(SNNError) {
    let owner = "the homeostat \(kind.rawValue) of '\(projection.name)'"
    let specs = kind.parameters
    values = try HomeostatValues(given, specs: specs, size: 1, owner: owner)
    schedule = kind == .learningRateDecay ? try HomeostatSchedule(values, dt: dt) : .whenReported
    let hasTarget = kind == .learningRateToScore
    targets = hasTarget ? try values.perNeuron("target", 1) : nil
    targetSpec = specs.first { $0.name == "target" }
    lower = values["lower"]
    upper = kind == .learningRateDecay ? .infinity : values["upper"]
    (self.owner, self.projection, regulated) = (owner, projection, projection)
    self.kind = kind
    population = projection.target
  }

  func listState(in list: StateList) {
    list.value("is_active", isActive) { self.isActive = $0 }
    list.buffer("target", targets)
    list.array("last_score", lastScore.map { [$0] } ?? []) { self.lastScore = $0.first }
    list.value("direction", direction) { self.direction = $0 }
  }

  private var factor: Double { Double(regulated.learningRate) }

  func values(_ variable: String) -> [Double] { [factor] }

  func act(step: Int, kernels: KernelTable) throws(SNNError) {
    // A floor above the present factor must not raise it.
    regulated.setLearningRate(Float(max(factor * values["factor"], min(lower, factor))))
  }

  func report(_ score: Double) throws(SNNError) {
    guard ParameterSpec.anything.contains(score) else {
      throw .invalid(
        "a score of \(owner) must be a finite number of at most 1e30, not \(score)")
    }
    switch kind {
    case .learningRateToScore:
      set(factor + values["gain"] * ((targets?.base[0] ?? 0) - score))
    case .learningRateByRatio:
      let change =
        values["shifts"] == 1
        ? Elementary.tanh(1 - score) : Elementary.tanh(1) - Elementary.tanh(score)
      set(values["scale"] * (1 + change))
    case .learningRateSearch:
      if let lastScore, score < lastScore { direction = -direction }
      lastScore = score
      set(factor + direction * values["by"])
    default:
      throw .invalid(
        "\(owner) takes no scores; report them to a homeostat that sets a learning rate by them")
    }
  }

  private func set(_ factor: Double) {
    regulated.setLearningRate(Float(min(max(factor, lower), upper)))
  }
}
