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

  let base: UnsafeMutableRawPointer
  /// What was mapped; nil where the memory is the allocator's.
  private let mapping: (start: UnsafeMutableRawPointer, bytes: Int)?

  init?(_ bytes: Int) {
    guard bytes >= ZeroedMemory.largeBytes else {
      var raw: UnsafeMutableRawPointer?
      guard posix_memalign(&raw, 64, bytes) == 0, let raw else { return nil }
      memset(raw, 0, bytes)
      base = raw
      mapping = nil
      return
    }
    let length = bytes + ZeroedMemory.hugePage
    guard
      let start = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      start != UnsafeMutableRawPointer(bitPattern: -1)
    else { return nil }
    base = start.alignedUp(toMultipleOf: ZeroedMemory.hugePage)
    mapping = (start, length)
    #if os(Linux)
      madvise(base, bytes, MADV_HUGEPAGE)
    #endif
  }

  deinit {
    if let mapping {
      munmap(mapping.start, mapping.bytes)
    } else {
      free(base)
    }
  }
}
