/// Leaky integrate-and-fire with alpha-shaped currents (PyNN's IF_curr_alpha, NEST's
/// iaf_psc_alpha):
///
///     cm dv/dt = -(cm / tau_m) (v - v_rest) + i_exc + i_inh + i_offset
///     a spike that arrived a time t ago: i = weight e (t / tau_syn) exp(-t / tau_syn)
///
/// so that a weight is the current's peak; exactly integrated over a step (Rotter & Diesmann 1999).
extension ModelDefinition {
  static let lifCurrAlpha = linear(
    "lif_curr_alpha", "leaky integrate-and-fire, alpha-shaped currents, exact integration",
    receptors: ReceptorSpec.pair(.alphaCurrent))
}
