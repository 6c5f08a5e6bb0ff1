import KernelTypes

/// Terms that act while the network runs, spike by spike, at the cost of the presynaptic rows they
/// are visited through (docs/decisions/0004-plasticity-along-rows.md).
///
/// Growth (trace, spike): what postsynaptic spikes did since a row's last visit at t0 is
/// x_i(t0) [H_j(t) - H_j(t0)] with H_j = sum over j's spikes s of exp(-(s - t0) / tau_pre), kept
/// relative to the start of an epoch of five tau_pre; all rows are brought up to date when an
/// epoch ends, before the increments lose precision.
/// Depression (spike, trace): at the visit itself, by the postsynaptic trace.
///
/// A delay is axonal: a presynaptic spike reaches the synapse after it, a postsynaptic one at once.
/// A neuron that fires in the step in which a spike arrives fires after it.
final class OnlinePlasticity {
  private let storage: SynapseStorage
  private let weights: Buffer<Float>
  private let blocks: [Range<Int>]
  private let dt: Double
  private let growth: PlasticityTerm?
  private let depression: PlasticityTerm?
  private let epoch: Int
  private let traceDecay: Float

  private let integral: Buffer<Float>
  private let trace: Buffer<Float>
  private let seen: Buffer<Float>
  /// Of each (block, source, delay): the step of the last visit and the trace right after it.
  private let lastVisit: Buffer<Int>
  private let preTrace: Buffer<Double>
  /// Of each block: the first step of the epoch of its integrals.
  private let epochStart: Buffer<Int>
  private(set) var lower = -Float.infinity
  private(set) var upper = Float.infinity

  init(
    terms: [PlasticityTerm], storage: SynapseStorage, target: Population, dt: Double,
    owner: String
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
    blocks = target.blocks
    growth = growths.first
    depression = depressions.first
    epoch = max(1, Int((5 * (growth?.tauPre ?? 1e6) / dt).rounded()))
    traceDecay = Float(Elementary.exp(-dt / (depression?.tauPost ?? 1)))
    weights = try storage.materialise()
    let segments = blocks.count * storage.sourceCount * storage.delays.count
    integral = try Buffer("plasticity state of \(owner)", count: target.size)
    trace = try Buffer("plasticity state of \(owner)", count: target.size)
    seen = try Buffer("plasticity state of \(owner)", count: storage.synapseCount)
    lastVisit = try Buffer("plasticity state of \(owner)", count: segments)
    preTrace = try Buffer("plasticity state of \(owner)", count: segments)
    epochStart = try Buffer("plasticity state of \(owner)", count: blocks.count)
  }

  func setBounds(_ lower: Float, _ upper: Float) {
    self.lower = lower
    self.upper = upper
  }

  private func segmentIndex(_ source: Int, _ segment: Int, _ block: Int) -> Int {
    (block * storage.sourceCount + source) * storage.delays.count + segment
  }

  private func exponential(_ steps: Int, _ tau: Double) -> Double {
    Elementary.exp(Double(steps) * dt / tau)
  }

  /// Ends the block's epoch when it is due. Call before the step's visits.
  func beginStep(block: Int, step: Int, kernels: KernelTable) {
    let start = step - step % epoch
    guard start != epochStart.base[block] else { return }
    bringUpToDate(block: block, weights: weights, seen: seen, kernels: kernels)
    restartEpoch(block: block, at: start)
  }

  private func restartEpoch(block: Int, at start: Int) {
    epochStart.base[block] = start
    let range = blocks[block]
    (integral.base + range.lowerBound).update(repeating: 0, count: range.count)
    for source in 0..<storage.sourceCount {
      for segment in storage.delays.indices {
        let synapses = storage.row(source: source, segment: segment, block: block).synapses
        (seen.base + synapses.lowerBound).update(repeating: 0, count: synapses.count)
      }
    }
  }

  /// A presynaptic spike reaches the synapses of one row.
  func visit(_ source: Int, segment: Int, block: Int, step: Int, kernels: KernelTable) {
    let index = segmentIndex(source, segment, block)
    updateRow(
      source, segment, block, depression: Float(depression.map { -$0.rate } ?? 0),
      weights: weights, seen: seen, kernels)
    guard let growth else { return }
    let decayed = exponential(lastVisit.base[index] - step, growth.tauPre)
    preTrace.base[index] = preTrace.base[index] * decayed + 1
    lastVisit.base[index] = step
  }

  private func updateRow(
    _ source: Int, _ segment: Int, _ block: Int, depression: Float, weights: Buffer<Float>,
    seen: Buffer<Float>, _ kernels: KernelTable
  ) {
    let index = segmentIndex(source, segment, block)
    var gain = 0.0
    if let growth {
      let age = lastVisit.base[index] - epochStart.base[block]
      gain = growth.rate * preTrace.base[index] * exponential(age, growth.tauPre)
    }
    let (synapses, targets) = storage.row(source: source, segment: segment, block: block)
    let first = blocks[block].lowerBound
    kernels.updateRow(
      PlasticRow(
        weights: weights.base + synapses.lowerBound, seen: seen.base + synapses.lowerBound,
        integral: integral.base + first, trace: trace.base + first, targets: targets,
        count: synapses.count, gain: Float(gain), depression: depression, lower: lower,
        upper: upper))
  }

  /// The block's neurons in `list` fired in this step.
  func postSpikes(
    _ list: UnsafePointer<Int32>, _ count: Int, block: Int, step: Int, kernels: KernelTable
  ) {
    if let growth {
      let weight = Float(exponential(epochStart.base[block] - step, growth.tauPre))
      for k in 0..<count { integral.base[Int(list[k])] += weight }
    }
    if depression != nil {
      for k in 0..<count { trace.base[Int(list[k])] += 1 }
      kernels.scale(trace.base + blocks[block].lowerBound, traceDecay, blocks[block].count)
    }
  }

  private func bringUpToDate(
    block: Int, weights: Buffer<Float>, seen: Buffer<Float>, kernels: KernelTable
  ) {
    for source in 0..<storage.sourceCount {
      for segment in storage.delays.indices {
        updateRow(
          source, segment, block, depression: 0, weights: weights, seen: seen, kernels)
      }
    }
  }

  /// The weights as of now, leaving the state as it is: reading must not change a run's bits.
  func currentWeights(kernels: KernelTable) throws(SNNError) -> Buffer<Float> {
    let copy = try Buffer<Float>("a copy of the weights", count: weights.count)
    let seenCopy = try Buffer<Float>("a copy of the weights", count: seen.count)
    copy.base.update(from: weights.base, count: weights.count)
    seenCopy.base.update(from: seen.base, count: seen.count)
    for block in blocks.indices {
      bringUpToDate(block: block, weights: copy, seen: seenCopy, kernels: kernels)
    }
    return copy
  }

  /// Applies what is pending.
  func settle(kernels: KernelTable) {
    for block in blocks.indices {
      bringUpToDate(block: block, weights: weights, seen: seen, kernels: kernels)
    }
  }

  /// Applies what is pending and forgets all traces.
  func reset(kernels: KernelTable) {
    settle(kernels: kernels)
    for block in blocks.indices { restartEpoch(block: block, at: epochStart.base[block]) }
    trace.fill(0)
    preTrace.fill(0)
  }
}
