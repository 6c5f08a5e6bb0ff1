/// What brings plastic rows with eligibility traces up to date: see `Kernels/EligibleRow.swift`.

/// Consecutive synapses, and what has to be done to them. Times are counted from the beginning of the
/// epoch of the row's last visit, or where it says "now", of the present one.
public struct EligibleVisit: BitwiseCopyable {
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

/// Rows with eligibility into one target block.
public struct EligibleRows {
  public var visits: UnsafePointer<EligibleVisit>
  public var visitCount: Int
  /// b and a of each synapse: its weight and eligibility as they would be without what the sums say.
  public var weights: Reals
  public var eligibility: Reals
  /// Of each target of the block, for each epoch, `stride` apart: four numbers, P, Q, the target's
  /// own part of the modulator's integral, and in the present epoch what counts at arrivals.
  public var sums: Reals
  public var stride: Int
  /// Place of the present epoch.
  public var present: Int
  /// Block-local targets, one a synapse; nil where a row holds every target in order.
  public var targets: UnsafePointer<UInt16>?
  /// 1 where a weight stays; nil: nowhere.
  public var frozen: UnsafePointer<UInt8>?
  public var coefficient: Double
  public var lower: Double
  public var upper: Double
  /// Where `EligibleMode.show` writes, in place of `eligibility`; lies like the weights.
  public var shown: Reals?

  public init(
    visits: UnsafePointer<EligibleVisit>, visitCount: Int, weights: Reals, eligibility: Reals,
    sums: Reals, stride: Int, present: Int, targets: UnsafePointer<UInt16>?,
    frozen: UnsafePointer<UInt8>?, coefficient: Double, lower: Double, upper: Double
  ) {
    self.visits = visits
    self.visitCount = visitCount
    self.weights = weights
    self.eligibility = eligibility
    self.sums = sums
    self.stride = stride
    self.present = present
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
