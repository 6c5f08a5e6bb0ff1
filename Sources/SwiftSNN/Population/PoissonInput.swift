import KernelTypes

/// Independent Poisson input to every neuron of a population, drawn in its step: events at `rate`,
/// each of one weight, several in a step where the rate asks for it.
final class PoissonInput {
  private let tails: Buffer<Int32>
  private let weight: Double
  private let stream: UInt32
  let receptor: Int

  /// Inputs of a population; each has random numbers of its own.
  static let mostInputs = 256

  /// Turns the stream of the upper bits of the numbers into that of the lower ones.
  static let refinement =
    RandomPurpose.poissonInput.stream(0) ^ RandomPurpose.poissonRefinement.stream(0)

  /// Mean events in a step beyond which the table would be long and the draw slow.
  static let maximumMean = 200.0

  /// - Parameters:
  ///   - rate: Hz.
  ///   - weight: in the unit of the receptor.
  init(rate: Double, weight: Double, receptor: Int, dt: Double, index: Int) throws(SNNError) {
    let table = PoissonInput.table(mean: rate * dt * 1e-3)
    tails = try Buffer("Poisson table", count: table.count)
    for (k, tail) in table.enumerated() { tails.base[k] = tail }
    self.receptor = receptor
    self.weight = weight
    stream = RandomPurpose.poissonInput.stream(index)
  }

  func add(_ slice: StepSlice, seed: UInt64) {
    let position = RandomPosition(
      key: seed, stream: stream, step: UInt64(slice.step), lane: UInt32(slice.lane))
    slice.kernels.poissonInput(
      position, PoissonInput.refinement, tails.base, tails.count, weight, slice.neurons.lowerBound,
      slice.neurons.count,
      slice.input(receptor))
  }

  /// The probabilities in units of 2^-31.
  static func table(mean: Double) -> [Int32] {
    tails(mean: mean).map { Int32(min(($0 * 0x1p31).rounded(), Double(Int32.max))) }
  }

  /// P(n > k) for k = 0, 1, ... down to where 31-bit numbers cannot tell it from 0.
  static func tails(mean: Double) -> [Double] {
    guard mean > 0 else { return [] }
    var table: [Double] = []
    var term = Elementary.exp(-mean)
    // 1 - exp(-mean) without cancellation; further tails lose at most 1e-16.
    var tail = Elementary.oneMinusExp(mean)
    var k = 0.0
    while tail > 0x1p-33 {
      table.append(tail)
      k += 1
      term *= mean / k
      tail -= term
    }
    return table
  }
}
