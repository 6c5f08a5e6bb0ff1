import KernelTypes

/// Leaky integrate-and-fire with alpha-shaped currents (PyNN's IF_curr_alpha, NEST's
/// iaf_psc_alpha):
///
///     cm dv/dt = -(cm / tau_m) (v - v_rest) + i_exc + i_inh + i_offset
///     a spike that arrived a time t ago: i = weight e (t / tau_syn) exp(-t / tau_syn)
///
/// so that a weight is the current's peak; exactly integrated over a step. Fires at v >= v_thresh at
/// a step's end; while refractory v is held at v_reset and the currents go on.
final class LIFCurrAlphaModel: PopulationModel {
  static let spec = ModelSpec(
    name: "lif_curr_alpha",
    summary: "leaky integrate-and-fire, alpha-shaped currents, exact integration",
    parameters: Membrane.parameters,
    state: Membrane.state + [
      StateSpec(name: "i_exc", unit: "nA", summary: "excitatory current"),
      StateSpec(
        name: "di_exc", unit: "nA/ms",
        summary: "its slope plus i_exc / tau_syn_E: what spikes raise by e weight / tau_syn_E"),
      StateSpec(name: "i_inh", unit: "nA", summary: "inhibitory current"),
      StateSpec(
        name: "di_inh", unit: "nA/ms",
        summary: "its slope plus i_inh / tau_syn_I: what spikes raise by e weight / tau_syn_I"),
    ],
    receptors: [
      ReceptorSpec(
        name: "excitatory", unit: "nA", summary: "current that peaks tau_syn_E after a spike"),
      ReceptorSpec(
        name: "inhibitory", unit: "nA", summary: "current that peaks tau_syn_I after a spike"),
    ])

  let spec: ModelSpec = LIFCurrAlphaModel.spec
  private let parameters: ParameterColumns
  private let membrane: Membrane
  private let excitatory: AlphaSynapses
  private let inhibitory: AlphaSynapses
  private var uniform = true

  init(_ extent: ModelExtent, parameters: ParameterColumns) throws(SNNError) {
    self.parameters = parameters
    membrane = try Membrane(extent)
    excitatory = try AlphaSynapses(receptor: 0, extent)
    inhibitory = try AlphaSynapses(receptor: 1, extent)
    derive()
    membrane.takeThresholds(parameters)
    reset()
  }

  var thresholds: RealBuffer? { membrane.threshold }

  func state(_ name: String) -> RealBuffer? {
    switch name {
    case "v": membrane.v
    case "v_thresh": membrane.threshold
    case "i_exc": excitatory.view(slope: false)
    case "di_exc": excitatory.view(slope: true)
    case "i_inh": inhibitory.view(slope: false)
    case "di_inh": inhibitory.view(slope: true)
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
    for (synapses, name) in [(excitatory, "tau_syn_E"), (inhibitory, "tau_syn_I")] {
      synapses.derive(membrane.dt, tau: parameters.column(name), tauM: tauM, cm: cm)
    }
  }

  func reset() {
    membrane.reset(parameters)
    excitatory.reset()
    inhibitory.reset()
  }

  func advance(_ slice: StepSlice) {
    slice.kernels.lifCurrAlpha(
      AlphaArguments(
        membrane: membrane.arguments(slice, uniform: uniform),
        excitatory: excitatory.arguments(slice), inhibitory: inhibitory.ifUsed(slice)))
  }
}
