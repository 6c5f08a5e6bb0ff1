/// How the probability of a synapse falls with the distance of its neurons.
struct DistanceProfile {
  enum Shape: String, CaseIterable {
    case gaussian
    case exponential
    case linear
    case step

    /// The name of the parameter that says how far.
    var scale: String {
      switch self {
      case .gaussian: "sigma"
      case .exponential: "length"
      case .linear, .step: "radius"
      }
    }

    var summary: String {
      switch self {
      case .gaussian: "p_max exp(-d^2 / (2 sigma^2))"
      case .exponential: "p_max exp(-d / length)"
      case .linear: "p_max (1 - d / radius), 0 from the radius on"
      case .step: "p_max up to the radius, 0 beyond"
      }
    }

    /// Of the rule.
    var name: String { "distance_" + rawValue }
  }

  let shape: Shape
  private let largest: Double
  private let scale: Double
  /// Beyond, there are no synapses: what numbers of 53 bits could not tell from none, or the user
  /// asked for. The rounding of positions is forgiven.
  let reach: Double

  init(_ shape: Shape, largest: Double, scale: Double, cutoff: Double) {
    self.shape = shape
    self.largest = largest
    self.scale = scale
    let far =
      switch shape {
      case .gaussian: 8.6 * scale
      case .exponential: 36.8 * scale
      case .linear, .step: scale
      }
    reach = min(far, cutoff) * (1 + 1e-9)
  }

  @inline(__always)
  func probability(_ distance: Double) -> Double {
    guard distance <= reach else { return 0 }
    switch shape {
    case .gaussian:
      let z = distance / scale
      return largest * Elementary.exp(-0.5 * z * z)
    case .exponential: return largest * Elementary.exp(-distance / scale)
    case .linear: return largest * max(0, 1 - distance / scale)
    case .step: return largest
    }
  }

  static let rules = Shape.allCases.map { shape in
    RuleSpec(
      name: shape.name,
      summary: "each pair with a probability that falls with its distance d: \(shape.summary)",
      parameters: [
        ParameterSpec("p_max", default: 1, in: 0...1, "largest probability"),
        ParameterSpec(
          shape.scale, default: 1, in: 0...1e30, includesLower: false,
          "how far, in the unit of the positions"),
        ParameterSpec(
          "cutoff", default: .infinity, in: 0...1e30, includesLower: false, allowsInfinity: true,
          "no synapses over a larger distance"),
        periodicSpec, selfSpec,
      ])
  }
}

/// Delays that grow with distance, in ms.
struct DistanceDelay {
  let base: Double
  /// Unit of the positions per ms.
  let velocity: Double
  let periodic: Bool
  /// Over the largest distance there is; known once the populations are.
  var longest: Double

  init(base: Double, velocity: Double, periodic: Bool) {
    self.base = base
    self.velocity = velocity
    self.periodic = periodic
    longest = base
  }

  func delay(_ distance: Double) -> Double { base + distance / velocity }
}
