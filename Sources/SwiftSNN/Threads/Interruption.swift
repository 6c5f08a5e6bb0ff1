import CShims

/// A wish to stop, which any thread may have of a call that another one is in. Long loops look at it
/// where they can stop.
final class Interruption: @unchecked Sendable {
  /// How many small things are done between two looks.
  static let period = 1 << 16

  private let flag: UnsafeMutablePointer<Int64>

  init() {
    flag = .allocate(capacity: 1)
    flag.initialize(to: 0)
  }

  deinit { flag.deallocate() }

  var isRequested: Bool { shim_load_acquire(flag) != 0 }

  func request() { shim_store_release(flag, 1) }

  func clear() { shim_store_release(flag, 0) }

  /// - Throws: `interrupted` where the wish is there.
  func check() throws(SNNError) {
    guard !isRequested else {
      throw SNNError(.interrupted, "the call was interrupted; what ran before stays")
    }
  }
}
