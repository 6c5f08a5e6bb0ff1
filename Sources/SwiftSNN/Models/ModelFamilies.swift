/// What models of one family have in common.
extension ModelDefinition {
  static func linear(
    _ name: String, _ summary: String, receptors: [ReceptorSpec],
    parameters: [ParameterSpec] = Membrane.parameters + [Membrane.subtracts],
    adaptations: [Adaptation.Spec] = [], below: [String] = ["v_reset"]
  ) -> ModelDefinition {
    ModelDefinition(
      spec: ModelSpec(
        name: name, summary: summary, parameters: parameters, state: Membrane.state,
        receptors: receptors, adaptations: adaptations, takesReceptors: true),
      make: { spec, extent, parameters throws(SNNError) in
        try IntegrateAndFire(spec, extent, parameters: parameters)
      }, below: below)
  }

  private static let substeps = ParameterSpec(
    count: "substeps", default: 0, in: 0...1000,
    "parts that a step is integrated in; 0: as many as the model needs")
  private static let current = ParameterSpec(
    "i_offset", unit: "nA", default: 0, in: -1e6...1e6, "constant current")
  private static let refractoriness = ParameterSpec(
    "tau_refrac", unit: "ms", default: 0.1, in: 0...1e6, "refractory period")

  static func nonlinear(
    _ name: String, _ summary: String, parameters: [ParameterSpec], state: [StateSpec],
    receptors: [ReceptorSpec], _ dynamics: NonlinearDynamics, below: [String] = []
  ) -> ModelDefinition {
    ModelDefinition(
      spec: ModelSpec(
        name: name, summary: summary, parameters: parameters + [substeps],
        state: [Membrane.state[0]] + state, receptors: receptors, takesReceptors: true),
      make: { spec, extent, parameters throws(SNNError) in
        try NonlinearNeuron(spec, dynamics, extent, parameters: parameters)
      }, below: below, threshold: dynamics.names.threshold)
  }

  static let exponential: [ParameterSpec] =
    [
      Membrane.timeConstant("tau_m", 9.3667, "membrane time constant"),
      ParameterSpec("cm", unit: "nF", default: 0.281, in: 1e-9...1e9, "membrane capacitance"),
      Membrane.potential("v_rest", -70.6, "resting potential"),
      Membrane.potential("v_reset", -70.6, "potential after a spike"),
      Membrane.potential("v_thresh", -50.4, "potential from which it runs away"),
      ParameterSpec(
        "delta_T", unit: "mV", default: 2, in: 1e-3...1e3, "sharpness of the upswing"),
      Membrane.potential("v_spike", -40, "potential from which it fires"),
      refractoriness, current,
      Membrane.potential("v_init", -70.6, "potential at the start"),
    ]

  static func exponentialDynamics(adapts: Bool) -> NonlinearDynamics {
    NonlinearDynamics(
      kernel: .adex, names: Membrane.Names(threshold: "v_spike"), variables: ["w"],
      start: { [$0("w_init")] },
      coefficients: { p in
        let leak = p("cm") / p("tau_m")
        return [
          1 / p("cm"), leak, p("v_rest"), leak * p("delta_T"), p("v_thresh"), 1 / p("delta_T"),
          adapts ? 1e-3 * p("a") : 0, adapts ? 1 / p("tau_w") : 1,
        ]
      },
      jump: adapts ? "b" : nil, resets: true, longestPart: 0.1)
  }

  static let gates = ["m", "h", "n"].map {
    StateSpec(name: $0, unit: "", summary: "gate \($0), 0 to 1")
  }

  static func conductances(
    leak: Double, sodium: Double, potassium: Double, reversal: (Double, Double, Double),
    offset: Double, threshold: Double, cm: Double, start: Double
  ) -> [ParameterSpec] {
    func conductance(_ name: String, _ value: Double, _ what: String) -> ParameterSpec {
      ParameterSpec(name, unit: "uS", default: value, in: 0...1e6, "\(what) conductance")
    }
    return [
      ParameterSpec("cm", unit: "nF", default: cm, in: 1e-9...1e9, "membrane capacitance"),
      conductance("g_leak", leak, "leak"), conductance("gbar_Na", sodium, "largest sodium"),
      conductance("gbar_K", potassium, "largest potassium"),
      Membrane.potential("e_rev_leak", reversal.0, "reversal potential of the leak"),
      Membrane.potential("e_rev_Na", reversal.1, "reversal potential of sodium"),
      Membrane.potential("e_rev_K", reversal.2, "reversal potential of potassium"),
      Membrane.potential("v_offset", offset, "potential that the rates of the gates count from"),
      Membrane.potential("v_thresh", threshold, "least height of a spike's peak"),
      ParameterSpec(
        "tau_refrac", unit: "ms", default: 2, in: 0...1e6, "time without a further spike"),
      current, Membrane.potential("v_init", start, "potential at the start"),
    ]
  }

  static func hodgkinHuxley(_ kernel: NonlinearDynamics.Kernel) -> NonlinearDynamics {
    NonlinearDynamics(
      kernel: kernel, names: Membrane.Names(), variables: ["m", "h", "n"],
      start: { p in
        let rates = GateRates.at(p("v_init") - p("v_offset"), isTraub: kernel == .traub)
        return [rates.m, rates.h, rates.n].map { $0.opening / ($0.opening + $0.closing) }
      },
      coefficients: { p in
        [
          1 / p("cm"), p("g_leak"), p("e_rev_leak"), p("gbar_Na"), p("e_rev_Na"), p("gbar_K"),
          p("e_rev_K"), p("v_offset"),
        ]
      },
      jump: nil, resets: false, longestPart: 0.025)
  }
}
