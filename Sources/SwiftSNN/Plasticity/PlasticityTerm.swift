/// One mechanism on the synapses of a projection:
///
///     change of w = rate * pre * post * M(t)
///
/// or, with an eligibility trace, rate * M(t) * e(t), where e is the low-pass of pre * post. Rules of
/// the literature are lists of such terms: pair STDP is (trace, spike, +) and (spike, trace, -).
///
/// pre and post are products of factors; an empty product is 1. Spikes are events, weight 1; a term
/// without any is a density, integrated over time in ms.
public struct PlasticityTerm: Equatable {
  public let pre: [Factor]
  public let post: [Factor]
  /// A modulator of the target population, or nil for M = 1.
  public let modulator: Int?
  public let rate: Double
  /// 0: no eligibility trace; infinity: one that does not decay.
  public let tauEligibility: Double
  /// Act spike by spike while the network runs.
  public let online: Bool
  /// mV that a spike raises the threshold by, of an adapting one, and its decay (ms); 0: it does not
  /// adapt.
  public let beta: Double
  public let tauAdapt: Double
  public let dependence: WeightDependence
  public let pairing: Pairing

  static let specs = [
    ParameterSpec("rate", default: 1e-3, "of weight for a unit of the factors"),
    ParameterSpec(
      "tau_eligibility", unit: "ms", default: 0, in: 0...1e9,
      "decay of the eligibility trace; 0: none; 1e9 and above count as no decay"),
    ParameterSpec(
      "beta", unit: "mV", default: 0, in: 0...1e6,
      "jump of an adapting threshold at a spike, whose part in the eligibility counts; 0: none"),
    ParameterSpec(
      "tau_adapt", unit: "ms", default: 200, in: 0...1e9, includesLower: false,
      "decay of the adapting threshold"),
    ParameterSpec("mu", default: 1, in: 0...100, "exponent of the weight dependence"),
    ParameterSpec(
      "reference", default: 1, in: 1e-30...1e30,
      "weight that counts as 1 in a power of the weight"),
    ParameterSpec(
      switch: "online", default: 1,
      "1: acts while the network runs; 0: in presentations only"),
  ]

  public init(
    pre: [Factor], post: [Factor], modulator: Int?, dependence: String, pairing: String,
    _ given: [(name: String, value: Double)], owner: String
  ) throws(SNNError) {
    let values = try ParameterValues(given, specs: Self.specs, owner: owner)
    guard let form = WeightDependence.Form(rawValue: dependence) else {
      throw .unknown(
        "weight dependence of \(owner)", dependence,
        valid: WeightDependence.Form.allCases.map(\.rawValue))
    }
    guard let pairing = Pairing(rawValue: pairing) else {
      throw .unknown("pairing of \(owner)", pairing, valid: Pairing.allCases.map(\.rawValue))
    }
    self.pre = pre
    self.post = post
    self.modulator = modulator
    self.pairing = pairing
    self.dependence = WeightDependence(
      form: form, mu: values["mu"], reference: values["reference"])
    rate = values["rate"]
    tauEligibility = values["tau_eligibility"]
    online = values["online"] == 1
    beta = values["beta"]
    tauAdapt = values["tau_adapt"]
    if let trouble { throw .invalid("\(owner) \(trouble)") }
    try requireTriangle(owner: owner)
  }

  /// What no way of acting can do.
  private var trouble: String? {
    for (side, factors) in [("pre", pre), ("post", post)] {
      if factors.filter({ $0.kind == .spike }).count > 1 {
        return "has two spikes as \(side) factors; one says the same"
      }
      if factors.count > 8 { return "has \(factors.count) \(side) factors; the most are 8" }
    }
    if pre.contains(where: { $0.needsPotential || $0.needsMargin || $0.kind == .slidingThreshold })
    {
      return "has a presynaptic factor of the membrane potential or a sliding threshold; spikes, "
        + "traces and rates reach the synapse"
    }
    if arrives, fires, online {
      return "has a spike on both sides, which only presentations can compare; use a trace on the "
        + "side that comes first, or turn online off"
    }
    if !arrives, pre.count > 1 {
      return "has \(pre.count) presynaptic factors without a spike; one trace is the most, or a "
        + "spike and one trace"
    }
    if arrives, pre.count > 2 {
      return "has more than a spike and one trace as presynaptic factors"
    }
    return nil
  }

  /// The end of a presentation can do the term.
  var suitsPresentations: Bool {
    pairing == .traces && dependence.form == .none
      && (preTrace.map { $0.kind == .trace && $0.isUniform && !arrives } ?? arrives)
  }

  /// Acts when presynaptic spikes arrive.
  var arrives: Bool { pre.contains { $0.kind == .spike } }
  /// Acts when the postsynaptic neuron fires.
  var fires: Bool { post.contains { $0.kind == .spike } }
  /// The presynaptic factor beside a spike.
  var preTrace: Factor? { pre.first { $0.kind != .spike } }
  /// The postsynaptic factors beside a spike.
  var postTraces: [Factor] { post.filter { $0.kind != .spike } }

  var hasEligibility: Bool { tauEligibility > 0 }
  /// What is left of the eligibility trace after so many ms.
  func eligibilityDecay(_ ms: Double) -> Double {
    tauEligibility >= 1e9 ? 1 : Elementary.exp(-ms / tauEligibility)
  }

  /// What gives the low-pass of eligibility unit area, step by step.
  func eligibilityArea(_ dt: Double) -> Double {
    guard hasEligibility else { return 1 }
    return tauEligibility >= 1e9 ? dt : Elementary.oneMinusExp(dt / tauEligibility)
  }

  /// Counts for what a step's factors are: densities bring their dt.
  func density(dt: Double) -> Double { arrives || fires ? 1 : dt }
}

/// How a change depends on the weight it meets.
public struct WeightDependence: Equatable {
  public enum Form: String, CaseIterable {
    case none
    /// times ((w_max - w) / (w_max - w_min)) ^ mu
    case upper
    /// times ((w - w_min) / (w_max - w_min)) ^ mu
    case lower
    /// times (|w| / reference) ^ mu
    case power
    /// times w
    case proportional
    /// w <- w exp(change): signs stay
    case exponentiated
  }

  public let form: Form
  public let mu: Double
  public let reference: Double
}

/// Which spikes pair.
public enum Pairing: String, CaseIterable {
  /// Those that the traces hold.
  case traces
  /// Arrivals since the neuron last fired, each once (Morrison et al. 2008, fig. 7B).
  case sinceFired = "since_fired"
  /// The last arrival, where the neuron has not fired since; a neuron that has, where something
  /// arrives (Morrison et al. 2008, fig. 7C).
  case adjacent
}
