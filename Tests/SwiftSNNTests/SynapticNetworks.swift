import Testing

@testable import SwiftSNN

/// The models with synaptic currents or conductances.
let synapticModels = ["lif_curr_exp", "lif_curr_alpha", "lif_cond_exp"]

extension Network {
  /// Connects a source to all neurons of a population by their named receptor.
  func join(
    _ source: Int32, _ target: Int32, receptor: String, weight: Double, delay: Double
  ) throws(SNNError) {
    _ = try connect(
      source, target, receptor: receptor, rules: [(name: "all_to_all", parameters: [], arrays: [])],
      weight: (kind: "constant", parameters: [(name: "value", value: weight)]),
      delay: (kind: "constant", parameters: [(name: "value", value: delay)]))
  }

  /// A neuron, reached by one spike with the weight at each of `arrivals` (steps, counted from 0).
  func addTarget(
    _ model: String, _ parameters: Parameters, receptor: String, weight: Double, arrivals: [Int]
  ) throws(SNNError) -> Int32 {
    let neuron = try add(model, "neuron of \(receptor)", 1, parameters)
    let source = try add("spike_source", "source of \(receptor)", 1)
    try join(source, neuron, receptor: receptor, weight: weight, delay: dt)
    try feed(source, arrivals.map { Spike(step: $0 - 1, neuron: 0) })
    return neuron
  }
}
