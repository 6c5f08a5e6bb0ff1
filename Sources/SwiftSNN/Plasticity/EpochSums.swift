import KernelTypes

/// The integrals of the targets that `IntegralPlasticity` follows, from the beginning of the present
/// epoch and of some before it: P, and Q and E where terms gather in eligibility traces, or G and L
/// of weights that decay (`Kernels/PlasticRow.swift`, `EligibleRow.swift`, `DecayingRow.swift`).
final class EpochSums {
  /// [epoch, counted round][target]: P or G, Q or L, and the targets' own part of E.
  private let first: RealBuffer
  private let second: RealBuffer?
  private let own: RealBuffer?
  /// Of each target: what counts at arrivals.
  let arrivals: RealBuffer
  /// What targets share of E, [block][epoch].
  private let integrals: Buffer<Double>
  /// G and L of each target and epoch: they are added to at every step, which single precision would
  /// not bear.
  private let precise: Buffer<Double>
  /// Of each block and kept epoch: what a record counts for.
  private let gains: Buffer<Double>
  /// Decay over so many epochs, of what a record counts for and of eligibility.
  private var gainDecays: [Double] = []
  private var eligibilityDecays: [Double] = []
  /// Epochs that a record is added to: for those before, it counts less than rounding does.
  private var grown = 0
  /// Of each block: the least and largest P that the present epoch has had.
  private let ranges: Buffer<(least: Double, most: Double)>
  /// What the step adds to each target, its relative change, and room for one product.
  private let integrand: RealBuffer
  private let relative: RealBuffer
  private let room: RealBuffer
  /// Something happens to synapses between arrivals.
  let grows: Bool
  private let sum: IntegralSum
  private let factors: PostFactors
  /// Nil where terms act at once.
  private let modulator: ModulatorStep?
  private let tauEligibility: Double
  private let blocks: [Range<Int>]
  private let targetCount: Int
  private let epoch: Int
  private let kept: Int
  private let dt: Double

  /// What a step of decay leaves at least: one that would turn the sign leaves this.
  private static let leastFactor = 1e-4
  /// Sums of logarithms that exponentials in single precision hold, with those of the steps from one
  /// look to the next.
  private static let mostLogarithm = 5.0
  static let look = 4

  /// - Parameter epoch: its steps, and how many are kept, the present one included.
  init(
    _ sum: IntegralSum, factors: PostFactors, modulator: ModulatorStep?, tauEligibility: Double,
    blocks: [Range<Int>], epoch: (steps: Int, kept: Int), dt: Double, _ precision: Precision,
    what: String
  ) throws(SNNError) {
    self.sum = sum
    self.factors = factors
    self.modulator = modulator
    self.tauEligibility = tauEligibility
    self.blocks = blocks
    self.dt = dt
    (self.epoch, kept) = epoch
    targetCount = blocks.last?.upperBound ?? 0
    grows = modulator != nil || sum.tauPre != nil || sum.decaysWeights
    let shape = [grows ? kept : 0, targetCount]
    let hasSecond = modulator != nil || sum.decaysWeights
    first = try RealBuffer(what, shape: shape, precision)
    second = hasSecond ? try RealBuffer(what, shape: shape, precision) : nil
    own = modulator?.isShared == false ? try RealBuffer(what, shape: shape, precision) : nil
    arrivals = try RealBuffer(what, count: targetCount, precision)
    integrals = try Buffer(what, shape: blocks.count, kept)
    precise = try Buffer(what, shape: sum.decaysWeights ? kept : 0, targetCount, 2)
    gains = try Buffer(what, shape: blocks.count, kept)
    ranges = try Buffer(what, count: blocks.count)
    let needsRoom = sum.isDense || (sum.arrives && sum.tauArrival == nil)
    integrand = try RealBuffer(what, count: needsRoom ? targetCount : 0, precision)
    relative = try RealBuffer(what, count: sum.decaysWeights ? targetCount : 0, precision)
    room = try RealBuffer(what, count: needsRoom ? targetCount : 0, precision)
    for behind in 0..<kept {
      let steps = behind * self.epoch
      eligibilityDecays.append(decay(steps, tauEligibility))
      gainDecays.append(
        (sum.tauPre.map { decay(steps, $0) } ?? 0)
          * (modulator == nil ? 1 : decay(-steps, tauEligibility)))
    }
    let least = precision == .single ? 1e-9 : 1e-18
    grown = gainDecays.count { $0 >= least }
  }

  /// The sums of a block, as kernels take them; nil where nothing grows.
  func first(of block: Int) -> Reals? { grows ? first.base + blocks[block].lowerBound : nil }
  func second(of block: Int) -> Reals? { second.map { $0.base + blocks[block].lowerBound } }
  func own(of block: Int) -> Reals? { own.map { $0.base + blocks[block].lowerBound } }

  func range(of block: Int) -> (least: Double, most: Double) { ranges.base[block] }

  private func decay(_ steps: Int, _ tau: Double) -> Double {
    tau >= 1e9 ? 1 : Elementary.exp(-Double(steps) * dt / tau)
  }

  func listState(in list: StateList) {
    list.reals("first", first)
    list.reals("second", second)
    list.reals("own", own)
    list.reals("arrivals", arrivals)
    list.buffer("integrals", integrals)
    list.buffer("precise", precise)
    list.buffer("gains", gains)
    list.groups("ranges", ranges, of: Double.self)
  }

  /// What all targets of a block share of E in an epoch.
  func integral(_ block: Int, _ epoch: Int) -> Double { integrals.base[block * kept + epoch] }

