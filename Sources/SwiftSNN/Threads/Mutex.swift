#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A mutual exclusion lock with a condition, from POSIX: the standard library's needs a newer
/// macOS than the package supports.
public final class Mutex: @unchecked Sendable {
  private let lock: UnsafeMutablePointer<pthread_mutex_t>
  private let condition: UnsafeMutablePointer<pthread_cond_t>

  public init() {
    lock = .allocate(capacity: 1)
    condition = .allocate(capacity: 1)
    pthread_mutex_init(lock, nil)
    pthread_cond_init(condition, nil)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(lock)
    condition.deallocate()
    lock.deallocate()
  }

  /// For a lock that one function takes and another gives back.
  public func acquire() { pthread_mutex_lock(lock) }
  public func release() { pthread_mutex_unlock(lock) }

  /// A new lock in its place: for the child of a fork, where threads that held it or waited are gone.
  public func renew() {
    pthread_mutex_init(lock, nil)
    pthread_cond_init(condition, nil)
  }

  public func withLock<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    acquire()
    defer { release() }
    return try body()
  }

  /// Waits, the lock released meanwhile, until `ready`; only inside `withLock`.
  public func wait(until ready: () -> Bool) {
    while !ready() { pthread_cond_wait(condition, lock) }
  }

  public func wakeAll() { pthread_cond_broadcast(condition) }
}
