/// A leaky integrator that never fires, to read out a network by its potential:
///
///     tau_m dv/dt = -(v - v_rest) + (tau_m / cm) i_offset;   an arriving spike: v += weight
///
/// exactly integrated over a step.
extension ModelDefinition {
  static let leakyReadout = ModelDefinition(
    spec: ModelSpec(
      name: "leaky_readout", summary: "leaky integrator that never fires, exact integration",
      parameters: Membrane.parameters.filter {
        ["tau_m", "cm", "v_rest", "i_offset", "v_init"].contains($0.name)
      },
      state: [Membrane.state[0]], receptors: [ReceptorSpec("delta", .delta)], fires: false,
      takesReceptors: true),
    make: { spec, extent, parameters throws(SNNError) in
      try IntegrateAndFire(spec, extent, parameters: parameters)
    })
}
