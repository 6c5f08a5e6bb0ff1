import Testing

@testable import SwiftSNN

private func learning(
  _ description: String, _ kind: SNNError.Kind = .invalidArgument, words: [String],
  projection: Int32 = 1, pre: String = "trace", post: String = "spike", modulator: Int32 = -1,
  _ parameters: Parameters = [:]
) -> Refusal {
  Refusal(description, kind, words) { stage throws(SNNError) in
    try stage.network.learn(projection, pre, post, modulator: modulator, parameters)
  }
}

private let terms: [Refusal] = [
  learning("of no projection", .index, words: ["projection 2", "0 to 1"], projection: 2),
  learning("unknown pre factor", words: ["'spikes'", "spike, trace"], pre: "spikes"),
  learning(
    "unknown post factor", words: ["'all'", "spike, trace, nearest_trace"], post: "all"),
  learning("no modulator", .index, words: ["modulator 3"], modulator: 3),
  learning("modulator -2", .index, words: ["modulator -2"], modulator: -2),
  learning(
    "a modulator of others", words: ["'cells'", "'others'"], projection: 0, modulator: 0),
  learning(
    "unknown parameter", words: ["'tau'", "tau_eligibility", "'pixels -> others'"], ["tau": 1]),
  learning("tau_pre of 0", words: ["tau of the trace", "above 0"], ["tau_pre": 0]),
  learning("negative width", words: ["width"], post: "window", ["width": -1]),
  learning("rate not a number", words: ["rate"], ["rate": .nan]),
  learning(
    "spikes on both sides while running", words: ["'source -> cells'", "both sides"],
    projection: 0, pre: "spike"),
]

private let rates: [Refusal] = [-1, .nan, .infinity, 2e6].map { factor in
  Refusal("factor \(factor)", .invalidArgument, ["'source -> cells'", "learning rate"]) {
    stage throws(SNNError) in
    try stage.network.setLearningRate(stage.plastic, factor: factor)
  }
}

private func signalling(
  _ description: String, _ kind: SNNError.Kind = .invalidArgument, words: [String],
  population: Int32 = 2, rule: String = "rate", _ parameters: Parameters = ["classes": 2]
) -> Refusal {
  Refusal(description, kind, words) { stage throws(SNNError) in
    _ = try stage.network.signal(population, rule, parameters)
  }
}

private let signals: [Refusal] = [
  signalling("of no population", .index, words: ["population 5"], population: 5),
  signalling("unknown rule", words: ["'wta'", "winner_take_all"], rule: "wta"),
  signalling("unequal groups", .shape, words: ["'cells'", "3 classes"], ["classes": 3]),
  signalling("half a class", words: ["classes", "whole"], ["classes": 2.5]),
  signalling("no class", words: ["classes"], ["classes": 0]),
  signalling("no temperature", words: ["temperature"], ["classes": 2, "temperature": 0]),
  Refusal("labels of no signal", .index, ["signal 1"]) { stage throws(SNNError) in
    try stage.network.label(1, [0])
  },
  Refusal("too many labels", .shape, ["lane"]) { stage throws(SNNError) in
    try stage.network.label(stage.error, [0, 1])
  },
  Refusal("a label too high", .index, ["label 2", "0 to 1"]) { stage throws(SNNError) in
    try stage.network.label(stage.error, [2])
  },
  Refusal("a label below none", .index, ["label -2"]) { stage throws(SNNError) in
    try stage.network.label(stage.error, [-2])
  },
]

private func modulating(
  _ description: String, _ kind: SNNError.Kind = .invalidArgument, words: [String],
  signal: Int32 = 0, to population: Int32 = 3, _ parameters: Parameters
) -> Refusal {
  Refusal(description, kind, words) { stage throws(SNNError) in
    _ = try stage.network.modulator(signal, to: population, parameters)
  }
}

private let modulators: [Refusal] = [
  modulating("of no signal", .index, words: ["signal 4"], signal: 4, [:]),
  modulating("of no population", .index, words: ["population 9"], to: 9, [:]),
  modulating("half a neuron", words: ["through", "whole"], ["through": 1.5]),
  modulating("groups through neurons", words: ["class_groups"], ["class_groups": 1, "through": 2]),
  modulating("unequal groups", words: ["'source'", "2 classes"], to: 0, ["class_groups": 1]),
  Refusal("unknown matrix", .invalidArgument, ["'c'", "a, b"]) { stage throws(SNNError) in
    _ = try stage.network.modulatorMatrix(stage.modulator, "c")
  },
  Refusal("matrix of no modulator", .index, ["modulator 1"]) { stage throws(SNNError) in
    _ = try stage.network.modulatorMatrix(1, "a")
  },
]

private let homeostats: [Refusal] = [
  Refusal("of a source", .invalidArgument, ["'source'", "threshold"]) { stage throws(SNNError) in
    try stage.network.homeostat(stage.source, [:])
  },
  Refusal("bounds swapped", .invalidArgument, ["'cells'", "lower <= upper"]) {
    stage throws(SNNError) in
    try stage.network.homeostat(stage.cells, ["lower": -40, "upper": -50])
  },
  Refusal("negative gain", .invalidArgument, ["gain"]) { stage throws(SNNError) in
    try stage.network.homeostat(stage.cells, ["gain": -1])
  },
  Refusal("unknown kind", .invalidArgument, ["'scaling'", "threshold_to_rate"]) {
    stage throws(SNNError) in
    try stage.network.addHomeostat(stage.cells, kind: "scaling", parameters: [])
  },
]

struct LearningRefusalTests {
  @Test(arguments: terms)
  func `a plasticity term`(_ refusal: Refusal) throws { try refusal.check() }

  @Test(arguments: rates)
  func `a learning rate`(_ refusal: Refusal) throws { try refusal.check(after: 5) }

  @Test(arguments: signals)
  func `a signal`(_ refusal: Refusal) throws { try refusal.check() }

  @Test(arguments: modulators)
  func `a modulator`(_ refusal: Refusal) throws { try refusal.check() }

  @Test(arguments: homeostats)
  func `a homeostat`(_ refusal: Refusal) throws { try refusal.check() }

  @Test func `a modulator without modulatory neurons has no matrix a`() throws {
    let stage = try RefusalStage()
    let direct = try stage.network.modulator(stage.error, to: stage.others, [:])
    let error = failure { () throws(SNNError) in
      _ = try stage.network.modulatorMatrix(direct, "a")
    }
    #expect(error?.kind == .invalidArgument)
    #expect(error?.message.contains("modulator 1") == true)
  }
}
