/// Moves every neuron's threshold until the neuron fires at a target rate: after each learning
/// presentation, v_thresh += gain (rate - target) within bounds, the rate averaged over the lanes.
final class ThresholdToRate {
  static let name = "threshold_to_rate"
  static let specs = [
    ParameterSpec("target", unit: "Hz", default: 50, in: 0...1e6, "rate to hold"),
    ParameterSpec("gain", unit: "mV/Hz", default: 1e-4, in: 0...1e6, "speed"),
    ParameterSpec(
      "lower", unit: "mV", default: -.infinity, allowsInfinity: true, "lowest threshold"),
    ParameterSpec(
      "upper", unit: "mV", default: .infinity, allowsInfinity: true, "highest threshold"),
  ]

  let population: Population
  private let thresholds: RealBuffer
  private let target: Float
  private let gain: Float
  private let lower: Float
  private let upper: Float

  init(
    population: Population, _ given: [(name: String, value: Double)]
  ) throws(SNNError) {
    let owner = "the threshold homeostat of '\(population.name)'"
    guard let thresholds = population.model.thresholds else {
      throw .invalid(
        "\(owner) needs neurons with a threshold, but '\(population.name)' is of model "
          + "'\(population.model.spec.name)'")
    }
    let values = try ParameterValues(given, specs: Self.specs, owner: owner)
    guard values["lower"] <= values["upper"] else {
      throw .invalid("\(owner) needs lower <= upper")
    }
    self.population = population
    self.thresholds = thresholds
    target = Float(values["target"])
    gain = Float(values["gain"])
    lower = Float(values["lower"])
    upper = Float(values["upper"])
  }

  /// - Parameters:
  ///   - seconds: length of the presentation, s.
  ///   - lanes: over which rates are averaged.
  ///   - factor: multiplies the change.
  func act(seconds: Double, lanes: Range<Int>, factor: Float) {
    let perSpike = Float(1 / (seconds * Double(lanes.count)))
    let gain = gain * factor
    for j in 0..<population.size {
      var spikes: Int32 = 0
      for lane in lanes {
        spikes &+= population.counts.base[lane * population.size + j]
      }
      let moved = Float(thresholds[j]) + gain * (Float(spikes) * perSpike - target)
      thresholds[j] = Double(min(max(moved, lower), upper))
    }
  }
}
