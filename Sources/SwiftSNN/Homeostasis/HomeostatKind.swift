/// The homeostats there are, (variable) to (target).
enum HomeostatKind: String, CaseIterable {
  case thresholdToRate = "threshold_to_rate"
  case thresholdToCount = "threshold_to_count"
  case biasToRate = "bias_to_rate"
  case gainToRate = "gain_to_rate"
  case gainToVariance = "gain_to_variance"
  case weightsToRate = "weights_to_rate"
  case weightsToSum = "weights_to_sum"
  case weightsToNorm = "weights_to_norm"
  case inhibitionToRate = "inhibition_to_rate"
  case learningRateDecay = "learning_rate_decay"
  case learningRateToScore = "learning_rate_to_score"
  case learningRateByRatio = "learning_rate_by_ratio"
  case learningRateSearch = "learning_rate_search"

  /// Of a population; else of a projection.
  var isOfNeurons: Bool {
    switch self {
    case .thresholdToRate, .thresholdToCount, .biasToRate, .gainToRate, .gainToVariance: true
    default: false
    }
  }

  /// As `snn_catalogue` lists them.
  static let specs = HomeostatKind.allCases.map {
    RuleSpec(name: $0.rawValue, summary: $0.summary, parameters: $0.parameters)
  }

  /// - Parameter isOfNeurons: of what it is to be.
  init(named name: String, isOfNeurons: Bool) throws(SNNError) {
    guard let found = HomeostatKind(rawValue: name) else {
      let valid = HomeostatKind.allCases.filter { $0.isOfNeurons == isOfNeurons }
      throw .unknown("homeostat", name, valid: valid.map(\.rawValue))
    }
    guard found.isOfNeurons == isOfNeurons else {
      throw .invalid(
        "homeostat '\(name)' is for a \(isOfNeurons ? "projection" : "population"), "
          + "not for a \(isOfNeurons ? "population" : "projection")")
    }
    self = found
  }

  private var summary: String {
    switch self {
    case .thresholdToRate: "moves thresholds: v_thresh += gain (rate - target)"
    case .thresholdToCount:
      "moves the thresholds of all neurons together: v_thresh += gain (count - target), count the "
        + "spikes of the population in a step"
    case .biasToRate: "moves a current into each neuron: current += gain (target - rate)"
    case .gainToRate: "moves the factor of a neuron's synaptic input: g += gain (target - rate)"
    case .gainToVariance:
      "moves the factor of a neuron's synaptic input: "
        + "g += gain (target - (rate - center)^2) - decay (g - 1)"
    case .weightsToRate:
      "scales the weights onto each neuron by 1 + gain (target - rate) / target, at most to half "
        + "or twice in one action"
    case .weightsToSum: "scales the weights onto each neuron so that their sizes sum to target"
    case .weightsToNorm: "scales the weights onto each neuron so that they have the L2 norm target"
    case .inhibitionToRate:
      "moves the size of inhibitory weights: |w| += gain (presynaptic rate) (rate - target)"
    case .learningRateDecay: "multiplies a projection's learning rate factor by `factor`"
    case .learningRateToScore:
      "at each reported score: learning rate factor += gain (target - score)"
    case .learningRateByRatio:
      "at each reported ratio: learning rate factor = scale (1 + tanh(1) - tanh(ratio)), or "
        + "scale (1 + tanh(1 - ratio))"
    case .learningRateSearch:
      "at each reported score: learning rate factor moves by `by`, the other way where the score "
        + "fell"
    }
  }

  private static func speed(_ unit: String, _ value: Double) -> ParameterSpec {
    ParameterSpec("gain", unit: unit, default: value, in: 0...1e6, isPerNeuron: false, "speed")
  }

  private static func lower(
    _ unit: String, _ value: Double, in range: ClosedRange<Double> = ParameterSpec.anything
  ) -> ParameterSpec {
    ParameterSpec(
      "lower", unit: unit, default: value, in: range, allowsInfinity: value.isInfinite,
      isPerNeuron: false, "least value")
  }

