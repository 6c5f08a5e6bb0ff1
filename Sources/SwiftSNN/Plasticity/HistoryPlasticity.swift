import KernelTypes

/// Terms of any form, acting while the network runs: every target records what its synapses have to
/// know of each of its spikes, or of each step where a term acts without spikes, and a row goes
/// through the records of its targets when a presynaptic spike arrives or somebody looks
/// (docs/decisions/0012-integrals-or-records.md). Weight dependence, neighbouring pairs and
/// eligibility traces are exact, for whatever time a row was not visited.
///
/// When a target's records may not last until the next look at them, or a time has passed that
/// exponentials would not hold, all rows are brought up to date and the records begin anew: a sweep.
/// It rounds, so it must not depend on how neurons are cut into blocks: looks are at fixed steps, and
/// sweeps are of all blocks. Delays as in `IntegralPlasticity`.
final class HistoryPlasticity: OnlineLearning {
  var storage: SynapseStorage
  var weights: RealBuffer
  let source: Population
  let blocks: [Range<Int>]
  private let dt: Double
  private let terms: HistoryTerms
  let postLag: Int
  let factors: PostFactors
  var transmission = Transmission()

  let records: Records
  let integral: ModulatorIntegral?
  /// Of each synapse.
  var eligibility: RealBuffer?
  var own: RealBuffer?
  var seen: RealBuffer?
  /// Of each (block, source, delay): the last visit in steps after the block's origin, the modulator
  /// integral then, and the presynaptic factors then.
  let since: Buffer<Int32>
  let marks: Buffer<Double>
  let rowValues: Buffer<Double>
  /// Of each block: the step its records begin with, and the step that comes next.
  let origins: Buffer<Int>
  let nexts: Buffer<Int>
  /// Of each block: a sweep is due before its next step.
  let isDue: Buffer<Bool>
  /// [arrival term][target].
  private let arrivalValues: RealBuffer
  private let room: RealBuffer
  /// Of each block: rows on their way to a kernel, and what of their presynaptic factors counts.
  private let visits: Buffer<HistoryVisit>
  private let preValues: Buffer<Double>
  private let tables: HistoryTables
  /// Steps after which a sweep is due.
  let longest: Int
  private(set) var lower = -Double.infinity
  private(set) var upper = Double.infinity

  private static let batch = 256
  /// Time constants of eligibility between sweeps: a sum in double precision keeps increments to
  /// 1e-12, and what single precision notes of it, to 1e-5.
  private static let sharedSpan = 10.0
  private static let separateSpan = 5.0

  init(
    _ terms: [PlasticityTerm], factors: PostFactors, storage: SynapseStorage, source: Population,
    target: Population, dendriticSteps: Int, modulators: [Modulator], dt: Double, owner: String
  ) throws(SNNError) {
    self.storage = storage
    self.source = source
    self.factors = factors
    self.dt = dt
    postLag = 2 * dendriticSteps
    blocks = target.blocks
    weights = try storage.materialise()
    let precision = weights.precision
    let what = "plasticity state of \(owner)"
    let sorted = try HistoryTerms(
      terms, factors: factors, modulators: modulators, dt: dt, owner: owner)
    self.terms = sorted
    tables = try HistoryTables(sorted, what: what)
    let tauEligibility = sorted.eligibilityTau
    integral =
      sorted.hasEligibility
      ? try ModulatorIntegral(
        sorted.modulator, tau: tauEligibility, blocks: blocks, dt: dt, what: what) : nil
    let isShared = integral?.isShared ?? true
    eligibility =
      sorted.hasEligibility ? try RealBuffer(what, count: weights.count, precision) : nil
    own = sorted.ownTau != nil ? try RealBuffer(what, count: weights.count, precision) : nil
    seen = isShared ? nil : try RealBuffer(what, count: weights.count, precision)
    let span =
      (isShared ? HistoryPlasticity.sharedSpan : HistoryPlasticity.separateSpan) * tauEligibility
    longest = max(
      1,
      sorted.hasEligibility
        ? min(RowFactors.longestLag, Int(min(span / dt, 1e6).rounded())) : RowFactors.longestLag)
    records = try Records(
      size: target.size, terms: sorted.records.count, isDense: sorted.isDense,
      hasMarks: sorted.hasEligibility, precision, what: what)
    let rows = blocks.count * source.size * storage.delays.count
    since = try Buffer(what, count: rows)
    marks = try Buffer(what, count: sorted.hasEligibility ? rows : 0)
    rowValues = try Buffer(what, shape: rows, sorted.pre.count)
    origins = try Buffer(what, count: blocks.count)
    nexts = try Buffer(what, count: blocks.count)
    isDue = try Buffer(what, count: blocks.count)
    arrivalValues = try RealBuffer(what, shape: [sorted.arrivals.count, target.size], precision)
    room = try RealBuffer(what, shape: [max(sorted.records.count, 1), target.size], precision)
    visits = try Buffer(what, shape: blocks.count, HistoryPlasticity.batch)
    preValues = try Buffer(what, shape: blocks.count, HistoryPlasticity.batch, 2 * sorted.pre.count)
  }

