import KernelTypes

/// The projections of one target population with the same terms, and the Z of
/// `PresentationLearning` that they share.
final class LearningGroup {
  let target: Population
  let terms: [PlasticityTerm]
  var projections: [Projection]
  let extent: PresentationExtent
  private let modulators: [Modulator]
  private let interruption: Interruption
  /// [lane][extent.rows][neuron]; the rows past the last step stay 0.
  let z: Buffer<Float>
  /// Of each lane: two rows of a further term's Z, the filtered modulator, and the
  /// pseudo-derivative and the adjoint of an adapting threshold.
  private let scratch: Buffer<Float>
  /// Of projections from numbers that stand still.
  private var totals: [StillTotal] = []
  /// [lane][step][neuron], where a term has postsynaptic factors that are followed step by step.
  private let followed: Buffer<Float>?
  /// Of each lane.
  private let factors: [PostFactors]
  /// Of each lane: the neurons that fire in a step.
  private let spikes: Buffer<Int32>
  /// Of each thread: the change of one row.
  let changes: Buffer<Float>

  init(
    _ projection: Projection, modulators: [Modulator], extent: PresentationExtent, team: ThreadTeam
  ) throws(SNNError) {
    interruption = team.interruption
    target = projection.target
    terms = projection.terms
    projections = []
    self.extent = extent
    self.modulators = modulators
    let what = "learning history of '\(target.name)'"
    z = try Buffer(what, shape: extent.lanes, target.size, extent.rows)
    scratch = try Buffer(what, shape: extent.lanes, target.size, 5)
    let follows = terms.contains(where: LearningGroup.follows)
    followed = follows ? try Buffer(what, shape: extent.lanes, target.size, extent.steps) : nil
    spikes = try Buffer(what, shape: follows ? extent.lanes : 0, target.size)
    factors = (0..<(follows ? extent.lanes : 0)).map { _ in
      PostFactors(size: projection.target.size, dt: extent.dt, .single, what: what)
    }
    for lane in factors {
      for term in terms { _ = try lane.product(of: term.post) }
    }
    changes = try Buffer(what, shape: team.size, target.size)
    for term in terms {
      if let index = term.modulator { try modulators[index].keep(steps: extent.steps) }
    }
  }

  /// Takes in a projection with the same target and terms.
  func add(_ projection: Projection) throws(SNNError) {
    projections.append(projection)
    guard let still = projection.source.model.still else { return }
    for delay in projection.storage?.delays ?? [] where total(of: still, after: delay) == nil {
      totals.append(try StillTotal(of: still, after: delay, target, extent))
    }
  }

  func total(of source: AnalogSource, after delay: Int) -> StillTotal? {
    totals.first { $0.source === source && $0.delay == delay }
  }

  /// A presentation begins with `step`.
  func begin(step: Int) throws(SNNError) {
    for total in totals { try total.begin(step: step) }
  }

  /// Of no use where it is interrupted.
  func integrate(lane: Int, kernels: KernelTable) {
    for (k, term) in terms.enumerated() {
      if LearningGroup.follows(term) { follow(term, lane: lane, kernels) }
      integrate(term, lane: lane, isFirst: k == 0, kernels)
    }
    for total in totals {
      total.add(z.base + lane * extent.rows * target.size, lane: lane, kernels)
    }
  }

