import KernelTypes

/// The projections of one target population with the same terms, and the Z of
/// `PresentationLearning` that they share.
final class LearningGroup {
  let target: Population
  let terms: [PlasticityTerm]
  var projections: [Projection]
  private let extent: PresentationExtent
  private let modulators: [Modulator]
  /// [lane][extent.rows][neuron]; the rows past the last step stay 0.
  private let z: Buffer<Float>
  /// Of each lane: two rows of a further term's Z, and the filtered modulator.
  private let scratch: Buffer<Float>
  /// [lane][step][neuron], where a term has a postsynaptic trace.
  private let traces: Buffer<Float>?
  /// Of each thread: the change of one row.
  private let changes: Buffer<Float>

  init(
    _ projection: Projection, modulators: [Modulator], extent: PresentationExtent, members: Int
  ) throws(SNNError) {
    target = projection.target
    terms = projection.terms
    projections = [projection]
    self.extent = extent
    self.modulators = modulators
    let what = "learning history of '\(target.name)'"
    z = try Buffer(what, shape: extent.lanes, target.size, extent.rows)
    scratch = try Buffer(what, shape: extent.lanes, target.size, 3)
    let hasTrace = terms.contains { $0.post == .trace }
    traces = hasTrace ? try Buffer(what, shape: extent.lanes, target.size, extent.steps) : nil
    changes = try Buffer(what, shape: members, target.size)
    for term in terms {
      if let index = term.modulator { try modulators[index].keep(steps: extent.steps) }
    }
  }

  func integrate(lane: Int, kernels: KernelTable) {
    for (k, term) in terms.enumerated() {
      if term.post == .trace { followTrace(term, lane: lane, kernels) }
      integrate(term, lane: lane, isFirst: k == 0, kernels)
    }
  }

  /// Backwards over the steps: factor, modulator, presynaptic leak.
  private func integrate(
    _ term: PlasticityTerm, lane: Int, isFirst: Bool, _ kernels: KernelTable
  ) {
    let n = target.size
    let sums = z.base + lane * extent.rows * n
    let spare = scratch.base + lane * 3 * n
    let filtered = spare + 2 * n
    let gain = Float(term.weight(dt: extent.dt))
    let leak = term.pre == .trace ? Float(Elementary.exp(-extent.dt / term.tauPre)) : 0
    let keep =
      term.tauEligibility > 0 ? Float(Elementary.exp(-extent.dt / term.tauEligibility)) : 0
    let modulator = term.modulator.map { modulators[$0] }
    var steady: Float = 0
    var next: UnsafeMutablePointer<Float>?
    filtered.update(repeating: 0, count: n)
    for age in stride(from: extent.steps - 1, through: 0, by: -1) {
      let row = isFirst ? sums + age * n : spare + (age & 1) * n
      postFactor(term, lane: lane, age: age, gain, into: row, kernels)
      if let modulator, let m = modulator.row(lane: lane, age: age) {
        kernels.scale(filtered, keep, n)
        kernels.combineRows(filtered, modulator.b.base, m, modulator.dimension, n)
        kernels.product(row, filtered, n)
      } else if keep > 0 {
        steady = 1 + keep * steady
        kernels.scale(row, steady, n)
      }
      if leak > 0, let next { kernels.leak(row, leak, next, n) }
      if !isFirst { kernels.leak(sums + age * n, 1, row, n) }
      next = row
    }
  }

  /// h_j of one step, times `gain`.
  private func postFactor(
    _ term: PlasticityTerm, lane: Int, age: Int, _ gain: Float,
    into out: UnsafeMutablePointer<Float>, _ kernels: KernelTable
  ) {
    let n = target.size
    guard let history = target.history else { return }
    let seen = history.row(lane: lane, step: history.firstStep + age)
    switch term.post {
    case .spike: kernels.flagsToFloat(out, seen.flags, gain, n)
    case .window:
      if let margin = seen.margin { kernels.window(out, margin, Float(term.width), gain, n) }
    case .one: out.update(repeating: gain, count: n)
    case .trace:
      if let traces {
        out.update(from: traces.base + (lane * extent.steps + age) * n, count: n)
        kernels.scale(out, gain, n)
      }
    }
  }

  /// The postsynaptic trace before each step, forwards.
  private func followTrace(_ term: PlasticityTerm, lane: Int, _ kernels: KernelTable) {
    guard let traces, let history = target.history else { return }
    let n = target.size
    let first = traces.base + lane * extent.steps * n
    let decay = Float(Elementary.exp(-extent.dt / term.tauPost))
    first.update(repeating: 0, count: n)
    for age in 1..<max(extent.steps, 1) {
      let out = first + age * n
      let flags = history.row(lane: lane, step: history.firstStep + age - 1).flags
      kernels.flagsToFloat(out, flags, 1, n)
      kernels.leak(out, 1, out - n, n)
      kernels.scale(out, decay, n)
    }
  }

  /// Columns of a dense row that are summed together: their part of Z stays in the cache.
  private static let columns = 128

  /// Changes the weights of some rows of a projection by the mean over the lanes.
  func apply(
    _ projection: Projection, rows: Range<Int>, member: Int, _ spikes: SpikesByNeuron,
    _ kernels: KernelTable
  ) {
    guard let storage = projection.storage, let weights = storage.weights else { return }
    let n = target.size
    let dense = storage.isDense
    let change = changes.base + member * n
    let gain = projection.learningRate / Float(extent.lanes)
    guard gain > 0, !projection.isFrozen else { return }
    defer { restoreFrozen(projection, storage, weights, rows: rows) }
    let (lower, upper) = (projection.lower, projection.upper)
    let width = dense ? LearningGroup.columns : n
    for first in stride(from: 0, to: n, by: width) {
      let count = min(width, n - first)
      for source in rows {
        let events = spikes.rows(of: source)
        guard events.count > 0 else { continue }
        for (segment, delay) in storage.delays.enumerated() {
          change.update(repeating: 0, count: count)
          // A spike arrives `delay` rows after it was fired.
          kernels.sumRows(
            Reals(change), count, Reals(z.base + (delay * n + first)), n, events.base, events.count)
          if dense {
            let row = weights.base + (source * n + first)
            kernels.applyDense(row, change, gain, lower, upper, count)
            continue
          }
          for (block, range) in target.blocks.enumerated() {
            let row = storage.row(source: source, segment: segment, part: block)
            guard let targets = row.targets else { continue }
            kernels.applySparse(
              weights.base + row.synapses.lowerBound, change + range.lowerBound, targets, gain,
              lower, upper, row.synapses.count)
          }
        }
      }
    }
  }

  private func restoreFrozen(
    _ projection: Projection, _ storage: SynapseStorage, _ weights: RealBuffer, rows: Range<Int>
  ) {
    guard let frozen = projection.structure.frozen else { return }
    for source in rows {
      for segment in storage.delays.indices {
        for block in target.blocks.indices {
          frozen.restore(
            weights, places: storage.row(source: source, segment: segment, part: block).synapses)
        }
      }
    }
  }
}
