import KernelTypes

/// Sources that are given a drive with `snn_drive_set`, a number for each lane and neuron.
protocol DrivenSource: PopulationModel {
  /// Drives that mean something.
  var drives: ClosedRange<Float> { get }
  func setDrive(_ values: UnsafePointer<Float>)
}

/// Transmits in every step the number gain * drive. It stands still from one change of the drive to
/// the next, so that what arrives from it is summed up once (`StillInput`).
final class AnalogSource: DrivenSource {
  static let spec = ModelSpec(
    name: "analog", summary: "transmits the number gain * drive in every step",
    parameters: [ParameterSpec("gain", default: 1, "of the number for a drive of 1")],
    state: [], receptors: [])

  let spec: ModelSpec = AnalogSource.spec
  private let parameters: ParameterColumns
  private let size: Int
  private let lanes: Int
  private let drive: Buffer<Float>
  private let numbers: RealBuffer
  /// Of each lane, the neurons whose numbers are not 0 and these numbers, and how many of them come
  /// before each neuron.
  private let sending: Buffer<Int32>
  private let sent: RealBuffer
  private let before: Buffer<Int32>

  init(_ extent: ModelExtent, parameters: ParameterColumns) throws(SNNError) {
    (size, lanes) = (extent.size, extent.lanes)
    self.parameters = parameters
    drive = try Buffer("source drives", count: lanes * size)
    numbers = try extent.state("numbers of analog sources")
    sending = try Buffer("numbers of analog sources", shape: lanes, size)
    sent = try extent.state("numbers of analog sources")
    before = try Buffer("numbers of analog sources", shape: lanes, size + 1)
    drive.fill(1)
    derive()
  }

  let drives: ClosedRange<Float> = -1e6...1e6

  func setDrive(_ values: UnsafePointer<Float>) {
    drive.base.update(from: values, count: drive.count)
    derive()
  }

  func parameterChanged(_ name: String) { derive() }

  private func derive() {
    let gain = parameters.column("gain")
    for lane in 0..<lanes {
      let (list, before) = (sending.base + lane * size, before.base + lane * (size + 1))
      var listed = 0
      for i in 0..<size {
        let place = lane * size + i
        numbers[place] = Double(drive.base[place]) * gain[i]
        before[i] = Int32(truncatingIfNeeded: listed)
        guard numbers[place] != 0 else { continue }
        list[listed] = Int32(truncatingIfNeeded: i)
        sent[lane * size + listed] = numbers[place]
        listed += 1
      }
      before[size] = Int32(truncatingIfNeeded: listed)
    }
  }

  /// Lists the neurons of a range whose numbers are not 0, and these; returns how many they are.
  func list(
    _ lane: Int, _ neurons: Range<Int>, into list: UnsafeMutablePointer<Int32>, _ room: Reals?
  ) -> Int {
    let before = before.base + lane * (size + 1)
    let first = lane * size + Int(before[neurons.lowerBound])
    let count = Int(before[neurons.upperBound] - before[neurons.lowerBound])
    list.update(from: sending.base + first, count: count)
    room?.update(from: sent.base + first, count: count)
    return count
  }

  var graded: RealBuffer? { numbers }
  var standsStill: Bool { true }
  func state(_ name: String) -> RealBuffer? { nil }
  func reset() {}

  func advance(_ slice: StepSlice) {
    slice.spikes.update(repeating: 0, count: slice.neurons.count)
  }
}
