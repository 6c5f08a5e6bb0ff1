import KernelTypes
import Testing

@testable import SwiftSNN

struct CompactTests {
  private func compact(_ flags: [UInt8], first: Int32, _ each: KernelCase) -> (Int, [Int32]) {
    let flags = Fenced(flags, offset: each.offset)
    let out = Fenced([Int32](repeating: -1, count: each.count), offset: each.offset)
    let found = each.table.compact(flags.constant, each.count, first, out.base)
    #expect(out.isIntact)
    return (found, out.values)
  }

  @Test(arguments: KernelCase.all, [0.0, 0.03, 0.5, 1.0])
  func `lists the set flags in order`(_ each: KernelCase, _ probability: Double) {
    var numbers = Numbers(each.count)
    let flags = numbers.flags(each.count, probability: probability)
    let (found, list) = compact(flags, first: 1000, each)
    let expected = flags.indices.filter { flags[$0] != 0 }.map { Int32(1000 + $0) }
    #expect(found == expected.count)
    #expect(Array(list.prefix(found)) == expected)
  }

  @Test(arguments: KernelCase.all)
  func `finds a single flag anywhere`(_ each: KernelCase) {
    for place in stride(from: 0, to: each.count, by: 7) {
      var flags = [UInt8](repeating: 0, count: each.count)
      flags[place] = 1
      let (found, list) = compact(flags, first: 0, each)
      #expect(found == 1)
      #expect(list[0] == Int32(place))
    }
  }
}
