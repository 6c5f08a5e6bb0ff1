/// Graded units that transmit a rate instead of spikes (Wilson & Cowan 1972, Biophys J 12:1; NEST's
/// rate_neuron_ipn without noise):
///
///     tau_m dr/dt = -r + f(gain (input + bias)),   input = sum over synapses of weight times rate
///
/// where the rates that arrive in a step act through it, exactly integrated over the step. f is one
/// of linear, tanh, threshold-linear (max 0) and logistic.
extension ModelDefinition {
  static let rate = ModelDefinition(
    spec: RateUnit.spec,
    make: { _, extent, parameters throws(SNNError) in
      try RateUnit(extent, parameters: parameters)
    })
}
