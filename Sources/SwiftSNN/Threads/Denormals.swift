import CShims

/// Numbers too small for full precision, which many processors handle a hundred times slower: traces
/// and currents of a network that has been silent for long decay into them, and by rounding stay
/// there. The engine takes them as 0.
enum Denormals {
  /// Runs `body` with them taken as 0 by this thread; the caller's mode comes back after it.
  static func flushed<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let mode = shim_flush_denormals()
    defer { shim_set_rounding(mode) }
    return try body()
  }
}
