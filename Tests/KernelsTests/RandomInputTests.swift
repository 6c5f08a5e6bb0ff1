import KernelTypes
import Testing

@testable import SwiftSNN

struct RandomInputTests {
  private let positions = [
    RandomPosition(key: 1, stream: 2, step: 3, lane: 0),
    RandomPosition(key: 0xFEDC_BA98_7654_3210, stream: 0x0100_0007, step: 5 << 32 | 9, lane: 41),
  ]
  private let firsts = [0, 1, 63, 64, 130]

  /// Word (n mod 64) / 16 of counter 16 (n / 64) + n mod 16 is neuron n's.
  private func word(_ position: RandomPosition, _ neuron: Int) -> UInt32 {
    let counter = UInt32(16 * (neuron / 64) + neuron % 16)
    let lane = position.lane ^ UInt32(truncatingIfNeeded: position.step >> 32) << 16
    let words = RandomRow.philox(
      (counter, UInt32(truncatingIfNeeded: position.step), lane, position.stream), position.key)
    return [words.0, words.1, words.2, words.3][neuron % 64 / 16]
  }

  /// 15 bits of a word and 16 of the word in the same place of the refining stream; neurons n and
  /// n + 64 of a group of 128 share the words.
  private func fineNumber(_ position: RandomPosition, _ neuron: Int) -> Int32 {
    var finer = position
    finer.stream ^= PoissonInput.refinement
    let place = neuron / 128 * 64 + neuron % 64
    let shift = UInt32(neuron % 128 / 64 * 16)
    let upper = word(position, place) >> shift & 0x7FFF
    return Int32(upper << 16 | (word(finer, place) >> shift & 0xFFFF))
  }

  private func unit(_ position: RandomPosition, _ neuron: Int) -> Float {
    Float(word(position, neuron) >> 1) * 0x1p-31
  }

  private func bernoulli(
    _ each: KernelCase, _ position: RandomPosition, first: Int, _ probability: [Float]
  ) -> [UInt8] {
    let chance = Fenced(probability, offset: each.offset)
    let spikes = Fenced([UInt8](repeating: 9, count: probability.count), offset: each.offset)
    each.table.bernoulli(position, chance.constant, first, probability.count, spikes.base)
    #expect(spikes.isIntact)
    return spikes.values
  }

  @Test(arguments: KernelCase.all)
  func `bernoulli compares each neuron's own number with its probability`(_ each: KernelCase) {
    var numbers = Numbers(each.count)
    for position in positions {
      for first in firsts {
        let probability = numbers.floats(each.count, in: 0...1)
        let expected = probability.indices.map {
          unit(position, first + $0) < probability[$0] ? UInt8(1) : 0
        }
        #expect(bernoulli(each, position, first: first, probability) == expected)
      }
    }
  }

  @Test(arguments: KernelChoice.available)
  func `bernoulli never fires at 0 and always above 1`(_ table: KernelTable) {
    let each = KernelCase(table: table, count: 1000, offset: 0)
    let position = positions[0]
    let never = bernoulli(each, position, first: 0, Array(repeating: 0, count: 1000))
    let always = bernoulli(each, position, first: 0, Array(repeating: 2, count: 1000))
    #expect(never == Array(repeating: 0, count: 1000))
    #expect(always == Array(repeating: 1, count: 1000))
  }

  @Test(arguments: KernelCase.all)
  func `poissonInput counts the tail probabilities it lies below`(_ each: KernelCase) {
    var numbers = Numbers(each.count)
    let table = PoissonInput.table(mean: 1.7)
    for position in positions {
      for first in firsts {
        let before = numbers.floats(each.count)
        let input = Fenced(before, offset: each.offset)
        let entries = Fenced(table, offset: each.offset, fence: -1)
        each.table.poissonInput(
          position, PoissonInput.refinement, entries.constant, table.count, 0.3, first, each.count,
          input.reals)
        let expected = before.indices.map { i in
          let drawn = fineNumber(position, first + i)
          return before[i] + 0.3 * Float(table.filter { drawn < $0 }.count)
        }
        #expect(input.bits == bits(expected))
        #expect(input.isIntact)
      }
    }
  }

  @Test(arguments: KernelChoice.available)
  func `splitting a population into blocks does not change its draws`(_ table: KernelTable) {
    let position = positions[1]
    let tails = Fenced(PoissonInput.table(mean: 0.8), fence: -1)
    func draw(_ cuts: [Int]) -> ([UInt8], [UInt32]) {
      let spikes = Fenced([UInt8](repeating: 0, count: 1000))
      let input = Fenced([Float](repeating: 0, count: 1000))
      let chance = Fenced([Float](repeating: 0.4, count: 1000))
      for (first, end) in zip(cuts, cuts.dropFirst()) {
        table.bernoulli(
          position, chance.constant + first, first, end - first, spikes.base + first)
        table.poissonInput(
          position, PoissonInput.refinement, tails.constant, tails.count, 0.7, first, end - first,
          input.reals + first)
      }
      return (spikes.values, input.bits)
    }
    let whole = draw([0, 1000])
    for cuts in [[0, 500, 1000], [0, 1, 2, 65, 333, 640, 1000], Array(0...1000)] {
      let split = draw(cuts)
      #expect(split.0 == whole.0)
      #expect(split.1 == whole.1)
    }
  }
}
