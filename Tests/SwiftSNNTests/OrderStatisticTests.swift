import Testing

@testable import SwiftSNN

@Suite struct OrderStatisticTests {
  private static func numbers(_ count: Int) -> [Double] {
    var random = SystemRandomNumberGenerator()
    return (0..<count).map { k in
      switch k % 5 {
      case 0: Double(Int.random(in: -3...3, using: &random))
      case 1: Double(Float.random(in: -1...1, using: &random))
      case 2: Double.random(in: -1e300...1e300, using: &random)
      case 3: Double.leastNonzeroMagnitude * Double(Int.random(in: -2...2, using: &random))
      default: [Double.infinity, -.infinity, 0, -0.0][Int.random(in: 0..<4, using: &random)]
      }
    }
  }

  @Test(arguments: [1, 2, 7, 500]) func isTheNumberThatSortingWouldPutThere(count: Int) throws {
    let values = OrderStatisticTests.numbers(count)
    let sorted = values.sorted()
    for place in values.indices {
      #expect(try OrderStatistic.value(at: place, of: values) == sorted[place])
    }
  }

  @Test func stopsWhereAWishToInterruptComes() {
    let interruption = Interruption()
    interruption.request()
    #expect(throws: SNNError.self) {
      try OrderStatistic.value(at: 0, of: [1], until: interruption)
    }
  }
}
