import KernelTypes

/// Terms by running integrals, at the cost of the presynaptic rows they are visited through
/// (docs/decisions/0004-plasticity-along-rows.md). A synapse keeps not its weight but what gives it
/// together with the integrals of its target, at any time
/// (docs/decisions/0012-integrals-or-records.md): one number where terms act at once, whether the
/// weight decays beside them (`Kernels/DecayingRow.swift`) or not (`Kernels/PlasticRow.swift`), two
/// where they gather in one eligibility trace (`Kernels/EligibleRow.swift`).
///
/// Sums begin anew with each epoch; those of some past epochs go on for the rows that were last
/// visited then, and a row that was not visited for so long is brought up to date when its sums make
/// room. Bounds act at visits and where somebody looks.
///
/// A presynaptic spike reaches the synapse after the axonal delay, a postsynaptic one after the
/// dendritic delay d. What is delivered at T has been at the synapse at T - d, so it finds the
/// postsynaptic spikes up to T - 2 d: those are fed 2 d after they were fired. A postsynaptic spike
/// that reaches the synapse in the same step as a presynaptic one comes after it.
final class IntegralPlasticity: OnlineLearning {
  var storage: SynapseStorage
  var weights: RealBuffer
  /// Nil where terms act at once.
  var eligibility: RealBuffer?
  private let sourceCount: Int
  private let targetCount: Int
  let blocks: [Range<Int>]
  private let dt: Double
  private let sum: IntegralSum
  private let tauEligibility: Double
  let postLag: Int
  let factors: PostFactors
  var transmission = Transmission()

  let epoch: Int
  let keptEpochs: Int
  let sums: EpochSums
  /// Decay over so many epochs, of the presynaptic trace and of eligibility.
  private var traceDecays: [Double] = []
  private var eligibilityDecays: [Double] = []
  /// Of each (block, source, delay): its epoch, counted round, and the trace at its start.
  let rowEpoch: Buffer<UInt8>
  let preTrace: RealBuffer
  let rowTraces: RowTraces
  /// Of each block: the first step of its epoch, and the step that comes next.
  let epochStart: Buffer<Int>
  let nexts: Buffer<Int>
  /// Of each block: its sums begin anew before its next step.
  let isDue: Buffer<Bool>
  /// Nil where weights keep their digits beside sums.
  let digits: WeightDigits?
  private let visits: Buffer<IntegralVisit>
  private(set) var lower = -Double.infinity
  private(set) var upper = Double.infinity

  private static let batch = 256
  /// Time constants of the presynaptic trace an epoch lasts, and of eligibility that all kept ones
  /// do: single precision then holds increments to 1e-5.
  private static let span = 4.0
  /// Time constants of a postsynaptic trace: single precision holds its growth.
  private static let arrivalSpan = 40.0

