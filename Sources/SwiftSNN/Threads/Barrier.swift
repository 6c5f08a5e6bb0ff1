import CShims

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A meeting point of `parties` threads. The last to arrive runs `completion` alone before all go
/// on.
///
/// Waiting spins briefly, then yields the processor, then sleeps, so that a machine with more
/// threads than free processors is not starved.
final class Barrier: @unchecked Sendable {
  private static let spins = 2_000
  private static let yields = 50

  private let parties: Int64
  private let arrived: UnsafeMutablePointer<Int64>
  private let generation: UnsafeMutablePointer<Int64>
  private let mutex = Mutex()

  init(parties: Int) {
    self.parties = Int64(parties)
    arrived = .allocate(capacity: 1)
    generation = .allocate(capacity: 1)
    arrived.initialize(to: 0)
    generation.initialize(to: 0)
  }

  deinit {
    arrived.deallocate()
    generation.deallocate()
  }

  func arrive(completion: () -> Void) {
    let mine = shim_load_acquire(generation)
    if shim_add(arrived, 1) == parties {
      completion()
      shim_store_release(arrived, 0)
      mutex.withLock {
        shim_store_release(generation, mine + 1)
        mutex.wakeAll()
      }
      return
    }
    for _ in 0..<Barrier.spins {
      if shim_load_acquire(generation) != mine { return }
      shim_pause()
    }
    for _ in 0..<Barrier.yields {
      if shim_load_acquire(generation) != mine { return }
      sched_yield()
    }
    mutex.withLock { mutex.wait { shim_load_acquire(generation) != mine } }
  }
}
