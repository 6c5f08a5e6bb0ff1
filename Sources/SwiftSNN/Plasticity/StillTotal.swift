import KernelTypes

/// The Z of `PresentationLearning` summed over all steps in which a row of numbers that stand still
/// arrives through synapses of a delay.
final class StillTotal {
  let source: AnalogSource
  let delay: Int
  private let extent: PresentationExtent
  private let size: Int
  private let what: String
  private var firstStep = 0
  /// [row of the presentation][lane][neuron].
  private var sums: Buffer<Float>

  init(
    of source: AnalogSource, after delay: Int, _ target: Population, _ extent: PresentationExtent
  ) throws(SNNError) {
    (self.source, self.delay, self.extent, size) = (source, delay, extent, target.size)
    what = "learning history of '\(target.name)'"
    sums = try Buffer(what, shape: extent.lanes, target.size)
  }

  func begin(step: Int) throws(SNNError) {
    firstStep = step
    let rows = source.rows(of: extent, from: step).count
    if rows * extent.lanes * size > sums.count {
      sums = try Buffer(what, shape: rows, extent.lanes, size)
    }
  }

  /// Sums up the Z of a lane, [step][neuron].
  func add(_ z: UnsafePointer<Float>, lane: Int, _ kernels: KernelTable) {
    let rows = source.rows(of: extent, from: firstStep)
    for row in 0..<rows.count { sum(row, lane).update(repeating: 0, count: size) }
    for age in min(delay, extent.steps)..<extent.steps {
      let row = source.row(at: firstStep + age - delay) - rows.lowerBound
      kernels.leak(sum(row, lane), 1, z + age * size, size)
    }
  }

  /// The sum of a row, counted from the first of the presentation.
  private func sum(_ row: Int, _ lane: Int) -> UnsafeMutablePointer<Float> {
    sums.base + (row * extent.lanes + lane) * size
  }

  /// Sums of all rows and lanes.
  var base: UnsafePointer<Float> { UnsafePointer(sums.base) }
}

extension AnalogSource {
  /// Rows that are sent in a presentation.
  func rows(of extent: PresentationExtent, from step: Int) -> Range<Int> {
    row(at: step)..<row(at: step + extent.steps - 1) + 1
  }
}
