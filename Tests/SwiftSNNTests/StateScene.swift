@testable import SwiftSNN

/// Small networks in which much goes on, to be stopped and gone on with.
struct StateScene {
  enum Kind: CaseIterable {
    case plain, resting, pairs, records, eligible, decaying, shortTerm, presented, restructured
    case numbers, conductances, nonlinear
  }

  let network: Network
  private let kind: Kind
  private var error: Int32 = -1
  private var reward: Int32 = -1
  private var source: Int32 = -1

  init(_ kind: Kind, threads: Int = 1, seed: UInt64 = 3) throws {
    self.kind = kind
    let lanes = kind == .presented ? 3 : 1
    network = try Network(dt: 0.5, seed: seed, lanes: lanes, threads: threads)
    if threads > 1 { try network.setPartition(1) }
    let model =
      switch kind {
      case .conductances: "lif_cond_exp"
      case .nonlinear: "adex"
      default: "lif"
      }
    source = try network.add(kind == .numbers ? "analog" : "spike_source", "source", 40)
    let cells = try network.add(model, "cells", 30, kind == .resting ? ["tau_refrac": 10] : [:])
    let out = try network.add("lif", "out", 12)
    if kind != .resting {
      let noise = try network.add("poisson", "noise", 50, ["rate": 40])
      _ = try network.connect(
        noise, cells, receptor: nil, rules: [(name: "all_to_all", parameters: [], arrays: [])],
        weight: (kind: "uniform", parameters: [(name: "low", value: 0), (name: "high", value: 4)]),
        delay: (kind: "constant", parameters: [(name: "value", value: 1)]))
      try network.addCurrent(
        cells, kind: "noise", parameters: [(name: "std", value: 0.2), (name: "tau", value: 20)],
        arrays: [])
    }
    let weight = ("uniform", ["low": 0.5, "high": 3.0])
    let first = try network.join(
      source, cells, [("fixed_probability", ["p": 0.4])], weight: weight,
      delay: ("uniform", ["low": 1, "high": 6]))
    let second = try network.join(
      cells, out, [("fixed_probability", ["p": 0.5])], weight: ("uniform", ["low": 1, "high": 8]),
      delay: ("uniform", ["low": 1, "high": 4]))
    _ = try network.join(
      out, cells, [("fixed_in_degree", ["k": 3])], weight: ("constant", ["value": 0.5]),
      delay: ("constant", ["value": 2]))
    try learn(first, second, cells, out)
    _ = try network.recordSpikes(out)
    if kind != .restructured { _ = try network.record(cells, "v") }
    if kind != .numbers {
      let spikes = randomSpikes(40, steps: 0..<900, probability: 0.03, lanes: lanes, seed: 8)
      try network.feed(source, spikes)
    }
  }

  /// What learns, in the manner of the scene.
  private mutating func learn(
    _ first: Int32, _ second: Int32, _ cells: Int32, _ out: Int32
  ) throws {
    switch kind {
    case .pairs:
      try network.learn(first, "spike", "trace", ["rate": -0.01, "tau_post": 20])
      try network.learn(first, "trace", "spike", ["rate": 0.011, "tau_pre": 15])
      try network.learn(second, "trace", "spike", ["rate": 0.01, "tau_pre": 15])
    case .records:
      try network.setBounds(second, lower: 0, upper: 10)
      try network.addPlasticity(
        second,
        [
          Network.DescribedTerm(
            pre: [("trace", [("tau", [20])])], post: [("spike", [])], dependence: "upper",
            parameters: [(name: "rate", value: 0.02)])
        ])
    case .eligible:
      reward = Int32(
        try network.addSource("reward", population: -1, parameters: [], arrays: []))
      let modulator = Int32(
        try network.addModulator(
          signal: reward, population: out, shape: "scalar", nonlinearity: nil, projection: -1,
          parameters: [], arrays: []))
      try network.learn(
        second, "trace", "spike", modulator: modulator,
        ["rate": 0.02, "tau_pre": 15, "tau_eligibility": 100])
    case .decaying:
      try network.addPlasticity(
        second,
        [
          Network.DescribedTerm(
            pre: [("trace", [("tau", [20])])], post: [("spike", [])],
            parameters: [(name: "rate", value: 0.02)]),
          Network.DescribedTerm(
            pre: [], post: [("spike", [])], dependence: "proportional",
            parameters: [(name: "rate", value: -0.01)]),
        ])
    case .shortTerm:
      try network.addDynamics(second, "tsodyks_markram", parameters: [])
    case .presented, .numbers:
      error = try network.signal(out, "softmax", ["classes": 4, "tau": 10])
      let modulator = try network.modulator(error, to: out, ["class_groups": 1])
      let gate = try network.modulator(error, to: cells, ["through": 3])
      try network.learn(
        second, "trace", "one", modulator: modulator, ["rate": 0.02, "tau_pre": 15, "online": 0])
      try network.learn(
        first, kind == .numbers ? "spike" : "trace", "window", modulator: gate,
        ["rate": 0.02, "width": 5, "online": 0])
      try network.homeostat(cells, ["target": 20, "gain": 0.01])
    case .restructured:
      try network.addStructure(
        second, "prune", [("fraction", [0.2])], weight: nil, steps: 100, presentations: 0)
      try network.addStructure(
        second, "regrow", [], weight: ("constant", [(name: "value", value: 2)]), steps: 150,
        presentations: 0)
      try network.learn(second, "trace", "spike", ["rate": 0.01, "tau_pre": 15])
    default: break
    }
  }

  /// One of two stretches, with what users do between them.
  func advance(from stretch: Int) throws {
    if reward >= 0 {
      try [0.5 + Double(stretch)].withUnsafeBufferPointer { amounts throws(SNNError) in
        try network.giveReward(
          reward, step: Int64(network.step + 50), amounts, replaces: false)
      }
    }
    switch kind {
    case .presented:
      for sample in 0..<3 {
        try network.label(error, [0, 2, Int32(sample)])
        try network.present(steps: 60, learn: true)
      }
    case .numbers:
      for sample in 0..<3 {
        let drive = (0..<40).map { Float(($0 * 7 + sample + stretch) % 5) - 2 }
        try network.drive(source, drive)
        try network.label(error, [Int32(sample)])
        try network.present(steps: 60, learn: true)
      }
      try network.run(steps: 37)
    default:
      try network.run(steps: 337)
    }
  }
}
