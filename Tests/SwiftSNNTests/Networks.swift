import KernelTypes

@testable import SwiftSNN

extension RealSpan {
  /// Weights of a network of single precision.
  init(_ values: UnsafeBufferPointer<Float>) {
    var nothing: Float = 0
    let base = values.baseAddress.map { Reals($0) }
    self.init(base ?? withUnsafePointer(to: &nothing) { Reals($0) }, count: values.count)
  }
}

/// Short forms of the engine's calls for tests, in steps and Swift arrays.

/// One synapse; its delay in steps.
struct Synapse: Hashable {
  var pre: Int
  var post: Int
  var delay: Int
  var weight: Float
}

/// A spike fired in step `step`, counted from 0.
struct Spike: Hashable {
  var lane = 0
  var step: Int
  var neuron: Int
}

typealias Parameters = [String: Double]

private func named(_ parameters: Parameters) -> Network.NamedValues {
  parameters.map { (name: $0.key, value: $0.value) }
}

func makeNetwork(
  dt: Double = 1, seed: UInt64 = 1, lanes: Int = 1, threads: Int = 1
) throws(SNNError) -> Network {
  try Network(dt: dt, seed: seed, lanes: lanes, threads: threads)
}

extension Network {
  func size(_ index: Int32) throws(SNNError) -> Int { try population(index).size }

  /// Sets one parameter: one value for all neurons or one a neuron.
  func setParameter(
    _ population: Int32, _ name: String, _ values: [Double]
  ) throws(SNNError) {
    try setParameters(population, [(name, values)])
  }

  func add(
    _ model: String, _ name: String, _ size: Int, _ parameters: Parameters = [:]
  ) throws(SNNError) -> Int32 {
    let given = named(parameters)
    return Int32(try addPopulation(name: name, model: model, size: size, parameters: given))
  }

  /// Connects by rules; weight and delay (ms) are constants unless given as distributions.
  func join(
    _ source: Int32, _ target: Int32, _ rules: [(String, Parameters)] = [("all_to_all", [:])],
    weight: (String, Parameters) = ("constant", ["value": 1]),
    delay: (String, Parameters) = ("constant", ["value": 1])
  ) throws(SNNError) -> Int32 {
    let index = try connect(
      source, target, rules: rules.map { (name: $0.0, parameters: named($0.1), arrays: []) },
      weight: (kind: weight.0, parameters: named(weight.1)),
      delay: (kind: delay.0, parameters: named(delay.1)))
    return Int32(index)
  }

  func join(_ source: Int32, _ target: Int32, _ synapses: [Synapse]) throws(SNNError) -> Int32 {
    let (pre, post) = (synapses.map { Int32($0.pre) }, synapses.map { Int32($0.post) })
    let (weight, delay) = (synapses.map(\.weight), synapses.map { Double($0.delay) * dt })
    let index = withBuffers(pre, post, weight, delay) { pre, post, weight, delay in
      Result { () throws(SNNError) in
        try connect(
          source, target, pre: pre, post: post, weight: RealSpan(weight), delay: delay)
      }
    }
    return Int32(try index.get())
  }

  /// A term of plasticity by (pre, post), parameters and modulator: "tau_pre", "tau_post" and "width"
  /// are of the factors.
  func learn(
    _ projection: Int32, _ pre: String, _ post: String, modulator: Int32 = -1,
    _ parameters: Parameters
  ) throws(SNNError) {
    func factor(_ name: String, _ tau: String) -> [DescribedFactor] {
      guard name != "one" else { return [] }
      var own: NamedArrays = []
      if let value = parameters[tau] { own.append(("tau", [value])) }
      if name == "window", let width = parameters["width"] { own = [("width", [width])] }
      return [(name, name == "spike" ? [] : own)]
    }
    let rest = parameters.filter { !["tau_pre", "tau_post", "width"].contains($0.key) }
    try addPlasticity(
      projection,
      [
        DescribedTerm(
          pre: factor(pre, "tau_pre"), post: factor(post, "tau_post"), modulator: modulator,
          parameters: named(rest))
      ])
  }

  func signal(
    _ population: Int32, _ rule: String, _ parameters: Parameters
  ) throws(SNNError) -> Int32 {
    Int32(try addSignal(population, rule: rule, parameters: named(parameters)))
  }

  func modulator(
    _ signal: Int32, to population: Int32, _ parameters: Parameters
  ) throws(SNNError) -> Int32 {
    let given = named(parameters)
    return Int32(try addModulator(signal: signal, population: population, parameters: given))
  }

  func homeostat(_ population: Int32, _ parameters: Parameters) throws(SNNError) {
    try addHomeostat(population, kind: "threshold_to_rate", parameters: named(parameters))
  }

  func label(_ signal: Int32, _ labels: [Int32]) throws(SNNError) {
    try labels.withUnsafeBufferPointer { values throws(SNNError) in try setLabels(signal, values) }
  }

  func drive(_ population: Int32, _ values: [Float]) throws(SNNError) {
    try values.withUnsafeBufferPointer { values throws(SNNError) in
      try setDrive(population, values)
    }
  }

  /// Feeds spikes, each into the lane and the step (counted from 0) that it names.
  func feed(_ population: Int32, _ spikes: [Spike]) throws(SNNError) {
    for lane in 0..<lanes {
      let own = spikes.filter { $0.lane == lane }
      let times = own.map { Double($0.step + 1) * dt }
      let neurons = own.map { Int32($0.neuron) }
      let fed = times.withUnsafeBufferPointer { times in
        neurons.withUnsafeBufferPointer { neurons in
          Result { () throws(SNNError) in
            try feedSpikes(population, lane: Int32(lane), times: times, neurons: neurons)
          }
        }
      }
      try fed.get()
    }
  }

  func setWeights(of projection: Int32, _ values: [Float]) throws(SNNError) {
    try values.withUnsafeBufferPointer { values throws(SNNError) in
      try setWeights(projection, RealSpan(values))
    }
  }
}

private func withBuffers<A, B, C, D, R>(
  _ a: [A], _ b: [B], _ c: [C], _ d: [D],
  _ body: (
    UnsafeBufferPointer<A>, UnsafeBufferPointer<B>, UnsafeBufferPointer<C>, UnsafeBufferPointer<D>
  ) -> R
) -> R {
  a.withUnsafeBufferPointer { a in
    b.withUnsafeBufferPointer { b in
      c.withUnsafeBufferPointer { c in d.withUnsafeBufferPointer { body(a, b, c, $0) } }
    }
  }
}
