/// Generalised integrate-and-fire (Mensi et al. 2012, J Neurophysiol 107:1756; Pozzorini et al. 2015,
/// PLoS Comput Biol 11:e1004275; NEST's gif_psc_exp): `lif_curr_exp` less spike-triggered currents
/// i_stc, that fires at random with the rate
///
///     lambda_0 exp((v - v_thresh - v_sfa1 - v_sfa2) / delta_V)
///
/// of the escape noise. An own spike adds q_stc to i_stc and q_sfa to v_sfa from the next step on;
/// both decay exponentially. The currents count as constant over a step.
extension ModelDefinition {
  static let gif = linear(
    "gif",
    "generalised integrate-and-fire: spike-triggered currents, moving threshold, escape noise; "
      + "exact integration",
    receptors: ReceptorSpec.pair(.expCurrent),
    parameters: Membrane.parameters + [
      ParameterSpec(
        "lambda_0", unit: "Hz", default: 1e3, in: 0...1e9, "rate of firing at the threshold"),
      ParameterSpec(
        "delta_V", unit: "mV", default: 0.5, in: 1e-6...1e6, "sharpness of the threshold"),
    ],
    adaptations: (1...2).flatMap { k in
      [
        Adaptation.Spec(
          effect: .current, state: "i_stc\(k)", tau: "tau_stc\(k)", jump: "q_stc\(k)",
          summary: "spike-triggered current \(k)"),
        Adaptation.Spec(
          effect: .threshold, state: "v_sfa\(k)", tau: "tau_sfa\(k)", jump: "q_sfa\(k)",
          summary: "shift \(k) of the threshold"),
      ]
    },
    // A reset above the threshold is common: escape noise does not fire at once, and the threshold
    // moves away.
    below: [])
}
