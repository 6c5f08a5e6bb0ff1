import SwiftSNN

/// The networks that exist, by token. A token is never an address, so that a stale or invented one
/// is found out instead of followed.
final class Registry: @unchecked Sendable {
  final class Entry: @unchecked Sendable {
    let lock = Mutex()
    /// Nil once destroyed; read and written under `lock`.
    var network: Network?

    init(_ network: Network) { self.network = network }
  }

  static let shared = Registry()
  static let closed = SNNError(
    .state, "the network is closed or was never made; create one with snn_network_create")

  static let lost = SNNError(
    .state,
    "the network was given a state that does not fit it and is of no use any more; destroy it")

  private let lock = Mutex()
  private var entries: [UInt64: Entry] = [:]
  private var made: UInt64 = 0

  func add(_ network: Network) -> UInt64 {
    lock.withLock {
      made += 1
      // Spread, so that no small number is a handle by accident; odd, so never 0.
      let token = (made &* 0x9E37_79B9_7F4A_7C15) | 1
      entries[token] = Entry(network)
      return token
    }
  }

  func entry(_ token: UInt64) throws(SNNError) -> Entry {
    let entry = lock.withLock { entries[token] }
    guard let entry else { throw Registry.closed }
    return entry
  }

  /// Waits for a call that still runs, then frees the network.
  func remove(_ token: UInt64) throws(SNNError) {
    let entry = lock.withLock { entries.removeValue(forKey: token) }
    guard let entry else { throw Registry.closed }
    entry.lock.withLock { entry.network = nil }
  }
}
