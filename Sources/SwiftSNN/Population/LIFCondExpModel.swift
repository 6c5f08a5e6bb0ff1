import KernelTypes

/// Leaky integrate-and-fire with exponential conductances (PyNN's IF_cond_exp, NEST's
/// iaf_cond_exp), with g_leak = cm / tau_m:
///
///     cm dv/dt = g_leak (v_rest - v) + g_exc (e_rev_E - v) + g_inh (e_rev_I - v) + i_offset
///     tau_syn dg/dt = -g;   an arriving spike: g += weight
///
/// by the exponential midpoint rule, of second order and stable for any step; a spike acts on v from
/// the step after its arrival on. Fires at v >= v_thresh at a step's end; while refractory v is held
/// at v_reset and the conductances go on.
///
/// Nothing keeps a sum of negative weights from making a conductance negative: where the total is,
/// v runs away from its target, as it does in the equation.
final class LIFCondExpModel: PopulationModel {
  static let spec = ModelSpec(
    name: "lif_cond_exp",
    summary: "leaky integrate-and-fire, exponential conductances, exponential midpoint rule",
    parameters: Membrane.parameters + [
      ParameterSpec(
        "e_rev_E", unit: "mV", default: 0, in: -1e6...1e6, "excitatory reversal potential"),
      ParameterSpec(
        "e_rev_I", unit: "mV", default: -70, in: -1e6...1e6, "inhibitory reversal potential"),
    ],
    state: Membrane.state + [
      StateSpec(name: "g_exc", unit: "uS", summary: "excitatory conductance"),
      StateSpec(name: "g_inh", unit: "uS", summary: "inhibitory conductance"),
    ],
    receptors: [
      ReceptorSpec(
        name: "excitatory", unit: "uS", summary: "conductance that decays with tau_syn_E"),
      ReceptorSpec(
        name: "inhibitory", unit: "uS", summary: "conductance that decays with tau_syn_I"),
    ])

  let spec: ModelSpec = LIFCondExpModel.spec
  private let parameters: ParameterColumns
  private let membrane: Membrane
  private let excitatory: ExponentialSynapses
  private let inhibitory: ExponentialSynapses
  private var uniform = true

  init(_ extent: ModelExtent, parameters: ParameterColumns) throws(SNNError) {
    self.parameters = parameters
    membrane = try Membrane(extent)
    excitatory = try ExponentialSynapses(receptor: 0, extent)
    inhibitory = try ExponentialSynapses(receptor: 1, extent)
    derive()
    membrane.takeThresholds(parameters)
    reset()
  }

  var thresholds: RealBuffer? { membrane.threshold }

  func state(_ name: String) -> RealBuffer? {
    switch name {
    case "v": membrane.v
    case "v_thresh": membrane.threshold
    case "g_exc": excitatory.view()
    case "g_inh": inhibitory.view()
    default: nil
    }
  }

  func parameterChanged(_ name: String) {
    if name == "v_thresh" { membrane.takeThresholds(parameters) } else { derive() }
  }

  private func derive() {
    uniform = Membrane.isUniform(parameters, of: spec)
    membrane.derive(parameters) { $0 }
    let cm = parameters.column("cm")
    let dt = membrane.dt
    for (synapses, side) in [(excitatory, "E"), (inhibitory, "I")] {
      let tau = parameters.column("tau_syn_\(side)")
      synapses.derive(
        dt, tau: tau, reversal: parameters.column("e_rev_\(side)"), uniform: uniform
      ) { dt / cm[$0] * Elementary.exp(-0.5 * dt / tau[$0]) }
    }
  }

  func reset() {
    membrane.reset(parameters)
    excitatory.reset()
    inhibitory.reset()
  }

  func advance(_ slice: StepSlice) {
    slice.kernels.lifCondExp(
      ExponentialArguments(
        membrane: membrane.arguments(slice, uniform: uniform),
        excitatory: excitatory.arguments(slice), inhibitory: inhibitory.ifUsed(slice)))
  }
}
