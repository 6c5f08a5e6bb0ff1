import KernelTypes

/// A state variable that can be read and recorded.
public struct StateSpec: Sendable {
  public let name: String
  public let unit: String
  public let summary: String
}

/// A kind of input a model takes: where a projection may end.
public struct ReceptorSpec: Sendable {
  public let name: String
  /// Of the weights.
  public let unit: String
  public let summary: String
}

/// What a model is called and has; `snn_catalogue` prints it.
public struct ModelSpec: Sendable {
  public let name: String
  public let summary: String
  public let parameters: [ParameterSpec]
  public let state: [StateSpec]
  /// Where projections and Poisson input may end, the usual one first; none for a source.
  public let receptors: [ReceptorSpec]

  /// The place of a receptor, the first where none is named.
  ///
  /// - Parameter owner: the population, for the sentence.
  func receptor(_ name: String?, of owner: String) throws(SNNError) -> Int {
    guard !receptors.isEmpty else {
      throw .invalid(
        "population '\(owner)' of model '\(self.name)' is a source and takes no input")
    }
    guard let name else { return 0 }
    guard let index = receptors.firstIndex(where: { $0.name == name }) else {
      throw .unknown("receptor of population '\(owner)'", name, valid: receptors.map(\.name))
    }
    return index
  }
}

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
  /// Thresholds a homeostat may move, one a neuron.
  var thresholds: RealBuffer? { get }
  /// What neurons that have no spikes transmit instead: a number each step, [lane][neuron], which
  /// `advance` sets. Nil where they spike.
  var graded: RealBuffer? { get }
}

extension PopulationModel {
  var thresholds: RealBuffer? { nil }
  var graded: RealBuffer? { nil }
}

/// The models there are.
enum Models {
  static let specs: [ModelSpec] = [
    LIFModel.spec, LIFCurrExpModel.spec, LIFCurrAlphaModel.spec, LIFCondExpModel.spec,
    BernoulliSource.spec, PoissonSource.spec, SpikeSource.spec,
  ]

  static func make(
    _ name: String, _ extent: ModelExtent, parameters: ParameterColumns
  ) throws(SNNError) -> any PopulationModel {
    switch name {
    case LIFModel.spec.name:
      return try LIFModel(extent, parameters: parameters)
    case LIFCurrExpModel.spec.name:
      return try LIFCurrExpModel(extent, parameters: parameters)
    case LIFCurrAlphaModel.spec.name:
      return try LIFCurrAlphaModel(extent, parameters: parameters)
    case LIFCondExpModel.spec.name:
      return try LIFCondExpModel(extent, parameters: parameters)
    case BernoulliSource.spec.name:
      return try BernoulliSource(extent, parameters: parameters)
    case PoissonSource.spec.name:
      return try PoissonSource(extent, parameters: parameters)
    case SpikeSource.spec.name:
      return SpikeSource(lanes: extent.lanes)
    default:
      throw .unknown("model", name, valid: specs.map(\.name))
    }
  }

  /// Whether the parameters of a population go together.
  static func check(
    _ spec: ModelSpec, _ parameters: ParameterColumns, size: Int, name: String
  ) throws(SNNError) {
    switch spec.name {
    case LIFModel.spec.name:
      try LIFModel.check(parameters, size: size, name: name)
    case LIFCurrExpModel.spec.name, LIFCurrAlphaModel.spec.name, LIFCondExpModel.spec.name:
      try Membrane.check(parameters, size: size, name: name)
    default:
      break
    }
  }

  static func spec(_ name: String) throws(SNNError) -> ModelSpec {
    guard let spec = specs.first(where: { $0.name == name }) else {
      throw .unknown("model", name, valid: specs.map(\.name))
    }
    return spec
  }
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

  /// A parameter's values, looked up by name once.
  func column(_ name: String) -> Column { Column(values: columns[name] ?? [0]) }

  struct Column {
    let values: [Double]

    /// One value for all neurons.
    var isUniform: Bool { values.count == 1 }

    subscript(_ neuron: Int) -> Double { isUniform ? values[0] : values[neuron] }
  }
}
