import KernelTypes

/// Terms by running integrals, where a synapse keeps not its weight but what gives it together with
/// the integrals of its target, at any time: terms that gather in one eligibility trace and do not
/// depend on the weight, by two numbers (`Kernels/EligibleRow.swift`, docs/decisions/0012-integrals-or-records.md).
///
/// Or terms that act at once beside changes in proportion to the weight, which a synapse follows by
/// one number (`Kernels/DecayingRow.swift`): then the sums are G, L.
///
/// Sums begin anew with each epoch; those of some past epochs go on for the rows that were last
/// visited then, and a row that was not visited for so long is brought up to date when its sums make
/// room. Bounds act at visits and where somebody looks. Delays as in `IntegralPlasticity`.
final class CoMovingPlasticity: OnlineLearning {
  private var storage: SynapseStorage
  private(set) var weights: RealBuffer
  /// Nil where weights decay instead.
  private var eligibility: RealBuffer?
  private let sourceCount: Int
  private let targetCount: Int
  private let blocks: [Range<Int>]
  private let dt: Double
  private let sum: IntegralSum
  private let tauEligibility: Double
  let postLag: Int
  let factors: PostFactors
  var transmission = Transmission()

  private let epoch: Int
  private let keptEpochs: Int
  /// [epoch, counted round][target][P, Q, own part of E, value at arrivals].
  private let sums: RealBuffer
  /// What targets share of E, [block][epoch].
  private let integrals: Buffer<Double>
  private let modulator: ModulatorStep
  /// Of each (block, source, delay): its epoch, counted round, and the trace at its start.
  private let rowEpoch: Buffer<UInt8>
  private let preTrace: RealBuffer
  private let rowTraces: RowTraces
  /// Of each block: the first step of its epoch, and the step that comes next.
  private let epochStart: Buffer<Int>
  private let nexts: Buffer<Int>
  /// Of each block: its sums begin anew before its next step.
  private let isDue: Buffer<Bool>
  /// Of each block and kept epoch: what a record counts for.
  private let gains: Buffer<Double>
  private let visits: Buffer<EligibleVisit>
  /// What the step adds to P of each target, and room for one product.
  private let integrand: RealBuffer
  private let room: RealBuffer
  /// Relative change of the step for each target.
  private let relative: RealBuffer
  /// G and L of each target and epoch, where weights decay: they are added to at every step, which
  /// single precision would not bear.
  private let precise: Buffer<Double>
  private(set) var lower = -Double.infinity
  private(set) var upper = Double.infinity

