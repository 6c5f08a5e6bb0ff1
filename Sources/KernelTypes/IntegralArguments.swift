/// What brings rows up to date that running integrals of their targets follow: see
/// `Kernels/IntegralRow.swift`.

/// Consecutive synapses, and what has to be done to them. Times are counted from the beginning of the
/// epoch of the row's last visit, or where it says "now", of the present one.
public struct IntegralVisit: BitwiseCopyable {
  public var start: Int
  public var count: Int
  /// Place among the epochs of the sums that the row's state belongs to.
  public var epoch: Int32
  /// The presynaptic trace, and what all targets share of the modulator's integral.
  public var trace: Double
  public var integral: Double
  /// Those to go on with now; 0 and 0 where the row begins anew.
  public var nextTrace: Double
  public var nextIntegral: Double
  /// What is left of eligibility from the one beginning to the other.
  public var carry: Double
  /// What the arrival adds to it: times the targets' values, and alone.
  public var slope: Double
  public var offset: Double

  public init(
    start: Int, count: Int, epoch: Int32, trace: Double, integral: Double, nextTrace: Double = 0,
    nextIntegral: Double = 0, carry: Double = 1, slope: Double = 0, offset: Double = 0
  ) {
    self.start = start
    self.count = count
    self.epoch = epoch
    self.trace = trace
    self.integral = integral
    self.nextTrace = nextTrace
    self.nextIntegral = nextIntegral
    self.carry = carry
    self.slope = slope
    self.offset = offset
  }
}

/// Rows into one target block.
public struct IntegralRows {
  public var visits: UnsafePointer<IntegralVisit>
  public var visitCount: Int
  /// Of each synapse: its weight as it would be without what the sums say.
  public var state: Reals
  /// Likewise its eligibility; nil where terms act at once.
  public var eligibility: Reals?
  /// Of each target of the block, for each epoch, `stride` apart: P or G; nil where nothing grows.
  public var first: Reals?
  /// Q or L; nil where there is none.
  public var second: Reals?
  /// The target's own part of the modulator's integral; nil where all share it.
  public var own: Reals?
  public var stride: Int
  /// Place of the present epoch.
  public var present: Int
  /// What of each target of the block counts at arrivals.
  public var values: Reals
  /// Block-local targets, one a synapse; nil where a row holds every target in order.
  public var targets: UnsafePointer<UInt16>?
  /// 1 where a weight stays; nil: nowhere.
  public var frozen: UnsafePointer<UInt8>?
  /// Part of its weight that a synapse transmits.
  public var coefficient: Double
  public var lower: Double
  public var upper: Double
  /// Where `EligibleMode.show` writes, in place of `eligibility`; lies like the weights.
  public var shown: Reals?
  /// Where the row begins that comes after these, if that is known: its memory is asked for.
  public var next: Int?

  public init(
    visits: UnsafePointer<IntegralVisit>, visitCount: Int, state: Reals, eligibility: Reals?,
    first: Reals?, second: Reals?, own: Reals?, stride: Int, present: Int, values: Reals,
    targets: UnsafePointer<UInt16>?, frozen: UnsafePointer<UInt8>?, coefficient: Double,
    lower: Double, upper: Double
  ) {
    self.visits = visits
    self.visitCount = visitCount
    self.state = state
    self.eligibility = eligibility
    self.first = first
    self.second = second
    self.own = own
    self.stride = stride
    self.present = present
    self.values = values
    self.targets = targets
    self.frozen = frozen
    self.coefficient = coefficient
    self.lower = lower
    self.upper = upper
  }
}

/// What becomes of rows that no spike visits.
public enum EligibleMode: UInt8, BitwiseCopyable, Sendable {
  /// They go on in the present epoch, whose sums count as 0.
  case restart
  /// Weights and eligibilities are written as they are now; the state of the synapses stays.
  case show
}
