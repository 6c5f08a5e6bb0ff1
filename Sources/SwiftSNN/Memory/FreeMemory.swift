#if canImport(Glibc)
  import Glibc
#endif

/// Asks before large allocations: a machine that overcommits would grant them and later kill the
/// process that uses them.
enum FreeMemory {
  /// Requests below this are never refused here.
  private static let unasked = 64 << 20

  static func require(_ bytes: Int, for what: String) throws(SNNError) {
    guard bytes > unasked, let free = available(), bytes > free else { return }
    throw SNNError(
      .outOfMemory,
      "\(what) would need \(text(bytes)) of memory where this machine has \(text(free)) free; "
        + "make the network, the batch or the delays smaller")
  }

  static func text(_ bytes: Int) -> String {
    let tenths = bytes / (1 << 20) * 10 / 1024
    return tenths < 10 ? "\(bytes >> 20) MB" : "\(tenths / 10).\(tenths % 10) GB"
  }

  /// Bytes that can be had without swapping, where the system tells.
  private static func available() -> Int? {
    #if os(Linux)
      guard let file = fopen("/proc/meminfo", "r") else { return nil }
      defer { fclose(file) }
      let prefix = "MemAvailable:"
      var line = [CChar](repeating: 0, count: 256)
      while fgets(&line, Int32(line.count), file) != nil {
        let text = String(
          decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        guard text.hasPrefix(prefix) else { continue }
        let digits = text.dropFirst(prefix.count).drop { $0 == " " }.prefix { $0.isNumber }
        return Int(digits).map { $0 << 10 }
      }
    #endif
    return nil
  }
}