  private static let batch = 256
  /// Time constants of the presynaptic trace an epoch lasts, and of eligibility that all kept ones
  /// do: single precision then holds increments to 1e-5.
  private static let span = 5.0
  /// What a step of decay leaves at least: one that would turn the sign leaves this.
  private static let leastFactor = 1e-4
  /// Sums of logarithms that exponentials in single precision hold, with those of the steps from one
  /// look to the next.
  private static let mostLogarithm = 5.0
  private static let look = 4

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
    tauEligibility = sum.decaysWeights ? 1e9 : gate.tauEligibility
    (sourceCount, targetCount) = (source.size, target.size)
    blocks = target.blocks
    modulator = ModulatorStep(
      gate.modulator.map { ModulatedValue(modulators[$0]) }, tau: tauEligibility, dt: dt)
    let span = CoMovingPlasticity.span
    // What decays without growing has no time of its own.
    let length = min(
      span * (sum.tauPre ?? (sum.decaysWeights ? 100 : 1e9)), span / 2 * tauEligibility)
    epoch = max(1, Int(min(length / dt, 1e15).rounded()))
    let isDense = sum.isDense || !modulator.isShared
    keptEpochs = min(max(Int(span * tauEligibility / (Double(epoch) * dt)), 2), isDense ? 2 : 8)
    weights = try storage.materialise()
    let what = "plasticity state of \(owner)"
    let precision = weights.precision
    eligibility =
      sum.decaysWeights ? nil : try RealBuffer(what, count: weights.count, precision)
    precise = try Buffer(what, shape: sum.decaysWeights ? keptEpochs : 0, target.size, 2)
    relative = try RealBuffer(what, count: sum.decaysWeights ? target.size : 0, precision)
    sums = try RealBuffer(what, shape: [keptEpochs, target.size, 4], precision)
    integrals = try Buffer(what, shape: blocks.count, keptEpochs)
    let rows = blocks.count * source.size * storage.delays.count
    rowEpoch = try Buffer(what, count: rows)
    preTrace = try RealBuffer(what, count: rows, precision)
    rowTraces = try RowTraces(sum.arrivalTraces, rows: rows, dt: dt, what: what)
    epochStart = try Buffer(what, count: blocks.count)
    nexts = try Buffer(what, count: blocks.count)
    isDue = try Buffer(what, count: blocks.count)
    gains = try Buffer(what, shape: blocks.count, keptEpochs)
    visits = try Buffer(what, shape: blocks.count, CoMovingPlasticity.batch)
    integrand = try RealBuffer(what, count: target.size, precision)
    room = try RealBuffer(what, count: target.size, precision)
  }

  /// Whether this can follow the terms.
  static func suits(_ terms: [PlasticityTerm]) -> Bool {
    guard IntegralSum.suits(terms) else { return false }
    if terms.contains(where: IntegralSum.isDecay) {
      return !terms.contains(where: \.hasEligibility)
    }
    return terms.allSatisfy {
      $0.hasEligibility && $0.tauEligibility == terms[0].tauEligibility
        && $0.modulator == terms[0].modulator
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
    from source: Population, block: Int, step: Int, input: Reals, kernels: KernelTable
  ) -> Int {
    reach(step, block: block, kernels: kernels)
    let age = step - epochStart.base[block]
    let present = place(of: block)
    let arrival = sum.tauPre.map { decay(-age, $0) } ?? 0
    let scale = decay(-age, tauEligibility) * (sum.tauArrival.map { decay(age, $0) } ?? 1)
    let alone = decay(-age, tauEligibility)
    let visits = visits.base + block * CoMovingPlasticity.batch
    let hasTraces = !sum.arrivalTraces.isEmpty
    // What goes through an eligibility trace is scaled where that acts.
    let rate = eligibility == nil ? transmission.learningRate : 1
    var change = sum.plainArrival
    var (listed, events) = (0, 0)
    var isFilled = false
    for (segment, delay) in storage.delays.enumerated() {
      source.ring.lists.forEach(lane: 0, step: step - delay) { spikes, count in
        if !isFilled {
          fillArrivalValues(block, present)
          isFilled = true
        }
        for k in 0..<count {
          let neuron = Int(spikes[k])
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
          preTrace.base[row] = sum.isNearest ? arrival : preTrace.base[row] + arrival
          visit.nextTrace = preTrace.base[row]
          visit.nextIntegral = integrals.base[block * keptEpochs + present]
          visits[listed] = visit
          events += visit.count
          listed += 1
          if listed == CoMovingPlasticity.batch {
            hand(block, listed, input, kernels)
            listed = 0
          }
        }
      }
    }
    if listed > 0 { hand(block, listed, input, kernels) }
    return events
  }

  private func hand(_ block: Int, _ count: Int, _ input: Reals, _ kernels: KernelTable) {
    if eligibility == nil {
      kernels.visitDecaying(rows(block, count), input)
    } else {
      kernels.visitEligible(rows(block, count), input)
    }
  }

  private func settle(_ rows: EligibleRows, _ mode: EligibleMode, _ kernels: KernelTable) {
    if eligibility == nil {
      kernels.settleDecaying(rows)
    } else {
      kernels.settleEligible(rows, mode)
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
  private func visit(_ row: Int, _ source: Int, _ segment: Int, _ block: Int) -> EligibleVisit {
    let places = storage.row(source: source, segment: segment, part: block).synapses
    let own = Int(rowEpoch.base[row])
    let passed = behind(row, place(of: block)) * epoch
    return EligibleVisit(
      start: places.lowerBound, count: places.count, epoch: Int32(own),
      trace: preTrace.base[row], integral: integrals.base[block * keptEpochs + own],
      carry: decay(passed, tauEligibility))
  }

  /// Takes a row over into the present epoch.
  private func take(_ row: Int, _ block: Int, _ present: Int) {
    let passed = behind(row, present) * epoch
    if passed > 0, let tau = sum.tauPre { preTrace.base[row] *= decay(passed, tau) }
    rowEpoch.base[row] = UInt8(present)
  }

  private func rows(_ block: Int, _ count: Int) -> EligibleRows {
    EligibleRows(
      visits: visits.base + block * CoMovingPlasticity.batch, visitCount: count,
      weights: weights.base, eligibility: (eligibility ?? weights).base,
      sums: sums.base + 4 * blocks[block].lowerBound, stride: targetCount,
      present: place(of: block), targets: storage.targets,
      frozen: transmission.frozen.map { UnsafePointer($0.base) },
      coefficient: transmission.coefficient, lower: lower, upper: upper)
  }

  private func fillArrivalValues(_ block: Int, _ present: Int) {
    guard sum.arrives, sum.tauArrival == nil else { return }
    let neurons = blocks[block]
    factors.fill(room.base, sum.arrivalProduct, gain: 1, neurons)
    sum.arrivalModulator?.multiply(room.base, neurons)
    for j in neurons { sums[4 * (present * targetCount + j) + 3] = room[j] }
  }

  /// Begins the block's next epoch when it is due, or anew after steps in which nothing acted.
  private func reach(_ step: Int, block: Int, kernels: KernelTable) {
    if isDue.base[block] { settle(block, kernels) }
    let start = step - step % epoch
    let passed = start - epochStart.base[block]
    guard passed != 0 else { return }
    let ending = place(of: block)
    let next = start / epoch % keptEpochs
    let isNext = passed == epoch
    // The rows whose sums make room for those of the epoch that begins.
    restart(block, kernels, epoch: isNext ? next : nil, passed: passed, into: next)
    let left = sum.tauArrival.map { decay(passed, $0) } ?? 0
    for j in blocks[block] {
      let value = sums[4 * (ending * targetCount + j) + 3] * left
      clear(next, j)
      sums[4 * (next * targetCount + j) + 3] = value
    }
    integrals.base[block * keptEpochs + next] = 0
    epochStart.base[block] = start
  }

  /// But for what counts at arrivals.
  private func clear(_ epoch: Int, _ neuron: Int) {
    for k in 0..<min(2, precise.count) {
      precise.base[2 * (epoch * targetCount + neuron) + k] = 0
    }
    for k in 0..<3 { sums[4 * (epoch * targetCount + neuron) + k] = 0 }
  }

  /// Makes rows of one epoch, or of all (nil), begin anew with an epoch `passed` steps later.
  private func restart(
    _ block: Int, _ kernels: KernelTable, epoch: Int?, passed: Int, into next: Int
  ) {
    forEachBatch(block, epoch: epoch) { listed in
      settle(rows(block, listed), .restart, kernels)
    } each: { row, visit in
      let steps =
        epoch == nil ? behind(row, place(of: block)) * self.epoch + passed : keptEpochs * self.epoch
      visit.carry = decay(steps, tauEligibility)
      if let tau = sum.tauPre { preTrace.base[row] *= decay(steps, tau) }
      rowEpoch.base[row] = UInt8(next)
    }
  }

  /// Lists rows in batches.
  private func forEachBatch(
    _ block: Int, epoch: Int? = nil, sources: [Int]? = nil, _ flush: (Int) -> Void,
    each: (_ row: Int, inout EligibleVisit) -> Void
  ) {
    let visits = visits.base + block * CoMovingPlasticity.batch
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
        if listed == CoMovingPlasticity.batch {
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
    let present = place(of: block)
    if eligibility == nil {
      scale(list, count, neurons, block, present, age)
    } else if let tau = sum.tauPre, count > 0 || sum.isDense {
      for behind in 0..<keptEpochs {
        let steps = age + behind * epoch
        gains.base[block * keptEpochs + behind] = decay(steps, tau) * decay(-steps, tauEligibility)
      }
      if sum.isDense {
        sum.fillGrowth(integrand.base, room.base, factors, list, count, neurons)
        for j in neurons { grow(j, integrand[j], block, present) }
      } else {
        for k in 0..<count {
          let j = Int(list[k])
          grow(j, sum.growth(of: j, factors), block, present)
        }
      }
    }
    if let tau = sum.tauArrival {
      let added = decay(-age, tau)
      for k in 0..<count {
        let value = 4 * (present * targetCount + Int(list[k])) + 3
        sums[value] = sum.isNearestArrival ? added : sums[value] + added
      }
    }
    if eligibility != nil { integrate(block, present, age) }
    factors.advance(neurons, spikes: list, count)
    nexts.base[block] = step + 1
  }

  /// Takes in the relative changes of a step, and what grows in it.
  private func scale(
    _ list: UnsafePointer<Int32>, _ count: Int, _ neurons: Range<Int>, _ block: Int,
    _ present: Int, _ age: Int
  ) {
    guard count > 0 || sum.isDense else { return }
    for behind in 0..<keptEpochs {
      gains.base[block * keptEpochs + behind] =
        transmission.learningRate * (sum.tauPre.map { decay(age + behind * epoch, $0) } ?? 0)
    }
    if sum.isDense {
      sum.fillDecay(relative.base, room.base, factors, list, count, neurons)
      sum.fillGrowth(integrand.base, room.base, factors, list, count, neurons)
      for j in neurons { scale(j, relative[j], integrand[j], block, present) }
    } else {
      for k in 0..<count {
        let j = Int(list[k])
        scale(j, sum.decay(of: j, factors), sum.growth(of: j, factors), block, present)
      }
    }
  }

  private func scale(
    _ neuron: Int, _ change: Double, _ growth: Double, _ block: Int, _ present: Int
  ) {
    guard change != 0 || growth != 0 else { return }
    let factor = max(1 + transmission.learningRate * change, CoMovingPlasticity.leastFactor)
    let logarithm = Elementary.log(factor)
    for behind in 0..<keptEpochs {
      let sum = 4 * ((present + keptEpochs - behind) % keptEpochs * targetCount + neuron)
      let exact = precise.base + sum / 2
      exact[0] = exact[0] * factor + growth * gains.base[block * keptEpochs + behind]
      exact[1] += logarithm
      sums[sum] = exact[0]
      sums[sum + 1] = exact[1]
    }
  }

  /// Adds a record of a neuron to its sums of all epochs.
  private func grow(_ neuron: Int, _ value: Double, _ block: Int, _ present: Int) {
    for behind in 0..<keptEpochs {
      let place = (present + keptEpochs - behind) % keptEpochs
      let sum = 4 * (place * targetCount + neuron)
      let added = value * gains.base[block * keptEpochs + behind]
      sums[sum] += added
      sums[sum + 1] += added * (integrals.base[block * keptEpochs + place] + sums[sum + 2])
    }
  }

  /// Takes in the modulator of a step.
  private func integrate(_ block: Int, _ present: Int, _ age: Int) {
    for behind in 0..<keptEpochs {
      let place = (present + keptEpochs - behind) % keptEpochs
      let scale = transmission.learningRate * decay(age + behind * epoch, tauEligibility)
      if modulator.isShared {
        integrals.base[block * keptEpochs + place] += scale * modulator.value(0)
      } else {
        for j in blocks[block] {
          sums[4 * (place * targetCount + j) + 2] += scale * modulator.value(j)
        }
      }
    }
  }

  func copyCurrent(of sources: [Int]?, into copy: RealBuffer, kernels: KernelTable) {
    show(sources, weights: copy, eligibility: nil, kernels)
  }

  func currentEligibility(kernels: KernelTable) throws(SNNError) -> RealBuffer? {
    guard eligibility != nil else { return nil }
    let copy = try RealBuffer("a copy of the weights", count: weights.count, weights.precision)
    let shown = try RealBuffer("eligibilities", count: weights.count, weights.precision)
    show(nil, weights: copy, eligibility: shown, kernels)
    return shown
  }

  private func show(
    _ sources: [Int]?, weights copy: RealBuffer, eligibility shown: RealBuffer?,
    _ kernels: KernelTable
  ) {
    storage.copyRows(of: sources, from: weights, to: copy, blocks: blocks.count)
    for block in blocks.indices {
      let age = nexts.base[block] - epochStart.base[block]
      let present = place(of: block)
      forEachBatch(block, sources: sources) { listed in
        var rows = rows(block, listed)
        rows.weights = copy.base
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
    for place in 0..<keptEpochs {
      integrals.base[block * keptEpochs + place] = 0
      for j in blocks[block] { clear(place, j) }
    }
    isDue.base[block] = false
  }

  var meeting: Int? { eligibility == nil ? CoMovingPlasticity.look : nil }

  /// Beginning anew rounds, so that all blocks do it together, at steps that do not depend on them.
  func meet(before step: Int) {
    for place in 0..<keptEpochs * targetCount
    where abs(sums[4 * place + 1]) > CoMovingPlasticity.mostLogarithm {
      isDue.fill(true)
      return
    }
  }

  func resume(kernels: KernelTable) {}

  func reset(kernels: KernelTable) {
    settle(kernels: kernels)
    eligibility?.fill(0)
    preTrace.fill(0)
    sums.fill(0)
    precise.fill(0)
    rowTraces.reset()
    factors.reset()
  }

  func moved(to storage: SynapseStorage, places: [Int]) throws(SNNError) {
    let weights = try storage.materialise()
    if let eligibility {
      let moved = try RealBuffer("plasticity state", count: weights.count, weights.precision)
      for (k, place) in places.enumerated() where place >= 0 { moved[k] = eligibility[place] }
      self.eligibility = moved
    }
    self.storage = storage
    self.weights = weights
  }
}