  /// Backwards over the steps: factor, modulator, presynaptic leak.
  private func integrate(
    _ term: PlasticityTerm, lane: Int, isFirst: Bool, _ kernels: KernelTable
  ) {
    let n = target.size
    let sums = z.base + lane * extent.rows * n
    let spare = scratch.base + lane * 5 * n
    let filtered = spare + 2 * n
    let gain = Float(term.rate * term.density(dt: extent.dt) * term.eligibilityArea(extent.dt))
    let leak = term.preTrace.map { Float(Elementary.exp(-extent.dt / $0.tau)) } ?? 0
    let keep = term.hasEligibility ? Float(term.eligibilityDecay(extent.dt)) : 0
    let modulator = term.modulator.map { modulators[$0] }
    var steady: Float = 0
    var next: UnsafeMutablePointer<Float>?
    filtered.update(repeating: 0, count: 3 * n)
    for age in stride(from: extent.steps - 1, through: 0, by: -1) {
      if interruption.isRequested { return }
      let row = isFirst ? sums + age * n : spare + (age & 1) * n
      postFactor(term, lane: lane, age: age, gain, into: row, kernels)
      if term.adapts { (filtered + n).update(from: row, count: n) }
      if let modulator, let m = modulator.row(lane: lane, age: age) {
        kernels.scale(filtered, keep, n)
        if let matrix = modulator.matrix {
          // An error may come once, at the end.
          if (0..<modulator.carried).contains(where: { m[$0] != 0 }) {
            kernels.combineRows(filtered, matrix.base, m, modulator.carried, n)
          }
        } else {
          kernels.leak(filtered, 1, m, n)
        }
        kernels.product(row, filtered, n)
      } else if keep > 0 {
        steady = 1 + keep * steady
        kernels.scale(row, steady, n)
      }
      if term.adapts {
        term.adapt(row, factor: filtered + n, adjoint: filtered + 2 * n, gain, dt: extent.dt, n)
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
    if LearningGroup.isNearness(term), let margin = seen.margin {
      let near = term.post[0]
      if near.kind == .window {
        kernels.window(out, margin, Float(near.value("width")), gain, n)
      } else {
        near.triangle(out, margin, gain, n)
      }
      return
    }
    if term.fires {
      kernels.flagsToFloat(out, seen.flags, gain, n)
    } else {
      out.update(repeating: gain, count: n)
    }
    if let followed, LearningGroup.follows(term) {
      kernels.product(out, followed.base + (lane * extent.steps + age) * n, n)
    }
  }

  /// A term has postsynaptic factors beside spikes and what a kernel sees at once.
  private static func follows(_ term: PlasticityTerm) -> Bool {
    !term.postTraces.isEmpty && !isNearness(term)
  }

  /// The only postsynaptic factor is how near the threshold is, which the history tells at once.
  private static func isNearness(_ term: PlasticityTerm) -> Bool {
    term.post.count == 1 && term.post[0].needsMargin && term.post[0].isUniform
  }

  /// The product of the postsynaptic factors at each step, forwards.
  private func follow(_ term: PlasticityTerm, lane: Int, _ kernels: KernelTable) {
    guard let followed, let history = target.history,
      let product = try? factors[lane].product(of: term.post)
    else { return }
    let n = target.size
    let factors = factors[lane]
    let spikes = spikes.base + lane * n
    factors.reset()
    for age in 0..<extent.steps {
      if interruption.isRequested { return }
      let row = history.row(lane: lane, step: history.firstStep + age)
      factors.margin = row.margin.map { UnsafePointer($0) }
      factors.potential = row.potential.map { Reals($0) }
      if age == 0 { factors.begin(0..<n) }
      let out = followed.base + (lane * extent.steps + age) * n
      factors.fill(Reals(out), product, gain: 1, 0..<n)
      let count = kernels.compact(row.flags, n, 0, spikes)
      factors.advance(0..<n, spikes: spikes, count)
    }
  }

  /// Columns of a dense row that are summed together: their part of Z stays in the cache.
  private static let columns = 128

  /// Changes the weights of some rows of a projection.
  ///
  /// - Parameter divisor: of the sum over the lanes.
  func apply(
    _ projection: Projection, rows: Range<Int>, member: Int, divisor: Float,
    _ sent: any SentByNeuron, _ kernels: KernelTable
  ) {
    if projection.update?.isPlain == false {
      return applyUpdate(
        projection, rows: rows, member: member, divisor: divisor, sent, kernels)
    }
    guard let storage = projection.storage, let weights = storage.weights else { return }
    let n = target.size
    let dense = storage.isDense
    let change = changes.base + member * n
    let gain = projection.learningRate / divisor
    guard gain > 0, !projection.isFrozen else { return }
    defer { restoreFrozen(projection, storage, weights, rows: rows) }
    let (lower, upper) = (projection.lower, projection.upper)
    let width = dense ? LearningGroup.columns : n
    for first in stride(from: 0, to: n, by: width) {
      let count = min(width, n - first)
      for source in rows {
        for (segment, delay) in storage.delays.enumerated() {
          change.update(repeating: 0, count: count)
          guard
            sent.sum(
              of: source, delay: delay, first..<first + count, of: self, into: change, kernels)
          else { break }
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

  func restoreFrozen(
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
