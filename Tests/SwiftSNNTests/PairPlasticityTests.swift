import Testing

@testable import SwiftSNN

/// A plastic projection between neurons whose spikes are random, and its reference.
private struct PairScenario {
  let network: Network
  let projection: Int32
  private let pre: Int32
  private let post: Int32
  var reference: PairReference

  enum Wiring: CaseIterable { case dense, sparse, recurrent }

  init(
    _ wiring: Wiring = .sparse, posts: Int = 14, synapses: Int = 300, steps: Int = 1500,
    threads: Int = 1, probability: Double = 0.05, _ adjust: (inout PairReference) -> Void = { _ in }
  ) throws {
    network = try makeNetwork(threads: threads)
    let source = try network.add("spike_source", "source", 20)
    let teacher = try network.add("spike_source", "teacher", posts)
    let target = try network.add("lif", "target", posts, ["tau_refrac": 0])
    _ = try network.join(
      teacher, target, [("one_to_one", [:])], weight: ("constant", ["value": 200]))
    let origin = wiring == .recurrent ? target : source
    projection =
      if wiring == .dense {
        try network.join(
          origin, target, weight: ("uniform", ["low": 0.2, "high": 0.8]),
          delay: ("constant", ["value": 3]))
      } else {
        try network.join(
          origin, target,
          randomSynapses(
            synapses, from: try network.size(origin), to: posts, delays: 1...6,
            weights: 0.2...0.8, seed: 4))
      }
    reference = PairReference(try network.synapses(projection))
    adjust(&reference)
    try network.learn(
      projection, "trace", "spike",
      ["rate": reference.potentiation, "tau_pre": reference.tauPre])
    try network.learn(
      projection, "spike", "trace",
      ["rate": reference.depression, "tau_post": reference.tauPost])
    try network.setBounds(projection, lower: reference.lower, upper: reference.upper)
    for (population, seed) in [(source, 6), (teacher, 7)] {
      let size = try network.size(population)
      try network.feed(
        population,
        randomSpikes(size, steps: 0..<steps, probability: probability, seed: seed))
    }
    post = try network.recordSpikes(target)
    pre = try network.recordSpikes(origin)
  }

  /// Advances the network and the reference, which learns from the spikes that were fired.
  mutating func run(_ steps: Int) throws {
    try network.run(steps: steps)
    let (pre, post) = (Set(try network.spikes(pre)), Set(try network.spikes(post)))
    reference.run(to: network.step, pre: pre, post: post)
  }

  /// The largest distance of a weight from its reference.
  func error() throws -> Double {
    zip(try network.weights(projection), reference.weights).map {
      (Double($0) - $1).magnitude
    }.max() ?? .infinity
  }
}

struct PairPlasticityTests {
  /// Of the range of weights, 0 to 1.
  private let tolerance = 1e-5

  @Test(arguments: PairScenario.Wiring.allCases, [3.0, 20, 70])
  private func `weights follow the traces of a step by step reference`(
    _ wiring: PairScenario.Wiring, _ tauPre: Double
  ) throws {
    var scenario = try PairScenario(wiring) { $0.tauPre = tauPre }
    for _ in 0..<5 {
      try scenario.run(300)
      #expect(try scenario.error() < tolerance)
    }
  }

  /// Epochs of 15 steps pass by the dozen between two spikes of a source.
  @Test func `rows are visited in another epoch, or in none that is kept`() throws {
    var scenario = try PairScenario(probability: 0.008) { $0.tauPre = 3 }
    for steps in [400, 7, 600, 300] {
      try scenario.run(steps)
      #expect(try scenario.error() < tolerance)
    }
  }

  @Test func `both bounds are hit and held`() throws {
    var scenario = try PairScenario { ($0.lower, $0.upper) = (0.15, 0.85) }
    var touched: Set<Float> = []
    for _ in 0..<10 {
      try scenario.run(150)
      #expect(try scenario.error() < tolerance)
      touched.formUnion(try scenario.network.weights(scenario.projection))
    }
    #expect(touched.min() == 0.15)
    #expect(touched.max() == 0.85)
  }

  @Test func `depression first and potentiation negative: signs are the user's`() throws {
    var scenario = try PairScenario { ($0.potentiation, $0.depression) = (-0.02, 0.021) }
    try scenario.run(1000)
    #expect(try scenario.error() < tolerance)
  }

  @Test(arguments: [1, 3, 4])
  func `weights follow the reference over several blocks of targets`(_ threads: Int) throws {
    var scenario = try PairScenario(
      posts: 4200, synapses: 1500, steps: 250, threads: threads, probability: 0.02)
    try scenario.run(250)
    #expect(try scenario.error() < tolerance)
  }

  @Test func `reading the weights in the middle changes nothing`() throws {
    var (read, unread) = (try PairScenario(), try PairScenario())
    for steps in [1, 98, 1, 1, 399, 500] {
      try read.run(steps)
      _ = try read.network.weights(read.projection)
    }
    try unread.run(1000)
    #expect(
      try read.network.weights(read.projection).map(\.bitPattern)
        == unread.network.weights(unread.projection).map(\.bitPattern))
  }

  @Test func `weights read before any step are those given`() throws {
    let scenario = try PairScenario()
    #expect(try scenario.error() == 0)
  }

  @Test func `reset forgets traces and spikes in flight but no change`() throws {
    var scenario = try PairScenario()
    try scenario.run(430)
    scenario.network.reset()
    scenario.reference.reset()
    #expect(try scenario.error() < tolerance)
    try scenario.run(500)
    #expect(try scenario.error() < tolerance)
  }

  @Test func `a presentation without learning leaves the weights as they are`() throws {
    var scenario = try PairScenario()
    try scenario.run(430)
    let before = try scenario.network.weights(scenario.projection)
    try scenario.network.present(steps: 300, learn: false)
    #expect(try scenario.network.weights(scenario.projection) == before)
  }

  @Test func `weights set in the middle replace what was learned`() throws {
    var scenario = try PairScenario()
    try scenario.run(430)
    let values = scenario.reference.weights.indices.map { Float($0 % 9) / 10 }
    try scenario.network.setWeights(of: scenario.projection, values)
    scenario.reference.setWeights(values)
    #expect(try scenario.network.weights(scenario.projection) == values)
    try scenario.run(500)
    #expect(try scenario.error() < tolerance)
  }

  @Test func `bounds set in the middle act from then on`() throws {
    var scenario = try PairScenario {
      ($0.lower, $0.upper, $0.potentiation) = (0.1, 0.9, 0.1)
    }
    try scenario.run(430)
    try scenario.network.setBounds(scenario.projection, lower: -1, upper: 2)
    #expect(try scenario.error() < tolerance)
    (scenario.reference.lower, scenario.reference.upper) = (-1, 2)
    try scenario.run(500)
    #expect(try scenario.error() < tolerance)
  }
}
