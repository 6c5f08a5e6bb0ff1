import KernelTypes

/// Leaky integrate-and-fire with delta input (PyNN's IF_curr_delta, NEST's iaf_psc_delta):
///
///     tau_m dv/dt = -(v - v_rest) + (tau_m / cm) i_offset;   an arriving spike: v += weight
///
/// exactly integrated over a step; fires at v >= v_thresh at a step's end.
final class LIFModel: RestingModel {
  static let spec = ModelSpec(
    name: "lif",
    summary: "leaky integrate-and-fire, delta input, exact integration",
    parameters: [
      ParameterSpec(
        "tau_m", unit: "ms", default: 20, in: 0...1e9, includesLower: false,
        "membrane time constant"),
      ParameterSpec(
        "cm", unit: "nF", default: 1, in: 1e-9...1e9, "membrane capacitance"),
      ParameterSpec("v_rest", unit: "mV", default: -65, in: -1e6...1e6, "resting potential"),
      ParameterSpec(
        "v_reset", unit: "mV", default: -65, in: -1e6...1e6, "potential after a spike"),
      ParameterSpec("v_thresh", unit: "mV", default: -50, in: -1e6...1e6, "threshold"),
      ParameterSpec(
        "v_min", unit: "mV", default: -.infinity, in: -1e6...1e6, allowsInfinity: true,
        "floor of the potential"),
      ParameterSpec(
        "tau_refrac", unit: "ms", default: 0.1, in: 0...1e6, "refractory period"),
      ParameterSpec("i_offset", unit: "nA", default: 0, in: -1e6...1e6, "constant current"),
      ParameterSpec("v_init", unit: "mV", default: -65, in: -1e6...1e6, "potential at the start"),
      ParameterSpec(
        switch: "subtract", default: 0,
        "1: a spike subtracts v_thresh - v_reset instead of setting v_reset"),
    ],
    state: [
      StateSpec(name: "v", unit: "mV", summary: "membrane potential"),
      StateSpec(name: "v_thresh", unit: "mV", summary: "threshold, as homeostats left it"),
    ],
    receptors: [
      ReceptorSpec(name: "delta", unit: "mV", summary: "jump of the potential")
    ])

  let spec: ModelSpec = LIFModel.spec
  private let size: Int
  private let lanes: Int
  private let dt: Double
  private let parameters: ParameterColumns
  private let v: Buffer<Float>
  private let refractory: Buffer<Int32>
  private let threshold: Buffer<Float>
  private let leak: Buffer<Float>
  private let target: Buffer<Float>
  private let resetTo: Buffer<Float>
  private let floor: Buffer<Float>
  private let refractorySteps: Buffer<Int32>
  private var uniform = true
  private var subtracts = false

  init(size: Int, lanes: Int, parameters: ParameterColumns, dt: Double) throws(SNNError) {
    self.size = size
    self.lanes = lanes
    self.dt = dt
    self.parameters = parameters
    v = try Buffer("membrane potentials", count: lanes * size)
    refractory = try Buffer("refractory counters", count: lanes * size)
    threshold = try Buffer("thresholds", count: size)
    leak = try Buffer("membrane coefficients", count: size)
    target = try Buffer("membrane coefficients", count: size)
    resetTo = try Buffer("reset potentials", count: size)
    floor = try Buffer("potential floors", count: size)
    refractorySteps = try Buffer("refractory periods", count: size)
    derive()
    parameterChanged("v_thresh")
    reset()
  }

  var thresholds: Buffer<Float>? { threshold }

  func state(_ name: String) -> Buffer<Float>? {
    switch name {
    case "v": v
    case "v_thresh": threshold
    default: nil
    }
  }

  /// A neuron that is reset, or held, at or above its threshold would fire for ever.
  static func check(_ parameters: ParameterColumns, size: Int, name: String) throws(SNNError) {
    let threshold = parameters.column("v_thresh")
    for parameter in ["v_reset", "v_min"] {
      let below = parameters.column(parameter)
      let distinct = below.isUniform && threshold.isUniform ? 1 : size
      for i in 0..<distinct where below[i] >= threshold[i] {
        throw .invalid(
          "\(parameter) of '\(name)' (\(short(below[i])) mV, neuron \(i)) must be below v_thresh "
            + "(\(short(threshold[i])) mV)")
      }
    }
  }

