/// Leaky integrate-and-fire with delta input (PyNN's IF_curr_delta, NEST's iaf_psc_delta):
///
///     tau_m dv/dt = -(v - v_rest) + (tau_m / cm) i_offset;   an arriving spike: v += weight
///
/// exactly integrated over a step; fires at v >= v_thresh at a step's end. Input that arrives during
/// refractoriness is lost. With other receptors, a membrane for these: `IntegrateAndFire`.
extension ModelDefinition {
  static let lif = ModelDefinition(
    spec: LIFModel.spec,
    make: { spec, extent, parameters throws(SNNError) in
      // What stays alone has a kernel of its own, and may rest.
      if spec.receptors.count == 1, spec.receptors[0].kind == .delta {
        return try LIFModel(spec, extent, parameters: parameters)
      }
      return try IntegrateAndFire(spec, extent, parameters: parameters)
    }, below: ["v_reset", "v_min"])
}