  init(
    _ sum: IntegralSum, _ gate: PlasticityTerm, factors: PostFactors, storage: SynapseStorage,
    source: Population, target: Population, dendriticSteps: Int, modulators: [Modulator],
    dt: Double, owner: String
  ) throws(SNNError) {
    self.sum = sum
    self.factors = factors
    self.storage = storage
    self.dt = dt
    postLag = 2 * dendriticSteps
    let isEligible = gate.hasEligibility
    tauEligibility = isEligible ? gate.tauEligibility : 1e9
    (sourceCount, targetCount) = (source.size, target.size)
    blocks = target.blocks
    let modulator = ModulatorStep(
      isEligible ? gate.modulator.map { ModulatedValue(modulators[$0]) } : nil,
      tau: tauEligibility, dt: dt)
    let span = IntegralPlasticity.span
    // What decays without growing has no time of its own.
    let length = min(
      span * (sum.tauPre ?? (sum.decaysWeights ? 100 : 1e9)), span / 2 * tauEligibility,
      IntegralPlasticity.arrivalSpan * (sum.tauArrival ?? 1e9))
    epoch = max(1, Int(min(length / dt, 1e15).rounded()))
    let isDense = sum.isDense || !modulator.isShared
    keptEpochs = min(max(Int(span * tauEligibility / (Double(epoch) * dt)), 2), isDense ? 2 : 12)
    weights = try storage.materialise()
    let what = "plasticity state of \(owner)"
    let precision = weights.precision
    eligibility = isEligible ? try RealBuffer(what, count: weights.count, precision) : nil
    // The system hands out pages when they are written: before the clock starts, not row by row after.
    eligibility?.fill(0)
    sums = try EpochSums(
      sum, factors: factors, modulator: isEligible ? modulator : nil,
      tauEligibility: tauEligibility, blocks: target.blocks, epoch: (epoch, keptEpochs), dt: dt,
      precision, what: what)
    let rows = blocks.count * source.size * storage.delays.count
    rowEpoch = try Buffer(what, count: rows)
    preTrace = try RealBuffer(what, count: rows, precision)
    rowTraces = try RowTraces(sum.arrivalTraces, rows: rows, dt: dt, what: what)
    epochStart = try Buffer(what, count: blocks.count)
    nexts = try Buffer(what, count: blocks.count)
    isDue = try Buffer(what, count: blocks.count)
    let hasPlainSums = !isEligible && !sum.decaysWeights && sum.tauPre != nil
    digits =
      hasPlainSums && precision == .single
      ? try WeightDigits(sourceCount: source.size, blocks: blocks.count, what: what) : nil
    visits = try Buffer(what, shape: blocks.count, IntegralPlasticity.batch)
    for epochs in 0..<keptEpochs {
      traceDecays.append(sum.tauPre.map { decay(epochs * epoch, $0) } ?? 1)
      eligibilityDecays.append(decay(epochs * epoch, tauEligibility))
    }
    for block in blocks.indices { digits?.measure(weights, storage, block) }
  }

  /// Whether this can follow the terms.
  static func suits(_ terms: [PlasticityTerm]) -> Bool {
    guard IntegralSum.suits(terms) else { return false }
    guard terms.contains(where: \.hasEligibility) else { return true }
    return terms.allSatisfy {
      $0.hasEligibility && $0.tauEligibility == terms[0].tauEligibility
        && $0.modulator == terms[0].modulator && !IntegralSum.isDecay($0)
    }
  }

  var kept: [RealBuffer] { eligibility.map { [$0] } ?? [] }

