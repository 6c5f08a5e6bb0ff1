/// Exponential integrate-and-fire (Fourcaud-Trocme et al. 2003, J Neurosci 23:11628), with
/// g_leak = cm / tau_m:
///
///     cm dv/dt = g_leak (v_rest - v) + g_leak delta_T exp((v - v_thresh) / delta_T)
///                + receptor currents + i_offset
///
/// by the classical Runge-Kutta rule, of fourth order. Fires at v >= v_spike at a step's end.
extension ModelDefinition {
  static let eif = nonlinear(
    "eif", "exponential integrate-and-fire, exponential conductances, Runge-Kutta (order 4)",
    parameters: exponential, state: [], receptors: ReceptorSpec.pair(.expConductance),
    exponentialDynamics(adapts: false), below: ["v_reset"])
}
