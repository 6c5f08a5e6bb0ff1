import KernelTypes

/// Leaky integrate-and-fire with any receptors:
///
///     cm dv/dt = (cm / tau_m) (v_rest - v) + sum of receptor currents + i_offset
///
/// With currents a step is exact (Rotter & Diesmann 1999, Biol Cybern 81:381); with conductances it
/// is done by the exponential midpoint rule, of second order and stable for any step. What arrives
/// acts on v from the next step on, jumps of the potential at once. Fires at v >= v_thresh at a step's
/// end; while refractory v is held and what receptors hold goes on. Thresholds may move and spikes
/// trigger currents (ALIF, GIF), which count as constant over a step; firing may be at random.
///
/// Weights into conductances are refused below 0 where they are given; where a plasticity rule or
/// a view takes the total below 0, v runs away from its target, as it does in the equation.
final class IntegrateAndFire: PopulationModel {
  /// A step that one kernel does.
  private enum Form {
    case expCurrents, alphaCurrents, expConductances
    case parts
  }

  let spec: ModelSpec
  private let parameters: ParameterColumns
  private let extent: ModelExtent
  private let membrane: Membrane
  private let receptors: [Receptor]
  private let adaptations: [Adaptation]
  private let form: Form
  private let coefficients: RealBuffer
  /// Expected spikes in a step at the threshold, and sharpness of it (1 / mV).
  private let escape: RealBuffer
  private let perCurrent: RealBuffer
  private let block: NMDABlock?
  private let jumps: Int?
  private var uniform = true
  private let isExact: Bool
  private let hasEscape: Bool

  init(_ spec: ModelSpec, _ extent: ModelExtent, parameters: ParameterColumns) throws(SNNError) {
    self.spec = spec
    self.extent = extent
    self.parameters = parameters
    membrane = try Membrane(extent)
    (receptors, jumps) = try Receptor.make(spec, extent)
    isExact = receptors.allSatisfy { $0.spec.kind.quantity == .current }
    var adaptations: [Adaptation] = []
    for each in spec.adaptations { adaptations.append(try Adaptation(each, extent)) }
    self.adaptations = adaptations
    hasEscape = spec.parameters.contains { $0.name == "delta_V" }
    form = IntegrateAndFire.form(spec, adaptations: adaptations, hasEscape: hasEscape)
    coefficients = try RealBuffer(
      "membrane coefficients", shape: [2, extent.size], extent.precision)
    escape = try RealBuffer("escape noise", shape: [2, extent.size], extent.precision)
    perCurrent = try extent.coefficients("membrane coefficients")
    block = try NMDABlock(receptors, extent)
    derive()
    takeThresholds()
    reset()
  }

  private static func form(
    _ spec: ModelSpec, adaptations: [Adaptation], hasEscape: Bool
  ) -> Form {
    guard spec.receptors.count == 2, adaptations.isEmpty, !hasEscape,
      spec.receptors[0].kind == spec.receptors[1].kind
    else { return .parts }
    return switch spec.receptors[0].kind {
    case .expCurrent: .expCurrents
    case .alphaCurrent: .alphaCurrents
    case .expConductance: .expConductances
    default: .parts
    }
  }

  var thresholds: RealBuffer? { spec.fires ? membrane.threshold : nil }
  var needsTiles: Bool { form == .parts }

  func state(_ name: String) -> RealBuffer? {
    guard spec.state.contains(where: { $0.name == name }) else { return nil }
    switch name {
    case "v": return membrane.v
    case "v_thresh": return membrane.threshold
    default:
      return adaptations.first { $0.spec.state == name }?.value
        ?? receptors.lazy.compactMap { $0.state(name) }.first
    }
  }

  func listState(in list: StateList) {
    membrane.listState(in: list)
    for receptor in receptors { receptor.listState(in: list) }
    for adaptation in adaptations { list.reals(adaptation.spec.state, adaptation.value) }
  }

  func parameterChanged(_ name: String) {
    if name == "v_thresh" { takeThresholds() } else { derive() }
  }

  private func takeThresholds() {
    if spec.fires {
      membrane.takeThresholds(parameters)
    } else {
      membrane.threshold.fill(.infinity)
    }
  }

