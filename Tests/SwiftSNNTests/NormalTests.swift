import Foundation
import Testing

@testable import SwiftSNN

/// Wichura's quantiles, and the share below a number found from them.
struct NormalTests {
  /// By Newton's method in 60 digits.
  private static let known: [(p: Double, z: Double)] = [
    (0.5, 0), (0.75, 0.6744897501960817), (0.9, 1.2815515655446006),
    (0.925, 1.4395314709384561), (0.975, 1.959963984540054), (0.995, 2.5758293035489004),
    (0.1, -1.2815515655446006), (0.001, -3.0902323061678136), (0x1p-33, -6.3379577545537895),
    (1e-10, -6.361340902404057), (1e-11, -6.706023155495136), (1e-12, -7.034483825301132),
    (1e-20, -9.262340089798407), (1e-100, -21.273453560965326), (1e-300, -37.0470962993612),
  ]

  @Test(arguments: known)
  func `quantiles are the known ones`(_ p: Double, _ z: Double) {
    #expect((Normal.quantile(p) - z).magnitude <= 2e-15 * max(1, z.magnitude))
  }

  @Test func `quantiles are odd about a half and end at infinity`() {
    for p in [0x1p-40, 0x1p-20, 0x1p-5, 0x1p-3, 0.25, 0.4375] {
      #expect(Normal.quantile(1 - p) == -Normal.quantile(p))
    }
    #expect(Normal.quantile(0) == -.infinity)
    #expect(Normal.quantile(1) == .infinity)
  }

  /// Either side of where one approximation follows another.
  @Test(arguments: [0.075, 0.925, exp(-25)])
  func `quantiles have no jump`(_ p: Double) {
    let before = Normal.quantile(p * (1 - 1e-14))
    let after = Normal.quantile(p * (1 + 1e-14))
    #expect(after >= before)
    #expect(after - before < 1e-12)
  }

  @Test func `shares are the library's`() {
    for z in stride(from: -9.0, through: 8.0, by: 0.37) {
      let exact = 0.5 * erfc(-z / 2.0.squareRoot())
      // Below, relative; above, what 1 leaves of it.
      #expect((Normal.share(below: z) - exact).magnitude < 1e-13 * (z < 0 ? exact : 1))
    }
  }

  @Test(arguments: [1e-250, 1e-30, 1e-9, 0.001, 0.2, 0.499, 0.5, 0.501, 0.93, 0.9999])
  func `the share below a quantile is its own`(_ p: Double) {
    #expect((Normal.share(below: Normal.quantile(p)) - p).magnitude < 1e-12 * p)
  }

  @Test func `shares end at 0 and 1`() {
    #expect(Normal.share(below: -.infinity) == 0)
    #expect(Normal.share(below: .infinity) == 1)
    #expect(Normal.share(below: -38) == 0)
    #expect(Normal.share(below: 9) == 1)
    #expect((Normal.share(below: 0) - 0.5).magnitude < 1e-15)
  }
}
