import Testing

@testable import SwiftSNN

struct WeightUpdateTests {
  @Test(arguments: [1, 3])
  private func `what an update keeps of a synapse moves with it`(threads: Int) throws {
    let scenario = try LearningScenario(.none, .sparse, threads: threads)
    let network = scenario.network
    let index = scenario.projection
    try network.learn(
      index, "trace", "spike", modulator: -1, ["rate": 0.1, "tau_pre": 12, "online": 0])
    try network.setBounds(index, lower: -2, upper: 2)
    try network.setOptimiser(index, "adam", parameters: [("rate", 0.3)])
    let factors = (0..<90).map { $0 % 2 == 0 ? 1.0 : -1.0 }
    try network.setUpdate(
      index, parameters: [("dale", 1), ("levels", 9), ("accumulate", 1)],
      arrays: [("factor", factors)])
    for trial in 0..<3 { _ = try scenario.present(seed: trial) }
    let projection = try network.projection(index)
    let storage = try #require(projection.storage)
    let update = try #require(projection.update)
    let count = try storage.materialise().count
    func kept() throws -> [[Double]] {
      let buffers = update.states + [try #require(update.rest), try #require(update.factors)]
      let numbers = buffers.map { buffer in (0..<count).map { buffer[$0] } }
      let signs = try #require(update.signs)
      return numbers + [(0..<count).map { Double(signs.base[$0]) }]
    }
    let before = try kept()
    #expect(before.count == 5)
    for values in before.prefix(4) { #expect(Set(values).count > 1) }
    var places = Array((0..<count).reversed())
    places[4] = -1
    try update.moved(to: storage, places: places)
    let after = try kept()
    let weight = try #require(storage.weights)[4]
    let fresh: [Double] = [0, 0, 0, 1, weight > 0 ? 1 : weight < 0 ? -1 : 0]
    for (kind, values) in after.enumerated() {
      #expect(values[4] == fresh[kind])
      for k in 0..<count where k != 4 { #expect(values[k] == before[kind][places[k]]) }
    }
    // It goes on.
    _ = try scenario.present(seed: 4)
  }
}
