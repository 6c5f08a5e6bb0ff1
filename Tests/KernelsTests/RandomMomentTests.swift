import KernelTypes
import Testing

@testable import SwiftSNN

/// Five standard errors: with the seeds fixed these pass for ever or show a bias.
private let sigmas = 5.0

private func moments(_ values: [Double]) -> (mean: Double, variance: Double) {
  let n = Double(values.count)
  let mean = values.reduce(0, +) / n
  return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1))
}

struct RandomMomentTests {
  @Test(arguments: KernelChoice.available, [1e-3, 0.02, 0.3, 0.97])
  func `bernoulli fires at its probability in every step and neuron`(
    _ table: KernelTable, _ p: Double
  ) {
    let (neurons, steps) = (960, 60)
    let chance = Fenced([Float](repeating: Float(p), count: neurons))
    let spikes = Fenced([UInt8](repeating: 0, count: neurons))
    var ofStep: [Double] = []
    var total = 0.0
    for step in 0..<steps {
      let position = RandomPosition(key: 99, stream: 1 << 24, step: UInt64(step), lane: 0)
      table.bernoulli(position, chance.constant, 0, neurons, spikes.base)
      ofStep.append(Double(spikes.values.reduce(0) { $0 + Int($1) }))
      total += ofStep[step]
    }
    let n = Double(neurons * steps)
    #expect((total - n * p).magnitude < sigmas * (n * p * (1 - p)).squareRoot())
    let spread = Double(neurons) * p * (1 - p)
    let variance = moments(ofStep).variance
    let standardError = (2 / Double(steps) + 1 / (n * p)).squareRoot()
    #expect((variance / spread - 1).magnitude < sigmas * standardError)
  }

  @Test(arguments: KernelChoice.available, [0.01, 0.5, 3, 40, 200])
  func `poissonInput has the mean and variance of its events`(
    _ table: KernelTable, _ mean: Double
  ) {
    let neurons = 6400
    let tails = Fenced(PoissonInput.table(mean: mean), fence: -1)
    let input = Fenced([Float](repeating: 0, count: neurons))
    let position = RandomPosition(key: 5, stream: 2 << 24, step: 12, lane: 3)
    table.poissonInput(
      position, PoissonInput.refinement, tails.constant, tails.count, 1, 0, neurons, input.reals)
    let found = moments(input.values.map(Double.init))
    let n = Double(neurons)
    #expect((found.mean - mean).magnitude < sigmas * (mean / n).squareRoot())
    // The fourth central moment of a Poisson variable is mean + 3 mean^2.
    let standardError = ((mean + 2 * mean * mean) / n).squareRoot()
    #expect((found.variance - mean).magnitude < sigmas * standardError)
  }

  @Test func `lanes, steps, streams and seeds draw different numbers`() {
    let chance = Fenced([Float](repeating: 0.5, count: 256))
    let spikes = Fenced([UInt8](repeating: 0, count: 256))
    var drawn: Set<[UInt8]> = []
    var positions: [RandomPosition] = []
    for k in 0..<8 {
      positions.append(RandomPosition(key: 7, stream: 1, step: UInt64(k), lane: 0))
      positions.append(RandomPosition(key: 7, stream: 1, step: UInt64(k + 1) << 32, lane: 0))
      positions.append(RandomPosition(key: 7, stream: 1, step: 0, lane: UInt32(k + 1)))
      positions.append(RandomPosition(key: 7, stream: UInt32(k + 2), step: 0, lane: 0))
      positions.append(RandomPosition(key: UInt64(k + 8), stream: 1, step: 0, lane: 0))
      positions.append(RandomPosition(key: UInt64(k + 1) << 40, stream: 1, step: 0, lane: 0))
    }
    for position in positions {
      KernelChoice.chosen.bernoulli(position, chance.constant, 0, 256, spikes.base)
      drawn.insert(spikes.values)
    }
    #expect(drawn.count == positions.count)
  }
}
