import KernelTypes
import Testing

@testable import SwiftSNN

/// One instruction set, a number of elements and a misalignment.
struct KernelCase: CustomTestStringConvertible, Sendable {
  let table: KernelTable
  let count: Int
  let offset: Int

  var testDescription: String { "\(table.name), \(count) elements, \(offset) past alignment" }

  /// Below, at and above the widths a vectorised loop or a tile may have.
  static let counts = [0, 1, 2, 7, 8, 15, 16, 17, 31, 33, 63, 64, 65, 96, 127, 130, 200, 1000]

  static let all = KernelChoice.available.flatMap { table in
    counts.flatMap { count in
      [0, 1, 3].map { KernelCase(table: table, count: count, offset: $0) }
    }
  }
}

/// Numbers to test with: the same in every run.
struct Numbers {
  private var random: RandomRow

  init(_ seed: Int) { random = RandomRow(seed: 20_240, stream: 0, row: seed) }

  mutating func uniform(_ range: ClosedRange<Float>) -> Float {
    range.lowerBound + (range.upperBound - range.lowerBound) * Float(random.unit())
  }

  mutating func floats(_ count: Int, in range: ClosedRange<Float> = -1...1) -> [Float] {
    (0..<count).map { _ in uniform(range) }
  }

  /// Of magnitudes so different that every order of summation rounds in its own way.
  mutating func spreadFloats(_ count: Int) -> [Float] {
    (0..<count).map { _ in
      Float(sign: .plus, exponent: random.below(24) - 12, significand: 1) * uniform(-1...1)
    }
  }

  mutating func below(_ bound: Int) -> Int { random.below(bound) }

  /// 1 with the given probability, else 0.
  mutating func flags(_ count: Int, probability: Double) -> [UInt8] {
    (0..<count).map { _ in random.unit() < probability ? 1 : 0 }
  }
}

func bits(_ values: [Float]) -> [UInt32] { values.map(\.bitPattern) }

/// `x` held within the bounds.
func clipped(_ x: Float, _ lower: Float, _ upper: Float) -> Float {
  if x < lower { return lower }
  if x > upper { return upper }
  return x
}
