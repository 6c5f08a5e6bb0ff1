import KernelTypes
import Testing

@testable import SwiftSNN

/// Rows that wait in a calendar must arrive as rows that are looked up, which batch lanes do.
struct CalendarTests {
  /// - Parameter volley: how many of the 4,000 sources fire in each of some steps.
  private func potentials(
    lanes: Int, volley: Int, parts: [Int]
  ) throws -> (v: [UInt32], events: Int) {
    let network = try makeNetwork(dt: 0.5, lanes: lanes)
    let source = try network.add("spike_source", "source", 4000)
    let target = try network.add("lif", "target", 50, ["v_thresh": 1000])
    _ = try network.join(
      source, target, [("fixed_probability", ["p": 0.2])],
      weight: ("normal", ["mean": 0.01, "std": 0.01]), delay: ("uniform", ["low": 1, "high": 20]))
    for step in [0, 1, 7, 30, 31, 60] {
      for lane in 0..<lanes {
        try network.feed(
          source, (0..<volley).map { Spike(lane: lane, step: step, neuron: ($0 * 7) % 4000) })
      }
    }
    for part in parts { try network.run(steps: part) }
    let v = try network.state(target).prefix(50).map(\.bitPattern)
    return (v, network.synapticEvents / lanes)
  }

  @Test(arguments: [3, 100, 4000])
  func `a calendar delivers what looking up delivers, bit by bit`(_ volley: Int) throws {
    let lookedUp = try potentials(lanes: 2, volley: volley, parts: [120])
    let entered = try potentials(lanes: 1, volley: volley, parts: [120])
    #expect(entered.v == lookedUp.v)
    #expect(entered.events == lookedUp.events)
    #expect(try potentials(lanes: 1, volley: volley, parts: [1, 30, 2, 87]).v == entered.v)
  }

  @Test func `pages are too full for all sources at once`() throws {
    let network = try makeNetwork(dt: 0.5)
    let source = try network.add("spike_source", "source", 4000)
    let target = try network.add("lif", "target", 50, ["v_thresh": 1000])
    _ = try network.join(
      source, target, [("fixed_probability", ["p": 0.2])],
      delay: ("uniform", ["low": 1, "high": 20]))
    try network.prepare()
    let delivery = try #require(network.plan?.regions.first?.deliveries.first)
    let calendar = try #require(delivery.calendar)
    guard case .projection(let projection, _) = delivery.route,
      case .sparse(let fanout, _) = projection.storage
    else {
      Issue.record("the projection is not sparse")
      return
    }
    let everyone = (0..<Int32(4000)).map { $0 }
    for step in 0..<10 {
      calendar.enter(everyone, 4000, step: step, fanout.rows(0))
    }
    let scratch = UnsafeMutablePointer<Segment>.allocate(capacity: 8)
    defer { scratch.deallocate() }
    #expect(!calendar.leaf(step: 12, into: scratch, batch: 8) { _ in })
    // The page has been turned: it is empty for the next round.
    #expect(calendar.leaf(step: 12, into: scratch, batch: 8) { _ in Issue.record("not empty") })
  }
}
