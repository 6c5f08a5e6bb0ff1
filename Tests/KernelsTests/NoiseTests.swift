import Foundation
import KernelTypes
import Testing

@testable import SwiftSNN

/// Kernels that no model has alone: noise and arithmetic over arrays.
struct NoiseTests {
  private func noise(
    _ table: KernelTable, count: Int, step: UInt64 = 3, mean: Double = 0, std: Double = 1
  ) -> [Float] {
    let out = Fenced([Float](repeating: 0, count: count), offset: 3)
    let gain = Fenced([Float](repeating: 1, count: count))
    table.addNoise(
      RandomPosition(key: 11, stream: 5, step: step, lane: 0), 0, count, out.reals, gain.reals,
      NoiseArguments(mean: mean, std: std, decay: 0, state: nil))
    #expect(out.isIntact && gain.isIntact)
    return out.values
  }

  @Test(arguments: KernelChoice.available)
  func `is normal: moments, tails and neighbours`(_ table: KernelTable) {
    let n = 200_000
    let x = noise(table, count: n).map(Double.init)
    let mean = x.reduce(0, +) / Double(n)
    let variance = x.reduce(0) { $0 + $1 * $1 } / Double(n)
    let fourth = x.reduce(0) { $0 + $1 * $1 * $1 * $1 } / Double(n)
    let error = 1 / Double(n).squareRoot()
    #expect(abs(mean) < 4 * error)
    #expect(abs(variance - 1) < 4 * 2.0.squareRoot() * error)
    #expect(abs(fourth - 3) < 4 * 96.0.squareRoot() * error)
    for apart in [1, 32, 64] {
      let product = (0..<n - apart).reduce(0) { $0 + x[$1] * x[$1 + apart] } / Double(n)
      #expect(abs(product) < 4 * error, "\(apart)")
    }
    let beyond = Double(x.count { abs($0) > 3 })
    let expected = Double(n) * 0.002_699_796
    #expect(abs(beyond - expected) < 4 * expected.squareRoot())
    #expect(x.allSatisfy { $0.isFinite && abs($0) < 6 })
  }

  @Test(arguments: KernelCase.all)
  func `is the same on every instruction set, wherever a block begins`(_ each: KernelCase) {
    let whole = noise(KernelChoice.available[0], count: 1100)
    let gain = Fenced([Float](repeating: 2, count: each.count), offset: each.offset)
    let out = Fenced([Float](repeating: 1, count: each.count), offset: each.offset)
    each.table.addNoise(
      RandomPosition(key: 11, stream: 5, step: 3, lane: 0), 70, each.count, out.reals, gain.reals,
      NoiseArguments(mean: 0.5, std: 1, decay: 0, state: nil))
    for i in 0..<each.count { #expect(out.base[i] == 1 + 2 * (0.5 + whole[70 + i])) }
    #expect(out.isIntact)
  }

  @Test(arguments: KernelCase.all)
  func `low-passed noise keeps its state`(_ each: KernelCase) {
    let state = Fenced([Float](repeating: 4, count: each.count), offset: each.offset)
    let out = Fenced([Float](repeating: 0, count: each.count), offset: each.offset)
    let gain = Fenced([Float](repeating: 3, count: each.count), offset: each.offset)
    each.table.addNoise(
      RandomPosition(key: 11, stream: 5, step: 3, lane: 0), 0, each.count, out.reals, gain.reals,
      NoiseArguments(mean: 1, std: 0.5, decay: 0.25, state: state.reals))
    let fresh = noise(each.table, count: each.count)
    for i in 0..<each.count {
      #expect(state.base[i] == 1 + 0.5 * fresh[i])
      #expect(out.base[i] == 3 * (1 + state.base[i]))
    }
    #expect(state.isIntact && out.isIntact)
  }
}

struct ArithmeticTests {
  @Test(arguments: KernelCase.all)
  func `multiplyAdd, addScaled and addDecaying are what they say`(_ each: KernelCase) {
    var numbers = Numbers(each.count)
    let (a, b, c) = (
      numbers.spreadFloats(each.count), numbers.spreadFloats(each.count),
      numbers.spreadFloats(each.count)
    )
    func memory(_ values: [Float]) -> Fenced<Float> { Fenced(values, offset: each.offset) }
    let (x, y, z, out) = (memory(a), memory(b), memory(c), memory(c))
    each.table.multiplyAdd(out.reals, x.reals, y.reals, z.reals, each.count)
    #expect(out.bits == bits((0..<each.count).map { a[$0] * b[$0] + c[$0] }))
    each.table.multiplyAdd(z.reals, x.reals, y.reals, z.reals, each.count)
    #expect(z.bits == out.bits)
    let scaled = memory(c)
    each.table.addScaled(scaled.reals, x.reals, 0.5, each.count)
    #expect(scaled.bits == bits((0..<each.count).map { c[$0] + 0.5 * a[$0] }))
    let (decaying, sum) = (memory(a), memory(c))
    each.table.addDecaying(sum.reals, decaying.reals, y.reals, y.reals, each.count)
    #expect(sum.bits == bits((0..<each.count).map { c[$0] + b[$0] * a[$0] }))
    #expect(decaying.bits == bits((0..<each.count).map { a[$0] * b[$0] }))
    for each in [x, y, z, out, scaled, decaying, sum] { #expect(each.isIntact) }
  }
}
