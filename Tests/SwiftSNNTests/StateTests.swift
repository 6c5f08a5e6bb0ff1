import Testing

@testable import SwiftSNN

/// The state of a network, given to another of the same description, is all there is to know.
struct StateTests {
  @Test(arguments: StateScene.Kind.allCases)
  func `a network goes on from a state as if it had not stopped`(_ kind: StateScene.Kind) throws {
    let scene = try StateScene(kind)
    try scene.advance(from: 0)
    let saved = try SavedState(scene.network)
    try scene.advance(from: 1)

    let other = try StateScene(kind, threads: 2)
    try saved.restore(to: other.network)
    #expect(try SavedState(other.network) == saved)
    try other.advance(from: 1)
    #expect(try SavedState(other.network) == SavedState(scene.network))
  }

  @Test(arguments: StateScene.Kind.allCases)
  func `nothing that counts is left out of a state`(_ kind: StateScene.Kind) throws {
    let (scene, other) = (try StateScene(kind), try StateScene(kind))
    try scene.advance(from: 0)
    try SavedState(scene.network).restore(to: other.network)
    var comparison = ObjectComparison()
    comparison.compare(scene.network, other.network, path: "network")
    #expect(comparison.differences.prefix(20) == [])
    #expect(comparison.buffers > 20)
  }

  /// More synapses than a network has at first, of which those recorded are among the last.
  private func makeGrown(_ grows: Bool) throws -> Network {
    let network = try makeNetwork()
    let cells = try network.add("lif", "cells", 20, ["i_offset": 1])
    let grown = try network.join(
      cells, cells, [("fixed_probability", ["p": 0.3])], weight: ("uniform", ["high": 1]))
    _ = try network.addWeightRecorder(grown, every: 5, synapses: nil)
    guard grows else { return network }
    try network.run(steps: 20)
    _ = try network.restructure(
      grown, "regrow", [("number", [90])], weight: ("constant", [(name: "value", value: 2)]))
    try network.run(steps: 20)
    return network
  }

  @Test func `recorded synapses are found among those that have come`() throws {
    let (network, other) = (try makeGrown(true), try makeGrown(false))
    let saved = try SavedState(network)
    try saved.restore(to: other)
    for network in [network, other] { try network.run(steps: 20) }
    #expect(try SavedState(other) == SavedState(network))
  }

  @Test(arguments: [
    ("recorder/0/synapses", Int64(1 << 40)), ("recorder/0/synapses", -2), ("recorder/0/follows", 0),
  ])
  func `recorded synapses that there are not are refused`(name: String, number: Int64) throws {
    var saved = try SavedState(makeGrown(true))
    let field = try #require(saved.fields[name])
    let bytes = withUnsafeBytes(of: number.littleEndian) { Array($0.prefix(field.kind.bytes)) }
    saved.fields[name] = .init(
      kind: field.kind, count: field.count,
      bytes: bytes + field.bytes.dropFirst(field.kind.bytes))
    #expect(throws: SNNError.self) { try saved.restore(to: makeGrown(false)) }
  }

  private func makeMasked(_ masks: Bool) throws -> Network {
    let network = try makeNetwork()
    let cells = try network.add("lif", "cells", 4)
    let joined = try network.join(
      cells, cells, [("all_to_all", [:])], weight: ("uniform", ["high": 1]))
    guard masks else { return network }
    let mask = (0..<16).map { UInt8($0 % 3 == 0 ? 0 : 1) }
    try mask.withUnsafeBufferPointer { try network.setMask(joined, $0) }
    return network
  }

  @Test(arguments: [-1, 1, 16, 1 << 30, 1 << 50])
  func `synapses are set aside at places that there are, each at its own`(place: Int) throws {
    var saved = try SavedState(makeMasked(true))
    try saved.restore(to: makeMasked(false))
    let name = "projection/0/set_aside/places"
    let field = try #require(saved.fields[name])
    // Source, target, delay, place and flags of each; the first two at places 0 and 3.
    let order = withUnsafeBytes(of: (place == 1 ? 3 : place).littleEndian) { Array($0) }
    var bytes = field.bytes
    bytes.replaceSubrange(3 * 8..<4 * 8, with: order)
    saved.fields[name] = .init(kind: field.kind, count: field.count, bytes: bytes)
    #expect(throws: SNNError.self) { try saved.restore(to: makeMasked(false)) }
  }

