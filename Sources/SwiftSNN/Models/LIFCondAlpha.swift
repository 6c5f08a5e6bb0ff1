/// Leaky integrate-and-fire with alpha-shaped conductances (PyNN's IF_cond_alpha, NEST's
/// iaf_cond_alpha): as `lif_cond_exp`, but a spike that arrived a time t ago gives
///
///     g = weight e (t / tau_syn) exp(-t / tau_syn)
///
/// by the exponential midpoint rule, of second order.
extension ModelDefinition {
  static let lifCondAlpha = linear(
    "lif_cond_alpha",
    "leaky integrate-and-fire, alpha-shaped conductances, exponential midpoint rule (order 2)",
    receptors: ReceptorSpec.pair(.alphaConductance))
}
