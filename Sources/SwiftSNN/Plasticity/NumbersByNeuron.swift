import KernelTypes

/// The numbers that stood still during a presentation, sorted by neuron: those that are not 0, each
/// with its lane.
final class NumbersByNeuron: SentByNeuron {
  private let population: Population
  private let starts: Buffer<Int>
  private let lanes: Buffer<Int32>
  private let numbers: Buffer<Float>

  init(_ population: Population, lanes: Int) throws(SNNError) {
    self.population = population
    let what = "numbers of '\(population.name)'"
    starts = try Buffer(what, count: population.size + 1)
    self.lanes = try Buffer(what, shape: population.size, lanes)
    numbers = try Buffer(what, shape: population.size, lanes)
  }

  func collect(firstStep: Int, lanes: Range<Int>) throws(SNNError) {
    guard let sent = population.model.graded else { return }
    var count = 0
    for neuron in 0..<population.size {
      starts.base[neuron] = count
      for lane in lanes {
        let number = sent[lane * population.size + neuron]
        guard number != 0 else { continue }
        self.lanes.base[count] = Int32(lane)
        numbers.base[count] = Float(number)
        count += 1
      }
    }
    starts.base[population.size] = count
  }

  func sum(
    of neuron: Int, delay: Int, _ columns: Range<Int>, of group: LearningGroup,
    into change: UnsafeMutablePointer<Float>, _ kernels: KernelTable
  ) -> Bool {
    let (first, count) = (starts.base[neuron], starts.base[neuron + 1] - starts.base[neuron])
    guard count > 0, let total = group.total(after: delay) else { return false }
    kernels.sumScaledRows(
      Reals(change), columns.count, Reals(total + columns.lowerBound), group.target.size,
      lanes.base + first, Reals(numbers.base + first), count)
    return true
  }
}
