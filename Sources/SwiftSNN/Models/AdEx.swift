/// Adaptive exponential integrate-and-fire (Brette & Gerstner 2005, J Neurophysiol 94:3637; PyNN's
/// EIF_cond_exp_isfa_ista, NEST's aeif_cond_exp), with g_leak = cm / tau_m:
///
///     cm dv/dt = g_leak (v_rest - v) + g_leak delta_T exp((v - v_thresh) / delta_T) - w
///                + receptor currents + i_offset
///     tau_w dw/dt = a (v - v_rest) - w;   an own spike: w += b
///
/// by the classical Runge-Kutta rule, of fourth order. Fires at v >= v_spike at a step's end; while
/// refractory v is held at v_reset and w goes on. Defaults are the paper's.
extension ModelDefinition {
  static let adex = nonlinear(
    "adex",
    "adaptive exponential integrate-and-fire, exponential conductances, Runge-Kutta (order 4)",
    parameters: exponential + [
      ParameterSpec("a", unit: "nS", default: 4, in: -1e6...1e6, "subthreshold adaptation"),
      ParameterSpec(
        "b", unit: "nA", default: 0.0805, in: -1e6...1e6, "what a spike adds to w"),
      Membrane.timeConstant("tau_w", 144, "time constant of w"),
      ParameterSpec("w_init", unit: "nA", default: 0, in: -1e6...1e6, "w at the start"),
    ],
    state: [StateSpec(name: "w", unit: "nA", summary: "adaptation current")],
    receptors: ReceptorSpec.pair(.expConductance), exponentialDynamics(adapts: true),
    below: ["v_reset"])
}
