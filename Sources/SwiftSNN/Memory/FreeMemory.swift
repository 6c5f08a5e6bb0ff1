import CShims

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Asks before large allocations: a machine that overcommits would grant them and later swap, or kill
/// the process that uses them.
enum FreeMemory {
  /// Requests below this are never refused here.
  private static let unasked = 1 << 20
  /// What threads that run meanwhile, and their libraries, may need.
  private static let spare = 16 << 20
  private static let remedy = "make the network, the batch or the delays smaller"

  /// - Parameter remedy: what makes it smaller.
  static func require(
    _ bytes: Int, for what: String,
    remedy: String = FreeMemory.remedy
  ) throws(SNNError) {
    guard bytes > unasked, let free = available(), bytes > free else { return }
    throw SNNError(
      .outOfMemory,
      "\(what) would need \(text(bytes)) of memory (\(grouped(bytes)) bytes) where this machine has "
        + "\(text(free)) free; \(remedy)")
  }

  /// What `take` makes of so many bytes, asked for and taken without another thread in between, which
  /// would be promised the same ones.
  ///
  /// - Parameter take: nil where the system refuses.
  static func taken<Memory>(
    _ bytes: Int, for what: String,
    remedy: String = FreeMemory.remedy, _ take: () -> Memory?
  ) throws(SNNError) -> Memory {
    try turn.withLock { () throws(SNNError) in
      try require(bytes, for: what, remedy: remedy)
      guard let memory = take() else {
        throw SNNError(.outOfMemory, "no memory for \(what) (\(text(bytes))); \(remedy)")
      }
      return memory
    }
  }

  /// Counts bytes that were taken, used or not yet, or given back where negative.
  static func count(_ bytes: Int) { _ = shim_add(counted, Int64(bytes)) }

  private static let turn: Mutex = {
    // Another thread may be within it when the process forks.
    pthread_atfork({ turn.acquire() }, { turn.release() }, { turn.renew() })
    return Mutex()
  }()

  nonisolated(unsafe) private static let counted = {
    let counter = UnsafeMutablePointer<Int64>.allocate(capacity: 1)
    counter.initialize(to: 0)
    return counter
  }()

  /// A number with a comma after every three digits.
  static func grouped(_ number: Int) -> String {
    let digits = Array(String(number))
    return digits.indices.map { place in
      let isFirstOfThree = place > 0 && (digits.count - place) % 3 == 0
      return (isFirstOfThree ? "," : "") + String(digits[place])
    }.joined()
  }

  static func text(_ bytes: Int) -> String {
    let tenths = bytes / (1 << 20) * 10 / 1024
    return tenths < 10 ? "\(bytes >> 20) MiB" : "\(tenths / 10).\(tenths % 10) GiB"
  }

  /// Bytes that can be had without swapping, where the system tells: of the machine, of the container,
  /// of the limit on addresses, less what was granted and not yet used.
  static func available() -> Int? {
    #if os(Linux)
      guard let machine = SystemFile.number(in: "/proc/meminfo", after: "MemAvailable:") else {
        return nil
      }
      let used = SystemFile.number(in: "/proc/self/statm", place: 1) ?? 0
      let promised = max(Int(shim_load_acquire(counted)) - used * SystemFile.pageBytes, 0)
      let most = min(machine << 10, ofContainer() ?? Int.max) - promised
      return max(min(most, ofAddresses() ?? Int.max) - spare, 0)
    #else
      return nil
    #endif
  }

  #if os(Linux)
    /// What the control group of the process may still take, its cached files counted as free; nil
    /// without a limit.
    private static func ofContainer() -> Int? {
      if let most = SystemFile.number(in: "/sys/fs/cgroup/memory.max"),
        let used = SystemFile.number(in: "/sys/fs/cgroup/memory.current")
      {
        let cached = SystemFile.number(in: "/sys/fs/cgroup/memory.stat", after: "inactive_file")
        return most - used + (cached ?? 0)
      }
      guard let most = SystemFile.number(in: "/sys/fs/cgroup/memory/memory.limit_in_bytes"),
        let used = SystemFile.number(in: "/sys/fs/cgroup/memory/memory.usage_in_bytes")
      else { return nil }
      let cached = SystemFile.number(
        in: "/sys/fs/cgroup/memory/memory.stat", after: "total_inactive_file")
      return most - used + (cached ?? 0)
    }

    /// What `ulimit -v` leaves; nil without a limit.
    private static func ofAddresses() -> Int? {
      var limit = rlimit()
      guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0,
        let most = Int(exactly: limit.rlim_cur), most < Int.max / 2,
        let used = SystemFile.number(in: "/proc/self/statm")
      else { return nil }
      return most - used * SystemFile.pageBytes
    }
  #endif
}
