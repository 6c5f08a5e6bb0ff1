import KernelTypes

/// What distinguishes the neurons whose membrane is not linear.
struct NonlinearDynamics: Sendable {
  enum Kernel: Sendable {
    case adex, izhikevich, traub, squid
  }

  let kernel: Kernel
  let names: Membrane.Names
  /// Names of the variables beside v; one that the model does not list as state stays at 0.
  let variables: [String]
  /// Start of the variables of a neuron.
  let start: @Sendable (_ p: (String) -> Double) -> [Double]
  /// Coefficients of a neuron, as the kernel lists them.
  let coefficients: @Sendable (_ p: (String) -> Double) -> [Double]
  /// What a spike adds to the first variable.
  let jump: String?
  let resets: Bool
  /// ms that a part of a step lasts at most where the user does not say how many there are.
  let longestPart: Double
}

/// Neurons whose membrane is not linear, with any receptors: a step is done in `substeps` parts by
/// the classical Runge-Kutta rule, of fourth order, for which receptors say what they hold at the
/// start, in the middle and at the end of each. What arrives acts on v from the next step on, jumps of
/// the potential at once.
final class NonlinearNeuron: PopulationModel {
  let spec: ModelSpec
  private let dynamics: NonlinearDynamics
  private let parameters: ParameterColumns
  private let extent: ModelExtent
  private let membrane: Membrane
  private let receptors: [Receptor]
  private let variables: [RealBuffer]
  private let coefficients: RealBuffer
  private let jump: RealBuffer
  private let ones: RealBuffer
  private let block: NMDABlock?
  private let jumps: Int?
  private var uniform = true
  private var substeps = 1
  /// Parts between looks for peaks, which come at most 0.1 ms apart where parts are that short.
  private var partsOfLook = 1
  /// Of the Izhikevich model: 0 Runge-Kutta, 1 Euler, 2 as published.
  private var method = 0

  init(
    _ spec: ModelSpec, _ dynamics: NonlinearDynamics, _ extent: ModelExtent,
    parameters: ParameterColumns
  ) throws(SNNError) {
    self.spec = spec
    self.dynamics = dynamics
    self.extent = extent
    self.parameters = parameters
    membrane = try Membrane(extent, names: dynamics.names)
    membrane.resetRule = dynamics.resets ? .value : .none
    (receptors, jumps) = try Receptor.make(spec, extent)
    var variables: [RealBuffer] = []
    for name in dynamics.variables { variables.append(try extent.state("state '\(name)'")) }
    self.variables = variables
    coefficients = try RealBuffer(
      "membrane coefficients", shape: [NonlinearNeuron.mostCoefficients, extent.size],
      extent.precision)
    jump = try extent.coefficients("membrane coefficients")
    ones = try extent.coefficients("membrane coefficients")
    ones.fill(1)
    block = try NMDABlock(receptors, extent)
    derive()
    reset()
  }

  private static let mostCoefficients = 8

  var needsTiles: Bool { true }

  func state(_ name: String) -> RealBuffer? {
    guard spec.state.contains(where: { $0.name == name }) else { return nil }
    if name == "v" { return membrane.v }
    if let place = dynamics.variables.firstIndex(of: name) { return variables[place] }
    return receptors.lazy.compactMap { $0.state(name) }.first
  }

  func listState(in list: StateList) {
    membrane.listState(in: list)
    for receptor in receptors { receptor.listState(in: list) }
    for (name, values) in zip(dynamics.variables, variables) { list.reals(name, values) }
  }

  func parameterChanged(_ name: String) {
    // A modulator may move them in every step, and no coefficient is made of them.
    switch name {
    case "i_offset": takeCurrent()
    case dynamics.jump: takeJump()
    case dynamics.names.reset where dynamics.resets: membrane.deriveReset(parameters)
    default: return derive()
    }
    uniform = membrane.isUniform(parameters, of: spec)
    for receptor in receptors { uniform = uniform && receptor.isUniform }
  }

  private func takeCurrent() {
    let current = parameters.column("i_offset")
    for i in 0..<extent.size { membrane.target[i] = current[i] }
  }

  private func takeJump() {
    guard let name = dynamics.jump else { return }
    let jumps = parameters.column(name)
    for i in 0..<extent.size { jump[i] = jumps[i] }
  }

