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

  init(_ extent: ModelExtent, parameters: ParameterColumns) throws(SNNError) {
    (size, lanes) = (extent.size, extent.lanes)
    self.parameters = parameters
    drive = try Buffer("source drives", count: lanes * size)
    numbers = try extent.state("numbers of analog sources")
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
    for place in 0..<numbers.count {
      numbers[place] = Double(drive.base[place]) * gain[place % size]
    }
  }

  var graded: RealBuffer? { numbers }
  func state(_ name: String) -> RealBuffer? { nil }
  func reset() {}

  func advance(_ slice: StepSlice) {
    slice.spikes.update(repeating: 0, count: slice.neurons.count)
  }
}
