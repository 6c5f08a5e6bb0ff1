import KernelTypes

/// Units with a rate; see `Models/Rate.swift`.
final class RateUnit: PopulationModel {
  static let spec = ModelSpec(
    name: "rate", summary: "graded unit that transmits its rate, exact integration",
    parameters: [
      Membrane.timeConstant("tau_m", 20, "time constant"),
      ParameterSpec("gain", default: 1, "multiplies the input of the function"),
      ParameterSpec("bias", default: 0, "added to the input"),
      ParameterSpec("r_init", default: 0, "rate at the start"),
      ParameterSpec(
        count: "function", default: 0, in: 0...3,
        "0: linear; 1: tanh; 2: threshold-linear; 3: logistic"),
    ],
    state: [StateSpec(name: "r", unit: "", summary: "rate, as it is transmitted")],
    receptors: [ReceptorSpec("input", .delta, unit: "1")])

  let spec: ModelSpec = RateUnit.spec
  private let extent: ModelExtent
  private let parameters: ParameterColumns
  private let rate: RealBuffer
  /// Part of the way to the function's value that a step goes, gain, bias.
  private let leak: RealBuffer
  private let gain: RealBuffer
  private let bias: RealBuffer
  private let ones: RealBuffer
  private var function: UInt8 = 0

  init(_ extent: ModelExtent, parameters: ParameterColumns) throws(SNNError) {
    self.extent = extent
    self.parameters = parameters
    rate = try extent.state("rates")
    leak = try extent.coefficients("coefficients of rates")
    gain = try extent.coefficients("coefficients of rates")
    bias = try extent.coefficients("coefficients of rates")
    ones = try extent.coefficients("coefficients of rates")
    ones.fill(1)
    parameterChanged("tau_m")
    reset()
  }

  var graded: RealBuffer? { rate }

  func state(_ name: String) -> RealBuffer? { name == "r" ? rate : nil }

  func listState(in list: StateList) { list.reals("r", rate) }

  func parameterChanged(_ name: String) {
    let (tau, gains) = (parameters.column("tau_m"), parameters.column("gain"))
    let biases = parameters.column("bias")
    for i in 0..<extent.size {
      leak[i] = Elementary.oneMinusExp(extent.dt / tau[i])
      gain[i] = gains[i]
      bias[i] = biases[i]
    }
    function = UInt8(parameters.column("function")[0])
  }

  func reset() {
    let start = parameters.column("r_init")
    for lane in 0..<extent.lanes {
      for i in 0..<extent.size { rate[lane * extent.size + i] = start[i] }
    }
  }

  func advance(_ slice: StepSlice) {
    let first = slice.neurons.lowerBound
    if let current = slice.current {
      slice.kernels.multiplyAdd(
        slice.input, current, ones.base + first, slice.input, slice.neurons.count)
    }
    slice.kernels.rateUnits(
      RateArguments(
        rate: rate.base + (slice.lane * extent.size + first), input: slice.input,
        leak: leak.base + first, gain: gain.base + first, bias: bias.base + first,
        function: RateFunction(rawValue: function) ?? .linear, count: slice.neurons.count))
    slice.spikes.update(repeating: 0, count: slice.neurons.count)
  }
}
