import KernelTypes
import Testing

@testable import SwiftSNN

/// Known answers of Philox4x32-10, from the test vectors of Random123 (Salmon et al., SC 2011).
struct PhiloxVector: Sendable {
  let counter: [UInt32]
  let key: UInt64
  let answer: [UInt32]

  static let all = [
    PhiloxVector(
      counter: [0, 0, 0, 0], key: 0,
      answer: [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
    PhiloxVector(
      counter: [UInt32](repeating: .max, count: 4), key: .max,
      answer: [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
    PhiloxVector(
      counter: [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], key: 0x299f_31d0_a409_3822,
      answer: [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]),
  ]
}

struct PhiloxTests {
  @Test(arguments: PhiloxVector.all)
  func `the generator for building networks gives the known answers`(_ vector: PhiloxVector) {
    let c = vector.counter
    let words = RandomRow.philox((c[0], c[1], c[2], c[3]), vector.key)
    #expect([words.0, words.1, words.2, words.3] == vector.answer)
  }

  /// A kernel shows the upper 31 bits of a word: a neuron fires above them, not at them.
  @Test(arguments: KernelChoice.available, PhiloxVector.all)
  func `the kernels give the known answers`(_ table: KernelTable, _ vector: PhiloxVector) {
    let c = vector.counter
    let position = RandomPosition(key: vector.key, stream: c[3], step: UInt64(c[1]), lane: c[2])
    let (group, column) = (Int(c[0] / 16), Int(c[0] % 16))
    for word in 0..<4 {
      let neuron = 64 * group + 16 * word + column
      let unit = Float(vector.answer[word] >> 1) * 0x1p-31
      for (probability, fires) in [(unit, UInt8(0)), (unit.nextUp, 1)] {
        let spike = Fenced([UInt8(9)])
        let chance = Fenced([probability])
        table.bernoulli(position, chance.constant, neuron, 1, spike.base)
        #expect(spike.values == [fires])
      }
    }
  }

  @Test func `rows of draws hand out the words of consecutive counters`() {
    var row = RandomRow(seed: 0x1234_5678_9abc_def0, stream: 77, row: 5 << 32 | 3)
    for counter in 0..<3 as Range<UInt32> {
      let words = RandomRow.philox((counter, 3, 5, 77), 0x1234_5678_9abc_def0)
      for word in [words.0, words.1, words.2, words.3] { #expect(row.next32() == word) }
    }
  }
}
