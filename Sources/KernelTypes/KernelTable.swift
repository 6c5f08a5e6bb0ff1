/// The kernels of one instruction set: a class, because it is handed on at every step and its copies
/// would be counted closure by closure. Each is called once for a block of neurons or a list of
/// rows, so that the cost of the call does not count. What each does stands beside its code in
/// `Sources/Kernels`.
public final class KernelTable: Sendable {
  public typealias Floats = UnsafeMutablePointer<Float>
  public typealias ConstantFloats = UnsafePointer<Float>

  public typealias LIF = @Sendable (LIFArguments) -> Void
  public typealias ExponentialLIF = @Sendable (ExponentialArguments) -> Void
  public typealias AlphaLIF = @Sendable (AlphaArguments) -> Void
  public typealias Neuron = @Sendable (NeuronArguments) -> Void
  public typealias NeuronVariant = @Sendable (NeuronArguments, _ variant: Bool) -> Void
  public typealias ReceptorPart = @Sendable (ReceptorArguments) -> Void
  public typealias Finish = @Sendable (MembraneArguments) -> Void
  public typealias Escape = @Sendable (RandomPosition, _ first: Int, NeuronArguments) -> Void
  public typealias MultiplyAdd =
    @Sendable (_ out: Reals, _ a: Reals, _ b: Reals, _ c: Reals, _ count: Int) -> Void
  public typealias AddDecaying =
    @Sendable (_ out: Reals, _ x: Reals, _ gain: Reals, _ decay: Reals, _ count: Int) -> Void
  public typealias AddNoise =
    @Sendable (
      RandomPosition, _ first: Int, _ count: Int, _ out: Reals, _ gain: Reals, NoiseArguments
    ) -> Void
  public typealias AddScaled =
    @Sendable (_ out: Reals, _ gain: Reals, _ factor: Double, _ count: Int) -> Void
  public typealias RateUnits = @Sendable (RateArguments) -> Void
  public typealias Compact =
    @Sendable (
      _ flags: UnsafePointer<UInt8>, _ count: Int, _ first: Int32,
      _ out: UnsafeMutablePointer<Int32>
    ) -> Int
  public typealias SumRows =
    @Sendable (
      _ out: Reals, _ columns: Int, _ matrix: Reals, _ stride: Int,
      _ rows: UnsafePointer<Int32>, _ rowCount: Int
    ) -> Void
  public typealias Scatter =
    @Sendable (
      _ segments: UnsafePointer<Segment>, _ count: Int, _ targets: UnsafePointer<UInt16>,
      _ weights: Reals, _ input: Reals
    ) -> Void
  public typealias ScatterUniform =
    @Sendable (
      _ segments: UnsafePointer<Segment>, _ count: Int, _ targets: UnsafePointer<UInt16>,
      _ weight: Double, _ input: Reals
    ) -> Void
  public typealias ScatterScaled =
    @Sendable (
      _ segments: UnsafePointer<Segment>, _ factors: Reals, _ count: Int,
      _ targets: UnsafePointer<UInt16>, _ weights: Reals?, _ uniformWeight: Double, _ input: Reals
    ) -> Void
  public typealias SumScaledRows =
    @Sendable (
      _ out: Reals, _ columns: Int, _ matrix: Reals, _ stride: Int,
      _ rows: UnsafePointer<Int32>, _ factors: Reals, _ rowCount: Int
    ) -> Void
  public typealias ReleaseRow = @Sendable (ReleasedRow, ReleaseDraw, _ input: Reals) -> Void
  public typealias AddBitRows =
    @Sendable (
      _ rows: UnsafePointer<Int32>, _ count: Int, _ bits: UnsafePointer<UInt64>, _ stride: Int,
      _ weight: Double, _ input: Reals, _ neurons: Int
    ) -> Void
  public typealias VisitRows = @Sendable (IntegralRows, _ input: Reals) -> Void
  public typealias SettleRows = @Sendable (IntegralRows) -> Void
  public typealias SettleEligible = @Sendable (IntegralRows, EligibleMode) -> Void
  public typealias VisitHistory = @Sendable (HistoryRows, _ input: Reals) -> Void
  public typealias Words =
    @Sendable (
      RandomPosition, _ firstGroup: Int, _ groups: Int, _ out: UnsafeMutablePointer<UInt32>
    ) -> Void
  public typealias Bernoulli =
    @Sendable (
      RandomPosition, _ probability: ConstantFloats, _ first: Int, _ count: Int,
      _ spikes: UnsafeMutablePointer<UInt8>
    ) -> Void
  public typealias PoissonInput =
    @Sendable (
      RandomPosition, _ refinement: UInt32, _ tails: UnsafePointer<Int32>, _ tailCount: Int,
      _ weight: Double, _ first: Int,
      _ count: Int, _ input: Reals
    ) -> Void
  public typealias Scale = @Sendable (_ x: Floats, _ factor: Float, _ count: Int) -> Void
  public typealias Window =
    @Sendable (
      _ out: Floats, _ margin: ConstantFloats, _ width: Float, _ gain: Float, _ count: Int
    ) -> Void
  public typealias FlagsToFloat =
    @Sendable (
      _ out: Floats, _ flags: UnsafePointer<UInt8>, _ gain: Float, _ count: Int
    ) -> Void
  public typealias CombineRows =
    @Sendable (
      _ out: Floats, _ matrix: ConstantFloats, _ vector: ConstantFloats, _ rows: Int,
      _ count: Int
    ) -> Void
  public typealias Product = @Sendable (_ x: Floats, _ a: ConstantFloats, _ count: Int) -> Void
  public typealias Leak =
    @Sendable (_ x: Floats, _ decay: Float, _ b: ConstantFloats, _ count: Int) -> Void
  public typealias ApplyDense =
    @Sendable (
      _ w: Reals, _ change: ConstantFloats, _ gain: Float, _ lower: Double, _ upper: Double,
      _ count: Int
    ) -> Void
  public typealias ApplySparse =
    @Sendable (
      _ w: Reals, _ change: ConstantFloats, _ targets: UnsafePointer<UInt16>, _ gain: Float,
      _ lower: Double, _ upper: Double, _ count: Int
    ) -> Void

