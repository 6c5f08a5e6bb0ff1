import KernelTypes

/// Sources that are given a drive with `snn_drive_set`, a number for each lane and neuron.
protocol DrivenSource: PopulationModel {
  /// Drives that mean something.
  var drives: ClosedRange<Float> { get }
  func setDrive(_ values: UnsafePointer<Float>)
}

/// Transmits in every step the number gain * drive. It stands still from one row of the drive to the
/// next, so that what arrives of a row is summed up once (`StillInput`).
final class AnalogSource: DrivenSource {
  static let spec = ModelSpec(
    name: "analog", summary: "transmits the number gain * drive in every step",
    parameters: [ParameterSpec("gain", default: 1, "of the number for a drive of 1")],
    state: [], receptors: [])

  let spec: ModelSpec = AnalogSource.spec
  private let parameters: ParameterColumns
  private let size: Int
  private let lanes: Int
  private let precision: Precision
  private var rows: StillRows
  /// The rows follow each other by this many steps, beginning with `start`; the last holds.
  private var interval = 1
  private var start = 0
  /// Of the present row, [lane][neuron].
  private let numbers: RealBuffer

  init(_ extent: ModelExtent, parameters: ParameterColumns) throws(SNNError) {
    (size, lanes, precision) = (extent.size, extent.lanes, extent.precision)
    self.parameters = parameters
    rows = try StillRows(1, size: size, lanes: lanes, precision)
    numbers = try extent.state("numbers of analog sources")
    rows.drive.fill(1)
    derive()
  }

  let drives: ClosedRange<Float> = -1e6...1e6

  func setDrive(_ values: UnsafePointer<Float>) {
    rows.count = 1
    rows.drive.base.update(from: values, count: lanes * size)
    derive()
  }

  /// Rows of [lane][neuron], `interval` steps each from `start` on; the last holds.
  func setDrive(
    _ values: UnsafePointer<Float>, rows count: Int, interval: Int, start: Int
  ) throws(SNNError) {
    if count > rows.room {
      rows = try StillRows(count, size: size, lanes: lanes, precision)
    }
    rows.count = count
    (self.interval, self.start) = (interval, start)
    rows.drive.base.update(from: values, count: count * lanes * size)
    derive()
  }

  func parameterChanged(_ name: String) { derive() }

  private func derive() {
    let gain = parameters.column("gain")
    rows.derive { gain[$0] }
    for lane in 0..<lanes { show(row: 0, lane, 0..<size) }
  }

  private func show(row: Int, _ lane: Int, _ neurons: Range<Int>) {
    (numbers.base + lane * size + neurons.lowerBound).update(
      from: rows.numbers(row, lane) + neurons.lowerBound, count: neurons.count)
  }

  /// The row that is sent in a step.
  func row(at step: Int) -> Int {
    rows.count == 1 ? 0 : max(0, min((step - start) / interval, rows.count - 1))
  }

  /// A number of a row.
  func number(row: Int, lane: Int, _ neuron: Int) -> Double { rows.numbers(row, lane)[neuron] }

  /// Lists the neurons of a range whose numbers are not 0 in a step, and these; returns how many
  /// they are.
  func list(
    lane: Int, step: Int, _ neurons: Range<Int>, into list: UnsafeMutablePointer<Int32>,
    _ room: Reals?
  ) -> Int {
    rows.list(row(at: step), lane, neurons, into: list, room)
  }

  func listState(in list: StateList) {
    let (count, wide) = (rows.count * lanes * size, lanes * size)
    list.value("interval", interval, suits: StateList.isPositive) { self.interval = $0 }
    list.value("start", start) { self.start = $0 }
    list.array(
      "drive", Array(UnsafeBufferPointer(start: rows.drive.base, count: count))
    ) { given throws(SNNError) in
      guard !given.isEmpty, given.count % wide == 0 else { throw StateList.misfit("a drive") }
      try given.withUnsafeBufferPointer { (given) throws(SNNError) in
        try self.setDrive(
          given.baseAddress!, rows: given.count / wide, interval: self.interval, start: self.start)
      }
    }
  }

  var graded: RealBuffer? { numbers }
  var still: AnalogSource? { self }
  func state(_ name: String) -> RealBuffer? { nil }
  func reset() {}

  func advance(_ slice: StepSlice) {
    if rows.count > 1 { show(row: row(at: slice.step), slice.lane, slice.neurons) }
    slice.spikes.update(repeating: 0, count: slice.neurons.count)
  }
}

/// Rows of drives, each with the numbers that they stand for.
struct StillRows {
  /// Rows there is room for.
  let room: Int
  var count: Int
  /// [row][lane][neuron], as all but the last.
  let drive: Buffer<Float>
  private let numbers: RealBuffer
  /// The neurons whose numbers are not 0 and these numbers, and how many of them come before each
  /// neuron.
  private let sending: Buffer<Int32>
  private let sent: RealBuffer
  private let before: Buffer<Int32>
  private let size: Int
  private let lanes: Int

  init(_ rows: Int, size: Int, lanes: Int, _ precision: Precision) throws(SNNError) {
    (room, count, self.size, self.lanes) = (rows, rows, size, lanes)
    let what = "numbers of analog sources"
    drive = try Buffer(what, shape: rows, lanes, size)
    numbers = try RealBuffer(what, shape: [rows, lanes, size], precision)
    sending = try Buffer(what, shape: rows, lanes, size)
    sent = try RealBuffer(what, shape: [rows, lanes, size], precision)
    before = try Buffer(what, shape: rows, lanes, size + 1)
  }

  func numbers(_ row: Int, _ lane: Int) -> Reals { numbers.base + (row * lanes + lane) * size }

  func derive(gain: (Int) -> Double) {
    for place in 0..<count * lanes {
      let first = place * size
      let (list, before) = (sending.base + first, before.base + place * (size + 1))
      var listed = 0
      for i in 0..<size {
        numbers[first + i] = Double(drive.base[first + i]) * gain(i)
        before[i] = Int32(truncatingIfNeeded: listed)
        guard numbers[first + i] != 0 else { continue }
        list[listed] = Int32(truncatingIfNeeded: i)
        sent[first + listed] = numbers[first + i]
        listed += 1
      }
      before[size] = Int32(truncatingIfNeeded: listed)
    }
  }

  func list(
    _ row: Int, _ lane: Int, _ neurons: Range<Int>, into list: UnsafeMutablePointer<Int32>,
    _ room: Reals?
  ) -> Int {
    let place = row * lanes + lane
    let before = before.base + place * (size + 1)
    let first = place * size + Int(before[neurons.lowerBound])
    let count = Int(before[neurons.upperBound] - before[neurons.lowerBound])
    list.update(from: sending.base + first, count: count)
    room?.update(from: sent.base + first, count: count)
    return count
  }
}
