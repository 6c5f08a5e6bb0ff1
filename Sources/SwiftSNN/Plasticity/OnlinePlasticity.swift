import KernelTypes

/// Terms that act while the network runs, spike by spike, at the cost of the presynaptic rows they
/// are visited through (docs/decisions/0004-plasticity-along-rows.md).
///
/// Growth (trace, spike): what postsynaptic spikes did since a row's last visit at t0 is
/// x_i(t0) [H_j(t) - H_j(t0)] with H_j = sum over j's spikes s of exp(-(s - t0) / tau_pre), kept
/// relative to the start of an epoch; all rows are brought up to date when an epoch ends, before the
/// increments lose precision. The presynaptic trace is kept as what it would have been at the
/// epoch's start, the postsynaptic one likewise, so that neither decays step by step.
/// Depression (spike, trace): at the visit itself, by the postsynaptic trace.
///
/// A delay is axonal: a presynaptic spike reaches the synapse after it, a postsynaptic one at once.
/// A neuron that fires in the step in which a spike arrives fires after it.
final class OnlinePlasticity {
  private let storage: SynapseStorage
  private let weights: Buffer<Float>
  private let sourceCount: Int
  private let blocks: [Range<Int>]
  private let dt: Double
  private let growth: PlasticityTerm?
  private let depression: PlasticityTerm?
  private let epoch: Int

  /// Of each target: H and the trace.
  private let post: Buffer<SIMD2<Float>>
  private let seen: Buffer<Float>
  /// Of each (block, source, delay): the trace, and whether the row was visited in this epoch; if
  /// not, what it has seen counts as 0.
  private let preTrace: Buffer<Float>
  private let isVisited: Buffer<Bool>
  /// Of each block: the first step of its epoch.
  private let epochStart: Buffer<Int>
  /// Of each block.
  private let visits: Buffer<PlasticVisit>
  private(set) var lower = -Float.infinity
  private(set) var upper = Float.infinity

  /// Time constants of the presynaptic trace an epoch lasts: H then keeps increments to 2e-6.
  private static let growthEpoch = 5.0
  /// Time constants of the postsynaptic trace: single precision holds its growth.
  private static let depressionEpoch = 40.0
  /// Rows handed to a kernel at a time.
  private static let batch = 256

  init(
    terms: [PlasticityTerm], storage: SynapseStorage, source: Population, target: Population,
    dt: Double, owner: String
  ) throws(SNNError) {
    let growths = terms.filter { $0.pre == .trace }
    let depressions = terms.filter { $0.pre == .spike }
    guard growths.count <= 1, depressions.count <= 1 else {
      throw .invalid(
        "\(owner) has several plasticity terms of the same kind that act during run; "
          + "at most one (trace, spike) and one (spike, trace) term can")
    }
    self.storage = storage
    self.dt = dt
    sourceCount = source.size
    blocks = target.blocks
    growth = growths.first
    depression = depressions.first
    let span = min(
      OnlinePlasticity.growthEpoch * (growth?.tauPre ?? 1e9),
      OnlinePlasticity.depressionEpoch * (depression?.tauPost ?? 1e9))
    epoch = max(1, Int(min(span / dt, 1e15).rounded()))
    weights = try storage.materialise()
    let what = "plasticity state of \(owner)"
    post = try Buffer(what, count: target.size)
    seen = try Buffer(what, count: growth == nil ? 0 : weights.count)
    preTrace = try Buffer(what, shape: blocks.count, source.size, storage.delays.count)
    isVisited = try Buffer(what, count: preTrace.count)
    epochStart = try Buffer(what, count: blocks.count)
    visits = try Buffer(what, shape: blocks.count, OnlinePlasticity.batch)
  }

  func setBounds(_ lower: Float, _ upper: Float) {
    self.lower = lower
    self.upper = upper
  }

  private func decay(_ steps: Int, _ tau: Double?) -> Float {
    guard let tau else { return 0 }
    return Float(Elementary.exp(-Double(steps) * dt / tau))
  }

