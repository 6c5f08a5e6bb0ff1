/// Leaky integrate-and-fire with an adaptive threshold (Bellec et al. 2018, NeurIPS 31:787; 2020, Nat
/// Commun 11:3625): `lif_curr_exp` that fires at v >= v_thresh + v_adapt,
///
///     tau_adapt dv_adapt/dt = -v_adapt;   an own spike: v_adapt += beta from the next step on.
///
/// Reset by subtraction takes the threshold as it is then.
extension ModelDefinition {
  static let alif = linear(
    "alif", "leaky integrate-and-fire with an adaptive threshold, exact integration",
    receptors: ReceptorSpec.pair(.expCurrent),
    adaptations: [
      Adaptation.Spec(
        effect: .threshold, state: "v_adapt", tau: "tau_adapt", jump: "beta",
        summary: "shift of the threshold", defaults: (200, 1.6))
    ])
}
