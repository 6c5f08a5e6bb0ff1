import KernelTypes

@testable import SwiftSNN

/// Populations large enough that projections to them are drawn as one, and small ones to which they
/// stay alone: constant and drawn weights and delays, rules by rows and by columns.
struct JoinedNetwork {
  let network: Network
  private let neurons: [Int32]
  private let recorders: [Int32]

  /// Those that share rows, by index, where none was read before.
  static let joined: Set<Set<Int>> = [
    [1, 14], [2, 3, 15], [5, 6], [7, 8], [9, 10], [12, 13],
  ]

  /// - Parameter shortest: the shortest delay, in steps.
  init(
    shortest: Int, threads: Int = 1, kernels: KernelTable = KernelChoice.chosen
  ) throws(SNNError) {
    network = try Network(dt: 0.5, seed: 31, lanes: 1, threads: threads, kernels: kernels)
    let least = Double(shortest) * 0.5
    let noise = try network.add("poisson", "noise", 30, ["rate": 600])
    let cells: Parameters = ["v_init": -53, "tau_refrac": 1]
    let large = try network.add("lif", "large", 3100, cells)
    let small = try network.add("lif", "small", 60, cells)
    let other = try network.add("lif", "other", 2060, cells)
    let third = try network.add("lif", "third", 2048, cells)
    try network.addPoissonInput(small, rate: 3000, weight: 1)
    let fixed: (String, Parameters) = ("constant", ["value": least])
    let weak: (String, Parameters) = ("normal", ["mean": 0.4, "std": 0.3])
    let strong: (String, Parameters) = ("constant", ["value": 1.2])
    let inhibiting: (String, Parameters) = ("constant", ["value": -0.6])
    func spread(_ range: Double) -> (String, Parameters) {
      ("uniform", ["low": least, "high": least + range])
    }
    func columns(_ k: Double) -> [(String, Parameters)] { [("fixed_in_degree", ["k": k])] }
    func rows(_ p: Double) -> [(String, Parameters)] { [("fixed_probability", ["p": p])] }
    func total(_ n: Double) -> [(String, Parameters)] { [("fixed_total_number", ["n": n])] }
    let network = network
    func join(
      _ source: Int32, _ target: Int32, _ rules: [(String, Parameters)],
      _ weight: (String, Parameters), _ delay: (String, Parameters)
    ) throws(SNNError) {
      _ = try network.join(source, target, rules, weight: weight, delay: delay)
    }
    try join(noise, large, rows(0.1), strong, fixed)  // 0, bits, no neighbour of 1
    try join(noise, other, total(6000), strong, fixed)  // bits, as 14
    try join(large, large, columns(2), inhibiting, fixed)  // 2
    try join(large, other, columns(2), inhibiting, fixed)
    try join(large, small, columns(9), weak, fixed)  // 4, alone
    try join(other, large, total(6000), weak, spread(3))  // 5, lengths of rows known
    try join(other, other, columns(2), weak, spread(1))
    try join(other, large, rows(0.0004), weak, spread(2))  // 7, onto the same: others' rows
    try join(other, other, rows(0.0005) + [("modular", ["size": 3])], weak, spread(2))
    try join(small, large, columns(1), weak, fixed)  // 9
    try join(small, other, columns(1), weak, fixed)
    try join(small, small, [("all_to_all", [:])], weak, fixed)  // 11, a matrix
    try join(large, other, rows(0.0004), weak, fixed)  // 12
    try join(large, large, [("small_world", ["k": 1])], weak, fixed)
    try join(noise, third, rows(0.1), strong, fixed)  // 14
    try join(large, third, columns(2), inhibiting, fixed)  // 15, no neighbour of 3
    neurons = [large, small, other, third]
    var recorders: [Int32] = []
    for population in [noise] + neurons { recorders.append(try network.recordSpikes(population)) }
    self.recorders = recorders
  }

  /// Everything the network did, bit for bit.
  struct Trace: Equatable {
    var spikes: [[Spike]] = []
    var potentials: [[UInt32]] = []
    var counters: [Int] = []
  }

  func trace() throws(SNNError) -> Trace {
    var trace = Trace()
    for recorder in recorders { trace.spikes.append(try network.spikes(recorder)) }
    for population in neurons {
      trace.potentials.append(try network.state(population).map(\.bitPattern))
    }
    trace.counters = [
      network.step, network.spikes, network.synapticEvents, try network.synapseCount(),
    ]
    return trace
  }

  /// Projections that share rows, by index.
  var shared: Set<Set<Int>> {
    var groups: [ObjectIdentifier: Set<Int>] = [:]
    for projection in network.projections {
      if case .sparse(let fanout, _) = projection.storage {
        groups[ObjectIdentifier(fanout), default: []].insert(projection.index)
      }
    }
    return Set(groups.values.filter { $0.count > 1 })
  }

  func synapses() throws(SNNError) -> [[Synapse]] {
    var all: [[Synapse]] = []
    for projection in network.projections {
      all.append(try network.synapses(Int32(projection.index)))
    }
    return all
  }
}
