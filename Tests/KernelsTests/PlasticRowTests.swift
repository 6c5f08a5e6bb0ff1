import KernelTypes
import Testing

@testable import SwiftSNN

struct PlasticRowTests {
  private struct Setting: Sendable {
    let gain: Float
    let depression: Float
    let lower: Float
    let upper: Float
  }

  private static let settings = [
    Setting(gain: 0.3, depression: 0.2, lower: 0, upper: 1),
    Setting(gain: 0.3, depression: 0, lower: -.infinity, upper: .infinity),
    Setting(gain: -0.4, depression: -0.2, lower: 0.2, upper: 0.8),
    Setting(gain: 0, depression: 5, lower: 0.1, upper: 0.1),
  ]

  /// - Parameter targets: nil where target k is k.
  private func run(_ each: KernelCase, _ targets: [UInt16]?, neurons: Int, _ setting: Setting) {
    var numbers = Numbers(each.count)
    let weights = Fenced(numbers.floats(each.count, in: 0...1), offset: each.offset)
    let seen = Fenced(numbers.floats(each.count, in: 0...2), offset: each.offset)
    let integral = Fenced(numbers.floats(neurons, in: 0...4), offset: each.offset)
    let trace = Fenced(numbers.floats(neurons, in: 0...3), offset: each.offset)
    let indices = targets.map { Fenced($0, offset: each.offset) }
    var expected: [Float] = []
    var visited: [Float] = []
    for k in 0..<each.count {
      let j = targets.map { Int($0[k]) } ?? k
      let grown = clipped(
        weights.base[k] + setting.gain * (integral.base[j] - seen.base[k]), setting.lower,
        setting.upper)
      expected.append(
        clipped(grown - setting.depression * trace.base[j], setting.lower, setting.upper))
      visited.append(integral.base[j])
    }
    each.table.updateRow(
      PlasticRow(
        weights: weights.base, seen: seen.base, integral: integral.constant,
        trace: trace.constant, targets: indices?.constant, count: each.count, gain: setting.gain,
        depression: setting.depression, lower: setting.lower, upper: setting.upper))
    #expect(weights.bits == bits(expected))
    #expect(seen.bits == bits(visited))
    #expect(weights.isIntact && seen.isIntact && integral.isIntact && trace.isIntact)
  }

  @Test(arguments: KernelCase.all)
  func `a dense row is brought up to date, clipped, then depressed`(_ each: KernelCase) {
    for setting in PlasticRowTests.settings {
      run(each, nil, neurons: each.count, setting)
    }
  }

  @Test(arguments: KernelCase.all)
  func `a sparse row finds its targets, several synapses of one target included`(
    _ each: KernelCase
  ) {
    var numbers = Numbers(each.count + 1)
    let targets = (0..<each.count).map { _ in UInt16(numbers.below(300)) }.sorted()
    for setting in PlasticRowTests.settings { run(each, targets, neurons: 300, setting) }
  }

  @Test(arguments: KernelChoice.available)
  func `growth is clipped before depression acts`(_ table: KernelTable) {
    let weights = Fenced([Float](repeating: 0.9, count: 1))
    let seen = Fenced([Float](repeating: 1, count: 1))
    let integral = Fenced([Float](repeating: 2, count: 1))
    let trace = Fenced([Float](repeating: 0.5, count: 1))
    table.updateRow(
      PlasticRow(
        weights: weights.base, seen: seen.base, integral: integral.constant,
        trace: trace.constant, targets: nil, count: 1, gain: 0.5, depression: 0.5, lower: 0,
        upper: 1))
    #expect(weights.values == [0.75])
    #expect(seen.values == [2])
  }
}