  func parameterChanged(_ name: String) {
    if name == "v_thresh" {
      let thresholds = parameters.column(name)
      for i in 0..<size { threshold.base[i] = Float(thresholds[i]) }
    } else {
      derive()
    }
  }

  private func derive() {
    let (tauM, cm) = (parameters.column("tau_m"), parameters.column("cm"))
    let (rest, reset) = (parameters.column("v_rest"), parameters.column("v_reset"))
    let (lowest, current) = (parameters.column("v_min"), parameters.column("i_offset"))
    let refractoriness = parameters.column("tau_refrac")
    uniform = [tauM, cm, rest, reset, lowest, current, refractoriness].allSatisfy(\.isUniform)
    subtracts = parameters.column("subtract")[0] == 1
    let uniformLeak = Float(Elementary.oneMinusExp(dt / tauM[0]))
    for i in 0..<size {
      leak.base[i] =
        tauM.isUniform ? uniformLeak : Float(Elementary.oneMinusExp(dt / tauM[i]))
      target.base[i] = Float(rest[i] + tauM[i] / cm[i] * current[i])
      resetTo.base[i] = Float(reset[i])
      floor.base[i] = Float(lowest[i])
      refractorySteps.base[i] = Int32(min((refractoriness[i] / dt).rounded(), 2e9))
    }
  }

  func reset() {
    let start = parameters.column("v_init")
    for lane in 0..<lanes {
      for i in 0..<size { v.base[lane * size + i] = Float(start[i]) }
    }
    refractory.fill(0)
  }

  func advance(_ slice: StepSlice) {
    let first = slice.neurons.lowerBound
    let offset = slice.lane * size + first
    slice.kernels.lif(
      LIFArguments(
        v: v.base + offset, refractory: refractory.base + offset, input: slice.input,
        threshold: threshold.base + first, leak: leak.base + first,
        target: target.base + first, reset: resetTo.base + first, floor: floor.base + first,
        refractorySteps: refractorySteps.base + first, uniform: uniform, subtract: subtracts,
        spikes: slice.spikes, margin: slice.margin, count: slice.neurons.count))
  }

  // ---- Rest: without input the potential goes exponentially to its target.

  /// Potentials and refractory steps that rest began with.
  private var restV: Buffer<Float>?
  private var restRefractory: Buffer<Int32>?

  func prepareRest() throws(SNNError) {
    restV = try Buffer("membrane potentials at rest", count: lanes * size)
    restRefractory = try Buffer("refractory counters at rest", count: lanes * size)
  }

  var isSubthreshold: Bool {
    for i in 0..<size where target.base[i] >= threshold.base[i] { return false }
    return true
  }

  func beginRest(lane: Int, _ neurons: Range<Int>) {
    let first = lane * size + neurons.lowerBound
    guard let restV, let restRefractory else { return }
    (restV.base + first).update(from: v.base + first, count: neurons.count)
    (restRefractory.base + first).update(from: refractory.base + first, count: neurons.count)
  }

  func showRest(lane: Int, _ neurons: Range<Int>, after steps: Int) {
    forEachAtRest(lane, neurons, after: steps) { k, potential, wait in
      v.base[k] = potential
      refractory.base[k] = wait
    }
  }

  func isShown(lane: Int, _ neurons: Range<Int>, after steps: Int) -> Bool {
    var same = true
    forEachAtRest(lane, neurons, after: steps) { k, potential, _ in
      same = same && v.base[k].bitPattern == potential.bitPattern
    }
    return same
  }

  private func forEachAtRest(
    _ lane: Int, _ neurons: Range<Int>, after steps: Int,
    _ body: (_ k: Int, _ potential: Float, _ refractory: Int32) -> Void
  ) {
    guard let restV, let restRefractory else { return }
    let tauM = parameters.column("tau_m")
    let common = Elementary.exp(-Double(steps) * dt / tauM[0])
    for i in neurons {
      let k = lane * size + i
      let wait = Int(restRefractory.base[k])
      let free = max(0, steps - wait)
      let left =
        wait == 0 && tauM.isUniform ? common : Elementary.exp(-Double(free) * dt / tauM[i])
      let (start, end) = (Double(restV.base[k]), Double(target.base[i]))
      let potential = Float(end + (start - end) * left)
      body(
        k, free > 0 ? max(potential, floor.base[i]) : restV.base[k], Int32(max(0, wait - steps)))
    }
  }
}