  private func derive() {
    let (tauM, cm) = (parameters.column("tau_m"), parameters.column("cm"))
    let dt = extent.dt
    uniform = membrane.isUniform(parameters, of: spec)
    membrane.resetRule = parameters.column("subtract")[0] == 1 ? .subtract : .value
    membrane.derive(parameters, leak: form == .expConductances ? { $0 } : Elementary.oneMinusExp)
    for receptor in receptors {
      receptor.derive(
        dt, parameters, membrane: Receptor.LinearMembrane(tauM: tauM, cm: cm),
        fused: form == .expConductances)
    }
    block?.derive(parameters)
    for adaptation in adaptations {
      adaptation.derive(dt, parameters) { tauM[$0] / cm[$0] }
    }
    perCurrent.fill(extent.size, oneValue: uniform) { tauM[$0] / cm[$0] }
    for i in 0..<extent.size {
      coefficients[i] = dt / tauM[i]
      coefficients[extent.size + i] = dt / cm[i]
    }
    guard hasEscape else { return }
    let (rate, width) = (parameters.column("lambda_0"), parameters.column("delta_V"))
    for i in 0..<extent.size {
      escape[i] = dt * 1e-3 * rate[i]
      escape[extent.size + i] = 1 / width[i]
    }
  }

  func reset() {
    membrane.reset(parameters)
    for receptor in receptors { receptor.reset() }
    for adaptation in adaptations { adaptation.reset() }
  }

  func advance(_ slice: StepSlice) {
    membrane.begin(slice)
    guard form != .parts else { return Tiles.forEach(slice) { advance(slice, $0) } }
    if let current = slice.current { drive(slice, 0..<slice.neurons.count, current, into: current) }
    let whole = membrane.arguments(
      slice, 0..<slice.neurons.count, uniform: uniform, driven: slice.current)
    let second = receptors[1].isUsed(slice) ? receptors[1] : nil
    switch form {
    case .alphaCurrents:
      slice.kernels.lifCurrAlpha(
        AlphaArguments(
          membrane: whole, excitatory: receptors[0].alpha(slice),
          inhibitory: second?.alpha(slice)))
    default:
      let arguments = ExponentialArguments(
        membrane: whole, excitatory: receptors[0].exponential(slice),
        inhibitory: second?.exponential(slice))
      if form == .expCurrents {
        slice.kernels.lifCurrExp(arguments)
      } else {
        slice.kernels.lifCondExp(arguments)
      }
    }
  }

  /// What the potentials approach under currents (nA), which may lie where the result goes.
  private func drive(
    _ slice: StepSlice, _ tile: Range<Int>, _ current: Reals, into out: Reals
  ) {
    let first = slice.neurons.lowerBound + tile.lowerBound
    slice.kernels.multiplyAdd(
      out, current, perCurrent.base + first, membrane.target.base + first, tile.count)
  }

  /// One tile of a step made of parts.
  private func advance(_ slice: StepSlice, _ tile: Range<Int>) {
    let (tiles, kernels) = (Tiles(slice.scratch), slice.kernels)
    let first = slice.neurons.lowerBound + tile.lowerBound
    tiles.clear(tile.count)
    for receptor in receptors where receptor.isUsed(slice) {
      let arguments = receptor.arguments(slice, tile, tiles.channels)
      if isExact { kernels.pushReceptor(arguments) } else { kernels.gatherReceptor(arguments) }
      kernels.receive(arguments)
    }
    if let current = slice.current {
      drive(slice, tile, current + tile.lowerBound, into: tiles.target)
    } else {
      tiles.target.update(from: membrane.target.base + first, count: tile.count)
    }
    tiles.threshold.update(from: membrane.threshold.base + first, count: tile.count)
    for adaptation in adaptations {
      let isShift = adaptation.spec.effect == .threshold
      adaptation.act(slice, tile, on: isShift ? tiles.threshold : tiles.target)
    }
    var neurons = NeuronArguments(
      membrane: membrane.arguments(
        slice, tile, uniform: uniform, driven: tiles.target, threshold: tiles.threshold),
      channels: tiles.channels, jump: jumps.map { slice.input($0) + tile.lowerBound },
      nmda: block?.arguments(first), variables: (tiles.target, tiles.target, tiles.target),
      previous: tiles.target, coefficients: coefficients.base + first,
      coefficientStride: extent.size, step: extent.dt, looksForSpikes: true, isExact: isExact)
    kernels.linearNeuron(neurons)
    if hasEscape {
      neurons.coefficients = escape.base + first
      kernels.escape(slice.random, first, neurons)
    }
    if spec.fires {
      kernels.finish(neurons.membrane)
    } else {
      // A potential that has overflowed is not below any threshold.
      (slice.spikes + tile.lowerBound).update(repeating: 0, count: tile.count)
    }
    guard !adaptations.isEmpty else { return }
    slice.forEachSpike(tile) { neuron in
      for adaptation in adaptations { adaptation.fired(neuron, lane: slice.lane) }
    }
  }
}
