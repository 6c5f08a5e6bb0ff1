/// Leaky integrate-and-fire with exponential currents (PyNN's IF_curr_exp, NEST's iaf_psc_exp):
///
///     cm dv/dt = -(cm / tau_m) (v - v_rest) + i_exc + i_inh + i_offset
///     tau_syn di/dt = -i;   an arriving spike: i += weight
///
/// exactly integrated over a step (Rotter & Diesmann 1999, Biol Cybern 81:381).
extension ModelDefinition {
  static let lifCurrExp = linear(
    "lif_curr_exp", "leaky integrate-and-fire, exponential currents, exact integration",
    receptors: ReceptorSpec.pair(.expCurrent))
}
