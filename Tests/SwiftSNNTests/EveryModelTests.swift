import KernelTypes
import Testing

@testable import SwiftSNN

/// What holds for every model of the catalogue, whatever it computes.
struct EveryModelTests {
  /// A model with input to all of its receptors, a noisy current and a precision.
  struct Case: CustomTestStringConvertible, Sendable {
    let model: String
    var receptors: [(name: String, kind: String)] = []
    var precision = Precision.single
    var parameters: Parameters = [:]

    var testDescription: String {
      "\(model) \(receptors.map(\.kind).joined(separator: ", ")) \(precision)"
    }
  }

  static let mixed = [
    (name: "jump", kind: "delta"), (name: "ampa", kind: "cond_exp"),
    (name: "gaba", kind: "cond_alpha"), (name: "slow", kind: "cond_beta"),
    (name: "nmda", kind: "cond_nmda"), (name: "current", kind: "curr_beta"),
  ]

  static let cases: [Case] = Models.all.map(\.spec).flatMap { spec -> [Case] in
    guard !spec.receptors.isEmpty else { return [] }
    return Precision.allCases.flatMap { precision in
      var own = [Case(model: spec.name, precision: precision)]
      if spec.name == "izhikevich" {
        for method in [1.0, 2] {
          own.append(
            Case(model: spec.name, precision: precision, parameters: ["method": method]))
        }
      }
      guard spec.takesReceptors else { return own }
      return own + [Case(model: spec.name, receptors: mixed, precision: precision)]
    }
  }

  /// Weights and currents that make the neurons of a model fire now and then.
  private func strength(_ kind: ReceptorKind, _ model: String) -> Double {
    switch kind.quantity {
    case nil: 4
    case .current: model == "izhikevich" ? 6 : 0.4
    case .conductance, .nmda: model == "izhikevich" ? 0.04 : 0.01
    }
  }

  /// A network of one population, wired to itself where it is large, and what it did.
  private func outcome(
    _ each: Case, size: Int = 270, threads: Int = 1, lanes: Int = 1,
    kernels: KernelTable = KernelChoice.chosen, runs: [Int] = [80], perNeuron: Bool = false
  ) throws -> [Double] {
    let network = try Network(
      dt: 0.1, seed: 7, lanes: lanes, threads: threads, precision: each.precision,
      kernels: kernels)
    let cells = Int32(
      try network.addPopulation(
        name: "cells", model: each.model, size: size, receptors: each.receptors,
        parameters: each.parameters.map { ($0.key, $0.value) }))
    let spec = try network.population(cells).model.spec
    if perNeuron {
      for parameter in spec.parameters where parameter.isPerNeuron {
        let values = try network.parameter(cells, parameter.name)
        try network.setParameters(cells, [(parameter.name, values)])
      }
    }
    for receptor in spec.receptors {
      try network.addPoissonInput(
        cells, receptor: receptor.name, rate: 800, weight: strength(receptor.kind, each.model))
    }
    let current: Double =
      switch each.model {
      case "izhikevich": 8
      case "hh_squid": 1
      default: 0.6
      }
    try network.addCurrent(
      cells, kind: "noise", parameters: [("mean", current), ("std", current), ("tau", 2)],
      arrays: [])
    let isGraded = try network.population(cells).model.graded != nil
    let recorder = isGraded ? nil : try network.recordSpikes(cells)
    for steps in runs { try network.run(steps: steps) }
    var seen: [Double] = []
    if let recorder {
      seen = try network.spikes(recorder).flatMap { [Double($0.step), Double($0.neuron)] }
    }
    for state in spec.state {
      let view = try network.stateView(cells, state.name)
      seen += (0..<view.count).map { view[$0] }
    }
    return seen
  }

  @Test(arguments: cases)
  func `does something, and stays finite`(_ each: Case) throws {
    let seen = try outcome(each)
    #expect(seen.allSatisfy { $0.isFinite || $0 == .infinity })
    let spikes = seen.count - 270 * (try Models.definition(each.model).spec.state.count)
    if try Models.definition(each.model).spec.fires, each.receptors.isEmpty,
      each.model != "rate"
    {
      #expect(spikes > 0)
    }
    #expect(Set(seen).count >= 270)
  }

  @Test(arguments: cases)
  func `has the same bits on every instruction set`(_ each: Case) throws {
    let reference = try outcome(each, kernels: KernelChoice.available[0])
    for table in KernelChoice.available.dropFirst() {
      #expect(try outcome(each, kernels: table) == reference, "\(table.name)")
    }
  }

  @Test(arguments: cases)
  func `has the same bits in parts, per neuron and on any number of threads`(_ each: Case) throws {
    let reference = try outcome(each)
    #expect(try outcome(each, runs: [1, 24, 55]) == reference)
    #expect(try outcome(each, perNeuron: true) == reference)
    let large = try outcome(each, size: 2200, runs: [10])
    for threads in [2, 3] {
      #expect(try outcome(each, size: 2200, threads: threads, runs: [10]) == large)
    }
  }

  @Test(arguments: cases)
  func `lanes have noise of their own and the same laws`(_ each: Case) throws {
    let one = try outcome(each, lanes: 2, runs: [20])
    #expect(one == (try outcome(each, threads: 2, lanes: 2, runs: [20])))
  }

  @Test(arguments: cases)
  func `a reset network starts as a new one`(_ each: Case) throws {
    func states(_ network: Network) throws -> [Double] {
      try network.population(0).model.spec.state.flatMap { state in
        let view = try network.stateView(0, state.name)
        return (0..<view.count).map { view[$0] }
      }
    }
    let network = try Network(
      dt: 0.1, seed: 7, lanes: 2, threads: 1, precision: each.precision)
    _ = try network.addPopulation(
      name: "cells", model: each.model, size: 20, receptors: each.receptors,
      parameters: each.parameters.map { ($0.key, $0.value) })
    let fresh = try states(network)
    let spec = try network.population(0).model.spec
    for receptor in spec.receptors {
      try network.addPoissonInput(
        0, receptor: receptor.name, rate: 800, weight: strength(receptor.kind, each.model))
    }
    try network.run(steps: 100)
    #expect(try states(network) != fresh)
    network.reset()
    #expect(try states(network) == fresh)
  }
}