  /// As `snn_instruction_set` prints it.
  public let name: StaticString
  public let lif: LIF
  public let lifCurrExp: ExponentialLIF
  public let lifCurrAlpha: AlphaLIF
  public let lifCondExp: ExponentialLIF
  public let linearNeuron: Neuron
  public let adex: Neuron
  public let izhikevich: Neuron
  public let izhikevichEuler: NeuronVariant
  public let hodgkinHuxley: NeuronVariant
  public let gatherReceptor: ReceptorPart
  public let pushReceptor: ReceptorPart
  public let receive: ReceptorPart
  public let finish: Finish
  public let escape: Escape
  public let multiplyAdd: MultiplyAdd
  public let addDecaying: AddDecaying
  public let addNoise: AddNoise
  public let addScaled: AddScaled
  public let rateUnits: RateUnits
  public let compact: Compact
  public let sumRows: SumRows
  public let scatter: Scatter
  public let scatterUniform: ScatterUniform
  public let scatterScaled: ScatterScaled
  public let sumScaledRows: SumScaledRows
  public let releaseRow: ReleaseRow
  public let addBitRows: AddBitRows
  public let visitRows: VisitRows
  public let settleRows: SettleRows
  public let visitEligible: VisitRows
  public let settleEligible: SettleEligible
  public let visitDecaying: VisitRows
  public let settleDecaying: SettleRows
  public let visitHistory: VisitHistory
  public let words: Words
  public let bernoulli: Bernoulli
  public let poissonInput: PoissonInput
  public let scale: Scale
  public let window: Window
  public let flagsToFloat: FlagsToFloat
  public let combineRows: CombineRows
  public let product: Product
  public let leak: Leak
  public let applyDense: ApplyDense
  public let applySparse: ApplySparse

