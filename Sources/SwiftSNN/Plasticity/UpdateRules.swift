/// What a step of the weights goes through after the optimiser, the numbers of it.
struct UpdateRules: Equatable {
  static let specs = [
    ParameterSpec(
      "mu_plus", default: 0, in: 0...100,
      "growth is multiplied by ((w_max - w) / (w_max - w_min))^mu_plus"),
    ParameterSpec(
      "mu_minus", default: 0, in: 0...100,
      "depression is multiplied by ((w - w_min) / (w_max - w_min))^mu_minus"),
    ParameterSpec(
      switch: "dale", default: 0, "1: no weight changes the sign it had at the start"),
    ParameterSpec(
      "decay", default: 0, in: 0...1, "share of w - reference lost in a presentation"),
    ParameterSpec(
      "tau_decay", unit: "ms", default: 0, in: 0...1e12,
      "decay of w - reference in presentations; 0: none"),
    ParameterSpec("reference", default: 0, "what weights decay to"),
    ParameterSpec(
      count: "levels", default: 0, in: 0...65536,
      "values between w_min and w_max, both included, that a weight can have; 0: any"),
    ParameterSpec(
      switch: "stochastic_rounding", default: 0,
      "1: to one of the two levels around by chance, right in the mean; 0: to the nearest"),
    ParameterSpec(
      switch: "accumulate", default: 0,
      "1: what rounding leaves over is kept and counts the next time"),
    ParameterSpec(
      "noise", default: 0, in: 0...1e6,
      "standard deviation of what is added to a step that is not 0, unit of the weight"),
    ParameterSpec(
      "relative_noise", default: 0, in: 0...1e6,
      "standard deviation of a step in units of the step"),
    ParameterSpec("probability", default: 1, in: 0...1, "chance of a step to be made"),
  ]

  /// Arrays it may have, one value a synapse.
  static let arrays = [
    ParameterSpec("factor", default: 1, in: -1e6...1e6, "multiplies the change; -1: its sign"),
    ParameterSpec("reference", default: 0, "what the weight decays to"),
  ]

  var (muPlus, muMinus) = (0.0, 0.0)
  var keepsSigns = false
  var decay = 0.0
  /// ms; 0: none.
  var tauDecay = 0.0
  var reference = 0.0
  var levels = 0
  var roundsByChance = false
  var accumulates = false
  var noise = 0.0
  var relativeNoise = 0.0
  var probability = 1.0

  init() {}

  init(_ given: [(name: String, value: Double)], owner: String) throws(SNNError) {
    let values = try ParameterValues(given, specs: Self.specs, owner: owner)
    (muPlus, muMinus) = (values["mu_plus"], values["mu_minus"])
    keepsSigns = values["dale"] == 1
    (decay, tauDecay) = (values["decay"], values["tau_decay"])
    reference = values["reference"]
    levels = try values.whole("levels", of: owner)
    roundsByChance = values["stochastic_rounding"] == 1
    accumulates = values["accumulate"] == 1
    (noise, relativeNoise) = (values["noise"], values["relative_noise"])
    probability = values["probability"]
    guard levels != 1 else {
      throw .invalid("levels of \(owner) must be 0 for any weight, or at least 2, not 1")
    }
    guard levels > 0 || (!roundsByChance && !accumulates) else {
      throw .invalid(
        "\(owner) has stochastic_rounding or accumulate, which need levels to round to; "
          + "set levels too")
    }
  }

  /// Steps are added as they are.
  var isPlain: Bool {
    var other = UpdateRules()
    other.reference = reference
    return self == other
  }

  var isNoisy: Bool { noise > 0 || relativeNoise > 0 }
  var drawsNumbers: Bool { isNoisy || roundsByChance || probability < 1 }

  /// Refuses bounds that soft bounds or levels cannot be measured by.
  func requireRange(_ lower: Double, _ upper: Double, owner: String) throws(SNNError) {
    guard muPlus > 0 || muMinus > 0 || levels > 0 else { return }
    guard lower.isFinite, upper.isFinite, lower < upper else {
      throw .invalid(
        "\(owner) has mu_plus, mu_minus or levels, which need finite bounds w_min < w_max, not "
          + "\(lower) and \(upper)")
    }
  }

  /// Share of w - reference that a presentation takes away.
  func loss(milliseconds: Double) -> Double {
    guard tauDecay > 0 else { return decay }
    return 1 - (1 - decay) * Elementary.exp(-milliseconds / tauDecay)
  }
}
