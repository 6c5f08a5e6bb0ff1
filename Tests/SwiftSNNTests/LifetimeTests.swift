import Testing

@testable import SwiftSNN

/// What goes when a network goes: all of it. Objects that hold each other would stay for ever, and
/// with them the synapses.
struct LifetimeTests {
  private struct Weak {
    weak var object: AnyObject?
  }

  /// A network that was laid out or has run, whose state was listed, and its populations and
  /// projections; whoever calls is the only one left to hold them.
  private static func remains(
    of kind: StateScene.Kind, threads: Int, runs: Bool
  ) throws -> [Weak] {
    let scene = try StateScene(kind, threads: threads)
    if runs { try scene.advance(from: 0) } else { try scene.network.prepare() }
    let network = scene.network
    try network.listState()
    return [Weak(object: network)] + network.populations.map { Weak(object: $0) }
      + network.projections.map { Weak(object: $0) }
  }

  @Test(arguments: StateScene.Kind.allCases, [1, 2])
  func `nothing of a network outlives it`(kind: StateScene.Kind, threads: Int) throws {
    for runs in [false, true] {
      let remains = try LifetimeTests.remains(of: kind, threads: threads, runs: runs)
      #expect(remains.count > 3)
      #expect(remains.allSatisfy { $0.object == nil })
    }
  }
}
