import KernelTypes

/// Membrane, threshold and refractoriness of the models with synaptic currents or conductances.
final class Membrane {
  let size: Int
  let lanes: Int
  let dt: Double
  let v: RealBuffer
  let threshold: RealBuffer
  /// Steps of an epoch: `freeFrom` counts from the start of the present one, so that 32 bits do.
  private static let epoch = 1 << 30
  private let freeFrom: Buffer<Int32>
  private let target: RealBuffer
  private let leak: RealBuffer
  private let resetTo: RealBuffer
  private let refractorySteps: Buffer<Int32>

  init(_ extent: ModelExtent) throws(SNNError) {
    (size, lanes, dt) = (extent.size, extent.lanes, extent.dt)
    v = try extent.state("membrane potentials")
    freeFrom = try Buffer("ends of refractoriness", count: lanes * size)
    threshold = try extent.coefficients("thresholds")
    target = try extent.coefficients("membrane coefficients")
    leak = try extent.coefficients("membrane coefficients")
    resetTo = try extent.coefficients("reset potentials")
    refractorySteps = try Buffer("refractory periods", count: size)
  }

  /// Shorter time constants and smaller capacitances would be none: a step is at least 1e-6 ms.
  static func timeConstant(_ name: String, _ value: Double, _ summary: String) -> ParameterSpec {
    ParameterSpec(name, unit: "ms", default: value, in: 1e-6...1e9, summary)
  }

  static let parameters: [ParameterSpec] = [
    timeConstant("tau_m", 20, "membrane time constant"),
    ParameterSpec("cm", unit: "nF", default: 1, in: 1e-9...1e9, "membrane capacitance"),
    ParameterSpec("v_rest", unit: "mV", default: -65, in: -1e6...1e6, "resting potential"),
    ParameterSpec("v_reset", unit: "mV", default: -65, in: -1e6...1e6, "potential after a spike"),
    ParameterSpec("v_thresh", unit: "mV", default: -50, in: -1e6...1e6, "threshold"),
    ParameterSpec("tau_refrac", unit: "ms", default: 0.1, in: 0...1e6, "refractory period"),
    ParameterSpec("i_offset", unit: "nA", default: 0, in: -1e6...1e6, "constant current"),
    ParameterSpec("v_init", unit: "mV", default: -65, in: -1e6...1e6, "potential at the start"),
    timeConstant("tau_syn_E", 5, "decay of the excitatory input"),
    timeConstant("tau_syn_I", 5, "decay of the inhibitory input"),
  ]

  static let state = [
    StateSpec(name: "v", unit: "mV", summary: "membrane potential"),
    StateSpec(name: "v_thresh", unit: "mV", summary: "threshold, as homeostats left it"),
  ]

  /// A neuron that is reset at or above its threshold would fire for ever.
  static func check(_ parameters: ParameterColumns, size: Int, name: String) throws(SNNError) {
    let (reset, threshold) = (parameters.column("v_reset"), parameters.column("v_thresh"))
    let distinct = reset.isUniform && threshold.isUniform ? 1 : size
    for i in 0..<distinct where reset[i] >= threshold[i] {
      throw .invalid(
        "v_reset of '\(name)' (\(short(reset[i])) mV, neuron \(i)) must be below v_thresh "
          + "(\(short(threshold[i])) mV)")
    }
  }

  /// One value for all neurons of every parameter that becomes a coefficient.
  static func isUniform(_ parameters: ParameterColumns, of spec: ModelSpec) -> Bool {
    spec.parameters.allSatisfy {
      ["v_thresh", "v_init"].contains($0.name) || parameters.column($0.name).isUniform
    }
  }

  func takeThresholds(_ parameters: ParameterColumns) {
    let thresholds = parameters.column("v_thresh")
    for i in 0..<size { threshold.base[i] = thresholds[i] }
  }

  /// - Parameter leak: the kernel's coefficient, of dt / tau_m.
  func derive(_ parameters: ParameterColumns, leak leakOf: (Double) -> Double) {
    let (tauM, cm) = (parameters.column("tau_m"), parameters.column("cm"))
    let (rest, reset) = (parameters.column("v_rest"), parameters.column("v_reset"))
    let (current, period) = (parameters.column("i_offset"), parameters.column("tau_refrac"))
    leak.fill(size, oneValue: tauM.isUniform) { leakOf(dt / tauM[$0]) }
    target.fill(size, oneValue: false) { rest[$0] + tauM[$0] / cm[$0] * current[$0] }
    resetTo.fill(size, oneValue: reset.isUniform) { reset[$0] }
    let longest = Double(Membrane.epoch - 1)
    for i in 0..<size {
      refractorySteps.base[i] = Int32(min((period[i] / dt).rounded(), longest))
    }
  }

  func reset(_ parameters: ParameterColumns) {
    let start = parameters.column("v_init")
    for lane in 0..<lanes {
      for i in 0..<size { v.base[lane * size + i] = start[i] }
    }
    freeFrom.fill(0)
  }

  func arguments(_ slice: StepSlice, uniform: Bool) -> MembraneArguments {
    let first = slice.neurons.lowerBound
    let offset = slice.lane * size + first
    let now = slice.step % Membrane.epoch
    if now == 0, slice.step > 0 {
      let epoch = Int32(Membrane.epoch)
      for i in offset..<offset + slice.neurons.count {
        freeFrom.base[i] = max(freeFrom.base[i], epoch) - epoch
      }
    }
    return MembraneArguments(
      v: v.base + offset, freeFrom: freeFrom.base + offset, now: Int32(now),
      threshold: threshold.base + first, target: target.base + first, leak: leak.base + first,
      reset: resetTo.base + first, refractorySteps: refractorySteps.base + first,
      uniform: uniform, subtracts: false, spikes: slice.spikes, margin: slice.margin,
      count: slice.neurons.count)
  }
}
