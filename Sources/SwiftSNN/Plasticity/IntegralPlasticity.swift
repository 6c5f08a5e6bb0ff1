import KernelTypes

/// Terms that do not depend on the weight, acting while the network runs, spike by spike, at the
/// cost of the presynaptic rows they are visited through
/// (docs/decisions/0004-plasticity-along-rows.md).
///
/// Growth (trace, anything): what the postsynaptic side did since a row's last visit at t0 is
/// x_i(t0) [H_j(t) - H_j(t0)] with H_j = integral of j's factors, times exp(-(s - t0) / tau_pre), kept
/// relative to the start of an epoch: of the present one, and of some before it for the rows that
/// were last visited then. A row that has not been visited for so many epochs is brought up to date
/// when the integrals it needs make room. The presynaptic trace is kept as what it would have been at
/// the start of the row's epoch; a postsynaptic trace that counts at arrivals, at that of the present
/// one, so that neither decays step by step.
/// Arrival (spike, anything): at the visit itself, by the postsynaptic value.
///
/// A presynaptic spike reaches the synapse after the axonal delay, a postsynaptic one after the
/// dendritic delay d. What is delivered at T has been at the synapse at T - d, so it finds the
/// postsynaptic spikes up to T - 2 d: those are fed 2 d after they were fired. A postsynaptic spike
/// that reaches the synapse in the same step as a presynaptic one comes after it.
final class IntegralPlasticity: OnlineLearning {
  private var storage: SynapseStorage
  private(set) var weights: RealBuffer
  private let sourceCount: Int
  private let targetCount: Int
  private let blocks: [Range<Int>]
  private let dt: Double
  private let sum: IntegralSum
  private let epoch: Int
  let postLag: Int
  let factors: PostFactors
  var transmission = Transmission()

  /// Of each target, side by side: H since the present epoch began, and what counts at arrivals.
  private let post: RealBuffer
  /// [epoch, counted round][target]: H since the epoch began; of the present one it is in `post`.
  private let past: RealBuffer
  private var seen: RealBuffer
  /// Of each (block, source, delay): the row's epoch, counted round, the trace at its start, and
  /// whether the row was visited in it; if not, what it has seen counts as 0.
  private let rowEpoch: Buffer<UInt8>
  private let preTrace: RealBuffer
  private let isVisited: Buffer<Bool>
  /// Of each row: the slower traces that count at arrivals.
  private let rowTraces: RowTraces
  /// Decay of the presynaptic trace over as many epochs.
  private let decays: RealBuffer
  /// Of each block: the first step of its epoch.
  private let epochStart: Buffer<Int>
  /// Of each block.
  private let visits: Buffer<PlasticVisit>
  /// What the step adds to the integrals of each target, and room for one product.
  private let integrand: RealBuffer
  private let room: RealBuffer
  private(set) var lower = -Double.infinity
  private(set) var upper = Double.infinity

  /// Time constants of the presynaptic trace an epoch lasts: H then keeps increments to 2e-6.
  private static let growthEpoch = 5.0
  /// Time constants of the postsynaptic trace: single precision holds its growth.
  private static let arrivalEpoch = 40.0
  /// Epochs whose integrals are kept, the present one included: fewer where each costs work at
  /// every step.
  private let keptEpochs: Int
  /// Rows handed to a kernel at a time.
  private static let batch = 256