  private static func upper(
    _ unit: String, _ value: Double, in range: ClosedRange<Double> = ParameterSpec.anything
  ) -> ParameterSpec {
    ParameterSpec(
      "upper", unit: unit, default: value, in: range, allowsInfinity: value.isInfinite,
      isPerNeuron: false, "greatest value")
  }

  private static let size = 0...1e30
  private static let factor = 0...1e6
  private static let rate = ParameterSpec(
    "target", unit: "Hz", default: 50, in: 0...1e6, "rate to hold")
  private static let average = ParameterSpec(
    "tau", unit: "ms", default: 0, in: 0...1e12, isPerNeuron: false,
    "time constant of the average; 0: of what happened since the last action")
  private static let timing = [average] + HomeostatSchedule.specs
  private static let sizes = [lower("", 0, in: size), upper("", .infinity, in: size)]
  private static let factors = [lower("", 0, in: factor), upper("", 10, in: factor)]

  var parameters: [ParameterSpec] {
    typealias Kind = HomeostatKind
    switch self {
    case .thresholdToRate:
      return [Kind.rate, Kind.speed("mV/Hz", 1e-4), Kind.lower("mV", -.infinity)]
        + [Kind.upper("mV", .infinity)] + Kind.timing
    case .thresholdToCount:
      let count = ParameterSpec(
        "target", default: 1, in: 0...1e9, isPerNeuron: false,
        "spikes of the population in a step")
      return [count, Kind.speed("mV", 1e-3), Kind.lower("mV", -.infinity)]
        + [Kind.upper("mV", .infinity)] + Kind.timing
    case .biasToRate:
      return [Kind.rate, Kind.speed("nA/Hz", 1e-4), Kind.lower("nA", -.infinity)]
        + [Kind.upper("nA", .infinity)] + Kind.timing
    case .gainToRate:
      return [Kind.rate, Kind.speed("1/Hz", 1e-3)] + Kind.factors + Kind.timing
    case .gainToVariance:
      return [
        ParameterSpec("target", unit: "Hz^2", default: 100, in: 0...1e12, "variance to hold"),
        ParameterSpec(
          "center", unit: "Hz", default: 0, in: -1e6...1e6, isPerNeuron: false,
          "what rates vary about"),
        Kind.speed("1/Hz^2", 1e-4),
        ParameterSpec("decay", default: 0, in: 0...1, isPerNeuron: false, "pull of the gain to 1"),
      ] + Kind.factors + Kind.timing
    case .weightsToRate:
      let rate = ParameterSpec(
        "target", unit: "Hz", default: 50, in: 0...1e6, includesLower: false, "rate to hold")
      let gain = ParameterSpec(
        "gain", default: 0.1, in: -1e6...1e6, isPerNeuron: false,
        "speed; below 0 for inhibitory weights")
      return [rate, gain] + Kind.sizes + Kind.timing
    case .weightsToSum, .weightsToNorm:
      let what = self == .weightsToSum ? "sum of the sizes" : "root of the sum of the squares"
      let target = ParameterSpec(
        "target", default: 1, in: 0...1e30, includesLower: false,
        "\(what) of the weights onto a neuron")
      return [target] + Kind.sizes + HomeostatSchedule.specs
    case .inhibitionToRate:
      return [Kind.rate, Kind.speed("weight/Hz^2", 1e-5)] + Kind.sizes + Kind.timing
    case .learningRateDecay:
      let factor = ParameterSpec(
        "factor", default: 0.99, in: 0...1, isPerNeuron: false, "of one action")
      return [factor, Kind.lower("", 0, in: Kind.factor)] + HomeostatSchedule.specs
    case .learningRateToScore:
      let target = ParameterSpec("target", default: 1, isPerNeuron: false, "score to hold")
      return [target, Kind.speed("", 0.1)] + Kind.factors
    case .learningRateByRatio:
      return [
        ParameterSpec("scale", default: 1, in: 0...1e3, isPerNeuron: false, "factor at ratio 1"),
        ParameterSpec(switch: "shifts", default: 0, "1: the second form"),
      ] + Kind.factors
    case .learningRateSearch:
      return [
        ParameterSpec("by", default: 0.1, in: 0...1e3, isPerNeuron: false, "one move")
      ] + Kind.factors
    }
  }
}
