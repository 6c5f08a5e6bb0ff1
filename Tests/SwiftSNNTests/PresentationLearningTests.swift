import Testing

@testable import SwiftSNN

private struct TermCase: Sendable, CustomTestStringConvertible {
  let pre: String
  let post: String
  let gate: LearningScenario.Gate
  let tauEligibility: Double

  var testDescription: String { "\(pre) x \(post), \(gate), eligibility \(tauEligibility) ms" }

  static let all = ["spike", "trace"].flatMap { pre in
    ["spike", "trace", "window", "one"].flatMap { post in
      LearningScenario.Gate.allCases.flatMap { gate in
        [0, 15].map { TermCase(pre: pre, post: post, gate: gate, tauEligibility: $0) }
      }
    }
  }
}

/// Compares the changes of a presentation with those of the terms' definitions.
private func check(
  _ scenario: LearningScenario, _ terms: [ForwardTerm], _ record: PresentationRecord,
  before: [Synapse], factor: Double = 1, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let after = try scenario.network.synapses(scenario.projection)
  let modulation = try scenario.modulation()
  var changed = 0
  for (old, new) in zip(before, after) {
    var (sum, size) = (0.0, 0.0)
    for var term in terms {
      term.modulation = modulation
      let part = term.change(of: old, record)
      sum += part.sum * factor / Double(record.lanes)
      size += part.size * factor / Double(record.lanes)
    }
    let found = Double(new.weight) - Double(old.weight)
    let rounding = Double(max(old.weight.ulp, new.weight.ulp))
    #expect(
      (found - sum).magnitude <= 1e-4 * size + rounding, "\(old)", sourceLocation: sourceLocation)
    if size > 0 { changed += 1 }
  }
  #expect(changed > before.count / 2, sourceLocation: sourceLocation)
}

struct PresentationLearningTests {
  @Test(arguments: TermCase.all, LearningScenario.Wiring.allCases)
  private func `a presentation changes weights as forward traces would`(
    _ each: TermCase, _ wiring: LearningScenario.Wiring
  ) throws {
    let scenario = try LearningScenario(each.gate, wiring)
    let term = ForwardTerm(
      pre: each.pre, post: each.post, tauEligibility: each.tauEligibility)
    try scenario.learn(term)
    for trial in 0..<2 {
      let before = try scenario.network.synapses(scenario.projection)
      let record = try scenario.present(seed: trial)
      try check(scenario, [term], record, before: before)
    }
  }

  @Test(arguments: LearningScenario.Gate.allCases)
  func `terms on one projection add up`(_ gate: LearningScenario.Gate) throws {
    let scenario = try LearningScenario(gate)
    let terms = [
      ForwardTerm(rate: 2e-3),
      ForwardTerm(pre: "spike", post: "trace", rate: -1e-3, tauPost: 7),
      ForwardTerm(post: "window", rate: 5e-4, tauPre: 30, tauEligibility: 9),
      ForwardTerm(pre: "spike", post: "one", rate: -3e-4),
      ForwardTerm(post: "trace", rate: 1e-4, tauPost: 40),
    ]
    for term in terms { try scenario.learn(term) }
    for trial in 0..<3 {
      let before = try scenario.network.synapses(scenario.projection)
      let record = try scenario.present(seed: trial)
      try check(scenario, terms, record, before: before)
    }
  }

  @Test(arguments: [0.0, 0.25, 3])
  func `the learning rate factor multiplies the change`(_ factor: Double) throws {
    let scenario = try LearningScenario(.broadcast)
    let term = ForwardTerm()
    try scenario.learn(term)
    try scenario.network.setLearningRate(scenario.projection, factor: factor)
    let before = try scenario.network.synapses(scenario.projection)
    let record = try scenario.present(seed: 1)
    if factor > 0 {
      try check(scenario, [term], record, before: before, factor: factor)
    } else {
      #expect(try scenario.network.synapses(scenario.projection) == before)
    }
  }

  @Test(arguments: LearningScenario.Wiring.allCases)
  func `changes end at the bounds`(_ wiring: LearningScenario.Wiring) throws {
    let term = ForwardTerm(rate: 0.05)
    func weights(_ bounds: (Double, Double)) throws -> [Float] {
      let scenario = try LearningScenario(.broadcast, wiring)
      try scenario.learn(term)
      try scenario.network.setBounds(scenario.projection, lower: bounds.0, upper: bounds.1)
      _ = try scenario.present(seed: 1)
      return try scenario.network.weights(scenario.projection)
    }
    let free = try weights((-.infinity, .infinity))
    let (lower, upper) = (try #require(free.min()) / 2, try #require(free.max()) / 2)
    #expect(lower < 0 && upper > 0)
    let bounded = try weights((Double(lower), Double(upper)))
    #expect(bounded == free.map { min(max($0, lower), upper) })
  }

  @Test func `weights stand still within a presentation and without learning`() throws {
    let scenario = try LearningScenario()
    try scenario.learn(ForwardTerm())
    let before = try scenario.network.weights(scenario.projection)
    _ = try scenario.present(seed: 1, learn: false)
    #expect(try scenario.network.weights(scenario.projection) == before)
  }

  @Test func `a presentation of another length plans anew`() throws {
    let scenario = try LearningScenario()
    let term = ForwardTerm()
    try scenario.learn(term)
    try scenario.network.present(steps: 7, learn: true)
    try scenario.network.present(steps: 200, learn: true)
    let before = try scenario.network.synapses(scenario.projection)
    try check(scenario, [term], try scenario.present(seed: 4), before: before)
  }

  @Test(arguments: [2, 3, 8])
  func `threads do not change what is learned`(_ threads: Int) throws {
    func weights(_ threads: Int) throws -> [UInt32] {
      let scenario = try LearningScenario(.broadcast, threads: threads)
      try scenario.learn(ForwardTerm(post: "window", tauEligibility: 9))
      for trial in 0..<3 { _ = try scenario.present(seed: trial) }
      return try scenario.network.weights(scenario.projection).map(\.bitPattern)
    }
    #expect(try weights(threads) == weights(1))
  }

  @Test(arguments: [2, 3, 4])
  func `blocks of targets do not change what is learned`(_ threads: Int) throws {
    func learned(_ threads: Int) throws -> [Synapse] {
      let network = try makeNetwork(threads: threads)
      let source = try network.add("bernoulli", "source", 5, ["gain": 0.2])
      let target = try network.add("lif", "target", 4200, ["v_init": -52])
      let weight: (String, Parameters) = ("uniform", ["low": 0, "high": 3])
      let dense = try network.join(source, target, weight: weight)
      let sparse = try network.join(
        source, target, [("fixed_probability", ["p": 0.3])], weight: weight,
        delay: ("uniform", ["low": 1, "high": 5]))
      for projection in [dense, sparse] {
        try network.learn(projection, "trace", "window", ["rate": 1e-3, "width": 5])
        try network.learn(projection, "trace", "spike", ["rate": 1e-2])
      }
      for _ in 0..<2 { try network.present(steps: 25, learn: true) }
      return try network.synapses(dense) + network.synapses(sparse)
    }
    #expect(try learned(threads) == learned(1))
  }
}
