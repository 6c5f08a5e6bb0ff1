/// The drive of a source over time: rows of values, each for an interval, 0 after the last.
struct DriveSchedule {
  /// A row that no step has.
  static let noRow = -2
  private static let silence = -1

  /// [row][1 or neuron].
  private let values: Buffer<Float>
  private let rows: Int
  private let columns: Int
  private let interval: Int
  private let repeats: Bool
  private let start: Int

  /// - Parameters:
  ///   - interval: steps of a row.
  ///   - start: the first step of the first row.
  init(
    _ given: UnsafeBufferPointer<Float>, rows: Int, columns: Int, interval: Int, repeats: Bool,
    start: Int, owner: String
  ) throws(SNNError) {
    values = try Buffer("the drive of \(owner)", count: given.count)
    for (k, value) in given.enumerated() {
      guard value.isFinite, value >= 0 else {
        throw .invalid(
          "drive of \(owner) in row \(k / columns), column \(k % columns) is \(value); it must be "
            + "finite and not negative")
      }
      values.base[k] = value
    }
    self.rows = rows
    self.columns = columns
    self.interval = interval
    self.repeats = repeats
    self.start = start
  }

  func row(at step: Int) -> Int {
    let row = (step - start) / interval
    if repeats { return row % rows }
    return row < rows ? row : DriveSchedule.silence
  }

  func value(row: Int, neuron: Int) -> Double {
    guard row >= 0 else { return 0 }
    return Double(values.base[row * columns + (columns == 1 ? 0 : neuron)])
  }
}
