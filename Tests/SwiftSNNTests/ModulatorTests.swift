import Testing

@testable import SwiftSNN

struct ModulatorTests {
  /// A readout of five classes and a modulator of 400 hidden neurons.
  private func makeModulator(
    _ parameters: Parameters, seed: UInt64 = 2
  ) throws -> (network: Network, modulator: Int32) {
    let network = try makeNetwork(seed: seed)
    let readout = try network.add("spike_source", "readout", 10)
    let hidden = try network.add("lif", "hidden", 400)
    let error = try network.signal(readout, "rate", ["classes": 5])
    return (network, try network.modulator(error, to: hidden, parameters))
  }

  private func matrix(_ made: (network: Network, modulator: Int32), _ name: String) throws
    -> (values: [Double], rows: Int, columns: Int)
  {
    let found = try made.network.modulatorMatrix(made.modulator, name)
    let values = (0..<found.rows * found.columns).map { Double(found.values.base[$0]) }
    return (values, found.rows, found.columns)
  }

  @Test func `matrices have the documented shapes and default scales`() throws {
    let made = try makeModulator(["through": 100])
    let (a, b) = (try matrix(made, "a"), try matrix(made, "b"))
    #expect([a.rows, a.columns, b.rows, b.columns] == [5, 100, 100, 400])
    #expect(Statistics.areNormal(a.values, mean: 0, std: 1 / 5.0.squareRoot()))
    #expect(Statistics.areNormal(b.values, mean: 0, std: 0.1))
  }

  @Test func `scales are standard deviations`() throws {
    let made = try makeModulator(["through": 100, "scale_a": 3, "scale_b": 0.02])
    #expect(Statistics.areNormal(try matrix(made, "a").values, mean: 0, std: 3))
    #expect(Statistics.areNormal(try matrix(made, "b").values, mean: 0, std: 0.02))
  }

  @Test func `without modulatory neurons the classes reach the neurons at random`() throws {
    let made = try makeModulator([:])
    let b = try matrix(made, "b")
    #expect([b.rows, b.columns] == [5, 400])
    #expect(Statistics.areNormal(b.values, mean: 0, std: 1 / 5.0.squareRoot()))
  }

  @Test func `class groups carry each class to its group alone`() throws {
    let b = try matrix(try makeModulator(["class_groups": 1]), "b")
    for c in 0..<5 {
      for j in 0..<400 { #expect(b.values[c * 400 + j] == (j / 80 == c ? 1 : 0)) }
    }
  }

  @Test func `matrices depend on the seed and the modulator`() throws {
    let first = try makeModulator(["through": 8])
    let again = try makeModulator(["through": 8])
    let other = try makeModulator(["through": 8], seed: 3)
    let second = try first.network.modulator(0, to: 1, ["through": 8])
    let b = try matrix(first, "b").values
    #expect(try b == matrix(again, "b").values)
    #expect(try b != matrix(other, "b").values)
    #expect(try b != matrix((first.network, second), "b").values)
    #expect(try Array(matrix(first, "a").values.prefix(8)) != Array(b.prefix(8)))
  }
}
