/// Times of stimuli in steps.
enum StimulusTime {
  /// The step nearest to a time of at least 0 ms.
  static func step(_ time: Double, _ dt: Double) -> Int { Int(min((time / dt).rounded(), 1e15)) }

  /// The whole number of steps of an interval, one for 0.
  static func interval(_ given: Double, _ dt: Double, of owner: String) throws(SNNError) -> Int {
    guard given != 0 else { return 1 }
    let steps = (given / dt).rounded()
    guard steps >= 1, steps <= 1e12, abs(steps * dt - given) <= 1e-6 * given else {
      throw .invalid(
        "interval of \(owner) must be a whole number of steps of \(dt) ms, 1 to 1e12 of them, "
          + "not \(given) ms")
    }
    return Int(steps)
  }
}