  private func forEachNeuron(_ body: (Int, _ p: (String) -> Double) -> Void) {
    var columns: [String: ParameterColumns.Column] = [:]
    for each in spec.parameters { columns[each.name] = parameters.column(each.name) }
    for i in 0..<extent.size { body(i) { columns[$0]?[i] ?? 0 } }
  }

  private func derive() {
    uniform = membrane.isUniform(parameters, of: spec)
    method = Int(parameters.column("method")[0])
    let asked = Int(parameters.column("substeps")[0])
    let needed = (extent.dt / dynamics.longestPart - 1e-9).rounded(.up)
    substeps = method > 0 ? 1 : asked > 0 ? asked : max(1, Int(min(needed, 1e6)))
    partsOfLook = max(1, Int(min(0.1 * Double(substeps) / extent.dt + 1e-9, 1e6)))
    membrane.takeThresholds(parameters)
    membrane.deriveReset(parameters)
    let size = extent.size
    takeCurrent()
    takeJump()
    forEachNeuron { i, p in
      for (k, value) in dynamics.coefficients(p).enumerated() { coefficients[k * size + i] = value }
    }
    for receptor in receptors {
      receptor.derive(extent.dt / Double(substeps), parameters, membrane: nil, fused: false)
      uniform = uniform && receptor.isUniform
    }
    block?.derive(parameters)
  }

  func reset() {
    membrane.reset(parameters)
    for receptor in receptors { receptor.reset() }
    forEachNeuron { i, p in
      for (variable, value) in zip(variables, dynamics.start(p)) {
        for lane in 0..<extent.lanes { variable[lane * extent.size + i] = value }
      }
    }
  }

  func advance(_ slice: StepSlice) {
    membrane.begin(slice)
    Tiles.forEach(slice) { advance(slice, $0) }
  }

  private func advance(_ slice: StepSlice, _ tile: Range<Int>) {
    let (tiles, kernels) = (Tiles(slice.scratch), slice.kernels)
    let first = slice.neurons.lowerBound + tile.lowerBound
    let offset = slice.lane * extent.size + first
    var driven: Reals?
    if let current = slice.current {
      kernels.multiplyAdd(
        tiles.target, current + tile.lowerBound, ones.base + first,
        membrane.target.base + first, tile.count)
      driven = tiles.target
    }
    let v = membrane.v.base + offset
    if !dynamics.resets {
      tiles.previous.update(from: v, count: tile.count)
      (slice.spikes + tile.lowerBound).update(repeating: 0, count: tile.count)
    }
    func variable(_ k: Int) -> Reals { k < variables.count ? variables[k].base + offset : v }
    var neurons = NeuronArguments(
      membrane: membrane.arguments(slice, tile, uniform: uniform, driven: driven),
      channels: tiles.channels, jump: nil,
      nmda: block?.arguments(first), variables: (variable(0), variable(1), variable(2)),
      previous: tiles.previous, coefficients: coefficients.base + first,
      coefficientStride: extent.size, step: extent.dt / Double(substeps), looksForSpikes: false,
      isExact: false)
    for part in 1...substeps {
      tiles.clear(tile.count)
      for receptor in receptors where receptor.isUsed(slice) {
        kernels.gatherReceptor(receptor.arguments(slice, tile, tiles.channels))
      }
      let isLast = part == substeps
      neurons.looksForSpikes = isLast || (!dynamics.resets && part % partsOfLook == 0)
      neurons.jump = isLast ? jumps.map { slice.input($0) + tile.lowerBound } : nil
      run(neurons, kernels)
    }
    for receptor in receptors where receptor.isUsed(slice) {
      kernels.receive(receptor.arguments(slice, tile, tiles.channels))
    }
    kernels.finish(neurons.membrane)
    guard dynamics.jump != nil else { return }
    slice.forEachSpike(tile) { neuron in
      variables[0][slice.lane * extent.size + neuron] += jump[neuron]
    }
  }

  private func run(_ neurons: NeuronArguments, _ kernels: KernelTable) {
    switch dynamics.kernel {
    case .adex: kernels.adex(neurons)
    case .izhikevich:
      if method == 0 {
        kernels.izhikevich(neurons)
      } else {
        kernels.izhikevichEuler(neurons, method == 2)
      }
    case .traub: kernels.hodgkinHuxley(neurons, true)
    case .squid: kernels.hodgkinHuxley(neurons, false)
    }
  }
}
