import Foundation
import Testing

@testable import SwiftSNN

/// Six neurons in three groups of two whose spikes are fed, and an error signal of them. With
/// tau = 10 / ln 2 ms the rates halve every 10 steps of 1 ms.
private struct ReadoutOfThree {
  let network: Network
  private let readout: Int32
  private let signal: Int32

  init(_ rule: String, _ parameters: Parameters = [:], lanes: Int = 1) throws {
    network = try makeNetwork(lanes: lanes)
    readout = try network.add("spike_source", "readout", 6)
    signal = try network.signal(
      readout, rule,
      ["classes": 3, "tau": 10 / log(2), "target": 100].merging(parameters) { $1 })
  }

  /// The rate (Hz) that one spike of one of two neurons adds.
  static let unit = (1 - pow(0.5, 0.1)) * 1000 / 2

  /// Presents `steps` steps with spikes at the given ages; the errors at the end.
  func errors(
    after steps: Int, _ spikes: [(age: Int, neuron: Int)], labels: [Int32] = [1], lane: Int = 0
  ) throws -> [Double] {
    try network.feed(
      readout,
      spikes.map { Spike(lane: lane, step: network.step + $0.age, neuron: $0.neuron) })
    try network.label(signal, labels)
    try network.present(steps: steps, learn: false)
    let error = network.signals[Int(signal)].values(lane: lane)
    return (0..<3).map { error[$0] }
  }
}

private func isClose(_ found: [Double], _ expected: [Double]) -> Bool {
  zip(found, expected).allSatisfy { ($0 - $1).magnitude < 1e-12 }
}

struct ErrorSignalTests {
  private let unit = ReadoutOfThree.unit

  @Test func `rate asks the labelled group for the target and the others for silence`() throws {
    let readout = try ReadoutOfThree("rate")
    let early = try readout.errors(after: 1, [(0, 0), (0, 2)])
    #expect(isClose(early, [-unit / 100, 1 - unit / 100, 0]))
    let late = try readout.errors(after: 11, [(0, 0), (0, 1), (10, 3)])
    #expect(isClose(late, [-2 * unit / 200, 1 - unit / 100, 0]))
  }

  @Test func `rate errors end at minus one`() throws {
    let readout = try ReadoutOfThree("rate", ["target": 5])
    #expect(
      isClose(try readout.errors(after: 1, [(0, 4), (0, 5), (0, 2)]), [0, -1, -1]))
  }

  @Test func `winner take all lowers the strongest of the other groups`() throws {
    let readout = try ReadoutOfThree("winner_take_all")
    let found = try readout.errors(after: 1, [(0, 0), (0, 4), (0, 5), (0, 2)])
    #expect(isClose(found, [0, 1 - unit / 100, -2 * unit / 100]))
  }

  @Test func `winner take all leaves silent rivals and a group above target alone`() throws {
    let readout = try ReadoutOfThree("winner_take_all", ["target": unit])
    #expect(isClose(try readout.errors(after: 1, [(0, 2), (0, 3)]), [0, 0, 0]))
  }

  @Test func `winner take all ends at minus one`() throws {
    let readout = try ReadoutOfThree("winner_take_all", ["target": 5])
    #expect(isClose(try readout.errors(after: 1, [(0, 0), (0, 1)]), [-1, 1, 0]))
  }

  @Test func `softmax is the label minus the probabilities`() throws {
    let readout = try ReadoutOfThree("softmax", ["temperature": 20])
    let powers = [0, 1, 2].map { exp(Double($0) * unit / 20) }
    let sum = powers.reduce(0, +)
    let found = try readout.errors(after: 1, [(0, 2), (0, 4), (0, 5)])
    #expect(isClose(found, [-powers[0] / sum, 1 - powers[1] / sum, -powers[2] / sum]))
  }

  @Test func `softmax of rates far apart stays finite`() throws {
    let readout = try ReadoutOfThree("softmax", ["temperature": 1e-6])
    #expect(isClose(try readout.errors(after: 1, [(0, 0)]), [-1, 1, 0]))
  }

  @Test(arguments: ["rate", "winner_take_all", "softmax"])
  func `there is no error without label or before the start`(_ rule: String) throws {
    let readout = try ReadoutOfThree(rule, ["start": 4])
    let spikes = (0..<6).map { (age: 0, neuron: $0) } + [(3, 0)]
    #expect(try readout.errors(after: 10, spikes, labels: [-1]) == [0, 0, 0])
    #expect(try readout.errors(after: 4, spikes) == [0, 0, 0])
    #expect(try readout.errors(after: 5, spikes) != [0, 0, 0])
  }

  @Test func `rates start anew with a presentation`() throws {
    let readout = try ReadoutOfThree("rate")
    _ = try readout.errors(after: 5, [(4, 0)])
    #expect(try readout.errors(after: 1, []) == [0, 1, 0])
  }

  @Test func `lanes have labels and rates of their own`() throws {
    let readout = try ReadoutOfThree("rate", lanes: 3)
    let own = try readout.errors(after: 1, [(0, 0)], labels: [1, 2, -1], lane: 1)
    #expect(isClose(own, [-unit / 100, 0, 1]))
    #expect(try readout.errors(after: 1, [], labels: [1, 2, -1], lane: 0) == [0, 1, 0])
    #expect(try readout.errors(after: 1, [], labels: [1, 2, -1], lane: 2) == [0, 0, 0])
  }
}
