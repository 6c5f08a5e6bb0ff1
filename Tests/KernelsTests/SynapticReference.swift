import KernelTypes

@testable import SwiftSNN

/// The kernels of neurons with synaptic currents or conductances.
enum SynapticKind: CaseIterable {
  case exponential, alpha, conductance
}

/// What a test of these kernels may choose.
struct SynapticVariant: Sendable {
  var kind: SynapticKind
  var uniform = true
  var usesSecond = true
  var margin = false

  static let all = SynapticKind.allCases.flatMap { kind in
    [false, true].flatMap { uniform in
      [false, true].map {
        SynapticVariant(kind: kind, uniform: uniform, usesSecond: $0, margin: uniform == $0)
      }
    }
  }
}

/// Coefficients and state of one receptor; each kernel uses its part.
struct ReferenceReceptor {
  var level, slope: [Float]
  var decay, gain, reversal, rise, start, slopeGain: [Float]
}

/// Parameters and state of neurons with two receptors, stepped one neuron at a time.
struct SynapticReference {
  let variant: SynapticVariant
  var v, threshold, leak, target, reset, margin: [Float]
  var freeFrom, refractorySteps: [Int32]
  var excitatory, inhibitory: ReferenceReceptor
  var spikes: [UInt8]
  var now: Int32 = 100

  /// Neurons near threshold, some of them refractory.
  init(_ variant: SynapticVariant, count: Int, _ numbers: inout Numbers) {
    func values(_ range: ClosedRange<Float>) -> [Float] {
      variant.uniform
        ? Array(repeating: numbers.uniform(range), count: count)
        : numbers.floats(count, in: range)
    }
    func receptor(_ reversal: ClosedRange<Float>) -> ReferenceReceptor {
      ReferenceReceptor(
        level: numbers.floats(count, in: 0...2), slope: numbers.floats(count, in: -1...2),
        decay: values(0.9...0.99), gain: values(0.05...0.1), reversal: values(reversal),
        rise: values(0.8...1), start: values(0.4...0.6), slopeGain: values(0.02...0.05))
    }
    self.variant = variant
    v = numbers.floats(count, in: -65...(-50))
    threshold = numbers.floats(count, in: -56...(-52))
    leak = values(0.01...0.2)
    target = values(-66...(-58))
    reset = values(-70...(-60))
    margin = Array(repeating: 0, count: count)
    freeFrom = (0..<count).map { _ in Int32(97 + numbers.below(7)) }
    let steps = (0..<count).map { _ in Int32(numbers.below(4)) }
    refractorySteps = variant.uniform ? Array(repeating: 2, count: count) : steps
    excitatory = receptor(-5...5)
    inhibitory = receptor(-90...(-70))
    spikes = Array(repeating: 0, count: count)
  }

  mutating func step(_ first: [Float], _ second: [Float]) {
    for i in v.indices {
      let moved = variant.kind == .conductance ? conductances(i) : currents(i)
      decay(&excitatory, i, first[i])
      if variant.usesSecond { decay(&inhibitory, i, second[i]) }
      spikes[i] = 0
      margin[i] = -1e30
      guard freeFrom[i] <= now else { continue }
      v[i] = moved
      margin[i] = moved - threshold[i]
      if moved >= threshold[i] {
        spikes[i] = 1
        v[i] = reset[i]
        freeFrom[i] = now + 1 + refractorySteps[i]
      }
    }
    now += 1
  }

  private func pushed(_ receptor: ReferenceReceptor, _ i: Int) -> Float {
    let push = receptor.level[i] * receptor.gain[i]
    return variant.kind == .alpha ? push + receptor.slope[i] * receptor.slopeGain[i] : push
  }

  private func currents(_ i: Int) -> Float {
    var sum = pushed(excitatory, i)
    if variant.usesSecond { sum += pushed(inhibitory, i) }
    return v[i] + ((target[i] - v[i]) * leak[i] + sum)
  }

  private func conductances(_ i: Int) -> Float {
    var part = excitatory.level[i] * excitatory.gain[i]
    var total = leak[i] + part
    var drive = leak[i] * (target[i] - v[i]) + part * (excitatory.reversal[i] - v[i])
    if variant.usesSecond {
      part = inhibitory.level[i] * inhibitory.gain[i]
      total += part
      drive += part * (inhibitory.reversal[i] - v[i])
    }
    let numerator = (total + 3) * total + 6
    return v[i] + drive * (numerator / (numerator * total + 6))
  }

  private func decay(_ receptor: inout ReferenceReceptor, _ i: Int, _ input: Float) {
    let level = receptor.level[i] * receptor.decay[i]
    if variant.kind == .alpha {
      receptor.level[i] = level + receptor.slope[i] * receptor.rise[i]
      receptor.slope[i] = receptor.slope[i] * receptor.decay[i] + input * receptor.start[i]
    } else {
      receptor.level[i] = level + input
    }
  }
}

