import Foundation
import Testing

@testable import SwiftSNN

/// The distance of two numbers in units of the last place of the exact one.
private func ulps(_ found: Double, _ exact: Double) -> Double {
  (found - exact).magnitude / exact.ulp
}

/// Numbers spread over the range, ends included, that are no round fractions of it.
private func spread(_ range: ClosedRange<Double>, _ count: Int = 20_000) -> [Double] {
  var random = RandomRow(seed: 8, stream: 3, row: 1)
  let width = range.upperBound - range.lowerBound
  return [range.lowerBound, range.upperBound]
    + (0..<count).map { _ in range.lowerBound + width * random.unit() }
}

struct ElementaryTests {
  @Test(arguments: [-700.0...700, -40...40, -1...1, -1e-3...1e-3, -1e-12...1e-12])
  func `exp is within 2 ulp`(_ range: ClosedRange<Double>) {
    let worst = spread(range).map { ulps(Elementary.exp($0), exp($0)) }.max() ?? .infinity
    #expect(worst <= 2)
  }

  @Test func `exp saturates and passes on what is not a number`() {
    #expect(Elementary.exp(0) == 1)
    #expect(Elementary.exp(-.infinity) == 0)
    #expect(Elementary.exp(-1e300) == 0)
    #expect(Elementary.exp(.infinity) == .infinity)
    #expect(Elementary.exp(1e300) == .infinity)
    #expect(Elementary.exp(.nan).isNaN)
    #expect(Elementary.exp(-707.9) > 0)
    #expect(Elementary.exp(708.9).isFinite)
  }

  @Test(arguments: [0.5...2, 0.999...1.001, 1e-3...1e3, 1e100...1e300, 1e-300...1e-299])
  func `log is within 2 ulp`(_ range: ClosedRange<Double>) {
    let worst = spread(range).map { ulps(Elementary.log($0), log($0)) }.max() ?? .infinity
    #expect(worst <= 2)
  }

  @Test func `log is within 2 ulp at every binary exponent`() {
    for exponent in -1022...1023 {
      for significand in [1, 1.25, 1.4142, 1.4143, 1.75, 2.0.nextDown] {
        let x = Double(sign: .plus, exponent: exponent, significand: significand)
        #expect(ulps(Elementary.log(x), log(x)) <= 2 || x == 1, "log(\(x))")
      }
    }
  }

  @Test func `log of special values`() {
    #expect(Elementary.log(1) == 0)
    #expect(Elementary.log(0) == -.infinity)
    #expect(Elementary.log(.infinity) == .infinity)
    #expect(Elementary.log(-1).isNaN)
    #expect(Elementary.log(.nan).isNaN)
  }

  @Test(arguments: [1e-300...1e-290, 1e-20...1e-15, 1e-9...1e-3, 0.01...0.2, 0.1...40])
  func `oneMinusExp has no cancellation`(_ range: ClosedRange<Double>) {
    let worst = spread(range).map { ulps(Elementary.oneMinusExp($0), -expm1(-$0)) }.max()
    #expect((worst ?? .infinity) <= 8)
  }

  @Test func `oneMinusExp of special values`() {
    #expect(Elementary.oneMinusExp(0) == 0)
    #expect(Elementary.oneMinusExp(.infinity) == 1)
    #expect(Elementary.oneMinusExp(1e300) == 1)
    #expect(Elementary.oneMinusExp(.nan).isNaN)
  }

  @Test func `cosTurn is within 1e-15`() {
    let quarters = [0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1.0.nextDown]
    for u in spread(0...1.0.nextDown) + quarters {
      // The turn is taken apart so that Foundation's argument is exact.
      let eighth = (u * 8).rounded(.down)
      let rest = (u - eighth / 8) * 2 * Double.pi
      let half = 0.5.squareRoot()
      let cosines = [1, half, 0, -half, -1, -half, 0, half]
      let sines = [0, half, 1, half, 0, -half, -1, -half]
      let exact = cosines[Int(eighth)] * cos(rest) - sines[Int(eighth)] * sin(rest)
      #expect((Elementary.cosTurn(u) - exact).magnitude < 1e-15, "u = \(u)")
    }
  }

  @Test(arguments: [1e-3...1e-2, 0.01...1, 1...25])
  func `tanh is within 1e-15 of its value and odd`(_ range: ClosedRange<Double>) {
    for x in spread(range, 5000) {
      #expect((Elementary.tanh(x) / tanh(x) - 1).magnitude < 1e-15, "tanh(\(x))")
      #expect(Elementary.tanh(-x) == -Elementary.tanh(x))
    }
  }

  @Test func `tanh of special values`() {
    #expect(Elementary.tanh(0) == 0)
    #expect(Elementary.tanh(1e300) == 1)
    #expect(Elementary.tanh(-.infinity) == -1)
    #expect(Elementary.tanh(.nan).isNaN)
  }
}
