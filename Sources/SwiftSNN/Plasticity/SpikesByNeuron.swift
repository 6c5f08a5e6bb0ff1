import KernelTypes

/// What the neurons of a population sent in a presentation.
protocol SentByNeuron: AnyObject {
  /// Sorts what some lanes sent, whose presentation is over.
  func collect(firstStep: Int, lanes: Range<Int>) throws(SNNError)

  /// Adds to the change of some columns of a neuron's row what it sent through synapses of a delay;
  /// false where it sent nothing.
  func sum(
    of neuron: Int, delay: Int, _ columns: Range<Int>, of group: LearningGroup,
    into change: UnsafeMutablePointer<Float>, _ kernels: KernelTable
  ) -> Bool
}

/// The spikes of a presentation sorted by neuron, each as the row (lane, step) it was fired in.
///
/// Rows of a neuron ascend by lane and step: the order in which their changes are summed.
final class SpikesByNeuron: SentByNeuron {
  private let population: Population
  private let extent: PresentationExtent
  private let starts: Buffer<Int>
  private var events: Buffer<Int32>

  init(_ population: Population, _ extent: PresentationExtent) throws(SNNError) {
    self.population = population
    self.extent = extent
    starts = try Buffer("spikes of '\(population.name)'", count: population.size + 2)
    events = try Buffer("spikes of '\(population.name)'", count: 0)
  }

  func sum(
    of neuron: Int, delay: Int, _ columns: Range<Int>, of group: LearningGroup,
    into change: UnsafeMutablePointer<Float>, _ kernels: KernelTable
  ) -> Bool {
    let (first, count) = (starts.base[neuron], starts.base[neuron + 1] - starts.base[neuron])
    guard count > 0 else { return false }
    let n = group.target.size
    // A spike arrives `delay` rows after it was fired.
    kernels.sumRows(
      Reals(change), columns.count, Reals(group.z.base + (delay * n + columns.lowerBound)), n,
      events.base + first, count)
    return true
  }

  func collect(firstStep: Int, lanes: Range<Int>) throws(SNNError) {
    starts.fill(0)
    // Counted two places ahead, so that filling below leaves every start in its place.
    forEach(firstStep, lanes) { neuron, _ in starts.base[neuron + 2] += 1 }
    for k in 2..<starts.count { starts.base[k] += starts.base[k - 1] }
    let total = starts.base[starts.count - 1]
    if events.count < total {
      events = try Buffer("spikes of '\(population.name)'", count: total + total / 4)
    }
    forEach(firstStep, lanes) { neuron, row in
      events.base[starts.base[neuron + 1]] = Int32(row)
      starts.base[neuron + 1] += 1
    }
  }

  private func forEach(
    _ firstStep: Int, _ lanes: Range<Int>, _ body: (_ neuron: Int, _ row: Int) -> Void
  ) {
    for lane in lanes {
      for age in 0..<extent.steps {
        let row = lane * extent.rows + age
        for block in population.blocks.indices {
          population.forEachSpike(lane: lane, step: firstStep + age, block: block) {
            body($0, row)
          }
        }
      }
    }
  }
}
