import Testing

@testable import SwiftSNN

/// Weights are read and set by source, delay and target, however many blocks the targets have.
struct WeightOrderTests {
  private struct Projection {
    let network: Network
    let target: Int32
    let index: Int32

    /// Three sources onto targets that several threads share.
    init(isDense: Bool, learns: Bool, threads: Int) throws {
      network = try makeNetwork(threads: threads)
      let source = try network.add("spike_source", "source", 3)
      target = try network.add(
        "lif", "target", 4200,
        ["tau_m": 1e9, "v_rest": 0, "v_init": 0, "v_reset": -1, "v_thresh": 1e6])
      index = try network.join(
        source, target, isDense ? [("all_to_all", [:])] : [("fixed_probability", ["p": 0.3])],
        delay: isDense ? ("constant", ["value": 2]) : ("uniform", ["low": 1, "high": 3]))
      if learns {
        try network.learn(index, "trace", "spike", [:])
        try network.learn(index, "spike", "trace", ["rate": -1e-3])
      }
      try network.feed(source, [Spike(step: 0, neuron: 1)])
    }
  }

  @Test(arguments: [true, false], [1, 2, 5])
  func `weights set are the weights read, and act on their synapses`(
    _ isDense: Bool, _ threads: Int
  ) throws {
    for learns in [false, true] {
      let projection = try Projection(isDense: isDense, learns: learns, threads: threads)
      let network = projection.network
      let count = try network.synapseCount(projection.index)
      let values = (0..<count).map { Float($0 + 1) }
      try network.setWeights(of: projection.index, values)
      #expect(try network.weights(projection.index) == values)
      try network.run(steps: 5)
      #expect(try network.weights(projection.index) == values)
      var expected = [Float](repeating: 0, count: 4200)
      for synapse in try network.synapses(projection.index) where synapse.pre == 1 {
        expected[synapse.post] += synapse.weight
      }
      #expect(try network.state(projection.target) == expected)
    }
  }

  @Test(arguments: [true, false], [1, 2, 5])
  func `a view shows the weights in order or is refused, for any number of threads`(
    _ isDense: Bool, _ threads: Int
  ) throws {
    let projection = try Projection(isDense: isDense, learns: false, threads: threads)
    let network = projection.network
    guard isDense else {
      let error = failure { () throws(SNNError) in
        _ = try network.weightsView(projection.index)
      }
      #expect(error?.kind == .state)
      #expect(error?.message.contains("'source -> target'") == true)
      return
    }
    let view = try network.weightsView(projection.index)
    view.base[5] = 7
    #expect(try network.weights(projection.index)[5] == 7)
    #expect(view.count == (try network.synapseCount(projection.index)))
  }
}