  var kept: [RealBuffer] { [eligibility, own, seen].compactMap { $0 } }

  func setBounds(_ lower: Double, _ upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  func deliver(
    from source: Population, block: Int, step: Int, known: Int, input: Reals, kernels: KernelTable
  ) -> Int {
    reach(step, block: block, kernels: kernels)
    var (listed, events) = (0, 0)
    var isFilled = false
    storage.forEachArrival(of: source, step: step) { neuron, segment in
      if !isFilled {
        fillArrivalValues(block)
        isFilled = true
      }
      let row = rowIndex(neuron, segment, block)
      events += list(row, neuron, segment, block, step, at: listed, commits: true)
      terms.pre.arrive(rowValues.base + row * terms.pre.count)
      listed += 1
      if listed == HistoryPlasticity.batch {
        visit(block, listed, input: input, kernels: kernels)
        listed = 0
      }
    }
    if listed > 0 { visit(block, listed, input: input, kernels: kernels) }
    return events
  }

  private func rowIndex(_ source: Int, _ segment: Int, _ block: Int) -> Int {
    (block * self.source.size + source) * storage.delays.count + segment
  }

  /// Puts a row on the list for the kernel, and where it `commits`, counts it as visited; returns the
  /// number of its synapses.
  private func list(
    _ row: Int, _ source: Int, _ segment: Int, _ block: Int, _ step: Int, at listed: Int,
    commits: Bool
  ) -> Int {
    let places = storage.row(source: source, segment: segment, part: block).synapses
    let now = step - origins.base[block]
    let last = Int(since.base[row])
    let lag = now - last
    let width = terms.pre.count
    let values = rowValues.base + row * width
    let shown = preValues.base + (block * HistoryPlasticity.batch + listed) * 2 * width
    shown.update(from: values, count: width)
    if commits {
      terms.pre.advance(values, lag, shown: shown + width)
      since.base[row] = Int32(now)
    }
    var visit = HistoryVisit(
      start: places.lowerBound, count: places.count, since: Int32(last), now: Int32(now), mark: 0,
      gain: 1, ownDecay: 1)
    if let integral {
      visit.mark = marks.base[row]
      visit.gain = integral.gain(last)
      if commits { marks.base[row] = integral.isShared ? integral.base(block)[0] : 0 }
    }
    if own != nil { visit.ownDecay = terms.pre.decay(tables.own, lag) }
    visits.base[block * HistoryPlasticity.batch + listed] = visit
    return places.count
  }

  /// Hands the listed rows to the kernel; `input` is of the block, where they are visited by arrivals.
  private func visit(
    _ block: Int, _ count: Int, input: Reals?, into copy: RealBuffer? = nil,
    shown: RealBuffer? = nil, keeps: Bool = true, kernels: KernelTable
  ) {
    let first = blocks[block].lowerBound
    let width = terms.pre.count
    var rows = HistoryRows(
      visits: visits.base + block * HistoryPlasticity.batch,
      rowValues: preValues.base + block * HistoryPlasticity.batch * 2 * width,
      rowValueCount: 2 * width, weights: (copy ?? weights).base,
      counts: records.counts.base + first, steps: records.steps.base + first * records.capacity,
      values: records.values.base + first * records.capacity * records.terms,
      capacity: records.capacity, records: tables.records.base, recordCount: tables.records.count,
      arrivals: tables.arrivals.base, arrivalCount: tables.arrivals.count,
      arrivalValues: arrivalValues.base + first, arrivalStride: blocks.last?.upperBound ?? 0,
      tables: tables.decays.base)
    rows.visitCount = count
    rows.eligibility = eligibility?.base
    rows.shown = shown?.base
    rows.own = own?.base
    rows.seen = seen?.base
    rows.frozen = transmission.frozen.map { UnsafePointer($0.base) }
    rows.targets = storage.targets
    rows.marks = records.marks.map { UnsafePointer($0.base + 2 * first * records.capacity) }
    rows.integrals = integral.map { UnsafePointer($0.base(block)) }
    rows.sharesIntegral = integral?.isShared ?? true
    rows.eligibilityTable = tables.eligibility
    rows.lower = lower
    rows.upper = upper
    rows.coefficient = transmission.coefficient
    rows.arrives = input != nil
    rows.ownIsNearest = terms.ownIsNearest
    rows.keeps = keeps
    kernels.visitHistory(rows, input ?? weights.base)
  }

  /// What of the targets counts at arrivals.
  private func fillArrivalValues(_ block: Int) {
    let neurons = blocks[block]
    for (k, post) in terms.arrivalPosts.enumerated() {
      let out = arrivalValues.base + k * arrivalStride
      let rate = post.rate * (terms.arrivals[k].isEligible ? 1 : transmission.learningRate)
      factors.fill(out, post.product, gain: rate, neurons)
      post.modulator?.multiply(out, neurons)
    }
  }

  private var arrivalStride: Int { blocks.last?.upperBound ?? 0 }

  func postStep(of lists: SpikeRing.Lists, block: Int, step: Int, kernels: KernelTable) {
    reach(step, block: block, kernels: kernels)
    let fired = step - postLag
    let list = lists.list(lane: 0, step: fired, block: block)
    let count = Int(lists.count(lane: 0, step: fired, block: block).pointee)
    let neurons = blocks[block]
    let age = step - origins.base[block]
    if terms.leavesRecords {
      if terms.isDense {
        recordStep(list, count, neurons, age, block)
      } else {
        for k in 0..<count { recordSpike(Int(list[k]), age, block) }
      }
    }
    integral?.advance(block, age: age, rate: transmission.learningRate)
    factors.advance(neurons, spikes: list, count)
    nexts.base[block] = step + 1
  }

  private func recordSpike(_ neuron: Int, _ age: Int, _ block: Int) {
    let place = records.add(neuron, Int32(age))
    note(place, neuron, age, block)
    for (t, post) in terms.recordPosts.enumerated() {
      records.values[place * records.terms + t] =
        gain(t) * post.rate * factors.value(post.product, neuron)
        * (post.modulator?.value(neuron) ?? 1)
    }
  }

  /// Records of all neurons, 0 for terms that need a spike where there is none.
  private func recordStep(
    _ list: UnsafePointer<Int32>, _ count: Int, _ neurons: Range<Int>, _ age: Int, _ block: Int
  ) {
    let stride = arrivalStride
    for (t, post) in terms.recordPosts.enumerated() {
      let values = room.base + t * stride
      if post.fires {
        for j in neurons { values[j] = 0 }
        for k in 0..<count {
          values[Int(list[k])] = gain(t) * post.rate * factors.value(post.product, Int(list[k]))
        }
      } else {
        factors.fill(values, post.product, gain: gain(t) * post.rate, neurons)
      }
      post.modulator?.multiply(values, neurons)
    }
    for j in neurons {
      let place = records.add(j, Int32(age))
      note(place, j, age, block)
      for t in terms.recordPosts.indices {
        records.values[place * records.terms + t] = room[t * stride + j]
      }
    }
  }

  private func gain(_ term: Int) -> Double {
    terms.records[term].isEligible ? 1 : transmission.learningRate
  }

  /// Notes the modulator integral with a record.
  private func note(_ place: Int, _ neuron: Int, _ age: Int, _ block: Int) {
    guard let integral, let marks = records.marks else { return }
    let base = integral.base(block)
    marks.base[2 * place] = base[integral.isShared ? 0 : neuron - blocks[block].lowerBound]
    marks.base[2 * place + 1] = integral.gain(age)
  }

  /// Takes a block to the beginning of a step: after steps in which nothing acted, and when
  /// a sweep is due.
  private func reach(_ step: Int, block: Int, kernels: KernelTable) {
    if nexts.base[block] < step {
      // The state stood still meanwhile: it goes on as if no time had passed.
      let passed = step - nexts.base[block]
      origins.base[block] += passed
      nexts.base[block] = step
    }
    if isDue.base[block] || step - origins.base[block] >= longest { sweep(block, step, kernels) }
  }

  var meeting: Int? { terms.leavesRecords ? records.look : nil }

  func meet(before step: Int) {
    if records.mustBegin { isDue.fill(true) }
  }

  /// Brings all rows of a block up to date; records begin anew.
  private func sweep(_ block: Int, _ step: Int, _ kernels: KernelTable) {
    forEachRow(block, step, commits: true) { visit(block, $0, input: nil, kernels: kernels) }
    records.clear(blocks[block])
    isDue.base[block] = false
    integral?.restart(block)
    origins.base[block] = step
    let count = source.size * storage.delays.count
    for row in block * count..<(block + 1) * count {
      since.base[row] = 0
      if integral != nil { marks.base[row] = 0 }
    }
    guard let seen else { return }
    for neuron in 0..<source.size {
      for segment in storage.delays.indices {
        let places = storage.row(source: neuron, segment: segment, part: block).synapses
        for place in places { seen[place] = 0 }
      }
    }
  }

  /// Lists the rows of a block, or of some sources, in batches.
  private func forEachRow(
    _ block: Int, _ step: Int, sources: [Int]? = nil, commits: Bool, _ visit: (Int) -> Void
  ) {
    var listed = 0
    for k in 0..<(sources?.count ?? source.size) {
      let neuron = sources?[k] ?? k
      for segment in storage.delays.indices {
        let row = rowIndex(neuron, segment, block)
        _ = list(row, neuron, segment, block, step, at: listed, commits: commits)
        listed += 1
        if listed == HistoryPlasticity.batch {
          visit(listed)
          listed = 0
        }
      }
    }
    if listed > 0 { visit(listed) }
  }

  var hasEligibility: Bool { eligibility != nil }

  func show(
    _ sources: [Int]?, weights copy: RealBuffer, eligibility shown: RealBuffer?,
    _ kernels: KernelTable
  ) {
    storage.copyRows(of: sources, from: weights, to: copy, blocks: blocks.count)
    for block in blocks.indices {
      forEachRow(block, nexts.base[block], sources: sources, commits: false) {
        visit(block, $0, input: nil, into: copy, shown: shown, keeps: false, kernels: kernels)
      }
    }
  }

  func settle(kernels: KernelTable) {
    for block in blocks.indices { sweep(block, nexts.base[block], kernels) }
  }

  func resume(kernels: KernelTable) {}

  func reset(kernels: KernelTable) {
    settle(kernels: kernels)
    eligibility?.fill(0)
    own?.fill(0)
    rowValues.fill(0)
    factors.reset()
  }
}