  /// What of the targets counts at arrivals, where it does not follow from spikes alone.
  func fillArrivalValues(_ block: Int) {
    guard sum.arrives, sum.tauArrival == nil else { return }
    let neurons = blocks[block]
    factors.fill(room.base, sum.arrivalProduct, gain: 1, neurons)
    sum.arrivalModulator?.multiply(room.base, neurons)
    for j in neurons { arrivals[j] = room[j] }
  }

  /// Begins an epoch of a block; what counts at arrivals goes on.
  func begin(_ block: Int, epoch next: Int, passed: Int) {
    if let tau = sum.tauArrival {
      let left = decay(passed, tau)
      for j in blocks[block] { arrivals[j] *= left }
    }
    clear(block, epoch: next)
  }

  /// All epochs of a block begin anew; what counts at arrivals goes on.
  func clear(_ block: Int) {
    for place in 0..<kept { clear(block, epoch: place) }
  }

  private func clear(_ block: Int, epoch place: Int) {
    guard grows else { return }
    ranges.base[block] = (0, 0)
    integrals.base[block * kept + place] = 0
    for j in blocks[block] {
      let at = place * targetCount + j
      first[at] = 0
      second?[at] = 0
      own?[at] = 0
      if sum.decaysWeights { (precise.base[2 * at], precise.base[2 * at + 1]) = (0, 0) }
    }
  }

  func forget() {
    first.fill(0)
    second?.fill(0)
    own?.fill(0)
    arrivals.fill(0)
    precise.fill(0)
  }

  /// Logarithms may grow beyond what exponentials hold before the next look.
  var mustBegin: Bool {
    guard let logarithms = second else { return false }
    for place in 0..<logarithms.count where abs(logarithms[place]) > EpochSums.mostLogarithm {
      return true
    }
    return false
  }

  /// Takes in a step of a block's neurons, and those that fired, `age` steps into the epoch.
  ///
  /// - Parameter rate: multiplies all changes.
  func take(
    _ list: UnsafePointer<Int32>, _ count: Int, _ block: Int, present: Int, age: Int, rate: Double
  ) {
    let neurons = blocks[block]
    if sum.decaysWeights {
      scale(list, count, neurons, block, present, age, rate)
    } else if let tau = sum.tauPre, count > 0 || sum.isDense {
      // What goes through an eligibility trace is scaled where that acts.
      let gain = decay(age, tau) * (modulator == nil ? rate : decay(-age, tauEligibility))
      for behind in 0..<grown { gains.base[block * kept + behind] = gain * gainDecays[behind] }
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
    if let tau = sum.tauArrival, count > 0 {
      let added = decay(-age, tau)
      for k in 0..<count {
        let j = Int(list[k])
        arrivals[j] = sum.isNearestArrival ? added : arrivals[j] + added
      }
    }
    if let modulator { integrate(modulator, block, present, age, rate) }
  }

  /// Takes in the relative changes of a step, and what grows in it.
  private func scale(
    _ list: UnsafePointer<Int32>, _ count: Int, _ neurons: Range<Int>, _ block: Int,
    _ present: Int, _ age: Int, _ rate: Double
  ) {
    guard count > 0 || sum.isDense else { return }
    let gain = rate * (sum.tauPre.map { decay(age, $0) } ?? 0)
    for behind in 0..<kept { gains.base[block * kept + behind] = gain * gainDecays[behind] }
    if sum.isDense {
      sum.fillDecay(relative.base, room.base, factors, list, count, neurons)
      sum.fillGrowth(integrand.base, room.base, factors, list, count, neurons)
      for j in neurons { scale(j, relative[j] * rate, integrand[j], block, present) }
    } else {
      for k in 0..<count {
        let j = Int(list[k])
        scale(j, sum.decay(of: j, factors) * rate, sum.growth(of: j, factors), block, present)
      }
    }
  }

  private func scale(
    _ neuron: Int, _ change: Double, _ growth: Double, _ block: Int, _ present: Int
  ) {
    guard change != 0 || growth != 0 else { return }
    let factor = max(1 + change, EpochSums.leastFactor)
    let logarithm = Elementary.log(factor)
    for behind in 0..<kept {
      let at = place(present, behind) * targetCount + neuron
      let exact = precise.base + 2 * at
      exact[0] = exact[0] * factor + growth * gains.base[block * kept + behind]
      exact[1] += logarithm
      first[at] = exact[0]
      second?[at] = exact[1]
    }
  }

  /// Place of an epoch some before the present one.
  private func place(_ present: Int, _ behind: Int) -> Int {
    let place = present - behind
    return place < 0 ? place + kept : place
  }

  /// Adds a record of a neuron to its sums.
  private func grow(_ neuron: Int, _ value: Double, _ block: Int, _ present: Int) {
    for behind in 0..<grown {
      let place = place(present, behind)
      let at = place * targetCount + neuron
      let added = value * gains.base[block * kept + behind]
      let value = first[at] + added
      first[at] = value
      if behind == 0 {
        let range = ranges.base[block]
        ranges.base[block] = (min(range.least, value), max(range.most, value))
      }
      if let second {
        second[at] += added * (integrals.base[block * kept + place] + (own?[at] ?? 0))
      }
    }
  }

  /// Takes in the modulator of a step.
  private func integrate(
    _ modulator: ModulatorStep, _ block: Int, _ present: Int, _ age: Int, _ rate: Double
  ) {
    let scale = rate * decay(age, tauEligibility)
    for behind in 0..<kept {
      let place = place(present, behind)
      let gain = scale * eligibilityDecays[behind]
      guard let own else {
        integrals.base[block * kept + place] += gain * modulator.value(0)
        continue
      }
      for j in blocks[block] { own[place * targetCount + j] += gain * modulator.value(j) }
    }
  }
}
