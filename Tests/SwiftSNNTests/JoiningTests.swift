import Testing

@testable import SwiftSNN

/// Projections drawn as one do what they would do alone.
struct JoiningTests {
  private static let steps = 24
  private static let delays = [1, 4]

  private static let traces = Result {
    try delays.map { shortest in
      let joined = try JoinedNetwork(shortest: shortest)
      try joined.network.run(steps: steps)
      return try joined.trace()
    }
  }
  private static let synapses = Result { try JoinedNetwork(shortest: 1).synapses() }

  private func expected(_ shortest: Int) throws -> JoinedNetwork.Trace {
    try Self.traces.get()[Self.delays.firstIndex(of: shortest)!]
  }

  @Test(arguments: delays)
  func `the network compared spikes, and shares rows`(_ shortest: Int) throws {
    for spikes in try expected(shortest).spikes { #expect(spikes.count > 60) }
    let joined = try JoinedNetwork(shortest: shortest)
    try joined.network.prepare()
    #expect(joined.shared == JoinedNetwork.joined)
    #expect(joined.network.plan?.window == shortest)
  }

  @Test(arguments: zip([2, 3, 3, 4, 8], [1, 1, 4, 1, 4]))
  func `any number of threads`(_ threads: Int, _ shortest: Int) throws {
    let joined = try JoinedNetwork(shortest: shortest, threads: threads)
    try joined.network.run(steps: Self.steps)
    #expect(joined.shared == JoinedNetwork.joined)
    #expect(try joined.trace() == expected(shortest))
  }

  @Test(arguments: KernelChoice.available.indices)
  func `any instruction set`(_ kernels: Int) throws {
    let joined = try JoinedNetwork(
      shortest: 4, threads: 2, kernels: KernelChoice.available[kernels])
    try joined.network.run(steps: Self.steps)
    #expect(try joined.trace() == expected(4))
  }

  /// Reading draws a projection alone.
  @Test(arguments: zip([[0], [1, 6], [3, 5, 12], [7, 9], Array(0...15)], [1, 3, 1, 2, 3]))
  func `whatever was read before`(_ read: [Int], _ threads: Int) throws {
    let shortest = read.count == 2 ? 4 : 1
    let joined = try JoinedNetwork(shortest: shortest, threads: threads)
    for projection in read { _ = try joined.network.synapses(Int32(projection)) }
    try joined.network.run(steps: Self.steps)
    #expect(joined.shared.allSatisfy { $0.isDisjoint(with: read) })
    #expect(try joined.trace() == expected(shortest))
  }

  @Test(arguments: zip([[11, 13], [1, 0, 2, 21], Array(repeating: 1, count: 24)], [1, 4, 4]))
  func `a run in parts`(_ parts: [Int], _ shortest: Int) throws {
    let joined = try JoinedNetwork(shortest: shortest, threads: parts.count == 2 ? 4 : 2)
    if parts.count == 4 { try joined.network.prepare() }
    for part in parts { try joined.network.run(steps: part) }
    #expect(try joined.trace() == expected(shortest))
  }

  @Test(arguments: [1, 3, 5])
  func `synapses read after a run are those read before one`(_ threads: Int) throws {
    let joined = try JoinedNetwork(shortest: 1, threads: threads)
    try joined.network.run(steps: 2)
    #expect(joined.shared == JoinedNetwork.joined)
    let found = try joined.synapses()
    for (projection, synapses) in try Self.synapses.get().enumerated() {
      let isSame = found[projection] == synapses
      #expect(isSame, "projection \(projection)")
      #expect(try joined.network.synapseCount(Int32(projection)) == synapses.count)
    }
  }
}

/// Weights of projections that share rows.
struct JoinedWeightTests {
  /// Weights of every projection after those of one were set, before or after the rows were drawn
  /// as one; and what the network then does.
  private func changed(
    _ projection: Int, isJoined: Bool, threads: Int, factor: Float
  ) throws -> (weights: [[Float]], trace: JoinedNetwork.Trace) {
    let joined = try JoinedNetwork(shortest: 1, threads: threads)
    let network = joined.network
    if isJoined { try network.prepare() }
    let values = try network.weights(Int32(projection))
    try network.setWeights(of: Int32(projection), values.map { $0 * factor })
    try network.run(steps: 15)
    #expect((joined.shared == JoinedNetwork.joined) == isJoined)
    var weights: [[Float]] = []
    for index in network.projections.indices { weights.append(try network.weights(Int32(index))) }
    return (weights, try joined.trace())
  }

  @Test(arguments: zip([1, 14, 15, 6, 10], [4, 3, 2, 3, 1]))
  func `setting those of one leaves the others`(_ projection: Int, _ threads: Int) throws {
    let before = try changed(projection, isJoined: false, threads: 1, factor: 1.5)
    let after = try changed(projection, isJoined: true, threads: threads, factor: 1.5)
    #expect(after.trace == before.trace)
    let original = try JoinedNetwork(shortest: 1)
    for index in original.network.projections.indices {
      let values = try original.network.weights(Int32(index))
      let expected = index == projection ? values.map { $0 * 1.5 } : values
      let isSame = [after.weights[index] == expected, before.weights[index] == expected]
      #expect(isSame == [true, true], "projection \(index)")
    }
  }

  @Test func `setting equal weights changes nothing`() throws {
    let constant = try changed(0, isJoined: true, threads: 1, factor: 1)
    let drawn = try changed(5, isJoined: true, threads: 2, factor: 1)
    #expect(constant.trace == drawn.trace)
    #expect(constant.weights == drawn.weights)
  }
}