  func setBounds(_ lower: Double, _ upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  private func decay(_ steps: Int, _ tau: Double) -> Double {
    tau >= 1e9 ? 1 : Elementary.exp(-Double(steps) * dt / tau)
  }

  func deliver(
    from source: Population, block: Int, step: Int, known: Int, input: Reals, kernels: KernelTable
  ) -> Int {
    reach(step, block: block, kernels: kernels)
    let age = step - epochStart.base[block]
    let present = place(of: block)
    let arrival = sum.tauPre.map { decay(-age, $0) } ?? 0
    let scale = decay(-age, tauEligibility) * (sum.tauArrival.map { decay(age, $0) } ?? 1)
    let alone = decay(-age, tauEligibility)
    let visits = visits.base + block * IntegralPlasticity.batch
    let hasTraces = !sum.arrivalTraces.isEmpty
    // What goes through an eligibility trace is scaled where that acts.
    let rate = eligibility == nil ? transmission.learningRate : 1
    var change = sum.plainArrival
    var (listed, events) = (0, 0)
    var isFilled = false
    storage.forEachArrival(of: source, step: step) { neuron, segment in
      if !isFilled {
        sums.fillArrivalValues(block)
        isFilled = true
      }
      let row = rowIndex(neuron, segment, block)
      var visit = visit(row, neuron, segment, block)
      if hasTraces {
        rowTraces.bring(row, to: step)
        change = sum.atArrival(rowTraces, row)
        rowTraces.arrive(row)
      }
      visit.slope = rate * change.slope * scale
      visit.offset = rate * change.offset * alone
      take(row, block, present)
      let trace = sum.isNearest ? arrival : preTrace.base[row] + arrival
      preTrace.base[row] = trace
      // As its precision holds it.
      visit.nextTrace = preTrace.base[row]
      digits?.take(trace, block)
      visit.nextIntegral = sums.integral(block, present)
      visits[listed] = visit
      events += visit.count
      listed += 1
      if listed == IntegralPlasticity.batch {
        hand(block, listed, input, kernels)
        listed = 0
      }
    }
    if listed > 0 {
      let next = step + 1 < known ? firstRow(of: source, step: step + 1, block) : nil
      hand(block, listed, next: next, input, kernels)
    }
    return events
  }

  /// Where the row begins that is visited first in a step.
  private func firstRow(of source: Population, step: Int, _ block: Int) -> Int? {
    storage.firstArrival(of: source, step: step).map {
      storage.row(source: $0.neuron, segment: $0.segment, part: block).synapses.lowerBound
    }
  }

  private func hand(
    _ block: Int, _ count: Int, next: Int? = nil, _ input: Reals, _ kernels: KernelTable
  ) {
    var rows = rows(block, count)
    rows.next = next
    if eligibility != nil {
      kernels.visitEligible(rows, input)
    } else if sum.decaysWeights {
      kernels.visitDecaying(rows, input)
    } else {
      kernels.visitRows(rows, input)
    }
  }

  private func settle(_ rows: IntegralRows, _ mode: EligibleMode, _ kernels: KernelTable) {
    if eligibility != nil {
      kernels.settleEligible(rows, mode)
    } else if sum.decaysWeights {
      kernels.settleDecaying(rows)
    } else {
      kernels.settleRows(rows)
    }
  }

  private func rowIndex(_ source: Int, _ segment: Int, _ block: Int) -> Int {
    (block * sourceCount + source) * storage.delays.count + segment
  }

  /// Place of a block's present epoch among those kept, counted round.
  private func place(of block: Int) -> Int { epochStart.base[block] / epoch % keptEpochs }

  /// Epochs from a row's own to the present one.
  private func behind(_ row: Int, _ present: Int) -> Int {
    (present - Int(rowEpoch.base[row]) + keptEpochs) % keptEpochs
  }

  /// What brings a row up to date, and into the present epoch.
  private func visit(_ row: Int, _ source: Int, _ segment: Int, _ block: Int) -> IntegralVisit {
    let places = storage.row(source: source, segment: segment, part: block).synapses
    let own = Int(rowEpoch.base[row])
    return IntegralVisit(
      start: places.lowerBound, count: places.count, epoch: Int32(own),
      trace: preTrace.base[row], integral: sums.integral(block, own),
      carry: eligibilityDecays[behind(row, place(of: block))])
  }

  /// Takes a row over into the present epoch.
  private func take(_ row: Int, _ block: Int, _ present: Int) {
    let epochs = behind(row, present)
    if epochs > 0 { preTrace.base[row] *= traceDecays[epochs] }
    rowEpoch.base[row] = UInt8(present)
  }

  private func rows(_ block: Int, _ count: Int) -> IntegralRows {
    IntegralRows(
      visits: visits.base + block * IntegralPlasticity.batch, visitCount: count,
      state: weights.base, eligibility: eligibility?.base, first: sums.first(of: block),
      second: sums.second(of: block), own: sums.own(of: block), stride: targetCount,
      present: place(of: block), values: sums.arrivals.base + blocks[block].lowerBound,
      targets: storage.targets, frozen: transmission.frozen.map { UnsafePointer($0.base) },
      coefficient: transmission.coefficient, lower: lower, upper: upper)
  }

  /// Begins the block's next epoch when it is due, or anew after steps in which nothing acted.
  private func reach(_ step: Int, block: Int, kernels: KernelTable) {
    if isDue.base[block] { settle(block, kernels) }
    let start = step - step % epoch
    let passed = start - epochStart.base[block]
    guard passed != 0 else { return }
    let next = start / epoch % keptEpochs
    let isNext = passed == epoch
    // The rows whose sums make room for those of the epoch that begins.
    restart(block, kernels, epoch: isNext ? next : nil, passed: passed, into: next)
    sums.begin(block, epoch: next, passed: passed)
    epochStart.base[block] = start
  }

  /// Makes rows of one epoch, or of all (nil), begin anew with an epoch `passed` steps later.
  private func restart(
    _ block: Int, _ kernels: KernelTable, epoch: Int?, passed: Int, into next: Int
  ) {
    digits?.begin(block)
    forEachBatch(block, epoch: epoch) { listed in
      settle(rows(block, listed), .restart, kernels)
    } each: { row, visit in
      let steps =
        epoch == nil ? behind(row, place(of: block)) * self.epoch + passed : keptEpochs * self.epoch
      visit.carry = decay(steps, tauEligibility)
      if let tau = sum.tauPre { preTrace.base[row] *= decay(steps, tau) }
      digits?.take(preTrace.base[row], block)
      rowEpoch.base[row] = UInt8(next)
    }
  }

  /// Lists rows in batches.
  private func forEachBatch(
    _ block: Int, epoch: Int? = nil, sources: [Int]? = nil, _ flush: (Int) -> Void,
    each: (_ row: Int, inout IntegralVisit) -> Void
  ) {
    // Nothing happens to a synapse between visits.
    guard sums.grows else { return }
    let visits = visits.base + block * IntegralPlasticity.batch
    var listed = 0
    for k in 0..<(sources?.count ?? sourceCount) {
      let source = sources?[k] ?? k
      for segment in storage.delays.indices {
        let row = rowIndex(source, segment, block)
        if let epoch, Int(rowEpoch.base[row]) != epoch { continue }
        var made = visit(row, source, segment, block)
        each(row, &made)
        visits[listed] = made
        listed += 1
        if listed == IntegralPlasticity.batch {
          flush(listed)
          listed = 0
        }
      }
    }
    if listed > 0 { flush(listed) }
  }

  func postStep(of lists: SpikeRing.Lists, block: Int, step: Int, kernels: KernelTable) {
    reach(step, block: block, kernels: kernels)
    let fired = step - postLag
    let list = lists.list(lane: 0, step: fired, block: block)
    let count = Int(lists.count(lane: 0, step: fired, block: block).pointee)
    let neurons = blocks[block]
    let age = step - epochStart.base[block]
    sums.take(
      list, count, block, present: place(of: block), age: age, rate: transmission.learningRate)
    factors.advance(neurons, spikes: list, count)
    nexts.base[block] = step + 1
  }

  var hasEligibility: Bool { eligibility != nil }

  func show(
    _ sources: [Int]?, weights copy: RealBuffer, eligibility shown: RealBuffer?,
    _ kernels: KernelTable
  ) {
    storage.copyRows(of: sources, from: weights, to: copy, blocks: blocks.count)
    for block in blocks.indices {
      let age = nexts.base[block] - epochStart.base[block]
      let present = place(of: block)
      forEachBatch(block, sources: sources) { listed in
        var rows = rows(block, listed)
        rows.state = copy.base
        rows.shown = shown?.base
        settle(rows, .show, kernels)
      } each: { row, visit in
        visit.carry = decay(behind(row, present) * epoch + age, tauEligibility)
      }
    }
  }

  func settle(kernels: KernelTable) {
    for block in blocks.indices { settle(block, kernels) }
  }

  private func settle(_ block: Int, _ kernels: KernelTable) {
    restart(block, kernels, epoch: nil, passed: 0, into: place(of: block))
    sums.clear(block)
    isDue.base[block] = false
    digits?.measure(weights, storage, block)
  }

  var meeting: Int? {
    if sum.decaysWeights { return EpochSums.look }
    return digits == nil ? nil : WeightDigits.look
  }

  /// Beginning anew rounds, so that all blocks do it together, at steps that do not depend on them.
  func meet(before step: Int) {
    if sum.decaysWeights ? sums.mustBegin : digits?.areLost(sums, lower, upper) == true {
      isDue.fill(true)
    }
  }

  func resume(kernels: KernelTable) {
    for block in blocks.indices { digits?.measure(weights, storage, block) }
  }

  func reset(kernels: KernelTable) {
    settle(kernels: kernels)
    eligibility?.fill(0)
    preTrace.fill(0)
    sums.forget()
    rowTraces.reset()
    factors.reset()
  }
}