  init(
    _ sum: IntegralSum, factors: PostFactors, storage: SynapseStorage, source: Population,
    target: Population, dendriticSteps: Int, dt: Double, owner: String
  ) throws(SNNError) {
    self.sum = sum
    self.factors = factors
    self.storage = storage
    self.dt = dt
    postLag = 2 * dendriticSteps
    (sourceCount, targetCount) = (source.size, target.size)
    blocks = target.blocks
    keptEpochs = sum.isDense ? 2 : 8
    let span = min(
      IntegralPlasticity.growthEpoch * (sum.tauPre ?? 1e9),
      IntegralPlasticity.arrivalEpoch * (sum.tauArrival ?? 1e9))
    epoch = max(1, Int(min(span / dt, 1e15).rounded()))
    weights = try storage.materialise()
    let what = "plasticity state of \(owner)"
    let precision = weights.precision
    post = try RealBuffer(what, shape: [target.size, 2], precision)
    let kept = sum.tauPre == nil ? 0 : keptEpochs
    past = try RealBuffer(what, shape: [kept, target.size], precision)
    decays = try RealBuffer(what, count: kept + 1, precision)
    seen = try RealBuffer(what, count: sum.tauPre == nil ? 0 : weights.count, precision)
    // The system hands out pages when they are written: before the clock starts, not row by row after.
    seen.fill(0)
    preTrace = try RealBuffer(
      what, shape: [blocks.count, source.size, storage.delays.count], precision)
    isVisited = try Buffer(what, count: preTrace.count)
    rowEpoch = try Buffer(what, count: preTrace.count)
    rowTraces = try RowTraces(sum.arrivalTraces, rows: preTrace.count, dt: dt, what: what)
    epochStart = try Buffer(what, count: blocks.count)
    visits = try Buffer(what, shape: blocks.count, IntegralPlasticity.batch)
    let needsRoom = sum.isDense || (sum.arrives && sum.tauArrival == nil)
    integrand = try RealBuffer(what, count: needsRoom ? target.size : 0, precision)
    room = try RealBuffer(what, count: needsRoom ? target.size : 0, precision)
    for epochs in 0..<decays.count {
      decays.base[epochs] = decay(epochs * epoch, sum.tauPre)
    }
  }

  var kept: [RealBuffer] { sum.tauPre == nil ? [] : [seen] }

