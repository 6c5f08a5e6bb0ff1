import KernelTypes

/// Potential, threshold and refractoriness of the models that take receptors.
final class Membrane {
  let size: Int
  let lanes: Int
  let dt: Double
  private let names: Names
  var resetRule = ResetRule.value
  let v: RealBuffer
  let threshold: RealBuffer
  /// Steps of an epoch: `freeFrom` counts from the start of the present one, so that 32 bits do.
  private static let epoch = 1 << 30
  private let freeFrom: Buffer<Int32>
  /// What the potential approaches without input (mV), or the constant current.
  let target: RealBuffer
  private let leak: RealBuffer
  private let resetTo: RealBuffer
  private let refractorySteps: Buffer<Int32>

  init(_ extent: ModelExtent, names: Names = Names()) throws(SNNError) {
    self.names = names
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

  /// What a model calls the parameters that every membrane has.
  struct Names {
    var threshold = "v_thresh"
    var reset = "v_reset"
    var start = "v_init"
  }

  static let parameters: [ParameterSpec] = [
    timeConstant("tau_m", 20, "membrane time constant"),
    ParameterSpec("cm", unit: "nF", default: 1, in: 1e-9...1e9, "membrane capacitance"),
    potential("v_rest", -65, "resting potential"),
    potential("v_reset", -65, "potential after a spike"),
    potential("v_thresh", -50, "threshold"),
    ParameterSpec("tau_refrac", unit: "ms", default: 0.1, in: 0...1e6, "refractory period"),
    ParameterSpec("i_offset", unit: "nA", default: 0, in: -1e6...1e6, "constant current"),
    potential("v_init", -65, "potential at the start"),
  ]

  static func potential(_ name: String, _ value: Double, _ summary: String) -> ParameterSpec {
    ParameterSpec(name, unit: "mV", default: value, in: -1e6...1e6, summary)
  }

  /// A choice of what a spike does to the potential.
  static let subtracts = ParameterSpec(
    switch: "subtract", default: 0,
    "1: a spike subtracts v_thresh - v_reset instead of setting v_reset")

  static let state = [
    StateSpec(name: "v", unit: "mV", summary: "membrane potential"),
    StateSpec(name: "v_thresh", unit: "mV", summary: "threshold, as homeostats left it"),
  ]

  /// A neuron that is reset, or held, at or above its threshold would fire for ever.
  static func check(
    _ parameters: ParameterColumns, size: Int, name: String, below: [String], threshold: String
  ) throws(SNNError) {
    let limit = parameters.column(threshold)
    for parameter in below where parameters.has(parameter) {
      let low = parameters.column(parameter)
      let distinct = low.isUniform && limit.isUniform ? 1 : size
      for i in 0..<distinct where low[i] >= limit[i] {
        throw .invalid(
          "\(parameter) of '\(name)' (\(short(low[i])) mV, neuron \(i)) must be below "
            + "\(threshold) (\(short(limit[i])) mV)")
      }
    }
  }

  /// One value for all neurons of every parameter that becomes a coefficient.
  func isUniform(_ parameters: ParameterColumns, of spec: ModelSpec) -> Bool {
    spec.parameters.allSatisfy {
      [names.threshold, names.start].contains($0.name) || parameters.column($0.name).isUniform
    }
  }

  func takeThresholds(_ parameters: ParameterColumns) {
    let thresholds = parameters.column(names.threshold)
    for i in 0..<size { threshold.base[i] = thresholds[i] }
  }

  /// Where a spike puts the potential, and for how long it is held.
  func deriveReset(_ parameters: ParameterColumns) {
    let (reset, period) = (parameters.column(names.reset), parameters.column("tau_refrac"))
    resetTo.fill(size, oneValue: reset.isUniform) { reset[$0] }
    let longest = Double(Membrane.epoch - 1)
    for i in 0..<size {
      refractorySteps.base[i] = Int32(min((period[i] / dt).rounded(), longest))
    }
  }

  /// - Parameter leak: the kernel's coefficient, of dt / tau_m.
  func derive(_ parameters: ParameterColumns, leak leakOf: (Double) -> Double) {
    let (tauM, cm) = (parameters.column("tau_m"), parameters.column("cm"))
    let (rest, current) = (parameters.column("v_rest"), parameters.column("i_offset"))
    leak.fill(size, oneValue: tauM.isUniform) { leakOf(dt / tauM[$0]) }
    target.fill(size, oneValue: false) { rest[$0] + tauM[$0] / cm[$0] * current[$0] }
    deriveReset(parameters)
  }

  func listState(in list: StateList) {
    list.reals("v", v)
    list.reals("v_thresh", threshold)
    list.buffer("free_from", freeFrom)
  }

  func reset(_ parameters: ParameterColumns) {
    let start = parameters.column(names.start)
    for lane in 0..<lanes {
      for i in 0..<size { v.base[lane * size + i] = start[i] }
    }
    freeFrom.fill(0)
  }

  /// Before a step of a block.
  func begin(_ slice: StepSlice) {
    guard slice.step % Membrane.epoch == 0, slice.step > 0 else { return }
    let offset = slice.lane * size + slice.neurons.lowerBound
    let epoch = Int32(Membrane.epoch)
    for i in offset..<offset + slice.neurons.count {
      freeFrom.base[i] = max(freeFrom.base[i], epoch) - epoch
    }
  }

  /// - Parameters:
  ///   - tile: of the block, counted from its first neuron.
  ///   - driven: what the potential approaches, of each neuron of the tile, where it is not what the
  ///     parameters say.
  ///   - threshold: of each neuron of the tile, where it is not what the parameters say.
  func arguments(
    _ slice: StepSlice, _ tile: Range<Int>, uniform: Bool, driven: Reals? = nil,
    threshold moved: Reals? = nil
  ) -> MembraneArguments {
    let first = slice.neurons.lowerBound + tile.lowerBound
    let offset = slice.lane * size + first
    return MembraneArguments(
      v: v.base + offset, freeFrom: freeFrom.base + offset,
      now: Int32(slice.step % Membrane.epoch), threshold: moved ?? threshold.base + first,
      target: driven ?? target.base + first, leak: leak.base + first,
      reset: resetTo.base + first, refractorySteps: refractorySteps.base + first,
      uniform: uniform && driven == nil, resetRule: resetRule,
      spikes: slice.spikes + tile.lowerBound, margin: slice.margin.map { $0 + tile.lowerBound },
      count: tile.count)
  }
}
