import KernelTypes
import Testing

@testable import SwiftSNN

struct ReleaseTests {
  /// The number of sites of a synapse that succeed, by the generator for building networks.
  private func successes(_ chance: ReleaseDraw, target: Int, ordinal: UInt16) -> Int {
    let counter = (
      UInt32(target), UInt32(truncatingIfNeeded: chance.step),
      chance.lane ^ UInt32(truncatingIfNeeded: chance.step >> 32) << 16, UInt32(ordinal)
    )
    let word = RandomRow.philox(counter, chance.key).0 >> 1
    return (0..<chance.sites).count { word < chance.tails[$0] }
  }

  @Test(arguments: KernelCase.all, [false, true])
  func `releaseRow adds shares of weights by the synapses' own words`(
    _ each: KernelCase, _ dense: Bool
  ) {
    var numbers = Numbers(each.count)
    let neurons = max(each.count, 1)
    let targets = (0..<each.count).map { _ in UInt16(numbers.below(neurons)) }
    let ordinals = (0..<each.count).map { _ in UInt16(numbers.below(3)) }
    let weights = numbers.spreadFloats(each.count)
    let start = numbers.spreadFloats(neurons)
    let input = Fenced(start, offset: each.offset)
    let (listed, repeated) = (Fenced(targets), Fenced(ordinals))
    let values = Fenced(weights, offset: each.offset)
    let tails = Fenced<UInt32>([3 << 29, 1 << 30, 1 << 27], offset: each.offset, fence: 0)
    let row = ReleasedRow(
      targets: dense ? nil : listed.constant,
      weights: each.offset == 0 ? nil : values.reals,
      uniformWeight: 0.1, ordinals: dense ? nil : repeated.constant, count: each.count,
      firstTarget: 70_000)
    let chance = ReleaseDraw(
      sites: 3, tails: tails.constant, key: 0x0123_4567_89AB_CDEF, step: 5 << 32 | 77, lane: 3)
    var expected = start
    withExtendedLifetime((listed, repeated, values, tails)) {
      each.table.releaseRow(row, chance, input.reals)
      for k in 0..<each.count {
        let target = dense ? k : Int(targets[k])
        let released = successes(
          chance, target: 70_000 + target, ordinal: dense ? 0 : ordinals[k])
        expected[target] += (each.offset == 0 ? 0.1 : weights[k]) * (Float(released) / 3)
      }
    }
    #expect(input.bits == bits(expected))
    #expect(input.isIntact)
  }
}