  func setBounds(_ lower: Double, _ upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  private func decay(_ steps: Int, _ tau: Double?) -> Double {
    guard let tau else { return 0 }
    return weights.precision.rounded(Elementary.exp(-Double(steps) * dt / tau))
  }

  func deliver(
    from source: Population, block: Int, step: Int, input: Reals, kernels: KernelTable
  ) -> Int {
    beginStep(block: block, step: step, kernels: kernels)
    let visits = visits.base + block * IntegralPlasticity.batch
    let age = step - epochStart.base[block]
    let arrival = decay(-age, sum.tauPre)
    // The values that count are kept as of the beginning of the epoch where they only decay.
    let scale = sum.tauArrival.map { decay(age, $0) } ?? 1
    let present = place(of: block)
    let rate = transmission.learningRate
    let (hasTraces, isNearest) = (!sum.arrivalTraces.isEmpty, sum.isNearest)
    var change = sum.plainArrival
    var (listed, events) = (0, 0)
    var isFilled = false
    storage.forEachArrival(of: source, step: step) { neuron, segment in
      if !isFilled {
        fillArrivalValues(block)
        isFilled = true
      }
      let row = rowIndex(neuron, segment, block)
      let places = storage.row(source: neuron, segment: segment, part: block).synapses
      var visit = visit(row, places, present)
      if hasTraces {
        rowTraces.bring(row, to: step)
        change = sum.atArrival(rowTraces, row)
        rowTraces.arrive(row)
      }
      visit.slope = rate * change.slope * scale
      visit.offset = rate * change.offset
      visits[listed] = visit
      begin(row, present)
      preTrace.base[row] = isNearest ? arrival : preTrace.base[row] + arrival
      isVisited.base[row] = true
      events += places.count
      listed += 1
      if listed == IntegralPlasticity.batch {
        kernels.visitRows(rows(block, visits, listed), input)
        listed = 0
      }
    }
    if listed > 0 { kernels.visitRows(rows(block, visits, listed), input) }
    return events
  }

  /// What of the targets counts at arrivals, where it does not follow from spikes alone.
  private func fillArrivalValues(_ block: Int) {
    guard sum.arrives, sum.tauArrival == nil else { return }
    let neurons = blocks[block]
    factors.fill(room.base, sum.arrivalProduct, gain: 1, neurons)
    sum.arrivalModulator?.multiply(room.base, neurons)
    for j in neurons { post[2 * j + 1] = room[j] }
  }

  private func rowIndex(_ source: Int, _ segment: Int, _ block: Int) -> Int {
    (block * sourceCount + source) * storage.delays.count + segment
  }

  /// Place of a block's present epoch among those kept, counted round.
  private func place(of block: Int) -> Int {
    epochStart.base[block] / epoch % keptEpochs
  }

  /// What brings a row up to date, from the integrals of its own epoch.
  private func visit(_ row: Int, _ places: Range<Int>, _ present: Int) -> PlasticVisit {
    let epoch = Int(rowEpoch.base[row])
    return PlasticVisit(
      start: places.lowerBound, count: places.count,
      gain: preTrace.base[row], isFresh: !isVisited.base[row],
      past: epoch == present ? nil : Int32(epoch))
  }

  /// Takes a row over from its epoch into the present one.
  private func begin(_ row: Int, _ present: Int) {
    let behind = present - Int(rowEpoch.base[row])
    guard sum.tauPre != nil, behind != 0 else { return }
    preTrace.base[row] *= decays.base[behind > 0 ? behind : behind + keptEpochs]
    rowEpoch.base[row] = UInt8(present)
  }

  private func rows(
    _ block: Int, _ visits: UnsafePointer<PlasticVisit>, _ count: Int
  ) -> PlasticRows {
    PlasticRows(
      visits: visits, visitCount: count, weights: weights.base,
      seen: sum.tauPre == nil ? nil : seen.base, post: post.base + 2 * blocks[block].lowerBound,
      past: past.base + blocks[block].lowerBound, pastStride: targetCount,
      targets: storage.targets, frozen: transmission.frozen.map { UnsafePointer($0.base) },
      coefficient: transmission.coefficient, lower: lower, upper: upper)
  }

  /// Begins the block's next epoch when it is due.
  private func beginStep(block: Int, step: Int, kernels: KernelTable) {
    let start = step - step % epoch
    let passed = start - epochStart.base[block]
    guard passed != 0 else { return }
    let traceDecay = decay(passed, sum.tauArrival)
    if sum.tauPre != nil {
      if passed == epoch {
        turn(block, kernels)
      } else {
        skip(block, passed, kernels)
      }
    }
    epochStart.base[block] = start
    for neuron in blocks[block] {
      post[2 * neuron] = 0
      post[2 * neuron + 1] *= traceDecay
    }
  }

  /// Keeps the integrals of the epoch that ends, in place of the oldest ones.
  private func turn(_ block: Int, _ kernels: KernelTable) {
    let ending = place(of: block)
    let next = (ending + 1) % keptEpochs
    settle(block: block, weights: weights, notes: false, kernels: kernels, epoch: next)
    let count = sourceCount * storage.delays.count
    for row in block * count..<(block + 1) * count where rowEpoch.base[row] == UInt8(next) {
      preTrace.base[row] *= decays.base[keptEpochs]
      isVisited.base[row] = false
    }
    let integrals = past.base + ending * targetCount
    for neuron in blocks[block] { integrals[neuron] = post[2 * neuron] }
  }

  /// Begins anew after steps in which nothing acted.
  private func skip(_ block: Int, _ passed: Int, _ kernels: KernelTable) {
    settle(block: block, weights: weights, notes: false, kernels: kernels)
    let next = (epochStart.base[block] + passed) / epoch % keptEpochs
    let present = place(of: block)
    let traceDecay = decay(passed, sum.tauPre)
    let count = sourceCount * storage.delays.count
    for row in block * count..<(block + 1) * count {
      begin(row, present)
      preTrace.base[row] *= traceDecay
      rowEpoch.base[row] = UInt8(next)
      isVisited.base[row] = false
    }
    for epoch in 0..<keptEpochs {
      for neuron in blocks[block] { past[epoch * targetCount + neuron] = 0 }
    }
  }

  func postStep(of lists: SpikeRing.Lists, block: Int, step: Int, kernels: KernelTable) {
    let fired = step - postLag
    let list = lists.list(lane: 0, step: fired, block: block)
    let count = Int(lists.count(lane: 0, step: fired, block: block).pointee)
    let neurons = blocks[block]
    beginStep(block: block, step: step, kernels: kernels)
    let age = step - epochStart.base[block]
    if sum.tauPre != nil { grow(list, count, neurons, place(of: block), decay(age, sum.tauPre)) }
    if let tau = sum.tauArrival {
      let added = decay(-age, tau)
      for k in 0..<count {
        let value = 2 * Int(list[k]) + 1
        post[value] = sum.isNearestArrival ? added : post[value] + added
      }
    }
    factors.advance(neurons, spikes: list, count)
  }

  /// Adds a step's part to the integrals, of `decay` times what it would be when the epoch begins.
  private func grow(
    _ list: UnsafePointer<Int32>, _ count: Int, _ neurons: Range<Int>, _ present: Int,
    _ decay: Double
  ) {
    let rate = transmission.learningRate * decay
    if sum.isDense {
      sum.fillGrowth(integrand.base, room.base, factors, list, count, neurons)
      for j in neurons { post[2 * j] += rate * integrand[j] }
      for behind in 1..<keptEpochs {
        let integrals = past.base + place(present, behind) * targetCount
        let gain = rate * decays.base[behind]
        for j in neurons { integrals[j] += gain * integrand[j] }
      }
      return
    }
    for k in 0..<count {
      let j = Int(list[k])
      let added = rate * sum.growth(of: j, factors)
      post[2 * j] += added
      for behind in 1..<keptEpochs {
        past.base[place(present, behind) * targetCount + j] += added * decays.base[behind]
      }
    }
  }

  /// Place of an epoch some before the present one.
  private func place(_ present: Int, _ behind: Int) -> Int {
    (present + keptEpochs - behind) % keptEpochs
  }

  /// Applies to all rows of a block what happened since their last visits.
  ///
  /// - Parameters:
  ///   - notes: the rows count as visited in the present epoch; false where the state stays.
  ///   - epoch: only rows of this one, counted round.
  ///   - sources: only rows of these.
  private func settle(
    block: Int, weights: RealBuffer, notes: Bool, kernels: KernelTable, epoch: Int? = nil,
    sources: [Int]? = nil
  ) {
    guard sum.tauPre != nil else { return }
    let present = place(of: block)
    let visits = visits.base + block * IntegralPlasticity.batch
    var listed = 0
    func flush() {
      var rows = rows(block, visits, listed)
      rows.weights = weights.base
      kernels.settleRows(rows, notes)
      listed = 0
    }
    for k in 0..<(sources?.count ?? sourceCount) {
      let source = sources?[k] ?? k
      for segment in storage.delays.indices {
        let row = rowIndex(source, segment, block)
        if let epoch, Int(rowEpoch.base[row]) != epoch { continue }
        let places = storage.row(source: source, segment: segment, part: block).synapses
        visits[listed] = visit(row, places, present)
        if notes {
          begin(row, present)
          isVisited.base[row] = true
        }
        listed += 1
        if listed == IntegralPlasticity.batch { flush() }
      }
    }
    if listed > 0 { flush() }
  }

  func copyCurrent(of sources: [Int]?, into copy: RealBuffer, kernels: KernelTable) {
    storage.copyRows(of: sources, from: weights, to: copy, blocks: blocks.count)
    for block in blocks.indices {
      settle(block: block, weights: copy, notes: false, kernels: kernels, sources: sources)
    }
  }

  func settle(kernels: KernelTable) {
    for block in blocks.indices {
      settle(block: block, weights: weights, notes: true, kernels: kernels)
    }
  }

  /// What was noted holds whatever the weights are.
  func resume(kernels: KernelTable) {}

  func moved(to storage: SynapseStorage, places: [Int]) throws(SNNError) {
    let weights = try storage.materialise()
    if sum.tauPre != nil {
      let noted = try RealBuffer("what synapses have seen", count: weights.count, seen.precision)
      for block in blocks.indices {
        for source in 0..<sourceCount {
          for segment in storage.delays.indices {
            let row = storage.row(source: source, segment: segment, part: block)
            for (k, place) in row.synapses.enumerated() {
              let target = blocks[block].lowerBound + (row.targets.map { Int($0[k]) } ?? k)
              noted[place] = post[2 * target]
            }
          }
        }
      }
      seen = noted
    }
    self.storage = storage
    self.weights = weights
  }

  func reset(kernels: KernelTable) {
    for block in blocks.indices {
      settle(block: block, weights: weights, notes: false, kernels: kernels)
    }
    post.fill(0)
    past.fill(0)
    preTrace.fill(0)
    isVisited.fill(false)
    rowTraces.reset()
    factors.reset()
  }
}
