/// Hodgkin-Huxley, Traub's hippocampal cell (Traub & Miles 1991) in the form of Brette et al. 2007 (J
/// Comput Neurosci 23:349), benchmark 3; PyNN's HH_cond_exp, NEST's hh_cond_exp_traub:
///
///     cm dv/dt = g_leak (e_rev_leak - v) + gbar_Na m^3 h (e_rev_Na - v) + gbar_K n^4 (e_rev_K - v)
///                + receptor currents + i_offset
///
/// by the classical Runge-Kutta rule, of fourth order. Fires where v, looked at after
/// every step and every 0.1 ms of longer ones, is at or above v_thresh and lower than at the look
/// before, and then not again for tau_refrac; v is never reset.
extension ModelDefinition {
  static let traub = nonlinear(
    "hh_traub", "Hodgkin-Huxley, Traub's hippocampal cell, Runge-Kutta (order 4)",
    parameters: conductances(
      leak: 0.01, sodium: 20, potassium: 6, reversal: (-60, 50, -90), offset: -63,
      threshold: -33, cm: 0.2, start: -60),
    state: gates, receptors: ReceptorSpec.pair(.expConductance), hodgkinHuxley(.traub))
}
