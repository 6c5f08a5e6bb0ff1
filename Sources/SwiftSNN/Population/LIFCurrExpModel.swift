import KernelTypes

/// Leaky integrate-and-fire with exponential currents (PyNN's IF_curr_exp, NEST's iaf_psc_exp):
///
///     cm dv/dt = -(cm / tau_m) (v - v_rest) + i_exc + i_inh + i_offset
///     tau_syn di/dt = -i;   an arriving spike: i += weight
///
/// exactly integrated over a step; a spike acts on v from the step after its arrival on. Fires at
/// v >= v_thresh at a step's end; while refractory v is held at v_reset and the currents go on.
final class LIFCurrExpModel: PopulationModel {
  static let spec = ModelSpec(
    name: "lif_curr_exp",
    summary: "leaky integrate-and-fire, exponential currents, exact integration",
    parameters: Membrane.parameters,
    state: Membrane.state + [
      StateSpec(name: "i_exc", unit: "nA", summary: "excitatory current"),
      StateSpec(name: "i_inh", unit: "nA", summary: "inhibitory current"),
    ],
    receptors: [
      ReceptorSpec(name: "excitatory", unit: "nA", summary: "current that decays with tau_syn_E"),
      ReceptorSpec(name: "inhibitory", unit: "nA", summary: "current that decays with tau_syn_I"),
    ])

  let spec: ModelSpec = LIFCurrExpModel.spec
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
    case "i_exc": excitatory.view()
    case "i_inh": inhibitory.view()
    default: nil
    }
  }

  func parameterChanged(_ name: String) {
    if name == "v_thresh" { membrane.takeThresholds(parameters) } else { derive() }
  }

  private func derive() {
    uniform = Membrane.isUniform(parameters, of: spec)
    membrane.derive(parameters, leak: Elementary.oneMinusExp)
    let (tauM, cm) = (parameters.column("tau_m"), parameters.column("cm"))
    let dt = membrane.dt
    for (synapses, name) in [(excitatory, "tau_syn_E"), (inhibitory, "tau_syn_I")] {
      let tau = parameters.column(name)
      synapses.derive(dt, tau: tau, reversal: nil, uniform: uniform) {
        ExactIntegration.exponential(dt, tauM[$0], tau[$0]) / cm[$0]
      }
    }
  }

  func reset() {
    membrane.reset(parameters)
    excitatory.reset()
    inhibitory.reset()
  }

  func advance(_ slice: StepSlice) {
    slice.kernels.lifCurrExp(
      ExponentialArguments(
        membrane: membrane.arguments(slice, uniform: uniform),
        excitatory: excitatory.arguments(slice), inhibitory: inhibitory.ifUsed(slice)))
  }
}
