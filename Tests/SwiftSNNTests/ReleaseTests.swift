import KernelTypes
import Testing

@testable import SwiftSNN

struct ReleaseChanceTests {
  @Test(arguments: [1, 2, 5, 40, 1000], [0, 1e-9, 0.01, 0.3, 0.5, 0.7, 0.999, 1])
  func `tails are those of the binomial distribution`(_ n: Int, _ p: Double) {
    var tails = [UInt32](repeating: 7, count: n)
    Release.fillTails(&tails, n, p)
    // By the number of successes among one more trial at a time.
    var chances = [1.0] + [Double](repeating: 0, count: n)
    for _ in 0..<n {
      for k in stride(from: n, through: 1, by: -1) {
        chances[k] = chances[k] * (1 - p) + chances[k - 1] * p
      }
      chances[0] *= 1 - p
    }
    for k in 0..<n {
      let tail = chances[(k + 1)...].reduce(0, +)
      #expect(abs(Double(tails[k]) - tail * 0x1p31) <= 1.5)
    }
    if p == 1 { #expect(tails.allSatisfy { $0 == 1 << 31 }) }
    if p == 0 { #expect(tails.allSatisfy { $0 == 0 }) }
  }

  /// Rows that are split into parts draw the numbers of whole ones.
  @Test(arguments: [1, 2, 3])
  func `synapses that join one pair again release on their own, on any number of threads`(
    _ threads: Int
  ) throws {
    func arrived(_ threads: Int) throws -> [Float] {
      let network = try makeNetwork(threads: threads)
      let source = try network.add("spike_source", "source", 2)
      let target = try network.add(
        "lif", "cells", 3000, ["tau_m": 1e9, "v_rest": 0, "v_init": 0, "v_thresh": 1e6])
      let projection = try network.join(
        source, target,
        (0..<9000).map { Synapse(pre: $0 % 2, post: $0 / 3, delay: 1 + $0 % 2, weight: 1) })
      try network.addDynamics(projection, "stochastic_release", parameters: [("p", [0.5])])
      try network.feed(source, (0..<40).map { Spike(step: $0, neuron: $0 % 2) })
      try network.run(steps: 45)
      return try network.state(target)
    }
    let v = try arrived(threads)
    #expect(try v == arrived(1))
    let mean = v.reduce(0, +) / 3000
    #expect(abs(mean - 30) < 0.3)
    let variance = v.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3000
    #expect(abs(variance - 15) < 2)
  }
}
