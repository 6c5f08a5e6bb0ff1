import KernelTypes

/// Moves a number of each neuron until what it does is at the target: thresholds
/// (threshold_to_rate; threshold_to_count is the threshold of a layer in Ororbia 2024, Contrastive
/// signal-dependent plasticity, Sci Adv 10), a current, or the gain of the synaptic input, to a
/// rate or to a variance (after Duong, Bredenberg, Heeger & Simoncelli 2023, arXiv 2305.19869).
final class NeuronHomeostat: Homeostat {
  let owner: String
  let schedule: HomeostatSchedule
  var isActive = true
  let population: Population
  let projection: Projection? = nil
  let targets: Buffer<Double>?
  let targetSpec: ParameterSpec?
  let variables = ["estimate", "value"]
  private let activity: ActivityEstimate
  /// What is moved, and which way excess activity moves it.
  private let variable: RealBuffer
  private let movesThresholds: Bool
  private let speed: Double
  private let decay: Double
  private let lower: Double
  private let upper: Double

  init(
    _ kind: HomeostatKind, _ population: Population, _ given: Network.NamedArrays, dt: Double,
    _ precision: Precision
  ) throws(SNNError) {
    let owner = "the homeostat \(kind.rawValue) of '\(population.name)'"
    let specs = kind.parameters
    let values = try HomeostatValues(given, specs: specs, size: population.size, owner: owner)
    let schedule = try HomeostatSchedule(values, dt: dt)
    var measure = ActivityEstimate.Measure.rate
    if kind == .gainToVariance { measure = .square(center: values["center"]) }
    if kind == .thresholdToCount { measure = .count }
    switch kind {
    case .thresholdToRate, .thresholdToCount:
      guard let thresholds = population.model.thresholds else {
        throw .invalid(
          "\(owner) needs neurons with a threshold, but '\(population.name)' is of model "
            + "'\(population.model.spec.name)'")
      }
      variable = thresholds
    case .biasToRate:
      variable = try population.regulatedBias(precision, owner: owner)
    default:
      variable = try population.regulatedGain(precision, owner: owner)
    }
    activity = try ActivityEstimate(
      population, measure, tau: values["tau"], dt: dt, owner: owner)
    targets = try values.perNeuron("target", population.size)
    targetSpec = specs.first { $0.name == "target" }
    movesThresholds = kind == .thresholdToRate || kind == .thresholdToCount
    speed = movesThresholds ? values["gain"] : -values["gain"]
    decay = kind == .gainToVariance ? values["decay"] : 0
    lower = values["lower"]
    upper = values["upper"]
    (self.owner, self.schedule, self.population) = (owner, schedule, population)
  }

  func listState(in list: StateList) {
    list.value("is_active", isActive) { self.isActive = $0 }
    list.buffer("target", targets)
    activity.listState(in: list)
  }

  func begin(step: Int) { activity.begin(step: step) }

  func act(step: Int, kernels: KernelTable) throws(SNNError) {
    guard let targets else { return }
    activity.update(step: step)
    // A neuron that rests below its threshold may be above the new one.
    if movesThresholds { population.rest?.wake(step: step) }
    let (variable, estimates, wanted) = (variable.base, activity.values.base, targets.base)
    for j in 0..<population.size {
      let present = variable[j]
      let moved = present + speed * (estimates[j] - wanted[j]) - decay * (present - 1)
      variable[j] = min(max(moved, lower), upper)
    }
  }

  func values(_ variable: String) -> [Double] {
    (0..<population.size).map {
      variable == "estimate" ? activity.values.base[$0] : self.variable[$0]
    }
  }
}

extension Population {
  /// Spikes of each neuron since the start, counted round, [lane][neuron], for those who look at
  /// differences.
  func counted() throws(SNNError) -> Buffer<Int32> {
    if let tally { return tally }
    let made = try Buffer<Int32>("spike counts of '\(name)'", shape: lanes, size)
    tally = made
    return made
  }

  /// Factors of the neurons' synaptic input, 1 at first.
  ///
  /// - Parameter owner: who wants them, for sentences.
  func regulatedGain(_ precision: Precision, owner: String) throws(SNNError) -> RealBuffer {
    if let gain { return gain }
    guard !model.spec.receptors.isEmpty else {
      throw .invalid(
        "\(owner) needs neurons that take input, but '\(name)' of model '\(model.spec.name)' is a "
          + "source")
    }
    let made = try RealBuffer("gains of '\(name)'", count: size, precision)
    zeros = try RealBuffer("gains of '\(name)'", count: size, precision)
    made.fill(1)
    gain = made
    return made
  }

  /// A current into each neuron (nA, or the unit of the model's i_offset), 0 at first.
  ///
  /// - Parameter owner: who wants it, for sentences.
  func regulatedBias(_ precision: Precision, owner: String) throws(SNNError) -> RealBuffer {
    if let bias { return bias }
    guard !model.spec.receptors.isEmpty else {
      throw .invalid(
        "\(owner) needs neurons that take a current, but '\(name)' of model '\(model.spec.name)' "
          + "is a source")
    }
    let made = try RealBuffer("currents of '\(name)'", count: size, precision)
    currents.append(CurrentSource(constant: made, dt: 1))
    bias = made
    return made
  }

  /// A state variable of the model, or "gain" and "bias" where there are such.
  func state(_ variable: String) -> RealBuffer? {
    if let state = model.state(variable) { return state }
    return variable == "gain" ? gain : variable == "bias" ? bias : nil
  }

  /// Names that `state` knows.
  var stateNames: [String] {
    model.spec.state.map(\.name) + (gain == nil ? [] : ["gain"]) + (bias == nil ? [] : ["bias"])
  }

  /// Multiplies the input that has arrived for a step.
  func applyGain(_ slice: StepSlice) {
    guard let gain, let zeros else { return }
    let first = slice.neurons.lowerBound
    for receptor in model.spec.receptors.indices where slice.isInUse(receptor) {
      let input = slice.input(receptor)
      slice.kernels.multiplyAdd(
        input, input, gain.base + first, zeros.base + first, slice.neurons.count)
    }
  }
}
