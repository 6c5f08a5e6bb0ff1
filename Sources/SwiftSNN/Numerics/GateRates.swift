/// Opening and closing rates (1/ms) of the gates of Hodgkin-Huxley neurons, of which kernels have
/// their own: for where a neuron starts.
struct GateRates {
  typealias Rates = (opening: Double, closing: Double)

  let m, h, n: Rates

  /// - Parameter v: less the offset (mV).
  static func at(_ v: Double, isTraub: Bool) -> GateRates {
    let exp = Elementary.exp
    if isTraub {
      return GateRates(
        m: (1.28 * ratio((13 - v) / 4), 1.4 * ratio((v - 40) / 5)),
        h: (0.128 * exp((17 - v) / 18), 4 / (1 + exp((40 - v) / 5))),
        n: (0.16 * ratio((15 - v) / 5), 0.5 * exp((10 - v) / 40)))
    }
    return GateRates(
      m: (ratio((25 - v) / 10), 4 * exp(-v / 18)),
      h: (0.07 * exp(-v / 20), 1 / (1 + exp((30 - v) / 10))),
      n: (0.1 * ratio((10 - v) / 10), 0.125 * exp(-v / 80)))
  }

  /// x / (exp(x) - 1).
  private static func ratio(_ x: Double) -> Double {
    abs(x) < 1e-8 ? 1 - x / 2 : -x / Elementary.oneMinusExp(-x)
  }
}