  /// Brings what arrives at a block in a step, each spike by the weight it finds and changes;
  /// returns the number of synaptic events.
  func deliver(
    from source: Population, block: Int, step: Int, input: UnsafeMutablePointer<Float>,
    kernels: KernelTable
  ) -> Int {
    beginStep(block: block, step: step, kernels: kernels)
    let visits = visits.base + block * OnlinePlasticity.batch
    let age = step - epochStart.base[block]
    let arrival = decay(-age, growth?.tauPre)
    let depression = Float(-(self.depression?.rate ?? 0)) * decay(age, self.depression?.tauPost)
    let rate = Float(growth?.rate ?? 0)
    var (listed, events) = (0, 0)
    let lists = source.ring.lists
    for (segment, delay) in storage.delays.enumerated() {
      lists.forEach(lane: 0, step: step - delay) { spikes, count in
        for k in 0..<count {
          let neuron = Int(spikes[k])
          let row = rowIndex(neuron, segment, block)
          let places = storage.row(source: neuron, segment: segment, part: block).synapses
          visits[listed] = PlasticVisit(
            start: places.lowerBound, count: places.count, gain: rate * preTrace.base[row],
            isFresh: !isVisited.base[row])
          preTrace.base[row] += arrival
          isVisited.base[row] = true
          events += places.count
          listed += 1
          if listed == OnlinePlasticity.batch {
            kernels.visitRows(rows(block, visits, listed, depression), input)
            listed = 0
          }
        }
      }
    }
    if listed > 0 { kernels.visitRows(rows(block, visits, listed, depression), input) }
    return events
  }

  private func rowIndex(_ source: Int, _ segment: Int, _ block: Int) -> Int {
    (block * sourceCount + source) * storage.delays.count + segment
  }

  private func rows(
    _ block: Int, _ visits: UnsafePointer<PlasticVisit>, _ count: Int, _ depression: Float
  ) -> PlasticRows {
    PlasticRows(
      visits: visits, visitCount: count, weights: weights.base,
      seen: growth == nil ? nil : seen.base, post: post.base + blocks[block].lowerBound,
      targets: storage.targets, depression: depression, lower: lower, upper: upper)
  }

  /// Ends the block's epoch when it is due.
  private func beginStep(block: Int, step: Int, kernels: KernelTable) {
    let start = step - step % epoch
    let passed = start - epochStart.base[block]
    guard passed != 0 else { return }
    settle(block: block, weights: weights, notes: false, kernels: kernels)
    epochStart.base[block] = start
    let traceDecay = decay(passed, depression?.tauPost)
    for neuron in blocks[block] {
      post.base[neuron] = SIMD2(0, post.base[neuron].y * traceDecay)
    }
    let count = sourceCount * storage.delays.count
    kernels.scale(preTrace.base + block * count, decay(passed, growth?.tauPre), count)
    (isVisited.base + block * count).update(repeating: false, count: count)
  }

  /// The block's neurons in `list` fired in this step.
  func postSpikes(_ list: UnsafePointer<Int32>, _ count: Int, block: Int, step: Int) {
    guard count > 0 else { return }
    let age = step - epochStart.base[block]
    let added = SIMD2(decay(age, growth?.tauPre), decay(-age, depression?.tauPost))
    for k in 0..<count { post.base[Int(list[k])] += added }
  }

  /// Applies to all rows of a block what happened since their last visits.
  ///
  /// - Parameter notes: the rows count as visited; false where H begins anew.
  private func settle(
    block: Int, weights: Buffer<Float>, notes: Bool, kernels: KernelTable
  ) {
    guard let growth else { return }
    let visits = visits.base + block * OnlinePlasticity.batch
    var listed = 0
    func flush() {
      var rows = rows(block, visits, listed, 0)
      rows.weights = weights.base
      kernels.settleRows(rows, notes)
      listed = 0
    }
    for source in 0..<sourceCount {
      for segment in storage.delays.indices {
        let row = rowIndex(source, segment, block)
        let places = storage.row(source: source, segment: segment, part: block).synapses
        visits[listed] = PlasticVisit(
          start: places.lowerBound, count: places.count,
          gain: Float(growth.rate) * preTrace.base[row], isFresh: !isVisited.base[row])
        listed += 1
        if listed == OnlinePlasticity.batch { flush() }
      }
    }
    if listed > 0 { flush() }
  }

  /// The weights as of now, leaving the state as it is: reading must not change a run's bits.
  func currentWeights(kernels: KernelTable) throws(SNNError) -> Buffer<Float> {
    let copy = try Buffer<Float>("a copy of the weights", count: weights.count)
    weights.copy(to: copy.base)
    for block in blocks.indices {
      settle(block: block, weights: copy, notes: false, kernels: kernels)
    }
    return copy
  }

  /// Applies what is pending.
  func settle(kernels: KernelTable) {
    for block in blocks.indices {
      settle(block: block, weights: weights, notes: true, kernels: kernels)
    }
    if growth != nil { isVisited.fill(true) }
  }

  /// Applies what is pending and forgets all traces.
  func reset(kernels: KernelTable) {
    for block in blocks.indices {
      settle(block: block, weights: weights, notes: false, kernels: kernels)
    }
    post.fill(SIMD2())
    preTrace.fill(0)
    isVisited.fill(false)
  }
}
