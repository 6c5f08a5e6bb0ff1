import KernelTypes

/// Neurons of one model, with the input that reaches them and the spikes they fired.
public final class Population {
  public let index: Int
  public let name: String
  public let size: Int
  let lanes: Int
  let model: any PopulationModel
  let parameters: ParameterColumns
  /// Contiguous neurons that one thread updates.
  let blocks: [Range<Int>]

  /// Nil where the user gave none.
  var positions: Positions?
  /// Projections that end here and learn during `run`.
  var plastic: [Projection] = []
  /// Of projections that begin here.
  var dynamics: [SynapticDynamics] = []
  /// What is transmitted instead of spikes; nil where neurons spike, and until the network is
  /// prepared.
  var gradedOutput: ValueRing?
  /// Lanes whose activity homeostats look at.
  var regulatedLanes: Range<Int>
  /// Nil where the population cannot rest.
  var rest: Rest?
  var poissonInputs: [PoissonInput] = []
  var currents: [CurrentSource] = []
  /// Longest delay that leaves the population, in steps.
  var longestDelay = 1
  var ring: SpikeRing

  /// Bit r is set where anything ends on receptor r.
  var receptorsInUse: UInt32 = 0
  /// Spikes of each neuron since the presentation began, [lane][neuron].
  let counts: Buffer<Int32>
  /// The same since the start and never set back; nil where nobody looks.
  var tally: Buffer<Int32>?
  /// Factors of the synaptic input, with as many zeros; nil: none.
  var gain: RealBuffer?
  var zeros: RealBuffer?
  /// A current into each neuron that a homeostat moves, which is one of `currents`.
  var bias: RealBuffer?
  private let flags: Buffer<UInt8>
  /// Distance from threshold before a reset in the present step of a run (mV); nil where no term
  /// that acts online asks for it.
  var margin: Buffer<Float>?
  /// What a learning presentation keeps of each step; nil where no term asks for it.
  var history: StepHistory?

  init(
    index: Int, name: String, model: any PopulationModel, parameters: ParameterColumns, size: Int,
    lanes: Int, blocks: [Range<Int>]
  ) throws(SNNError) {
    self.index = index
    self.name = name
    self.model = model
    self.parameters = parameters
    self.size = size
    self.lanes = lanes
    regulatedLanes = 0..<lanes
    self.blocks = blocks
    counts = try Buffer("spike counts of '\(name)'", count: lanes * size)
    flags = try Buffer("spike flags of '\(name)'", count: lanes * size)
    ring = try SpikeRing(size: size, lanes: lanes, blocks: blocks, steps: 1, name: name)
  }

  /// An empty ring that holds at least `steps` steps; nil where the present one does.
  func largerRing(for steps: Int) throws(SNNError) -> SpikeRing? {
    guard ring.slots < steps + 1 else { return nil }
    return try SpikeRing(
      size: size, lanes: lanes, blocks: blocks, steps: steps, name: name)
  }

  /// Refuses a delay, in steps, over which the spikes could not be kept.
  func requireRoom(forDelay delay: Int) throws(SNNError) {
    let (bytes, overflow) = (lanes * size * 4).multipliedReportingOverflow(
      by: SpikeRing.slots(delay))
    try FreeMemory.require(overflow ? Int.max : bytes, for: "spikes of '\(name)' until they arrive")
  }

  /// Back to the start, but for parameters and thresholds.
  func reset() {
    rest?.forget()
    model.reset()
    for current in currents { current.reset() }
    counts.fill(0)
    ring.clear()
  }

  func listShape(in list: StateList, _ precision: Precision) {
    list.value("ring", ring.slots) { slots throws(SNNError) in
      guard slots > 0, slots <= 1 << 40 else { throw StateList.misfit("'\(self.name)'") }
      if let larger = try self.largerRing(for: slots - 1) { self.ring = larger }
    }
    list.value("has_gain", gain != nil) { has throws(SNNError) in
      if has { _ = try self.regulatedGain(precision, owner: "'\(self.name)'") }
    }
    // Users name receptors, and so parameters of theirs, as long as they like.
    for (k, spec) in model.spec.parameters.enumerated() {
      list.array("parameter/\(k)", parameters.column(spec.name).values) {
        (values) throws(SNNError) in
        guard values.count == 1 || values.count == self.size else {
          throw StateList.misfit("\(spec.name) of '\(self.name)'")
        }
        for value in values { try spec.check(value, of: "'\(self.name)'") }
        self.parameters.set(spec.name, values)
        self.model.parameterChanged(spec.name)
      }
    }
  }

