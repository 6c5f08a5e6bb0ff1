import Testing

@testable import SwiftSNN

private let creation: [Refusal] = [
  Refusal("dt of 0", .invalidArgument, ["dt"]) { _ throws(SNNError) in _ = try makeNetwork(dt: 0) },
  Refusal("dt too small to count", .invalidArgument, ["dt", "1e-6"]) { _ throws(SNNError) in
    _ = try makeNetwork(dt: 9e-7)
  },
  Refusal("negative dt", .invalidArgument, ["dt"]) { _ throws(SNNError) in
    _ = try makeNetwork(dt: -1)
  },
  Refusal("infinite dt", .invalidArgument, ["dt"]) { _ throws(SNNError) in
    _ = try makeNetwork(dt: .infinity)
  },
  Refusal("dt not a number", .invalidArgument, ["dt"]) { _ throws(SNNError) in
    _ = try makeNetwork(dt: .nan)
  },
  Refusal("no batch lane", .invalidArgument, ["batch", "0"]) { _ throws(SNNError) in
    _ = try makeNetwork(lanes: 0)
  },
  Refusal("too many lanes", .invalidArgument, ["batch", "65536"]) { _ throws(SNNError) in
    _ = try makeNetwork(lanes: 65537)
  },
  Refusal("negative threads", .invalidArgument, ["threads"]) { _ throws(SNNError) in
    _ = try makeNetwork(threads: -1)
  },
  Refusal("too many threads", .invalidArgument, ["threads", "1024"]) { _ throws(SNNError) in
    _ = try makeNetwork(threads: 1025)
  },
]

private func adding(
  _ description: String, _ words: [String], model: String = "lif", size: Int = 3,
  name: String = "new", kind: SNNError.Kind = .invalidArgument, _ parameters: Parameters = [:]
) -> Refusal {
  Refusal(description, kind, words) { stage throws(SNNError) in
    _ = try stage.network.add(model, name, size, parameters)
  }
}

private let populations: [Refusal] = [
  adding("empty population", ["'new'", "size"], size: 0),
  adding("population beyond the limit", ["'new'", "size"], size: 1 << 30 + 1),
  adding(
    "unknown model", ["'lyf'", "lif, lif_curr_exp", "poisson, analog, spike_source"], model: "lyf"),
  adding("unknown parameter", ["'tau'", "'new'", "tau_m"], ["tau": 1]),
  adding(
    "parameter of a model without any", ["'new'", "'rate'"], model: "spike_source", ["rate": 1]),
  adding("time constant of 0", ["tau_m", "'new'", "at least 1e-06"], ["tau_m": 0]),
  adding("parameter not a number", ["v_rest", "'new'", "nan"], ["v_rest": .nan]),
  adding("infinite parameter", ["i_offset", "'new'", "inf"], ["i_offset": .infinity]),
  adding("half a switch", ["subtract", "0 or 1"], ["subtract": 0.5]),
  adding("chance above 1", ["gain", "'new'", "at most 1"], model: "bernoulli", ["gain": 1.5]),
  adding("reset at threshold", ["v_reset", "v_thresh", "'new'"], ["v_reset": -50]),
  adding("name taken", ["'cells'", "already"], name: "cells"),
]

private func setting(
  _ description: String, _ words: [String], of population: Int32 = 2, _ parameter: String,
  _ values: [Double], kind: SNNError.Kind = .invalidArgument
) -> Refusal {
  Refusal(description, kind, words) { stage throws(SNNError) in
    try stage.network.setParameter(population, parameter, values)
  }
}

private let parameters: [Refusal] = [
  setting("parameter unknown", ["'tau'", "'cells'", "tau_m"], "tau", [1]),
  setting(
    "parameter of no population", ["population 9", "0 to 3"], of: 9, "tau_m", [1], kind: .index),
  setting("negative population", ["population -1"], of: -1, "tau_m", [1], kind: .index),
  setting("a value too few", ["tau_m", "'cells'", "4", "3"], "tau_m", [1, 2, 3], kind: .shape),
  setting("no value", ["tau_m", "'cells'"], "tau_m", [], kind: .shape),
  setting("a switch a neuron", ["subtract"], "subtract", [0, 1, 0, 1], kind: .shape),
  setting("one bad value of many", ["tau_m", "'cells'"], "tau_m", [1, 2, -3, 4]),
  setting(
    "one threshold below reset", ["v_thresh", "neuron 2"], "v_thresh", [-50, -50, -80, -50]),
  setting("parameter where there is none", ["'source'", "no parameters"], of: 0, "rate", [1]),
  Refusal("parameter to read unknown", .invalidArgument, ["'tau'", "'cells'"]) {
    stage throws(SNNError) in _ = try stage.network.parameter(stage.cells, "tau")
  },
  Refusal("state unknown", .invalidArgument, ["'w'", "'cells'", "v, v_thresh"]) {
    stage throws(SNNError) in _ = try stage.network.stateView(stage.cells, "w")
  },
  Refusal("state where there is none", .invalidArgument, ["'source'", "no state"]) {
    stage throws(SNNError) in _ = try stage.network.stateView(stage.source, "v")
  },
]

struct BuildingRefusalTests {
  @Test(arguments: creation)
  func `a network`(_ refusal: Refusal) throws { try refusal.check() }

  @Test(arguments: populations)
  func `a population`(_ refusal: Refusal) throws { try refusal.check() }

  @Test(arguments: parameters)
  func `a parameter or state`(_ refusal: Refusal) throws { try refusal.check() }

  @Test(arguments: parameters)
  func `a parameter or state of a network that runs`(_ refusal: Refusal) throws {
    try refusal.check(after: 5)
  }

  @Test func `more memory than there is`() throws {
    let many = Refusal("memory", .outOfMemory, ["'new'", "GiB"]) { _ throws(SNNError) in
      _ = try makeNetwork(lanes: 65536).add("lif", "new", 1 << 21)
    }
    try many.check()
  }

  private static let additions: [Refusal] = [
    adding("population", ["'new'", "after the network has run"], kind: .state),
    Refusal("projection", .state, ["'cells' -> 'others'"]) { stage throws(SNNError) in
      _ = try stage.network.join(stage.cells, stage.others)
    },
    Refusal("plasticity", .state, ["plasticity"]) { stage throws(SNNError) in
      try stage.network.learn(stage.fixed, "trace", "spike", [:])
    },
    Refusal("Poisson input", .state, ["Poisson"]) { stage throws(SNNError) in
      try stage.network.addPoissonInput(stage.cells, rate: 1, weight: 1)
    },
    Refusal("signal", .state, ["signal"]) { stage throws(SNNError) in
      _ = try stage.network.signal(stage.cells, "rate", ["classes": 2])
    },
    Refusal("modulator", .state, ["modulator"]) { stage throws(SNNError) in
      _ = try stage.network.modulator(stage.error, to: stage.cells, [:])
    },
    Refusal("homeostat", .state, ["homeostat"]) { stage throws(SNNError) in
      try stage.network.homeostat(stage.cells, [:])
    },
  ]

  @Test(arguments: additions)
  func `what comes after the network has run`(_ refusal: Refusal) throws {
    try refusal.check(after: 1)
  }
}
