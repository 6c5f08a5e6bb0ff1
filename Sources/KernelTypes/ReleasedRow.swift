/// Consecutive synapses of one presynaptic neuron, each of which transmits a spike by chance: see
/// `Kernels/Release.swift`.
public struct ReleasedRow {
  /// Block-local, one a synapse; nil where the row holds every target in order.
  public var targets: UnsafePointer<UInt16>?
  /// One a synapse; nil where each has `uniformWeight`.
  public var weights: Reals?
  public var uniformWeight: Double
  /// How many earlier synapses of the row have the same target; nil for none of any.
  public var ordinals: UnsafePointer<UInt16>?
  public var count: Int
  /// Of the block, within the target population.
  public var firstTarget: Int

  public init(
    targets: UnsafePointer<UInt16>?, weights: Reals?, uniformWeight: Double,
    ordinals: UnsafePointer<UInt16>?, count: Int, firstTarget: Int
  ) {
    self.targets = targets
    self.weights = weights
    self.uniformWeight = uniformWeight
    self.ordinals = ordinals
    self.count = count
    self.firstTarget = firstTarget
  }
}

/// The chances of the synapses of a row, and what names their random numbers.
public struct ReleaseDraw {
  /// Release sites of a synapse, at least 1.
  public var sites: Int
  /// Probabilities of more than 0, 1, ... successes in units of 2^-31, one a site.
  public var tails: UnsafePointer<UInt32>
  /// Names the row among all of the network.
  public var key: UInt64
  /// In which the spike was fired.
  public var step: UInt64
  public var lane: UInt32

  public init(
    sites: Int, tails: UnsafePointer<UInt32>, key: UInt64, step: UInt64, lane: UInt32
  ) {
    self.sites = sites
    self.tails = tails
    self.key = key
    self.step = step
    self.lane = lane
  }
}
