/// What receptors and neurons made of parts are given. Pointers are at a tile's first neuron;
/// coefficients hold one entry a neuron, or where `uniform` only the first of each counts.

/// What a receptor brings to the membrane.
public enum ReceptorQuantity: UInt8, Sendable, BitwiseCopyable {
  /// nA.
  case current
  /// uS, drives towards a reversal potential.
  case conductance
  /// uS, blocked by magnesium: the membrane knows how far.
  case nmda
}

/// Sums over the receptors of a tile of neurons: arrays one after the other, of currents (nA),
/// conductances (uS), conductances times reversal potential (nA) and NMDA conductances (uS) at the
/// start, in the middle and at the end of a step.
public struct Channels: BitwiseCopyable {
  public let base: Reals

  /// Arrays of sums.
  @inlinable
  public static var count: Int { 12 }
  /// Neurons of a tile: a number that the compiler knows, so that it sees the arrays lie apart.
  @inlinable
  public static var tile: Int { 256 }

  public init(_ base: Reals) { self.base = base }

  @inlinable
  @inline(__always)
  func array<R>(_ k: Int, _: R.Type) -> UnsafeMutablePointer<R> {
    base.of(R.self) + k &* Channels.tile
  }

  /// - Parameters:
  ///   - time: 0: start, 1: middle, 2: end.
  @inlinable
  @inline(__always)
  public func current<R>(_ time: Int, _: R.Type) -> UnsafeMutablePointer<R> {
    array(time, R.self)
  }

  @inlinable
  @inline(__always)
  public func conductance<R>(_ time: Int, _: R.Type) -> UnsafeMutablePointer<R> {
    array(3 &+ time, R.self)
  }

  @inlinable
  @inline(__always)
  public func drive<R>(_ time: Int, _: R.Type) -> UnsafeMutablePointer<R> {
    array(6 &+ time, R.self)
  }

  @inlinable
  @inline(__always)
  public func nmda<R>(_ time: Int, _: R.Type) -> UnsafeMutablePointer<R> {
    array(9 &+ time, R.self)
  }
}

/// A receptor's level x and, where it rises slowly, the slope s that spikes start.
public struct ReceptorArguments {
  public var level: Reals
  /// The level again where there is none.
  public var slope: Reals
  /// Summed input of the step; cleared where it is received.
  public var input: Reals
  public var decay: Reals
  public var slopeDecay: Reals
  public var rise: Reals
  public var start: Reals
  /// The same for half of the time.
  public var halfDecay: Reals
  public var halfRise: Reals
  /// mV by the step's end of a level of 1 nA, and of a slope of 1 nA/ms, at its start; of a linear
  /// membrane with currents only.
  public var gain: Reals
  public var slopeGain: Reals
  /// mV.
  public var reversal: Reals
  public var risesSlowly: Bool
  public var quantity: ReceptorQuantity
  public var uniform: Bool
  public var channels: Channels
  public var count: Int

  public init(
    level: Reals, slope: Reals, input: Reals, decay: Reals, slopeDecay: Reals, rise: Reals,
    start: Reals, halfDecay: Reals, halfRise: Reals, gain: Reals, slopeGain: Reals,
    reversal: Reals, risesSlowly: Bool, quantity: ReceptorQuantity, uniform: Bool,
    channels: Channels, count: Int
  ) {
    self.level = level
    self.slope = slope
    self.input = input
    self.decay = decay
    self.slopeDecay = slopeDecay
    self.rise = rise
    self.start = start
    self.halfDecay = halfDecay
    self.halfRise = halfRise
    self.gain = gain
    self.slopeGain = slopeGain
    self.reversal = reversal
    self.risesSlowly = risesSlowly
    self.quantity = quantity
    self.uniform = uniform
    self.channels = channels
    self.count = count
  }
}

/// The voltage dependence of NMDA receptors, 1 / (1 + block exp(-v slope)).
public struct MagnesiumBlock: BitwiseCopyable {
  public var block: Reals
  /// 1/mV.
  public var slope: Double
  public var reversal: Reals

  public init(block: Reals, slope: Double, reversal: Reals) {
    self.block = block
    self.slope = slope
    self.reversal = reversal
  }
}

/// Neurons made of a membrane and receptors.
public struct NeuronArguments {
  public var membrane: MembraneArguments
  public var channels: Channels
  /// Input that jumps the potential (mV), cleared; nil where there is none or it comes later.
  public var jump: Reals?
  public var nmda: MagnesiumBlock?
  /// Further state variables: each model says which.
  public var variables: (Reals, Reals, Reals)
  /// The potential when spikes were last looked for, of neurons whose spikes are peaks.
  public var previous: Reals
  /// Coefficients of the model, `coefficientStride` apart: each kernel says which.
  public var coefficients: Reals
  public var coefficientStride: Int
  /// ms of the part of a step that is done.
  public var step: Double
  /// Spikes are looked for after this part of a step.
  public var looksForSpikes: Bool
  /// Currents only, their effect summed in `channels.current(0)` in mV.
  public var isExact: Bool

  public init(
    membrane: MembraneArguments, channels: Channels, jump: Reals?, nmda: MagnesiumBlock?,
    variables: (Reals, Reals, Reals), previous: Reals, coefficients: Reals, coefficientStride: Int,
    step: Double,
    looksForSpikes: Bool, isExact: Bool
  ) {
    self.membrane = membrane
    self.channels = channels
    self.jump = jump
    self.nmda = nmda
    self.variables = variables
    self.previous = previous
    self.coefficients = coefficients
    self.coefficientStride = coefficientStride
    self.step = step
    self.looksForSpikes = looksForSpikes
    self.isExact = isExact
  }
}
