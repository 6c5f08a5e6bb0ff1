import KernelTypes

/// The numbers that stood still during a presentation or a part of it, sorted by neuron: those that
/// are not 0, each with its row and lane.
final class NumbersByNeuron: SentByNeuron {
  private let source: AnalogSource
  private let extent: PresentationExtent
  private let size: Int
  private let what: String
  private let starts: Buffer<Int>
  /// Place of each number's sum in `StillTotal`.
  private var places: Buffer<Int32>
  private var numbers: Buffer<Float>

  init(
    _ population: Population, _ source: AnalogSource, _ extent: PresentationExtent
  ) throws(SNNError) {
    (self.source, self.extent, size) = (source, extent, population.size)
    what = "numbers of '\(population.name)'"
    starts = try Buffer(what, count: size + 1)
    places = try Buffer(what, shape: size, extent.lanes)
    numbers = try Buffer(what, shape: size, extent.lanes)
  }

  func collect(firstStep: Int, lanes: Range<Int>) throws(SNNError) {
    let rows = source.rows(of: extent, from: firstStep)
    if rows.count * lanes.count * size > numbers.count {
      places = try Buffer(what, shape: rows.count, size, extent.lanes)
      numbers = try Buffer(what, shape: rows.count, size, extent.lanes)
    }
    var count = 0
    for neuron in 0..<size {
      starts.base[neuron] = count
      for row in rows {
        for lane in lanes {
          let number = source.number(row: row, lane: lane, neuron)
          guard number != 0 else { continue }
          places.base[count] = Int32(
            truncatingIfNeeded: (row - rows.lowerBound) * extent.lanes + lane)
          numbers.base[count] = Float(number)
          count += 1
        }
      }
    }
    starts.base[size] = count
  }

  func sum(
    of neuron: Int, delay: Int, _ columns: Range<Int>, of group: LearningGroup,
    into change: UnsafeMutablePointer<Float>, _ kernels: KernelTable
  ) -> Bool {
    let (first, count) = (starts.base[neuron], starts.base[neuron + 1] - starts.base[neuron])
    guard count > 0, let total = group.total(of: source, after: delay) else { return false }
    kernels.sumScaledRows(
      Reals(change), columns.count, Reals(total.base + columns.lowerBound), group.target.size,
      places.base + first, Reals(numbers.base + first), count)
    return true
  }
}
