import KernelTypes

/// How many neurons a model has state for, and how.
struct ModelExtent {
  let size: Int
  let lanes: Int
  /// ms.
  let dt: Double
  let precision: Precision

  /// State of every neuron and lane.
  func state(_ what: String) throws(SNNError) -> RealBuffer {
    try RealBuffer(what, count: lanes * size, precision)
  }

  /// What the lanes share, one a neuron.
  func coefficients(_ what: String) throws(SNNError) -> RealBuffer {
    try RealBuffer(what, count: size, precision)
  }
}

/// One block of one lane in one step, as a model sees it. The pointers are at the block's first
/// neuron.
struct StepSlice {
  /// Of the block, within the population.
  let neurons: Range<Int>
  let lane: Int
  let step: Int
  let kernels: KernelTable
  /// Names the random numbers of this population, lane and step.
  let random: RandomPosition
  /// Summed input of the first receptor; those of the others follow at `receptorStride`.
  let input: Reals
  let receptorStride: Int
  /// Bit r is set where anything ends on receptor r.
  let receptorsInUse: UInt32
  /// Current into each neuron in this step (nA), which a model may write over; nil where there is
  /// none.
  var current: Reals?
  /// `Tiles.room` numbers, where the model asked for them.
  let scratch: Reals
  let spikes: UnsafeMutablePointer<UInt8>
  /// `v - threshold` before the reset, where a plasticity term wants it.
  let margin: UnsafeMutablePointer<Float>?

  /// Summed input of a receptor.
  func input(_ receptor: Int) -> Reals {
    input + receptor * receptorStride
  }

  func isInUse(_ receptor: Int) -> Bool { receptorsInUse >> UInt32(receptor) & 1 == 1 }
}

/// The neurons of one population: their parameters, state and step. Called once a block, lane and
/// step, so the dynamic call does not count.
protocol PopulationModel: AnyObject {
  var spec: ModelSpec { get }
  /// A state variable, [lane][neuron].
  func state(_ name: String) -> RealBuffer?
  /// Sets the neurons' flags in `slice.spikes`; clears the input of the receptors
  /// in use.
  func advance(_ slice: StepSlice)
  /// Takes over a parameter that has been checked: one value for all or one a neuron.
  func parameterChanged(_ name: String)
  /// Sets the dynamic state back to the start.
  func reset()
  /// Enters what changes in time.
  func listState(in list: StateList)
  /// Thresholds a homeostat may move, one a neuron.
  var thresholds: RealBuffer? { get }
  /// Works on a tile at a time in `StepSlice.scratch`.
  var needsTiles: Bool { get }
  /// What neurons that have no spikes transmit instead: a number each step, [lane][neuron], which
  /// `advance` sets. Nil where they spike.
  var graded: RealBuffer? { get }
  /// What `graded` holds stands still for many steps; nil where it does not.
  var still: AnalogSource? { get }
}

extension PopulationModel {
  var thresholds: RealBuffer? { nil }
  var needsTiles: Bool { false }
  var graded: RealBuffer? { nil }
  var still: AnalogSource? { nil }
}

/// The parameters of a population, each one value for all neurons or one a neuron.
final class ParameterColumns {
  private var columns: [String: [Double]]

  init(_ values: ParameterValues, specs: [ParameterSpec]) {
    columns = Dictionary(uniqueKeysWithValues: specs.map { ($0.name, [values[$0.name]]) })
  }

  private init(columns: [String: [Double]]) { self.columns = columns }

  func copy() -> ParameterColumns { ParameterColumns(columns: columns) }

  func set(_ name: String, _ values: [Double]) { columns[name] = values }

  /// Sets a parameter and hands back what it was: two arrays that take turns ask for no memory.
  func exchange(_ name: String, _ values: [Double]) -> [Double] {
    columns.updateValue(values, forKey: name) ?? []
  }

  func has(_ name: String) -> Bool { columns[name] != nil }

  /// A parameter's values, looked up by name once; 0 of one that the model does not have.
  func column(_ name: String) -> Column { Column(values: columns[name] ?? [0]) }

  struct Column {
    let values: [Double]

    /// One value for all neurons.
    var isUniform: Bool { values.count == 1 }

    subscript(_ neuron: Int) -> Double { isUniform ? values[0] : values[neuron] }
  }
}
