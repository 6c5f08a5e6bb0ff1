/// Leaky integrate-and-fire with exponential conductances (PyNN's IF_cond_exp, NEST's iaf_cond_exp),
/// with g_leak = cm / tau_m:
///
///     cm dv/dt = g_leak (v_rest - v) + g_exc (e_rev_E - v) + g_inh (e_rev_I - v) + i_offset
///     tau_syn dg/dt = -g;   an arriving spike: g += weight
///
/// by the exponential midpoint rule, of second order and stable for any step.
extension ModelDefinition {
  static let lifCondExp = linear(
    "lif_cond_exp",
    "leaky integrate-and-fire, exponential conductances, exponential midpoint rule (order 2)",
    receptors: ReceptorSpec.pair(.expConductance))
}
