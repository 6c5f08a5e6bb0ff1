import KernelTypes
import Testing

@testable import SwiftSNN

struct ScaledRowsTests {
  @Test(arguments: KernelCase.all, [true, false])
  func `scatterScaled adds the scaled weights of the segments in order`(
    _ each: KernelCase, _ weighted: Bool
  ) {
    var numbers = Numbers(each.count)
    let lengths = (0..<20).map { _ in each.count == 0 ? 0 : max(0, numbers.below(12) - 3) }
    var segments: [Segment] = []
    var targets: [UInt16] = []
    for length in lengths {
      segments.append(Segment(start: targets.count, count: length))
      targets += (0..<length).map { _ in UInt16(numbers.below(each.count)) }
    }
    let (factors, weights) = (numbers.spreadFloats(20), numbers.spreadFloats(targets.count))
    let start = numbers.spreadFloats(each.count)
    let input = Fenced(start, offset: each.offset)
    let (scales, values) = (
      Fenced(factors, offset: each.offset), Fenced(weights, offset: each.offset)
    )
    let listed = Fenced(targets, offset: each.offset)
    withExtendedLifetime((scales, values, listed)) {
      each.table.scatterScaled(
        segments, scales.reals, 20, listed.constant, weighted ? values.reals : nil, 0.1,
        input.reals)
    }
    var expected = start
    for (segment, factor) in zip(segments, factors) {
      for k in segment.start..<segment.start + segment.count {
        expected[Int(targets[k])] += factor * (weighted ? weights[k] : 0.1)
      }
    }
    #expect(input.bits == bits(expected))
    #expect(input.isIntact)
  }

  @Test(arguments: KernelCase.all, [[], [3], [4, 0, 2, 2, 1]] as [[Int32]])
  func `sumScaledRows adds the scaled rows in order, one element at a time`(
    _ each: KernelCase, _ list: [Int32]
  ) {
    var numbers = Numbers(each.count)
    let stride = each.count + 5
    let matrix = Fenced(numbers.spreadFloats(stride * 5), offset: each.offset)
    let factors = Fenced(numbers.spreadFloats(list.count), offset: each.offset)
    let rows = Fenced(list, offset: each.offset)
    let start = numbers.spreadFloats(each.count)
    let out = Fenced(start, offset: each.offset)
    withExtendedLifetime(rows) {
      each.table.sumScaledRows(
        out.reals, each.count, matrix.reals, stride, rows.constant, factors.reals, list.count)
    }
    let expected = (0..<each.count).map { j in
      list.indices.reduce(start[j]) {
        $0 + factors.base[$1] * matrix.base[Int(list[$1]) * stride + j]
      }
    }
    #expect(out.bits == bits(expected))
    #expect(out.isIntact)
  }
}