  public init(
    name: StaticString, lif: @escaping LIF, lifCurrExp: @escaping ExponentialLIF,
    lifCurrAlpha: @escaping AlphaLIF, lifCondExp: @escaping ExponentialLIF,
    linearNeuron: @escaping Neuron,
    adex: @escaping Neuron,
    izhikevich: @escaping Neuron,
    izhikevichEuler: @escaping NeuronVariant,
    hodgkinHuxley: @escaping NeuronVariant,
    gatherReceptor: @escaping ReceptorPart,
    pushReceptor: @escaping ReceptorPart,
    receive: @escaping ReceptorPart,
    finish: @escaping Finish,
    escape: @escaping Escape,
    multiplyAdd: @escaping MultiplyAdd,
    addDecaying: @escaping AddDecaying,
    addNoise: @escaping AddNoise,
    addScaled: @escaping AddScaled,
    rateUnits: @escaping RateUnits,
    compact: @escaping Compact,
    sumRows: @escaping SumRows, scatter: @escaping Scatter,
    scatterUniform: @escaping ScatterUniform, scatterScaled: @escaping ScatterScaled,
    sumScaledRows: @escaping SumScaledRows, releaseRow: @escaping ReleaseRow,
    addBitRows: @escaping AddBitRows,
    visitRows: @escaping VisitRows,
    settleRows: @escaping SettleRows, visitEligible: @escaping VisitRows,
    settleEligible: @escaping SettleEligible, visitDecaying: @escaping VisitRows,
    settleDecaying: @escaping SettleRows, visitHistory: @escaping VisitHistory,
    words: @escaping Words,
    bernoulli: @escaping Bernoulli, poissonInput: @escaping PoissonInput, scale: @escaping Scale,
    window: @escaping Window, flagsToFloat: @escaping FlagsToFloat,
    combineRows: @escaping CombineRows, product: @escaping Product, leak: @escaping Leak,
    applyDense: @escaping ApplyDense, applySparse: @escaping ApplySparse
  ) {
    self.name = name
    self.lif = lif
    self.lifCurrExp = lifCurrExp
    self.lifCurrAlpha = lifCurrAlpha
    self.lifCondExp = lifCondExp
    self.linearNeuron = linearNeuron
    self.adex = adex
    self.izhikevich = izhikevich
    self.izhikevichEuler = izhikevichEuler
    self.hodgkinHuxley = hodgkinHuxley
    self.gatherReceptor = gatherReceptor
    self.pushReceptor = pushReceptor
    self.receive = receive
    self.finish = finish
    self.escape = escape
    self.multiplyAdd = multiplyAdd
    self.addDecaying = addDecaying
    self.addNoise = addNoise
    self.addScaled = addScaled
    self.rateUnits = rateUnits
    self.compact = compact
    self.sumRows = sumRows
    self.scatter = scatter
    self.scatterUniform = scatterUniform
    self.scatterScaled = scatterScaled
    self.sumScaledRows = sumScaledRows
    self.releaseRow = releaseRow
    self.addBitRows = addBitRows
    self.visitRows = visitRows
    self.settleRows = settleRows
    self.visitEligible = visitEligible
    self.settleEligible = settleEligible
    self.visitDecaying = visitDecaying
    self.settleDecaying = settleDecaying
    self.visitHistory = visitHistory
    self.words = words
    self.bernoulli = bernoulli
    self.poissonInput = poissonInput
    self.scale = scale
    self.window = window
    self.flagsToFloat = flagsToFloat
    self.combineRows = combineRows
    self.product = product
    self.leak = leak
    self.applyDense = applyDense
    self.applySparse = applySparse
  }
}
