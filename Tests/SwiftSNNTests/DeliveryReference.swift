@testable import SwiftSNN

/// A spike source and a recurrent LIF population, one step and one synapse at a time: the arithmetic
/// of the engine in single precision, none of its storage.
struct DeliveryReference {
  /// Summed in this order within a step; each sorted by delay, the longest first, source and target.
  let forward: [Synapse]
  let recurrent: [Synapse]
  let size: Int

  /// Of the LIF neurons: rest, start and reset are 0, and nothing leaks.
  static let parameters: Parameters = [
    "v_rest": 0, "v_init": 0, "v_reset": 0, "v_thresh": 1, "tau_m": 1e9, "tau_refrac": 2,
  ]

  struct Outcome {
    var v: [Float]
    var spikes: [Spike] = []
    var events = 0
  }

  func run(_ input: [Spike], steps: Int, dt: Double) -> Outcome {
    let refractorySteps = Int(2 / dt)
    var outcome = Outcome(v: Array(repeating: 0, count: size))
    var waiting = [Int](repeating: 0, count: size)
    let sent = Set(input.map { SentSpike(step: $0.step, neuron: $0.neuron) })
    var fired: Set<SentSpike> = []
    for step in 0..<steps {
      var arriving = [Float](repeating: 0, count: size)
      for (synapses, spikes) in [(forward, sent), (recurrent, fired)] {
        for synapse in synapses
        where spikes.contains(SentSpike(step: step - synapse.delay, neuron: synapse.pre)) {
          arriving[synapse.post] += synapse.weight
          outcome.events += 1
        }
      }
      for j in 0..<size {
        if waiting[j] > 0 {
          waiting[j] -= 1
          continue
        }
        outcome.v[j] += arriving[j]
        guard outcome.v[j] >= 1 else { continue }
        outcome.v[j] = 0
        waiting[j] = refractorySteps
        fired.insert(SentSpike(step: step, neuron: j))
        outcome.spikes.append(Spike(step: step, neuron: j))
      }
    }
    return outcome
  }

  private struct SentSpike: Hashable {
    let step: Int
    let neuron: Int
  }
}

extension [Synapse] {
  /// By delay, the longest first, source and target, those alike in the order given.
  func sortedForDelivery() -> [Synapse] {
    enumerated().sorted {
      (-$0.element.delay, $0.element.pre, $0.element.post, $0.offset)
        < (-$1.element.delay, $1.element.pre, $1.element.post, $1.offset)
    }.map(\.element)
  }
}
