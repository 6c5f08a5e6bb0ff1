#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Decides whether the steps to come are shared among the threads or done by one: whichever was
/// faster when last tried. Sharing loses where steps are so short that meeting after each costs more
/// than the work, and where other programs keep the processors busy, so that a thread waits for one
/// that is not running. Results do not depend on the choice.
struct Sharing {
  /// Steps to do in one go.
  struct Stretch {
    let steps: Int
    let shared: Bool
  }

  /// Seconds that a trial of the slower way may take.
  private static let trial = 0.5e-3
  /// Seconds until the slower way is tried again: after a change, and at most.
  private static let shortestSpell = 20e-3
  private static let longestSpell = 2.0
  /// Seconds of one stretch.
  private static let stretch = 20e-3
  /// Trials of both ways before the first choice.
  private static let firstTrials = 4

  /// Seconds a step; nil before the first trial.
  private var solo: Double?
  private var shared: Double?
  private var trials = 0
  private var prefersShared = true
  private var spell = Sharing.shortestSpell
  private var left = 0.0

  /// - Parameters:
  ///   - remaining: steps to do.
  ///   - window: steps between meetings.
  func next(_ remaining: Int, window: Int) -> Stretch {
    if trials < Sharing.firstTrials {
      let isShared = trials % 2 == 0
      let known = (isShared ? shared : solo) ?? (isShared ? solo : shared)
      return stretch(remaining, window, Sharing.trial, known, shared: isShared)
    }
    let faster = prefersShared ? shared : solo
    let slower = prefersShared ? solo : shared
    return left > 0
      ? stretch(remaining, window, min(left, Sharing.stretch), faster, shared: prefersShared)
      : stretch(remaining, window, Sharing.trial, slower, shared: !prefersShared)
  }

  private func stretch(
    _ remaining: Int, _ window: Int, _ seconds: Double, _ secondsPerStep: Double?, shared: Bool
  ) -> Stretch {
    let least = 4 * window
    guard let secondsPerStep else { return Stretch(steps: min(remaining, least), shared: shared) }
    let wanted = min(seconds / max(secondsPerStep, 1e-9), 1e9)
    return Stretch(steps: min(remaining, max(least, Int(wanted))), shared: shared)
  }

  /// - Parameter seconds: that the stretch took, not counting what it takes to wake threads: a
  ///   stretch of the preferred way is long enough for that not to matter.
  mutating func took(_ stretch: Stretch, seconds: Double) {
    let perStep = seconds / Double(stretch.steps)
    let isFirst = trials < Sharing.firstTrials
    if stretch.shared {
      shared = isFirst ? min(perStep, shared ?? perStep) : perStep
    } else {
      solo = isFirst ? min(perStep, solo ?? perStep) : perStep
    }
    trials += isFirst ? 1 : 0
    guard let shared, let solo, trials == Sharing.firstTrials else { return }
    if left > 0, stretch.shared == prefersShared {
      left -= seconds
      return
    }
    let changes = (shared <= solo) != prefersShared
    prefersShared = shared <= solo
    spell = changes ? Sharing.shortestSpell : min(2 * spell, Sharing.longestSpell)
    left = spell
  }

  static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