/// A receptor as a kernel holds it.
final class ReceptorMemory {
  let level, slope, input, decay, gain, reversal, rise, start, slopeGain: Fenced<Float>

  init(_ r: ReferenceReceptor, uniform: Bool, offset: Int) {
    func floats(_ values: [Float]) -> Fenced<Float> { Fenced(values, offset: offset) }
    func coefficients(_ values: [Float]) -> Fenced<Float> {
      floats(coefficientEntries(values, uniform: uniform))
    }
    level = floats(r.level)
    slope = floats(r.slope)
    input = floats(r.level.map { _ in 0 })
    decay = coefficients(r.decay)
    gain = coefficients(r.gain)
    reversal = coefficients(r.reversal)
    rise = coefficients(r.rise)
    start = coefficients(r.start)
    slopeGain = coefficients(r.slopeGain)
  }

  var exponential: ExponentialReceptor {
    ExponentialReceptor(
      level: level.reals, input: input.reals, decay: decay.reals, gain: gain.reals,
      reversal: reversal.reals)
  }

  var alpha: AlphaReceptor {
    AlphaReceptor(
      level: level.reals, slope: slope.reals, input: input.reals, decay: decay.reals,
      rise: rise.reals, start: start.reals, gain: gain.reals,
      slopeGain: slopeGain.reals)
  }

  var isIntact: Bool {
    [level, slope, input, decay, gain, reversal, rise, start, slopeGain].allSatisfy(\.isIntact)
  }
}

/// Of a uniform coefficient only the first entry may be read.
private func coefficientEntries(_ values: [Float], uniform: Bool) -> [Float] {
  uniform ? Array(values.prefix(1)) + values.dropFirst().map { _ in Float.nan } : values
}

/// The same neurons as a kernel holds them.
final class SynapticMemory {
  let v, threshold, leak, target, reset, margin: Fenced<Float>
  let freeFrom, refractorySteps: Fenced<Int32>
  let spikes: Fenced<UInt8>
  let excitatory, inhibitory: ReceptorMemory
  private let variant: SynapticVariant
  private let uniform: Bool
  private var now: Int32

  /// - Parameter uniform: how the kernel is given the coefficients; nil for as the variant says.
  init(_ neurons: SynapticReference, offset: Int, uniform: Bool? = nil) {
    variant = neurons.variant
    let uniform = uniform ?? neurons.variant.uniform
    self.uniform = uniform
    func floats(_ values: [Float]) -> Fenced<Float> { Fenced(values, offset: offset) }
    func coefficients(_ values: [Float]) -> Fenced<Float> {
      floats(coefficientEntries(values, uniform: uniform))
    }
    v = floats(neurons.v)
    threshold = floats(neurons.threshold)
    leak = coefficients(neurons.leak)
    target = coefficients(neurons.target)
    reset = coefficients(neurons.reset)
    margin = floats(neurons.margin)
    freeFrom = Fenced(neurons.freeFrom, offset: offset)
    refractorySteps = Fenced(neurons.refractorySteps, offset: offset)
    spikes = Fenced(neurons.spikes, offset: offset)
    excitatory = ReceptorMemory(neurons.excitatory, uniform: uniform, offset: offset)
    inhibitory = ReceptorMemory(neurons.inhibitory, uniform: uniform, offset: offset)
    now = neurons.now
  }

  func step(_ first: [Float], _ second: [Float], _ table: KernelTable) {
    for (i, value) in first.enumerated() { excitatory.input.base[i] = value }
    for (i, value) in second.enumerated() { inhibitory.input.base[i] = value }
    let membrane = MembraneArguments(
      v: v.reals, freeFrom: freeFrom.base, now: now, threshold: threshold.reals,
      target: target.reals, leak: leak.reals, reset: reset.reals,
      refractorySteps: refractorySteps.constant, uniform: uniform, subtracts: false,
      spikes: spikes.base,
      margin: variant.margin ? margin.base : nil, count: v.count)
    now += 1
    switch variant.kind {
    case .alpha:
      table.lifCurrAlpha(
        AlphaArguments(
          membrane: membrane, excitatory: excitatory.alpha,
          inhibitory: variant.usesSecond ? inhibitory.alpha : nil))
    case .exponential:
      table.lifCurrExp(exponentialArguments(membrane))
    case .conductance:
      table.lifCondExp(exponentialArguments(membrane))
    }
  }

  private func exponentialArguments(_ membrane: MembraneArguments) -> ExponentialArguments {
    ExponentialArguments(
      membrane: membrane, excitatory: excitatory.exponential,
      inhibitory: variant.usesSecond ? inhibitory.exponential : nil)
  }

  var isIntact: Bool {
    [v, threshold, leak, target, reset, margin].allSatisfy(\.isIntact) && freeFrom.isIntact
      && refractorySteps.isIntact && spikes.isIntact && excitatory.isIntact && inhibitory.isIntact
  }
}
