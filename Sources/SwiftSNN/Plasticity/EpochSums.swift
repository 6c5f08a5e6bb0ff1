import KernelTypes

/// The integrals of the targets that `CoMovingPlasticity` follows, from the beginning of the present
/// epoch and of some before it: P, Q and E of eligibility traces, or G and L of weights that decay
/// (`Kernels/EligibleRow.swift`, `Kernels/DecayingRow.swift`).
final class EpochSums {
  /// [epoch, counted round][target][P, Q, own part of E, value at arrivals], or [G, L, 0, value].
  let values: RealBuffer
  /// What targets share of E, [block][epoch].
  private let integrals: Buffer<Double>
  /// G and L of each target and epoch: they are added to at every step, which single precision would
  /// not bear.
  private let precise: Buffer<Double>
  /// Of each block and kept epoch: what a record counts for.
  private let gains: Buffer<Double>
  /// What the step adds to each target, its relative change, and room for one product.
  private let integrand: RealBuffer
  private let relative: RealBuffer
  private let room: RealBuffer
  private let sum: IntegralSum
  private let factors: PostFactors
  private let modulator: ModulatorStep
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
    _ sum: IntegralSum, factors: PostFactors, modulator: ModulatorStep, tauEligibility: Double,
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
    values = try RealBuffer(what, shape: [kept, targetCount, 4], precision)
    integrals = try Buffer(what, shape: blocks.count, kept)
    precise = try Buffer(what, shape: sum.decaysWeights ? kept : 0, targetCount, 2)
    gains = try Buffer(what, shape: blocks.count, kept)
    integrand = try RealBuffer(what, count: targetCount, precision)
    relative = try RealBuffer(what, count: sum.decaysWeights ? targetCount : 0, precision)
    room = try RealBuffer(what, count: targetCount, precision)
  }

  private func decay(_ steps: Int, _ tau: Double) -> Double {
    tau >= 1e9 ? 1 : Elementary.exp(-Double(steps) * dt / tau)
  }

  /// What all targets of a block share of E in an epoch.
  func integral(_ block: Int, _ epoch: Int) -> Double { integrals.base[block * kept + epoch] }

  /// What of the targets counts at arrivals, where it does not follow from spikes alone.
  func fillArrivalValues(_ block: Int, _ present: Int) {
    guard sum.arrives, sum.tauArrival == nil else { return }
    let neurons = blocks[block]
    factors.fill(room.base, sum.arrivalProduct, gain: 1, neurons)
    sum.arrivalModulator?.multiply(room.base, neurons)
    for j in neurons { values[4 * (present * targetCount + j) + 3] = room[j] }
  }

  /// Begins an epoch of a block; what counts at arrivals goes on.
  func begin(_ block: Int, epoch next: Int, after ending: Int, passed: Int) {
    let left = sum.tauArrival.map { decay(passed, $0) } ?? 0
    for j in blocks[block] {
      let value = values[4 * (ending * targetCount + j) + 3] * left
      clear(next, j)
      values[4 * (next * targetCount + j) + 3] = value
    }
    integrals.base[block * kept + next] = 0
  }

  /// All epochs of a block begin anew.
  func clear(_ block: Int) {
    for place in 0..<kept {
      integrals.base[block * kept + place] = 0
      for j in blocks[block] { clear(place, j) }
    }
  }

  /// But for what counts at arrivals.
  private func clear(_ epoch: Int, _ neuron: Int) {
    for k in 0..<min(2, precise.count) {
      precise.base[2 * (epoch * targetCount + neuron) + k] = 0
    }
    for k in 0..<3 { values[4 * (epoch * targetCount + neuron) + k] = 0 }
  }

  func forget() {
    values.fill(0)
    precise.fill(0)
  }

  /// Logarithms may grow beyond what exponentials hold before the next look.
  var mustBegin: Bool {
    for place in 0..<kept * targetCount
    where abs(values[4 * place + 1]) > EpochSums.mostLogarithm { return true }
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
      for behind in 0..<kept {
        let steps = age + behind * epoch
        gains.base[block * kept + behind] = decay(steps, tau) * decay(-steps, tauEligibility)
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
        values[value] = sum.isNearestArrival ? added : values[value] + added
      }
    }
    if !sum.decaysWeights { integrate(block, present, age, rate) }
  }

  /// Takes in the relative changes of a step, and what grows in it.
  private func scale(
    _ list: UnsafePointer<Int32>, _ count: Int, _ neurons: Range<Int>, _ block: Int,
    _ present: Int, _ age: Int, _ rate: Double
  ) {
    guard count > 0 || sum.isDense else { return }
    for behind in 0..<kept {
      gains.base[block * kept + behind] =
        rate * (sum.tauPre.map { decay(age + behind * epoch, $0) } ?? 0)
    }
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
      let sum = 4 * ((present + kept - behind) % kept * targetCount + neuron)
      let exact = precise.base + sum / 2
      exact[0] = exact[0] * factor + growth * gains.base[block * kept + behind]
      exact[1] += logarithm
      values[sum] = exact[0]
      values[sum + 1] = exact[1]
    }
  }

  /// Adds a record of a neuron to its sums of all epochs.
  private func grow(_ neuron: Int, _ value: Double, _ block: Int, _ present: Int) {
    for behind in 0..<kept {
      let place = (present + kept - behind) % kept
      let sum = 4 * (place * targetCount + neuron)
      let added = value * gains.base[block * kept + behind]
      values[sum] += added
      values[sum + 1] += added * (integrals.base[block * kept + place] + values[sum + 2])
    }
  }

  /// Takes in the modulator of a step.
  private func integrate(_ block: Int, _ present: Int, _ age: Int, _ rate: Double) {
    for behind in 0..<kept {
      let place = (present + kept - behind) % kept
      let scale = rate * decay(age + behind * epoch, tauEligibility)
      if modulator.isShared {
        integrals.base[block * kept + place] += scale * modulator.value(0)
      } else {
        for j in blocks[block] {
          values[4 * (place * targetCount + j) + 2] += scale * modulator.value(j)
        }
      }
    }
  }
}
