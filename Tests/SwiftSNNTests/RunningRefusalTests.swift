import Testing

@testable import SwiftSNN

private func feeding(
  _ description: String, _ kind: SNNError.Kind, _ words: [String], to population: Int32 = 0,
  lane: Int32 = 0, times: [Double], neurons: [Int32]
) -> Refusal {
  Refusal(description, kind, words) { stage throws(SNNError) in
    let fed = times.withUnsafeBufferPointer { times in
      neurons.withUnsafeBufferPointer { neurons in
        Result { () throws(SNNError) in
          try stage.network.feedSpikes(population, lane: lane, times: times, neurons: neurons)
        }
      }
    }
    try fed.get()
  }
}

private func raster(
  _ description: String, _ kind: SNNError.Kind, _ words: [String], to population: Int32 = 0,
  _ values: [UInt8], size: Int
) -> Refusal {
  Refusal(description, kind, words) { stage throws(SNNError) in
    try values.withUnsafeBufferPointer { values throws(SNNError) in
      try stage.network.feedRaster(
        population, lane: 0, raster: values, steps: values.count / size, size: size)
    }
  }
}

private let input: [Refusal] = [
  feeding(
    "spikes to neurons", .invalidArgument, ["'cells'", "spike_source"], to: 2, times: [9],
    neurons: [0]),
  feeding(
    "spikes of no neuron", .index, ["'source'", "neuron 3"], times: [9, 9], neurons: [0, 3]),
  feeding("spikes of a negative neuron", .index, ["neuron -1"], times: [9], neurons: [-1]),
  feeding("spikes of no lane", .index, ["lane 1"], lane: 1, times: [9], neurons: [0]),
  feeding(
    "spikes now", .invalidArgument, ["'source'", "spike 1"], times: [9, 5], neurons: [0, 0]),
  feeding("spikes at no time", .invalidArgument, ["nan"], times: [.nan], neurons: [0]),
  feeding("spikes at the end of time", .invalidArgument, ["inf"], times: [.infinity], neurons: [0]),
  raster("a raster for neurons", .invalidArgument, ["'cells'"], to: 2, [0, 0, 0, 0], size: 4),
  raster("a narrow raster", .shape, ["'source'", "3 columns"], [0, 1], size: 2),
  raster("a raster of 2", .invalidArgument, ["row 1"], [0, 1, 0, 0, 2, 0], size: 3),
  Refusal("drive of neurons", .invalidArgument, ["'cells'", "bernoulli"]) {
    stage throws(SNNError) in try stage.network.drive(stage.cells, [1, 1, 1, 1])
  },
  Refusal("too little drive", .shape, ["'pixels'", "1 x 2"]) { stage throws(SNNError) in
    try stage.network.drive(stage.pixels, [1])
  },
  Refusal("negative drive", .invalidArgument, ["'pixels'", "neuron 1"]) { stage throws(SNNError) in
    try stage.network.drive(stage.pixels, [1, -0.1])
  },
  Refusal("drive not a number", .invalidArgument, ["'pixels'", "neuron 0"]) {
    stage throws(SNNError) in try stage.network.drive(stage.pixels, [.nan, 1])
  },
]

private let poisson: [Refusal] = [
  Refusal("into a source", .invalidArgument, ["'source'"]) { stage throws(SNNError) in
    try stage.network.addPoissonInput(stage.source, rate: 1, weight: 1)
  },
  Refusal("at a negative rate", .invalidArgument, ["'cells'", "rate"]) { stage throws(SNNError) in
    try stage.network.addPoissonInput(stage.cells, rate: -1, weight: 1)
  },
  Refusal("at a rate beyond the limit", .invalidArgument, ["200000 Hz"]) {
    stage throws(SNNError) in
    try stage.network.addPoissonInput(stage.cells, rate: 2.1e5, weight: 1)
  },
  Refusal("at a rate not a number", .invalidArgument, ["'cells'"]) { stage throws(SNNError) in
    try stage.network.addPoissonInput(stage.cells, rate: .nan, weight: 1)
  },
  Refusal("of infinite weight", .invalidArgument, ["'cells'", "weight"]) {
    stage throws(SNNError) in
    try stage.network.addPoissonInput(stage.cells, rate: 1, weight: .infinity)
  },
  Refusal("of a weight beyond single precision", .invalidArgument, ["'cells'", "weight"]) {
    stage throws(SNNError) in
    try stage.network.addPoissonInput(stage.cells, rate: 1, weight: 1e39)
  },
]

