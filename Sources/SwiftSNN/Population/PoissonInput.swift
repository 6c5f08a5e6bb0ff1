import KernelTypes

/// Independent Poisson input to every neuron of a population, drawn in its step: events at `rate`,
/// each of one weight, several in a step where the rate asks for it.
final class PoissonInput {
  private let table: [Float]
  private let weight: Float
  private let stream: UInt32
  let receptor: Int

  /// Inputs of a population; each has random numbers of its own.
  static let mostInputs = 256

  /// Mean events in a step beyond which the table would be long and the draw slow.
  static let maximumMean = 200.0

  /// - Parameters:
  ///   - rate: Hz.
  ///   - weight: in the unit of the receptor.
  init(rate: Double, weight: Double, receptor: Int, dt: Double, index: Int) {
    self.receptor = receptor
    table = PoissonInput.tails(mean: rate * dt * 1e-3)
    self.weight = Float(weight)
    stream = RandomPurpose.poissonInput.stream(index)
  }

  func add(_ slice: StepSlice, seed: UInt64) {
    let position = RandomPosition(
      key: seed, stream: stream, step: UInt64(slice.step), lane: UInt32(slice.lane))
    table.withUnsafeBufferPointer { entries in
      guard let base = entries.baseAddress else { return }
      slice.kernels.poissonInput(
        position, base, entries.count, weight, slice.neurons.lowerBound, slice.neurons.count,
        slice.input(receptor))
    }
  }

  /// P(n > k) for k = 0, 1, ... down to where 31-bit numbers cannot tell it from 0.
  static func tails(mean: Double) -> [Float] {
    guard mean > 0 else { return [] }
    var table: [Float] = []
    var term = Elementary.exp(-mean)
    // 1 - exp(-mean) without cancellation; further tails lose at most 1e-16.
    var tail = Elementary.oneMinusExp(mean)
    var k = 0.0
    while tail > 0x1p-33 {
      table.append(Float(tail))
      k += 1
      term *= mean / k
      tail -= term
    }
    return table
  }
}
