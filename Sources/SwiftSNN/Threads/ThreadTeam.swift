#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A fixed team of threads that run one piece of work together; the caller is member 0.
///
/// The threads are made when first needed and sleep between pieces. After `fork` the child has
/// none, which the process identifier tells: they are then made again.
final class ThreadTeam: @unchecked Sendable {
  let size: Int
  let interruption = Interruption()
  private var crew: Crew?
  private var crewProcess: pid_t = 0

  init(size: Int) { self.size = size }

  deinit { if crewProcess == getpid() { crew?.dismiss() } }

  /// Runs `work(member)` for every member at once and returns when all are done.
  ///
  /// Where the system grants no more threads, the caller runs the members one after the other if
  /// `independent`, else returns false without running any.
  func run(independent: Bool, _ work: @escaping (Int) -> Void) -> Bool {
    if size == 1 {
      Denormals.flushed { work(0) }
      return true
    }
    if crew == nil || crewProcess != getpid() {
      crew = Crew(size: size)
      crewProcess = getpid()
    }
    if let crew {
      crew.run(work)
      return true
    }
    guard independent else { return false }
    Denormals.flushed { for member in 0..<size { work(member) } }
    return true
  }
}

/// The threads themselves. They hold the crew, not the team, so that the team's end can dismiss
/// them.
private final class Crew: @unchecked Sendable {
  private let mutex = Mutex()
  private let size: Int
  /// Not optional: an optional function is wrapped anew at each assignment.
  private var work: (Int) -> Void = { _ in }
  private var round = 0
  private var busy = 0
  private var dismissed = false

  init?(size: Int) {
    self.size = size
    for member in 1..<size {
      #if canImport(Darwin)
        var thread: pthread_t?
      #else
        var thread = pthread_t()
      #endif
      let seat = Unmanaged.passRetained(Seat(self, member))
      let made = pthread_create(&thread, nil, { startMember($0) }, seat.toOpaque())
      guard made == 0 else {
        seat.release()
        dismiss()
        return nil
      }
      #if canImport(Darwin)
        if let thread { pthread_detach(thread) }
      #else
        pthread_detach(thread)
      #endif
    }
  }

  func dismiss() {
    mutex.withLock {
      dismissed = true
      mutex.wakeAll()
    }
  }

  func run(_ work: @escaping (Int) -> Void) {
    mutex.withLock {
      self.work = work
      round += 1
      busy = size - 1
      mutex.wakeAll()
    }
    Denormals.flushed { work(0) }
    mutex.withLock {
      mutex.wait { busy == 0 }
      self.work = { _ in }
    }
  }

  func serve(_ member: Int) {
    var done = 0
    while takePart(member, &done) {
      mutex.withLock {
        busy -= 1
        mutex.wakeAll()
      }
    }
  }

  /// Waits for a piece of work and does it; false where there will be none. What the work holds is let
  /// go of at the end, before the caller hears that it is done: a network must not live on in a thread
  /// that has yet to wake.
  private func takePart(_ member: Int, _ done: inout Int) -> Bool {
    var next: (Int) -> Void = { _ in }
    let goesOn = mutex.withLock {
      mutex.wait { dismissed || round != done }
      done = round
      next = work
      return !dismissed
    }
    if goesOn { Denormals.flushed { next(member) } }
    return goesOn
  }
}

private final class Seat {
  let crew: Crew
  let member: Int
  init(_ crew: Crew, _ member: Int) {
    self.crew = crew
    self.member = member
  }
}

#if canImport(Darwin)
  private func startMember(_ argument: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    let seat = Unmanaged<Seat>.fromOpaque(argument).takeRetainedValue()
    seat.crew.serve(seat.member)
    return nil
  }
#else
  private func startMember(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    let seat = Unmanaged<Seat>.fromOpaque(argument).takeRetainedValue()
    seat.crew.serve(seat.member)
    return nil
  }
#endif
