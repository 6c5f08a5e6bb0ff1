import KernelTypes

/// Independent Poisson input to every neuron of a population, drawn in its step: events at `rate`,
/// each of one weight, several in a step where the rate asks for it.
final class PoissonInput {
  private let table: [Float]
  private let weight: Float
  private let stream: UInt32

  /// Inputs of a population; each has random numbers of its own.
  static let mostInputs = 256

  /// Mean events in a step beyond which the table would be long and the draw slow.
  static let maximumMean = 200.0

  /// - Parameters:
  ///   - rate: Hz.
  ///   - weight: mV.
  init(rate: Double, weight: Double, dt: Double, index: Int) {
    table = PoissonInput.cumulative(mean: rate * dt * 1e-3)
    self.weight = Float(weight)
    stream = RandomPurpose.poissonInput.stream(index)
  }

  func add(
    _ slice: StepSlice, seed: UInt64, into input: UnsafeMutablePointer<Float>
  ) {
    let position = RandomPosition(
      key: seed, stream: stream, step: UInt64(slice.step), lane: UInt32(slice.lane))
    table.withUnsafeBufferPointer { entries in
      guard let base = entries.baseAddress else { return }
      slice.kernels.poissonInput(
        position, base, entries.count, weight, slice.neurons.lowerBound, slice.neurons.count, input)
    }
  }

  /// P(n <= k) for k = 0, 1, ... up to where 24-bit numbers can tell it from 1.
  static func cumulative(mean: Double) -> [Float] {
    guard mean > 0 else { return [] }
    var table: [Float] = []
    var term = Elementary.exp(-mean)
    var sum = term
    var k = 0.0
    while sum < 1 - 0x1p-25 || k < mean {
      table.append(Float(sum))
      k += 1
      term *= mean / k
      sum += term
      if term < 1e-12 && k > mean { break }
    }
    return table
  }
}
