import CShims

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Bytes, zero at first. Large pieces come straight from the system, whose pages are zero and cost
/// nothing until they are touched, and in huge pages where it has them: rows of synapses are read
/// at random, and with small pages most of the time would go into looking up where they are.
final class ZeroedMemory {
  private static let hugePage = 2 << 20
  private static let largeBytes = 2 * hugePage
  /// Arrays shorter than this do not fill the cache.
  private static let staggeredBytes = 2048

  let base: UnsafeMutableRawPointer
  private let start: UnsafeMutableRawPointer
  /// Bytes that were mapped; nil where the memory is the allocator's.
  private let mapped: Int?

  init?(_ bytes: Int) {
    let stagger = ZeroedMemory.nextStagger()
    guard bytes >= ZeroedMemory.largeBytes else {
      var raw: UnsafeMutableRawPointer?
      let padded = bytes + (bytes >= ZeroedMemory.staggeredBytes ? stagger : 0)
      guard posix_memalign(&raw, 64, padded) == 0, let raw else { return nil }
      memset(raw, 0, padded)
      start = raw
      base = raw + (padded - bytes)
      mapped = nil
      return
    }
    let length = bytes + ZeroedMemory.hugePage + stagger
    guard
      let start = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      start != UnsafeMutableRawPointer(bitPattern: -1)
    else { return nil }
    self.start = start
    mapped = length
    FreeMemory.count(length)
    let aligned = start.alignedUp(toMultipleOf: ZeroedMemory.hugePage)
    base = aligned + stagger
    #if os(Linux)
      madvise(aligned, bytes + stagger, MADV_HUGEPAGE)
    #endif
  }

  deinit {
    if let mapped {
      munmap(start, mapped)
      FreeMemory.count(-mapped)
    } else {
      free(start)
    }
  }

  /// Arrays that start at the same place of a page get into each other's way in the cache as soon as
  /// a loop runs over more of them than it has ways; so each starts five lines further.
  private static func nextStagger() -> Int {
    Int(truncatingIfNeeded: shim_add(staggers, 1) % 12) * 320
  }

  nonisolated(unsafe) private static let staggers = {
    let counter = UnsafeMutablePointer<Int64>.allocate(capacity: 1)
    counter.initialize(to: 0)
    return counter
  }()
}
