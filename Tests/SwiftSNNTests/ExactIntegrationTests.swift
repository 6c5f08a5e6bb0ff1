import Foundation
import Testing

@testable import SwiftSNN

/// The coefficients of an exact step against quadrature.
struct ExactIntegrationTests {
  private static let pairs: [(dt: Double, membrane: Double, synapse: Double)] = [
    (0.1, 10, 0.5), (0.1, 10, 2), (0.1, 10, 10), (1, 20, 5), (1, 5, 20), (0.1, 10, 10.000_000_1),
    (0.1, 10, 9.999_999_999), (0.5, 20, 20 + 1e-14), (1, 1, 1.05), (0.1, 1e9, 5), (0.1, 5, 1e9),
    (1, 0.05, 0.3), (1, 0.3, 0.05), (2, 3, 0.33), (0.1, 0.325_827_224, 10),
  ]

  /// Simpson's rule over the step.
  private func integral(_ dt: Double, _ f: (Double) -> Double) -> Double {
    let n = 4000
    let h = dt / Double(n)
    let sum = (1..<n).reduce(f(0) + f(dt)) { $0 + ($1 % 2 == 1 ? 4 : 2) * f(Double($1) * h) }
    return sum * h / 3
  }

  @Test(arguments: pairs.indices)
  func `coefficients are the integrals they stand for`(_ k: Int) {
    let (dt, membrane, synapse) = Self.pairs[k]
    let exponential = integral(dt) { exp(-(dt - $0) / membrane - $0 / synapse) }
    let alpha = integral(dt) { $0 * exp(-(dt - $0) / membrane - $0 / synapse) }
    let found = ExactIntegration.exponential(dt, membrane, synapse)
    #expect((found / exponential - 1).magnitude < 1e-9)
    #expect((ExactIntegration.alpha(dt, membrane, synapse) / alpha - 1).magnitude < 1e-9)
  }

  @Test(arguments: [1.0, 10, 1e-6, 1e9])
  func `equal time constants have their closed form`(_ tau: Double) {
    let decay = exp(-0.1 / tau)
    let exponential = ExactIntegration.exponential(0.1, tau, tau)
    #expect((exponential - 0.1 * decay).magnitude <= 1e-15 * decay)
    #expect((ExactIntegration.alpha(0.1, tau, tau) - 0.005 * decay).magnitude <= 1e-16 * decay)
  }

  @Test(arguments: [0.05, 0.5, 1, 5, 20, 80, 1e4])
  func `nearly equal time constants lose no digits`(_ tau: Double) {
    for apart in [1e-15, 1e-12, 1e-9, 1e-7] {
      // To first order in the difference of the rates, which is all there is so close by.
      let x = 0.1 * apart / tau / (1 + apart)
      let (longer, decay) = (tau * (1 + apart), exp(-0.1 / tau))
      let exponential = 0.1 * decay * (1 + x / 2)
      let alpha = 0.005 * decay * (1 + x * 2 / 3)
      #expect(
        (ExactIntegration.exponential(0.1, tau, longer) / exponential - 1).magnitude < 1e-13)
      #expect((ExactIntegration.alpha(0.1, tau, longer) / alpha - 1).magnitude < 1e-13)
    }
  }

  @Test func `no time constant makes them not a number`() {
    let taus = [1e-6, 1e-3, 1, 1e3, 1e9]
    for dt in [1e-6, 0.1, 1e6] {
      for membrane in taus {
        for synapse in taus {
          let exponential = ExactIntegration.exponential(dt, membrane, synapse)
          let alpha = ExactIntegration.alpha(dt, membrane, synapse)
          #expect(exponential >= 0 && exponential <= dt * 1.000_001)
          #expect(alpha >= 0 && alpha <= dt * dt * 0.500_001)
        }
      }
    }
  }
}
