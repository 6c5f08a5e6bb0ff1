#if canImport(Glibc)
  import Glibc
#endif

/// Asks before large allocations: a machine that overcommits would grant them and later swap, or kill
/// the process that uses them.
enum FreeMemory {
  /// Requests below this are never refused here.
  private static let unasked = 1 << 20

  /// - Parameter remedy: what makes it smaller.
  static func require(
    _ bytes: Int, for what: String,
    remedy: String = "make the network, the batch or the delays smaller"
  ) throws(SNNError) {
    guard bytes > unasked, let free = available(), bytes > free else { return }
    throw SNNError(
      .outOfMemory,
      "\(what) would need \(text(bytes)) of memory (\(grouped(bytes)) bytes) where this machine has "
        + "\(text(free)) free; \(remedy)")
  }

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
  private static func available() -> Int? {
    #if os(Linux)
      guard let machine = SystemFile.number(in: "/proc/meminfo", after: "MemAvailable:") else {
        return nil
      }
      let used = SystemFile.number(in: "/proc/self/statm", place: 1) ?? 0
      let promised = max(ZeroedMemory.mappedBytes - used * SystemFile.pageBytes, 0)
      let most = min(machine << 10, ofContainer() ?? Int.max) - promised
      return max(min(most, ofAddresses() ?? Int.max), 0)
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
