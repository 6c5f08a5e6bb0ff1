import KernelTypes

/// Sources whose neurons fire at random, independently in each step, with a chance that depends on
/// `drive`, as `snn_drive_set` gave it for each lane and neuron, times a parameter.
class RandomSource: DrivenSource {
  /// Above every uniform number, 1 included.
  private static let certain: Float = 2

  let spec: ModelSpec
  private let parameters: ParameterColumns
  private let size: Int
  private let lanes: Int
  private let drive: Buffer<Float>
  private let factor: Buffer<Double>
  private let probability: Buffer<Float>
  /// What the drive is over time; nil where `drive` says.
  private var schedule: DriveSchedule?
  /// Of each lane, at a block's first neuron: the row of the schedule that `probability` is of.
  private let row: Buffer<Int>

  init(
    spec: ModelSpec, _ extent: ModelExtent, parameters: ParameterColumns
  ) throws(SNNError) {
    self.spec = spec
    (size, lanes) = (extent.size, extent.lanes)
    self.parameters = parameters
    drive = try Buffer("source drives", count: lanes * size)
    factor = try Buffer("source parameters", count: size)
    probability = try Buffer("source probabilities", count: lanes * size)
    row = try Buffer("source schedules", count: lanes * size)
    drive.fill(1)
    parameterChanged(spec.parameters[0].name)
  }

  /// The chance to fire in a step, for drive times parameter, >= 0; at most 1.
  func chance(_ product: Double) -> Double { 0 }

  func setSchedule(_ schedule: DriveSchedule) {
    self.schedule = schedule
    row.fill(DriveSchedule.noRow)
  }

  let drives: ClosedRange<Float> = 0...Float.greatestFiniteMagnitude

  func setDrive(_ values: UnsafePointer<Float>) {
    schedule = nil
    drive.base.update(from: values, count: drive.count)
    derive()
  }

  func parameterChanged(_ name: String) {
    let values = parameters.column(name)
    for i in 0..<size { factor.base[i] = values[i] }
    derive()
  }

  private func derive() {
    row.fill(DriveSchedule.noRow)
    for lane in 0..<lanes {
      for i in 0..<size {
        set(lane * size + i, Double(drive.base[lane * size + i]) * factor.base[i])
      }
    }
  }

  private func set(_ place: Int, _ product: Double) {
    // The least random number stands for 2^-31: a chance far below would come out as that.
    let p = chance(product)
    probability.base[place] = p < 0x1p-32 ? 0 : p >= 1 ? RandomSource.certain : Float(p)
  }

  /// Takes over the row of the schedule that a step is of.
  private func follow(_ schedule: DriveSchedule, _ slice: StepSlice) {
    let first = slice.lane * size + slice.neurons.lowerBound
    let now = schedule.row(at: slice.step)
    guard row.base[first] != now else { return }
    row.base[first] = now
    for i in slice.neurons {
      set(slice.lane * size + i, schedule.value(row: now, neuron: i) * factor.base[i])
    }
  }

  func listState(in list: StateList) {
    list.array(
      "drive", Array(UnsafeBufferPointer(start: drive.base, count: drive.count))
    ) { given throws(SNNError) in
      guard given.count == self.drive.count else { throw StateList.misfit("a drive") }
      given.withUnsafeBufferPointer {
        self.drive.base.update(from: $0.baseAddress!, count: $0.count)
      }
      self.derive()
    }
    DriveSchedule.list(schedule, in: list) { self.schedule = $0 }
  }

  func state(_ name: String) -> RealBuffer? { nil }
  func reset() {}

  func advance(_ slice: StepSlice) {
    let first = slice.neurons.lowerBound
    if let schedule { follow(schedule, slice) }
    slice.kernels.bernoulli(
      slice.random, probability.base + (slice.lane * size + first), first, slice.neurons.count,
      slice.spikes)
  }
}

/// Fires in each step with probability gain * drive, at most 1.
final class BernoulliSource: RandomSource {
  static let spec = ModelSpec(
    name: "bernoulli", summary: "fires in each step with probability gain * drive",
    parameters: [
      ParameterSpec("gain", default: 1, in: 0...1, "probability of a spike in a step at drive 1")
    ], state: [], receptors: [])

  init(_ extent: ModelExtent, parameters: ParameterColumns) throws(SNNError) {
    try super.init(spec: Self.spec, extent, parameters: parameters)
  }

  override func chance(_ product: Double) -> Double { min(1, product) }
}

/// Poisson spike trains of rate * drive, at most one spike a step.
final class PoissonSource: RandomSource {
  static let spec = ModelSpec(
    name: "poisson", summary: "Poisson spike trains of rate * drive, at most one spike a step",
    parameters: [ParameterSpec("rate", unit: "Hz", default: 1, in: 0...1e6, "rate at drive 1")],
    state: [], receptors: [])

  private let dt: Double

  init(_ extent: ModelExtent, parameters: ParameterColumns) throws(SNNError) {
    dt = extent.dt
    try super.init(spec: Self.spec, extent, parameters: parameters)
  }

  override func chance(_ product: Double) -> Double {
    Elementary.oneMinusExp(product * dt * 1e-3)
  }
}
