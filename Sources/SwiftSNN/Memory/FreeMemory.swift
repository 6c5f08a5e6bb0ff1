/// Asks before large allocations: a machine that overcommits would grant them and later swap, or kill
/// the process that uses them.
enum FreeMemory {
  /// Requests below this are never refused here.
  private static let unasked = 16 << 20

  /// - Parameter remedy: what makes it smaller.
  static func require(
    _ bytes: Int, for what: String,
    remedy: String = "make the network, the batch or the delays smaller"
  ) throws(SNNError) {
    guard bytes > unasked, let free = available(), bytes > free else { return }
    throw SNNError(
      .outOfMemory,
      "\(what) would need \(text(bytes)) of memory (\(bytes) bytes) where this machine has "
        + "\(text(free)) free; \(remedy)")
  }

  static func text(_ bytes: Int) -> String {
    let tenths = bytes / (1 << 20) * 10 / 1024
    return tenths < 10 ? "\(bytes >> 20) MB" : "\(tenths / 10).\(tenths % 10) GB"
  }

  /// Bytes that can be had without swapping, where the system tells: of the machine, of the container,
  /// less what was granted and not yet used.
  private static func available() -> Int? {
    #if os(Linux)
      guard let machine = SystemFile("/proc/meminfo")?.number(after: "MemAvailable:") else {
        return nil
      }
      let pages = SystemFile("/proc/self/statm")?.numbers.dropFirst().first ?? 0
      let promised = max(ZeroedMemory.mappedBytes - pages * SystemFile.pageBytes, 0)
      return max(min(machine << 10, ofContainer() ?? Int.max) - promised, 0)
    #else
      return nil
    #endif
  }

  #if os(Linux)
    /// What the control group of the process may still take, its cached files counted as free; nil
    /// without a limit.
    private static func ofContainer() -> Int? {
      let folders = [
        ("/sys/fs/cgroup/", "memory.max", "memory.current", "inactive_file"),
        (
          "/sys/fs/cgroup/memory/", "memory.limit_in_bytes", "memory.usage_in_bytes",
          "total_inactive_file"
        ),
      ]
      for (folder, limit, usage, cached) in folders {
        guard let most = SystemFile(folder + limit)?.numbers.first,
          let used = SystemFile(folder + usage)?.numbers.first
        else { continue }
        return most - used + (SystemFile(folder + "memory.stat")?.number(after: cached) ?? 0)
      }
      return nil
    }
  #endif
}
