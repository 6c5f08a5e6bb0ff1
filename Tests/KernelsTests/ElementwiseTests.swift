import KernelTypes
import Testing

@testable import SwiftSNN

struct ElementwiseTests {
  /// Runs `kernel` on two arrays and compares the first with `expected` of each pair, bit by bit.
  private func check(
    _ each: KernelCase, _ kernel: (UnsafeMutablePointer<Float>, UnsafePointer<Float>) -> Void,
    _ expected: (_ x: Float, _ y: Float) -> Float
  ) {
    var numbers = Numbers(each.count)
    let (x, y) = (numbers.spreadFloats(each.count), numbers.floats(each.count))
    let (first, second) = (Fenced(x, offset: each.offset), Fenced(y, offset: each.offset))
    kernel(first.base, second.constant)
    #expect(first.bits == zip(x, y).map { expected($0, $1).bitPattern })
    #expect(second.bits == bits(y))
    #expect(first.isIntact)
  }

  @Test(arguments: KernelCase.all)
  func `scale multiplies by a factor`(_ each: KernelCase) {
    check(each, { x, _ in each.table.scale(x, 0.7, each.count) }, { x, _ in x * 0.7 })
  }

  @Test(arguments: KernelCase.all)
  func `product multiplies element by element`(_ each: KernelCase) {
    check(each, { each.table.product($0, $1, each.count) }, { $0 * $1 })
  }

  @Test(arguments: KernelCase.all)
  func `leak adds the scaled array, rounding product and sum`(_ each: KernelCase) {
    check(each, { each.table.leak($0, 0.3, $1, each.count) }, { $0 + 0.3 * $1 })
  }

  @Test(arguments: KernelCase.all)
  func `applyDense adds the scaled change within the bounds`(_ each: KernelCase) {
    check(
      each, { each.table.applyDense(Reals($0), $1, 0.6, -0.5, 0.5, each.count) },
      { clipped($0 + 0.6 * $1, -0.5, 0.5) })
  }

  @Test(arguments: KernelCase.all)
  func `window is the gain strictly within the width, else 0`(_ each: KernelCase) {
    check(
      each, { each.table.window($0, $1, 0.5, 1.5, each.count) },
      { $1.magnitude < 0.5 ? 1.5 : 0 })
  }

  @Test(arguments: KernelChoice.available)
  func `window excludes its edges, infinities and what is not a number`(_ table: KernelTable) {
    let edge: Float = 0.5
    let margin = Fenced([
      edge, -edge, edge.nextDown, -edge.nextDown, 0, -0.0, .infinity, -1e30, .nan,
    ])
    let out = Fenced([Float](repeating: 9, count: margin.count))
    table.window(out.base, margin.constant, edge, 2, margin.count)
    #expect(out.values == [0, 0, 2, 2, 2, 2, 0, 0, 0])
  }

  @Test(arguments: KernelCase.all)
  func `flagsToFloat is the gain where a flag is set`(_ each: KernelCase) {
    var numbers = Numbers(each.count)
    let flags = Fenced(numbers.flags(each.count, probability: 0.4), offset: each.offset)
    let out = Fenced(numbers.floats(each.count), offset: each.offset)
    each.table.flagsToFloat(out.base, flags.constant, 0.3, each.count)
    #expect(out.values == flags.values.map { $0 == 1 ? 0.3 : 0 })
    #expect(out.isIntact)
  }

  @Test(arguments: KernelCase.all)
  func `applySparse takes the change of each synapse's target`(_ each: KernelCase) {
    var numbers = Numbers(each.count)
    let change = Fenced(numbers.floats(200), offset: each.offset)
    let targets = Fenced(
      (0..<each.count).map { _ in UInt16(numbers.below(200)) }, offset: each.offset)
    let before = numbers.floats(each.count)
    let weights = Fenced(before, offset: each.offset)
    each.table.applySparse(
      weights.reals, change.constant, targets.constant, 0.6, -0.5, 0.5, each.count)
    let expected = before.indices.map {
      clipped(before[$0] + 0.6 * change.base[Int(targets.base[$0])], -0.5, 0.5)
    }
    #expect(weights.bits == bits(expected))
    #expect(weights.isIntact)
  }

  @Test(arguments: KernelChoice.available)
  func `bounds do not hide what is not a number`(_ table: KernelTable) {
    let weights = Fenced([Float](repeating: 0, count: 20))
    let change = Fenced([Float](repeating: .nan, count: 20))
    table.applyDense(weights.reals, change.constant, 1, -1, 1, 20)
    #expect(weights.values.filter(\.isNaN).count == 20)
  }
}
