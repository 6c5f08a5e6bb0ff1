import Foundation

@testable import SwiftSNN

/// A number for every lane, step and neuron of a presentation.
struct Course {
  let neurons: Int
  let steps: Int
  private var values: [Double]

  init(lanes: Int, steps: Int, neurons: Int, _ value: Double = 0) {
    self.neurons = neurons
    self.steps = steps
    values = Array(repeating: value, count: lanes * steps * neurons)
  }

  /// 1 where a neuron fired; steps counted from `first`.
  init(_ spikes: [Spike], first: Int, lanes: Int, steps: Int, neurons: Int) {
    self.init(lanes: lanes, steps: steps, neurons: neurons)
    for spike in spikes { self[spike.lane, spike.step - first, spike.neuron] = 1 }
  }

  subscript(lane: Int, step: Int, neuron: Int) -> Double {
    get { values[(lane * steps + step) * neurons + neuron] }
    set { values[(lane * steps + step) * neurons + neuron] = newValue }
  }
}

/// What happened in a presentation, as far as plasticity asks for it.
struct PresentationRecord {
  let lanes: Int
  let steps: Int
  let dt: Double
  let pre: Course
  let post: Course
  /// Distance from threshold before a reset; far below 0 while refractory.
  let margin: Course
}

/// A plasticity term by its definition: traces a synapse, forwards in time, in double precision.
struct ForwardTerm {
  var pre = "trace"
  var post = "spike"
  var rate = 1e-3
  var tauPre = 12.0
  var tauPost = 18.0
  var width = 3.0
  var tauEligibility = 0.0
  /// M for every lane, step and postsynaptic neuron; nil for 1.
  var modulation: Course?

  var parameters: Parameters {
    [
      "rate": rate, "tau_pre": tauPre, "tau_post": tauPost, "width": width,
      "tau_eligibility": tauEligibility,
    ]
  }

  /// The change of one synapse summed over the lanes, and the sum of its parts' magnitudes.
  func change(of synapse: Synapse, _ record: PresentationRecord) -> (sum: Double, size: Double) {
    let dt = record.dt
    let keep = tauEligibility > 0 ? exp(-dt / tauEligibility) : 0
    let j = synapse.post
    var (sum, size) = (0.0, 0.0)
    for lane in 0..<record.lanes {
      var (arrived, fired, eligibility) = (0.0, 0.0, 0.0)
      for step in 0..<record.steps {
        let sent = step - synapse.delay
        let arrives = sent >= 0 ? record.pre[lane, sent, synapse.pre] : 0
        arrived = arrived * exp(-dt / tauPre) + arrives
        let isDensity = pre == "trace" && post != "spike"
        let postFactor =
          switch post {
          case "spike": record.post[lane, step, j]
          case "trace": fired
          case "window": record.margin[lane, step, j].magnitude < width ? 1.0 : 0
          default: 1.0
          }
        let product = (pre == "trace" ? arrived : arrives) * postFactor * (isDensity ? dt : 1)
        eligibility = eligibility * keep + (1 - keep) * product
        let part = rate * eligibility * (modulation?[lane, step, j] ?? 1)
        sum += part
        size += part.magnitude
        fired = (fired + record.post[lane, step, j]) * exp(-dt / tauPost)
      }
    }
    return (sum, size)
  }
}
