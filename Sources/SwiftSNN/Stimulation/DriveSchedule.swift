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

  /// Enters a schedule, or that there is none.
  static func list(
    _ schedule: DriveSchedule?, in list: StateList, set: @escaping (DriveSchedule?) -> Void
  ) {
    let shape = schedule.map {
      [$0.rows, $0.columns, $0.interval, $0.repeats ? 1 : 0, $0.start]
    }
    let values = schedule.map {
      Array(UnsafeBufferPointer(start: $0.values.base, count: $0.values.count))
    }
    let kept = Kept()
    list.array("schedule/shape", shape ?? []) { kept.shape = $0 }
    list.array("schedule/values", values ?? []) { given throws(SNNError) in
      guard !kept.shape.isEmpty else { return set(nil) }
      let shape = kept.shape
      guard shape.count == 5, shape[0] > 0, shape[1] > 0, shape[2] > 0,
        shape[0].multipliedReportingOverflow(by: shape[1]) == (given.count, false)
      else { throw StateList.misfit("a drive over time") }
      set(
        try given.withUnsafeBufferPointer { (given) throws(SNNError) in
          try DriveSchedule(
            given, rows: shape[0], columns: shape[1], interval: shape[2], repeats: shape[3] == 1,
            start: shape[4], owner: "a source")
        })
    }
  }

  /// What was set first, until the rest is.
  private final class Kept { var shape: [Int] = [] }

  func row(at step: Int) -> Int {
    let row = max(0, step - start) / interval
    if repeats { return row % rows }
    return row < rows ? row : DriveSchedule.silence
  }

  func value(row: Int, neuron: Int) -> Double {
    guard row >= 0 else { return 0 }
    return Double(values.base[row * columns + (columns == 1 ? 0 : neuron)])
  }
}
