import KernelTypes
import Testing

@testable import SwiftSNN

struct RowSumTests {
  private static let rowLists: [[Int32]] = [
    [], [3], [0, 1, 2, 3, 4], [4, 0, 2, 2, 2, 1, 4, 0, 3],
  ]

  @Test(arguments: KernelCase.all, rowLists)
  func `sumRows adds the rows in order, one element at a time`(
    _ each: KernelCase, _ list: [Int32]
  ) {
    var numbers = Numbers(each.count)
    let stride = each.count + 5
    let matrix = Fenced(numbers.spreadFloats(stride * 5), offset: each.offset)
    let rows = Fenced(list, offset: each.offset)
    let start = numbers.spreadFloats(each.count)
    let out = Fenced(start, offset: each.offset)
    each.table.sumRows(
      out.reals, each.count, matrix.reals, stride, rows.constant, list.count)
    let expected = (0..<each.count).map { j in
      list.reduce(start[j]) { $0 + matrix.base[Int($1) * stride + j] }
    }
    #expect(out.bits == bits(expected))
    #expect(out.isIntact)
  }

  @Test(arguments: KernelChoice.available)
  func `sumRows of parts of the list is sumRows of the list`(_ table: KernelTable) {
    var numbers = Numbers(1)
    let matrix = Fenced(numbers.spreadFloats(130 * 5))
    let list = Fenced([Int32](RowSumTests.rowLists[3]))
    let whole = Fenced([Float](repeating: 0, count: 130))
    let parts = Fenced([Float](repeating: 0, count: 130))
    table.sumRows(whole.reals, 130, matrix.reals, 130, list.constant, 9)
    table.sumRows(parts.reals, 130, matrix.reals, 130, list.constant, 4)
    for first in [0, 70] {
      let width = first == 0 ? 70 : 60
      table.sumRows(
        parts.reals + first, width, matrix.reals + first, 130, list.constant + 4, 5)
    }
    #expect(parts.bits == whole.bits)
  }

  @Test(arguments: KernelCase.all, [0, 1, 2, 7])
  func `combineRows adds the scaled rows in order`(_ each: KernelCase, _ rows: Int) {
    var numbers = Numbers(each.count)
    let matrix = Fenced(numbers.spreadFloats(rows * each.count), offset: each.offset)
    let vector = Fenced(numbers.spreadFloats(rows), offset: each.offset)
    let start = numbers.spreadFloats(each.count)
    let out = Fenced(start, offset: each.offset)
    each.table.combineRows(out.base, matrix.constant, vector.constant, rows, each.count)
    let expected = (0..<each.count).map { j in
      (0..<rows).reduce(start[j]) { $0 + vector.base[$1] * matrix.base[$1 * each.count + j] }
    }
    #expect(out.bits == bits(expected))
    #expect(out.isIntact)
  }
}
