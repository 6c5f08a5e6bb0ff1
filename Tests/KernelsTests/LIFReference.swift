import KernelTypes

@testable import SwiftSNN

/// What a test of the LIF kernel may choose.
struct LIFVariant: Sendable, CaseIterable {
  var uniform: Bool
  var subtract: Bool
  var margin: Bool

  static let allCases = [false, true].flatMap { uniform in
    [false, true].flatMap { subtract in
      [false, true].map { LIFVariant(uniform: uniform, subtract: subtract, margin: $0) }
    }
  }
}

/// Parameters and state of LIF neurons, stepped one neuron at a time.
struct LIFReference {
  var v: [Float]
  var refractory: [Int32]
  var threshold: [Float]
  var leak: [Float]
  var target: [Float]
  var reset: [Float]
  var floor: [Float]
  var refractorySteps: [Int32]
  var subtract: Bool
  var spikes: [UInt8]
  var margin: [Float]

  /// Neurons near threshold, some of them refractory.
  init(_ variant: LIFVariant, count: Int, _ numbers: inout Numbers) {
    func values(_ range: ClosedRange<Float>) -> [Float] {
      variant.uniform
        ? Array(repeating: numbers.uniform(range), count: count)
        : numbers.floats(count, in: range)
    }
    v = numbers.floats(count, in: -72...(-50))
    refractory = (0..<count).map { _ in Int32(max(0, numbers.below(6) - 3)) }
    threshold = numbers.floats(count, in: -56...(-52))
    leak = values(0.01...0.2)
    target = values(-66...(-58))
    reset = values(-70...(-60))
    floor = values(-71...(-69))
    let steps = (0..<count).map { _ in Int32(numbers.below(4)) }
    refractorySteps = variant.uniform ? Array(repeating: 2, count: count) : steps
    subtract = variant.subtract
    spikes = Array(repeating: 0, count: count)
    margin = Array(repeating: 0, count: count)
  }

  mutating func step(_ input: [Float]) {
    for i in v.indices {
      if refractory[i] > 0 {
        refractory[i] -= 1
        spikes[i] = 0
        margin[i] = -1e30
        continue
      }
      let moved = (v[i] + (target[i] - v[i]) * leak[i]) + input[i]
      v[i] = moved < floor[i] ? floor[i] : moved
      margin[i] = v[i] - threshold[i]
      spikes[i] = margin[i] >= 0 ? 1 : 0
      if margin[i] >= 0 {
        v[i] = subtract ? margin[i] + reset[i] : reset[i]
        refractory[i] = refractorySteps[i]
      }
    }
  }
}

/// The same neurons as a kernel holds them.
final class LIFMemory {
  let v, input, threshold, leak, target, reset, floor, margin: Fenced<Float>
  let refractory, refractorySteps: Fenced<Int32>
  let spikes: Fenced<UInt8>
  private let variant: LIFVariant

  init(_ neurons: LIFReference, _ variant: LIFVariant, offset: Int) {
    func floats(_ values: [Float]) -> Fenced<Float> { Fenced(values, offset: offset) }
    /// Of a uniform coefficient only the first entry may be read.
    func coefficients(_ values: [Float]) -> Fenced<Float> {
      let others = values.dropFirst().map { _ in Float.nan }
      return floats(variant.uniform ? Array(values.prefix(1)) + others : values)
    }
    self.variant = variant
    v = floats(neurons.v)
    input = floats(neurons.v.map { _ in 0 })
    threshold = floats(neurons.threshold)
    leak = coefficients(neurons.leak)
    target = coefficients(neurons.target)
    reset = coefficients(neurons.reset)
    floor = coefficients(neurons.floor)
    margin = floats(neurons.margin)
    refractory = Fenced(neurons.refractory, offset: offset)
    refractorySteps = Fenced(neurons.refractorySteps, offset: offset)
    spikes = Fenced(neurons.spikes, offset: offset)
  }

  func step(_ values: [Float], _ table: KernelTable) {
    for (i, value) in values.enumerated() { input.base[i] = value }
    table.lif(
      LIFArguments(
        v: v.reals, refractory: refractory.base, input: input.reals, threshold: threshold.reals,
        leak: leak.reals, target: target.reals, reset: reset.reals,
        floor: floor.reals, refractorySteps: refractorySteps.constant,
        uniform: variant.uniform, subtract: variant.subtract, spikes: spikes.base,
        margin: variant.margin ? margin.base : nil, count: values.count))
  }

  var isIntact: Bool {
    [v, input, threshold, leak, target, reset, floor, margin].allSatisfy(\.isIntact)
      && refractory.isIntact && refractorySteps.isIntact && spikes.isIntact
  }
}
