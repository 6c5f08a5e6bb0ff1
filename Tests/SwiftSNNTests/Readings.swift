import KernelTypes

@testable import SwiftSNN

/// What a test reads from a network.
extension Network {
  func recordSpikes(_ population: Int32) throws(SNNError) -> Int32 {
    Int32(try addRecorder(population, variable: "spikes", every: 1, neurons: nil))
  }

  func record(
    _ population: Int32, _ variable: String, every: Int = 1, neurons: [Int32]? = nil
  ) throws(SNNError) -> Int32 {
    Int32(try addRecorder(population, variable: variable, every: every, neurons: neurons))
  }

  /// In the recorder's order: by lane, time and neuron.
  func spikes(_ recorder: Int32) throws(SNNError) -> [Spike] {
    let count = try recordedRows(recorder)
    var times = [Double](repeating: 0, count: count)
    var neurons = [Int32](repeating: 0, count: count)
    var lanes = [Int32](repeating: 0, count: count)
    try copySpikes(recorder, times: &times, neurons: &neurons, lanes: &lanes, count: count)
    return (0..<count).map {
      Spike(
        lane: Int(lanes[$0]), step: Int((times[$0] / dt).rounded()) - 1, neuron: Int(neurons[$0]))
    }
  }

  /// Recorded state, a row for each lane and time, and the times (ms).
  func values(_ recorder: Int32) throws(SNNError) -> (times: [Double], rows: [[Float]]) {
    let count = try recordedRows(recorder)
    let columns = try self.recorder(recorder).columns
    var times = [Double](repeating: 0, count: count)
    var values = [Float](repeating: 0, count: count * columns)
    let buffer = try RealBuffer("values", count: values.count, .single)
    try copyState(
      recorder, times: &times, lanes: nil, values: buffer.base, rows: count, columns: columns)
    for k in values.indices { values[k] = Float(buffer[k]) }
    return (times, (0..<count).map { Array(values[$0 * columns..<($0 + 1) * columns]) })
  }

  func state(_ population: Int32, _ variable: String = "v") throws(SNNError) -> [Float] {
    let view = try stateView(population, variable)
    return (0..<view.count).map { Float(view[$0]) }
  }

  func counts(_ population: Int32) throws(SNNError) -> [Int] {
    let view = try countsView(population)
    return (0..<view.count).map { Int(view.base[$0]) }
  }

  func weights(_ projection: Int32) throws(SNNError) -> [Float] {
    let count = try synapseCount(projection)
    let out = try RealBuffer("weights", count: count, precision)
    try copyWeights(projection, into: RealSpan(out.base, count: count))
    return (0..<count).map { Float(out[$0]) }
  }

  /// In the order of the weights.
  func synapses(_ projection: Int32) throws(SNNError) -> [Synapse] {
    var all = try weights(projection).map { Synapse(pre: 0, post: 0, delay: 0, weight: $0) }
    let dt = dt
    try forEachSynapse(projection) { k, source, target, delay in
      (all[k].pre, all[k].post) = (source, target)
      all[k].delay = Int((delay / dt).rounded())
    }
    return all
  }
}

/// The error that `body` throws, if it does.
func failure(_ body: () throws(SNNError) -> Void) -> SNNError? {
  do throws(SNNError) {
    try body()
    return nil
  } catch {
    return error
  }
}

/// Independent spikes with the given probability a step and neuron; the same in every run.
func randomSpikes(
  _ neurons: Int, steps: Range<Int>, probability: Double, lanes: Int = 1, seed: Int
) -> [Spike] {
  var random = RandomRow(seed: 4_711, stream: 1, row: seed)
  var spikes: [Spike] = []
  for lane in 0..<lanes {
    for step in steps {
      for neuron in 0..<neurons where random.unit() < probability {
        spikes.append(Spike(lane: lane, step: step, neuron: neuron))
      }
    }
  }
  return spikes
}

/// Synapses between random pairs, several a pair and self-connections included.
func randomSynapses(
  _ count: Int, from sources: Int, to targets: Int, delays: ClosedRange<Int>,
  weights: ClosedRange<Float>, seed: Int
) -> [Synapse] {
  var random = RandomRow(seed: 4_712, stream: 2, row: seed)
  return (0..<count).map { _ in
    Synapse(
      pre: random.below(sources), post: random.below(targets),
      delay: delays.lowerBound + random.below(delays.count),
      weight: weights.lowerBound
        + (weights.upperBound - weights.lowerBound) * Float(random.unit()))
  }
}
