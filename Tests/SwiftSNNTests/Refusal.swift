import Testing

@testable import SwiftSNN

/// A network with something of everything for calls that must be refused.
struct RefusalStage {
  let network: Network
  let source: Int32 = 0
  let pixels: Int32 = 1
  let cells: Int32 = 2
  let others: Int32 = 3
  /// Learns while running.
  let plastic: Int32 = 0
  /// Static, sparse.
  let fixed: Int32 = 1
  let error: Int32 = 0
  let modulator: Int32 = 0
  let spikes: Int32 = 0
  let potentials: Int32 = 1

  init(lanes: Int = 1) throws {
    network = try makeNetwork(lanes: lanes)
    _ = try network.add("spike_source", "source", 3)
    _ = try network.add("bernoulli", "pixels", 2, ["gain": 0.5])
    _ = try network.add("lif", "cells", 4, ["v_init": -55])
    _ = try network.add("lif", "others", 6)
    _ = try network.join(source, cells, weight: ("constant", ["value": 3]))
    _ = try network.join(
      pixels, others, [Synapse(pre: 0, post: 5, delay: 2, weight: 4)])
    try network.learn(plastic, "trace", "spike", ["rate": 0.1])
    try network.setBounds(plastic, lower: 0, upper: 5)
    _ = try network.signal(cells, "rate", ["classes": 2])
    _ = try network.modulator(error, to: others, ["through": 3])
    _ = try network.recordSpikes(cells)
    _ = try network.record(cells, "v")
  }

  /// Goes on with the network: what it then does.
  func outcome() throws -> [[Float]] {
    try network.feed(source, (0..<20).map { Spike(step: network.step + $0, neuron: $0 % 3) })
    try network.run(steps: 25)
    return [
      try network.state(cells), try network.state(others), try network.weights(plastic),
      try network.spikes(spikes).map { Float($0.step) },
    ]
  }
}

/// A call that must be refused with an error of a kind that names what is wrong.
struct Refusal: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let kind: SNNError.Kind
  let words: [String]
  let call: @Sendable (RefusalStage) throws(SNNError) -> Void

  init(
    _ description: String, _ kind: SNNError.Kind, _ words: [String],
    _ call: @escaping @Sendable (RefusalStage) throws(SNNError) -> Void
  ) {
    testDescription = description
    self.kind = kind
    self.words = words
    self.call = call
  }

  /// Refused as described, and the network goes on as one that was never asked.
  func check(after steps: Int = 0) throws {
    let stage = try RefusalStage()
    let untouched = try RefusalStage()
    if steps > 0 {
      try stage.network.run(steps: steps)
      try untouched.network.run(steps: steps)
    }
    let error = try #require(failure { () throws(SNNError) in try call(stage) })
    #expect(error.kind == kind, "\(error.message)")
    for word in words { #expect(error.message.contains(word), "\(error.message)") }
    #expect(try stage.outcome() == untouched.outcome())
  }
}