  @Test func `saving changes nothing`() throws {
    let (scene, other) = (try StateScene(.pairs), try StateScene(.pairs))
    for scene in [scene, other] { try scene.advance(from: 0) }
    _ = try SavedState(scene.network)
    for scene in [scene, other] { try scene.advance(from: 1) }
    #expect(try SavedState(scene.network) == SavedState(other.network))
  }

  @Test func `a state of another network is refused`() throws {
    let scene = try StateScene(.plain)
    try scene.advance(from: 0)
    let saved = try SavedState(scene.network)
    #expect(throws: SNNError.self) { try saved.restore(to: StateScene(.pairs).network) }
    #expect(throws: SNNError.self) { try saved.restore(to: StateScene(.plain, seed: 4).network) }
    var lacking = saved
    lacking.fields.removeValue(forKey: "step")
    #expect(throws: SNNError.self) { try lacking.restore(to: StateScene(.plain).network) }
    var strange = saved
    strange.fields["something"] = .init(kind: .u8, count: 1, bytes: [1])
    #expect(throws: SNNError.self) { try strange.restore(to: StateScene(.plain).network) }
  }

  /// Whatever is in them: refused with a sentence, or gone on with, and never the end of the process.
  @Test(arguments: StateScene.Kind.allCases)
  func `damaged states do no harm`(_ kind: StateScene.Kind) throws {
    let scene = try StateScene(kind)
    try scene.advance(from: 0)
    let saved = try SavedState(scene.network)
    let names = saved.fields.keys.sorted()
    var random = SystemOfNumbers(seed: 5)
    var refused = 0
    for round in 0..<60 {
      var damaged = saved
      let name = names[(round * 7 + random.below(names.count)) % names.count]
      guard let field = saved.fields[name], field.count > 0 else { continue }
      var bytes = field.bytes
      for _ in 0..<1 + random.below(8) { bytes[random.below(bytes.count)] = random.byte() }
      damaged.fields[name] = .init(kind: field.kind, count: field.count, bytes: bytes)
      let other = try StateScene(kind)
      do {
        try damaged.restore(to: other.network)
        try other.network.run(steps: kind == .presented ? 1 : 40)
      } catch {
        refused += 1
      }
    }
    #expect(refused > 0)
  }

  @Test func `the partition is set before there is a population`() throws {
    let network = try makeNetwork(threads: 2)
    try network.setPartition(5)
    #expect(throws: SNNError.self) { try network.setPartition(0) }
    _ = try network.add("lif", "cells", 6000)
    #expect(network.populations[0].blocks.count == 5)
    #expect(throws: SNNError.self) { try network.setPartition(1) }
  }
}

/// A state copied out.
struct SavedState: Equatable {
  struct Field: Equatable {
    let kind: StateKind
    let count: Int
    let bytes: [UInt8]
  }

  let partition: Int
  var fields: [String: Field] = [:]

  init(_ network: Network) throws {
    partition = network.partition
    try network.listState()
    for (k, field) in network.stateFields.enumerated() {
      var bytes = [UInt8](repeating: 0, count: field.bytes)
      try bytes.withUnsafeMutableBytes { try network.copyState(k, to: $0) }
      #expect(fields[field.name] == nil)
      fields[field.name] = Field(kind: field.kind, count: field.count, bytes: bytes)
    }
  }

  func restore(to network: Network) throws {
    var given: [String: GivenField] = [:]
    var memory: [UnsafeMutableRawPointer] = []
    defer { for each in memory { each.deallocate() } }
    for (name, field) in fields {
      let copy = UnsafeMutableRawPointer.allocate(
        byteCount: max(field.bytes.count, 1), alignment: 8)
      memory.append(copy)
      copy.copyMemory(from: field.bytes, byteCount: field.bytes.count)
      given[name] = GivenField(kind: field.kind, count: field.count, data: copy)
    }
    try network.restoreState(given)
  }
}

/// Numbers that look random.
private struct SystemOfNumbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  private mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state >> 33
  }

  mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }
  mutating func byte() -> UInt8 { UInt8(truncatingIfNeeded: next()) }
}
