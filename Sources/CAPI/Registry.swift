import SwiftSNN

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The networks that exist, by token, and who is at them. A token is never an address, so that a
/// stale or invented one is found out instead of followed.
final class Registry: @unchecked Sendable {
  /// What a call does with its network: short ones wait for each other, none waits for a long one.
  enum Use {
    case short
    case long
    /// Of a thread that a fork left behind.
    case abandoned
  }

  private final class Entry {
    let network: Network
    var use: Use?

    init(_ network: Network) { self.network = network }
  }

  static let shared = Registry()
  static let closed = SNNError(
    .state, "the network is closed or was never made; create one with snn_network_create")

  private static let running = SNNError(
    .state,
    "the network is running in another thread; wait until that call returns, or give each thread a "
      + "network of its own")
  private static let abandoned = SNNError(
    .state,
    "the network was running in another thread when the process forked, and is of no use in the "
      + "child; make the network there, or fork while it does not run")
  private static let lost = SNNError(
    .state,
    "the network was given a state that does not fit it and is of no use any more; destroy it")

  /// Guards all that follows; never held while a network works.
  private let lock = Mutex()
  private var entries: [UInt64: Entry] = [:]
  private var made: UInt64 = 0

  private init() {
    // A child has the calling thread alone: what others held would stay held.
    pthread_atfork(
      { Registry.shared.lock.acquire() },
      { Registry.shared.lock.release() },
      { Registry.shared.beginChild() })
  }

  private func beginChild() {
    lock.renew()
    for entry in entries.values where entry.use != nil { entry.use = .abandoned }
  }

  func add(_ network: Network) -> UInt64 {
    lock.withLock {
      made += 1
      // Spread, so that no small number is a handle by accident; odd, so never 0.
      let token = (made &* 0x9E37_79B9_7F4A_7C15) | 1
      entries[token] = Entry(network)
      return token
    }
  }

  /// Runs `body` on a network that no other thread uses meanwhile.
  func with(
    _ token: UInt64, as use: Use, _ body: (Network) throws(SNNError) -> Void
  ) throws(SNNError) {
    let entry = try claim(token, use)
    defer { release(entry) }
    guard !entry.network.isLost else { throw Registry.lost }
    try body(entry.network)
  }

  private func claim(_ token: UInt64, _ use: Use) throws(SNNError) -> Entry {
    try lock.withLock { () throws(SNNError) in
      guard let entry = entries[token] else { throw Registry.closed }
      lock.wait { entry.use != .short }
      switch entry.use {
      case .long: throw Registry.running
      case .abandoned: throw Registry.abandoned
      case .short, nil: break
      }
      // Waiting, somebody else may have destroyed it.
      guard entries[token] === entry else { throw Registry.closed }
      entry.use = use
      // Under the lock: a wish that comes as soon as others see the call is not forgotten.
      entry.network.clearInterruption()
      return entry
    }
  }

  private func release(_ entry: Entry) {
    lock.withLock {
      entry.use = nil
      lock.wakeAll()
    }
  }

  func interrupt(_ token: UInt64) throws(SNNError) {
    try lock.withLock { () throws(SNNError) in
      guard let entry = entries[token] else { throw Registry.closed }
      entry.network.interrupt()
    }
  }

  /// Waits for a call that still runs, then frees the network.
  func remove(_ token: UInt64) throws(SNNError) {
    // Freed when the lock is released: other networks need not wait for that.
    let entry = try lock.withLock { () throws(SNNError) in
      guard let entry = entries.removeValue(forKey: token) else { throw Registry.closed }
      lock.wait { entry.use == nil || entry.use == .abandoned }
      return entry
    }
    withExtendedLifetime(entry) {}
  }
}
