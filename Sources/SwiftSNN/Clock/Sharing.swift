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

  /// Seconds that a trial takes.
  private static let trial = 0.5e-3
  /// Trials before a choice, of both ways by turns: the faster one of each counts, since what
  /// disturbs a trial makes it slower.
  private static let trials = 4
  /// Seconds until both ways are tried again: after a change, and at most.
  private static let shortestSpell = 20e-3
  private static let longestSpell = 2.0
  /// Seconds of one stretch between trials.
  private static let stretch = 20e-3

  /// Seconds a step when last tried; nil before.
  private var solo: Double?
  private var shared: Double?
  /// Trials of the present round so far; all of them while a spell lasts.
  private var tried = 0
  private var prefersShared = true
  private var spell = Sharing.shortestSpell
  private var left = 0.0

  /// - Parameters:
  ///   - remaining: steps to do.
  ///   - window: steps between meetings.
  func next(_ remaining: Int, window: Int) -> Stretch {
    let isTrial = tried < Sharing.trials
    let isShared = isTrial ? tried % 2 == 0 : prefersShared
    let seconds = isTrial ? Sharing.trial : min(left, Sharing.stretch)
    let least = 4 * window
    guard let secondsPerStep = (isShared ? shared : solo) ?? shared ?? solo else {
      return Stretch(steps: min(remaining, least), shared: isShared)
    }
    let wanted = min(seconds / max(secondsPerStep, 1e-9), 1e9)
    return Stretch(steps: min(remaining, max(least, Int(wanted))), shared: isShared)
  }

  /// - Parameter seconds: that the stretch took, not counting what it takes to wake threads: a
  ///   stretch between trials is long enough for that not to matter.
  mutating func took(_ stretch: Stretch, seconds: Double) {
    guard tried < Sharing.trials else {
      left -= seconds
      if left <= 0 { tried = 0 }
      return
    }
    let perStep = seconds / Double(stretch.steps)
    let isFirst = tried < 2
    if stretch.shared {
      shared = isFirst ? perStep : min(perStep, shared ?? perStep)
    } else {
      solo = isFirst ? perStep : min(perStep, solo ?? perStep)
    }
    tried += 1
    guard tried == Sharing.trials, let shared, let solo else { return }
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
