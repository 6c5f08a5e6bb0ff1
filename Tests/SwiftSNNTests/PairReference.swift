import Foundation

@testable import SwiftSNN

/// Pair STDP with hard bounds, a trace a synapse, one step at a time in double precision.
///
/// An arriving spike depresses by what its target fired before this step; a spike of the target
/// potentiates by what has arrived until and in this step.
struct PairReference {
  var potentiation = 0.02
  var depression = -0.021
  var tauPre = 20.0
  var tauPost = 30.0
  var lower = 0.0
  var upper = 1.0
  var dt = 1.0

  private(set) var synapses: [Synapse]
  private(set) var weights: [Double]
  private var arrived: [Double]
  private var fired: [Double]
  private(set) var step = 0
  /// Spikes sent before are forgotten.
  private var firstSent = 0

  init(_ synapses: [Synapse]) {
    self.synapses = synapses
    weights = synapses.map { Double($0.weight) }
    arrived = weights.map { _ in 0 }
    fired = arrived
  }

  mutating func run(to end: Int, pre: Set<Spike>, post: Set<Spike>) {
    let (preDecay, postDecay) = (exp(-dt / tauPre), exp(-dt / tauPost))
    while step < end {
      for (k, synapse) in synapses.enumerated() {
        let sent = step - synapse.delay
        if sent >= firstSent, pre.contains(Spike(step: sent, neuron: synapse.pre)) {
          weights[k] = clipped(weights[k] + depression * fired[k])
          arrived[k] += 1
        }
        if post.contains(Spike(step: step, neuron: synapse.post)) {
          weights[k] = clipped(weights[k] + potentiation * arrived[k])
          fired[k] += 1
        }
        arrived[k] *= preDecay
        fired[k] *= postDecay
      }
      step += 1
    }
  }

  mutating func setWeights(_ values: [Float]) { weights = values.map(Double.init) }

  mutating func reset() {
    arrived = weights.map { _ in 0 }
    fired = arrived
    firstSent = step
  }

  private func clipped(_ w: Double) -> Double { min(max(w, lower), upper) }
}
