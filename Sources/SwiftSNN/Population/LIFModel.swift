import KernelTypes

/// `ModelDefinition.lif` with delta input alone, whose silent blocks may rest.
final class LIFModel: RestingModel {
  static let spec = ModelSpec(
    name: "lif",
    summary: "leaky integrate-and-fire, delta input, exact integration",
    parameters: Membrane.parameters + [
      Membrane.subtracts,
      ParameterSpec(
        "v_min", unit: "mV", default: -.infinity, in: -1e6...1e6, allowsInfinity: true,
        "floor of the potential"),
    ],
    state: Membrane.state, receptors: [ReceptorSpec("delta", .delta)], takesReceptors: true,
    withOwnReceptors: ["v_min"])

  let spec: ModelSpec
  private let extent: ModelExtent
  private let size: Int
  private let lanes: Int
  private let dt: Double
  private let parameters: ParameterColumns
  private let v: RealBuffer
  private let refractory: Buffer<Int32>
  private let threshold: RealBuffer
  private let leak: RealBuffer
  private let target: RealBuffer
  private let resetTo: RealBuffer
  private let floor: RealBuffer
  private let refractorySteps: Buffer<Int32>
  /// mV that a nA moves the potential by in a step.
  private let perCurrent: RealBuffer
  private var uniform = true
  private var subtracts = false

  init(_ spec: ModelSpec, _ extent: ModelExtent, parameters: ParameterColumns) throws(SNNError) {
    self.spec = spec
    self.extent = extent
    (size, lanes, dt) = (extent.size, extent.lanes, extent.dt)
    self.parameters = parameters
    v = try extent.state("membrane potentials")
    refractory = try Buffer("refractory counters", count: lanes * size)
    threshold = try extent.coefficients("thresholds")
    leak = try extent.coefficients("membrane coefficients")
    target = try extent.coefficients("membrane coefficients")
    resetTo = try extent.coefficients("reset potentials")
    floor = try extent.coefficients("potential floors")
    refractorySteps = try Buffer("refractory periods", count: size)
    perCurrent = try extent.coefficients("membrane coefficients")
    derive()
    parameterChanged("v_thresh")
    reset()
  }

  var thresholds: RealBuffer? { threshold }

  func state(_ name: String) -> RealBuffer? {
    switch name {
    case "v": v
    case "v_thresh": threshold
    default: nil
    }
  }

  func listState(in list: StateList) {
    list.reals("v", v)
    list.buffer("refractory", refractory)
    list.reals("v_thresh", threshold)
    list.reals("rest/v", restV)
    list.buffer("rest/refractory", restRefractory)
  }

  func parameterChanged(_ name: String) {
    if name == "v_thresh" {
      let thresholds = parameters.column(name)
      for i in 0..<size { threshold.base[i] = thresholds[i] }
    } else {
      derive()
    }
  }

  private func derive() {
    let (tauM, cm) = (parameters.column("tau_m"), parameters.column("cm"))
    let (rest, reset) = (parameters.column("v_rest"), parameters.column("v_reset"))
    let (lowest, current) = (parameters.column("v_min"), parameters.column("i_offset"))
    let refractoriness = parameters.column("tau_refrac")
    // A jump of the user's choice comes without.
    let hasFloor = parameters.has("v_min")
    uniform = [tauM, cm, rest, reset, lowest, current, refractoriness].allSatisfy(\.isUniform)
    subtracts = parameters.column("subtract")[0] == 1
    let uniformLeak = Elementary.oneMinusExp(dt / tauM[0])
    for i in 0..<size {
      leak.base[i] =
        tauM.isUniform ? uniformLeak : Elementary.oneMinusExp(dt / tauM[i])
      target.base[i] = rest[i] + tauM[i] / cm[i] * current[i]
      perCurrent[i] = tauM[i] / cm[i] * leak[i]
      resetTo.base[i] = reset[i]
      floor.base[i] = hasFloor ? lowest[i] : -.infinity
      refractorySteps.base[i] = Int32(min((refractoriness[i] / dt).rounded(), 2e9))
    }
  }

  func reset() {
    let start = parameters.column("v_init")
    for lane in 0..<lanes {
      for i in 0..<size { v.base[lane * size + i] = start[i] }
    }
    refractory.fill(0)
  }

  func advance(_ slice: StepSlice) {
    let first = slice.neurons.lowerBound
    let offset = slice.lane * size + first
    if let current = slice.current {
      slice.kernels.multiplyAdd(
        slice.input, current, perCurrent.base + first, slice.input, slice.neurons.count)
    }
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
  private var restV: RealBuffer?
  private var restRefractory: Buffer<Int32>?

  func prepareRest() throws(SNNError) {
    restV = try extent.state("membrane potentials at rest")
    restRefractory = try Buffer("refractory counters at rest", count: lanes * size)
  }

  var isSubthreshold: Bool {
    for i in 0..<size where target.base[i] >= threshold.base[i] { return false }
    return true
  }

  func isBelow(lane: Int, _ neurons: Range<Int>) -> Bool {
    for i in neurons where !(v[lane * size + i] < threshold[i]) { return false }
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
      let shown = v.precision == .single ? Double(Float(potential)) : potential
      same = same && v.base[k].bitPattern == shown.bitPattern
    }
    return same
  }

  private func forEachAtRest(
    _ lane: Int, _ neurons: Range<Int>, after steps: Int,
    _ body: (_ k: Int, _ potential: Double, _ refractory: Int32) -> Void
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
      let (start, end) = (restV.base[k], target.base[i])
      let potential = end + (start - end) * left
      body(
        k, free > 0 ? max(potential, floor.base[i]) : restV.base[k], Int32(max(0, wait - steps)))
    }
  }
}
