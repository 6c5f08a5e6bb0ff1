/// Hodgkin-Huxley, the squid's giant axon (1952, J Physiol 117:500) with rest at -65 mV, a patch of
/// 1e-4 cm^2; NEST's hh_psc_alpha. Equations, method and firing as of `hh_traub`.
extension ModelDefinition {
  static let squid = nonlinear(
    "hh_squid", "Hodgkin-Huxley, the squid's giant axon, Runge-Kutta (order 4)",
    parameters: conductances(
      leak: 0.03, sodium: 12, potassium: 3.6, reversal: (-54.402, 50, -77), offset: -65,
      threshold: 0, cm: 0.1, start: -65),
    state: gates, receptors: ReceptorSpec.pair(.alphaCurrent), hodgkinHuxley(.squid))
}