  func listState(in list: StateList) {
    list.buffer("counts", counts)
    list.buffer("tally", tally)
    list.buffer("margin", margin)
    list.reals("gain", gain)
    list.under("ring") { ring.listState(in: list) }
    if let gradedOutput { list.under("sent") { gradedOutput.listState(in: list) } }
    if let rest { list.under("rest") { rest.listState(in: list) } }
    for (k, current) in currents.enumerated() {
      list.under("current/\(k)") { current.listState(in: list) }
    }
    list.under("model") { model.listState(in: list) }
  }

  /// Lists the spikes of a block in a step, in order of neurons.
  func forEachSpike(lane: Int, step: Int, block: Int, _ body: (Int) -> Void) {
    let lists = ring.lists
    let list = lists.list(lane: lane, step: step, block: block)
    for k in 0..<Int(lists.count(lane: lane, step: step, block: block).pointee) {
      body(Int(list[k]))
    }
  }

  /// One step of one block: random input, neurons, list of spikes. Returns the number of spikes.
  ///
  /// - Parameter input: summed input of the block's first receptor, those of the others follow at
  ///   `receptorStride`.
  func advance(
    block: Int, lane: Int, step: Int, input: Reals, receptorStride: Int, room: StepRoom,
    kernels: KernelTable, seed: UInt64
  ) -> Int {
    let range = blocks[block]
    let lists = ring.lists
    if let rest, rest.rests(lane: lane, block: block, step: step) {
      lists.count(lane: lane, step: step, block: block).pointee = 0
      feedPlasticity(block: block, step: step, kernels)
      return 0
    }
    let row = history?.row(lane: lane, step: step)
    // Who reads the population's own acts where there is one lane; others may run beside it.
    let shared = lane == 0 ? margin?.base : nil
    var slice = StepSlice(
      neurons: range, lane: lane, step: step, kernels: kernels,
      random: RandomPosition(
        key: seed, stream: RandomPurpose.sourceSpikes.stream(index), step: UInt64(step),
        lane: UInt32(lane)),
      input: input, receptorStride: receptorStride, receptorsInUse: receptorsInUse,
      current: nil, scratch: room.tiles,
      spikes: (row?.flags ?? (flags.base + lane * size)) + range.lowerBound,
      margin: (row.flatMap(\.margin) ?? shared).map { $0 + range.lowerBound })
    for poisson in poissonInputs { poisson.add(slice, seed: seed) }
    applyGain(slice)
    if !currents.isEmpty {
      room.current.raw.initializeMemory(
        as: UInt8.self, repeating: 0, count: range.count * room.current.precision.bytes)
      for current in currents { current.add(slice, seed: seed, to: room.current) }
      slice.current = room.current
    }
    model.advance(slice)
    if let kept = row?.potential, let v = model.state("v") {
      (Reals(kept) + range.lowerBound).update(
        from: v.base + (lane * size + range.lowerBound), count: range.count)
    }
    let list = lists.list(lane: lane, step: step, block: block)
    if let graded = model.graded {
      transmit(graded, slice, list, lists.count(lane: lane, step: step, block: block))
      return 0
    }
    let spikes = kernels.compact(slice.spikes, range.count, Int32(range.lowerBound), list)
    lists.count(lane: lane, step: step, block: block).pointee = Int32(spikes)
    let counted = counts.base + lane * size
    for k in 0..<spikes { counted[Int(list[k])] &+= 1 }
    if let tally {
      let tallied = tally.base + lane * size
      for k in 0..<spikes { tallied[Int(list[k])] &+= 1 }
    }
    for each in dynamics {
      each.spikes(list, spikes, first: range.lowerBound, lane: lane, step: step)
    }
    feedPlasticity(block: block, step: step, kernels)
    return spikes
  }

  /// Hands the block's spikes that have reached the synapses by a step to what learns from them.
  private func feedPlasticity(block: Int, step: Int, _ kernels: KernelTable) {
    for projection in plastic where projection.actsOnline {
      projection.online?.postStep(of: ring.lists, block: block, step: step, kernels: kernels)
    }
  }
}