private let clock: [Refusal] = [
  Refusal("negative steps", .invalidArgument, ["steps", "-1"]) { stage throws(SNNError) in
    try stage.network.run(steps: -1)
  },
  Refusal("endless steps", .invalidArgument, ["steps"]) { stage throws(SNNError) in
    try stage.network.run(steps: .max)
  },
  Refusal("a presentation of nothing", .invalidArgument, ["steps", "0"]) {
    stage throws(SNNError) in try stage.network.present(steps: 0, learn: true)
  },
  Refusal("a presentation beyond memory", .outOfMemory, ["memory"]) { stage throws(SNNError) in
    try stage.network.present(steps: 1 << 38, learn: true)
  },
]

private func recording(
  _ description: String, _ kind: SNNError.Kind, _ words: [String], _ population: Int32 = 2,
  _ variable: String = "v", every: Int = 1, neurons: [Int32]? = nil
) -> Refusal {
  Refusal(description, kind, words) { stage throws(SNNError) in
    _ = try stage.network.record(population, variable, every: every, neurons: neurons)
  }
}

private let recorders: [Refusal] = [
  recording("of no population", .index, ["population 4"], 4),
  recording("of an unknown variable", .invalidArgument, ["'w'", "spikes, v, v_thresh"], 2, "w"),
  recording("every 0 steps", .invalidArgument, ["every 0"], every: 0),
  recording("of a neuron too high", .index, ["neuron 4", "'cells'"], neurons: [0, 4]),
  recording("of a negative neuron", .index, ["neuron -1"], neurons: [-1]),
  Refusal("spikes read from states", .state, ["recorder 1"]) { stage throws(SNNError) in
    _ = try stage.network.spikes(stage.potentials)
  },
  Refusal("states read from spikes", .state, ["recorder 0"]) { stage throws(SNNError) in
    _ = try stage.network.values(stage.spikes)
  },
  Refusal("too many rows", .shape, ["rows", "2"]) { stage throws(SNNError) in
    let (rows, lanes) = (2, UnsafeMutablePointer<Int32>.allocate(capacity: 2))
    defer { lanes.deallocate() }
    try stage.network.copySpikes(
      stage.spikes, times: nil, neurons: nil, lanes: lanes, count: rows)
  },
  Refusal("too few columns", .shape, ["4 columns", "3"]) { stage throws(SNNError) in
    try stage.network.copyState(
      stage.potentials, times: nil, lanes: nil, values: nil,
      rows: stage.network.recordedRows(stage.potentials), columns: 3)
  },
  Refusal("no such recorder", .index, ["recorder 2", "0 to 1"]) { stage throws(SNNError) in
    try stage.network.clearRecorder(2)
  },
]

struct RunningRefusalTests {
  @Test(arguments: input)
  func `fed spikes and drives`(_ refusal: Refusal) throws { try refusal.check(after: 5) }

  @Test(arguments: poisson)
  func `Poisson input`(_ refusal: Refusal) throws { try refusal.check() }

  @Test(arguments: clock)
  func `steps`(_ refusal: Refusal) throws { try refusal.check(after: 5) }

  @Test(arguments: recorders)
  func `a recorder`(_ refusal: Refusal) throws { try refusal.check() }

  @Test func `learning spike by spike from a batch`() throws {
    let stage = try RefusalStage(lanes: 2)
    let error = try #require(failure { () throws(SNNError) in try stage.network.run(steps: 1) })
    #expect(error.kind == .state)
    #expect(error.message.contains("'source -> cells'") && error.message.contains("present"))
    try stage.network.present(steps: 5, learn: true)
  }

  @Test func `a refused presentation leaves spikes in flight`() throws {
    func potentials(refused: Bool) throws -> [Float] {
      let network = try makeNetwork()
      let source = try network.add("spike_source", "source", 1)
      let target = try network.add("lif", "target", 20_000)
      let projection = try network.join(
        source, target, [Synapse(pre: 0, post: 0, delay: 5, weight: 4)])
      try network.learn(projection, "trace", "spike", [:])
      try network.feed(source, [Spike(step: 0, neuron: 0)])
      try network.run(steps: 2)
      if refused {
        let error = failure { () throws(SNNError) in
          try network.present(steps: 1 << 23, learn: true)
        }
        #expect(error?.kind == .outOfMemory)
      }
      try network.run(steps: 4)
      return Array(try network.state(target).prefix(1))
    }
    #expect(try potentials(refused: true) == potentials(refused: false))
  }
}
