import Testing

@testable import SwiftSNN

/// Whole numbers drawn from cumulative probabilities, one word each.
struct DiscreteTableTests {
  /// How many cumulative probabilities, rounded to words, do not lie above the word.
  private func expected(_ word: UInt32, first: Int, _ cumulative: [Double]) -> Int {
    first + cumulative.count { ($0 * 0x1p32).rounded() <= Double(word) }
  }

  private static let tables: [[Double]] = [
    [], [0.5], [0.25, 0.5, 0.75], [0, 0, 1], [1], [0, 0.3, 0.3, 0.3, 0.9], [1e-12, 0.5],
    [0x1p-32, 0x1p-31, 0.1], [0.5, 1 - 0x1p-32, 1 - 0x1p-34, 1],
    (1...40).map { 1 - Double(sign: .plus, exponent: -$0, significand: 1) },
    (0..<3000).map { Double($0 + 1) / 3001 }, (0..<5000).map { Double($0) * 1e-7 },
  ]

  @Test(arguments: tables.indices)
  func `every word draws what its place among the probabilities says`(_ index: Int) throws {
    let cumulative = Self.tables[index]
    let table = try DiscreteTable(first: 7, cumulative: cumulative)
    var words: [UInt32] = [0, 1, .max - 1, .max]
    // Either side of probabilities and of cells of the guide.
    let some = stride(from: 0, to: cumulative.count, by: 1 + cumulative.count / 60)
    for p in some.map({ cumulative[$0] }) + stride(from: 0, to: 1, by: 5.0 / 1024) {
      let edge = (p * 0x1p32).rounded()
      for shift in [-1.0, 0, 1] where (0..<0x1p32).contains(edge + shift) {
        words.append(UInt32(edge + shift))
      }
    }
    let reader = table.reader
    let wrong = words.filter { reader.draw($0) != expected($0, first: 7, cumulative) }
    #expect(wrong == [])
    #expect(reader.draw(.max) == table.last)
  }

  @Test func `places that round to certainty are left out`() throws {
    #expect(try DiscreteTable(first: -2, cumulative: []).last == -2)
    #expect(try DiscreteTable(first: 3, cumulative: [1]).last == 3)
    #expect(try DiscreteTable(first: 0, cumulative: [0.5, 1 - 0x1p-34, 1]).last == 1)
    #expect(try DiscreteTable(first: 0, cumulative: [0.5, 1 - 0x1p-32, 1]).last == 2)
    #expect(try DiscreteTable(first: 0, cumulative: [0.2, .nan]).last == 1)
  }

  @Test func `frequencies are the probabilities`() throws {
    let shares = [0.4, 0.001, 0, 0.25, 0.049, 0.2, 0.0998, 0.0002]
    var cumulative: [Double] = []
    for share in shares.dropLast() { cumulative.append((cumulative.last ?? 0) + share) }
    let table = try DiscreteTable(first: 0, cumulative: cumulative)
    var words = try WordStream(seed: 5, kernels: KernelChoice.chosen)
    words.start(stream: 1, row: 2)
    var counts = [Int](repeating: 0, count: shares.count)
    for _ in 0..<200_000 { counts[table.reader.draw(words.next())] += 1 }
    #expect(counts[2] == 0)
    #expect(Statistics.areDrawn(counts, from: shares))
  }
}

/// Words for building, many at a time.
struct WordStreamTests {
  /// The words of `RandomRow`, sixteen counters at a time: first their first words, then the next.
  private func expected(seed: UInt64, stream: UInt32, row: Int, _ count: Int) -> [UInt32] {
    var single = RandomRow(seed: seed, stream: stream, row: row)
    var words: [UInt32] = []
    while words.count < count {
      let group = (0..<64).map { _ in single.next32() }
      for word in 0..<4 { words += (0..<16).map { group[4 * $0 + word] } }
    }
    return Array(words.prefix(count))
  }

  @Test(arguments: KernelChoice.available.indices)
  func `words are those of their names, on any instruction set`(_ kernels: Int) throws {
    let seed: UInt64 = 0xFEDC_BA98_7654_3210
    var words = try WordStream(seed: seed, kernels: KernelChoice.available[kernels])
    for (stream, row, count) in [(9, 3, 2000), (1 << 31, 1 << 30, 70), (9, 4, 1), (9, 3, 64)] {
      words.start(stream: UInt32(stream), row: row)
      let found = (0..<count).map { _ in words.next() }
      #expect(found == expected(seed: seed, stream: UInt32(stream), row: row, count))
    }
  }

  @Test func `numbers are made of words`() throws {
    var words = try WordStream(seed: 3, kernels: KernelChoice.chosen)
    words.start(stream: 5, row: 6)
    let single = expected(seed: 3, stream: 5, row: 6, 7).map { Double($0) * 0x1p-32 }
    for (k, bound) in [1, 2, 1000, 1 << 30].enumerated() {
      #expect(words.below(bound) == Int(single[k] * Double(bound)))
    }
    #expect(words.unit() == single[4])
    #expect((words.fineUnit() - single[5]).magnitude < 0x1p-32)
  }
}
