import KernelTypes
import Testing

@testable import SwiftSNN

/// Rows of random bits, the first full and the second empty.
private struct Bits {
  let neurons: Int
  let stride: Int
  var words: [UInt64]

  init(_ rows: Int, neurons: Int, _ numbers: inout Numbers) {
    self.neurons = neurons
    stride = BitRows.stride(neurons)
    words = Array(repeating: 0, count: rows * stride)
    for row in 0..<rows where row != 1 {
      for neuron in 0..<neurons where row == 0 || numbers.below(3) == 0 {
        words[row * stride + neuron / 64] |= 1 << UInt64(neuron % 64)
      }
    }
  }

  func holds(_ row: Int32, _ neuron: Int) -> Bool {
    words[Int(row) * stride + neuron / 64] >> UInt64(neuron % 64) & 1 == 1
  }
}

struct BitRowsTests {
  /// Numbers of rows around those that the adders take at a time, and with every plane in use.
  private static let rowCounts = [1, 2, 3, 7, 8, 9, 15, 16, 17, 40, 64, 128, 200, 254, 255]

  /// Around the 512 neurons that are counted at a time, and all others.
  static let cases =
    KernelCase.all
    + KernelChoice.available.flatMap { table in
      [511, 512, 513, 1024].map { KernelCase(table: table, count: $0, offset: 0) }
    }

  @Test(arguments: cases)
  func `addBitRows adds the weight once a row that holds the neuron`(_ each: KernelCase) {
    var numbers = Numbers(each.count)
    let bits = Bits(20, neurons: each.count, &numbers)
    for count in Self.rowCounts {
      // The first row makes up most of long lists: numbers up to the largest there is.
      let rows = (0..<count).map {
        Int32(count < 100 || $0 % 3 == 2 && count < 255 ? numbers.below(20) : 0)
      }
      let start = numbers.spreadFloats(each.count)
      let input = Fenced(start, offset: each.offset)
      each.table.addBitRows(
        rows, count, bits.words, bits.stride, 0.1, input.reals, each.count)
      let expected = start.enumerated().map { neuron, value in
        value + 0.1 * Float(rows.count { bits.holds($0, neuron) })
      }
      #expect(input.bits == KernelsTests.bits(expected))
      #expect(input.isIntact)
    }
  }
}
