/// What the kernels of neurons with synaptic currents or conductances are given. All pointers are
/// at a block's first neuron; coefficients hold one entry a neuron, or where `uniform` only the
/// first of each counts.

/// The part that all of these models have.
public struct MembraneArguments {
  public var v: Reals
  /// The first step, counted as `now` is, in which the neuron integrates again.
  public var freeFrom: UnsafeMutablePointer<Int32>
  /// This step, counted from 0 to 2^30 - 1 and then from 0 again.
  public var now: Int32
  public var threshold: Reals
  /// The potential approached without input (mV).
  public var target: Reals
  /// What a step does to the distance from `target`: each kernel says how.
  public var leak: Reals
  public var reset: Reals
  /// At most 2^30 - 1, so that `freeFrom` does not overflow.
  public var refractorySteps: UnsafePointer<Int32>
  public var uniform: Bool
  /// Reset by subtracting `threshold - reset` instead of setting to `reset`.
  public var subtracts: Bool
  public var spikes: UnsafeMutablePointer<UInt8>
  /// `v - threshold` before the reset, where wanted; far below 0 while refractory.
  public var margin: UnsafeMutablePointer<Float>?
  public var count: Int

  public init(
    v: Reals, freeFrom: UnsafeMutablePointer<Int32>, now: Int32,
    threshold: Reals, target: Reals, leak: Reals,
    reset: Reals, refractorySteps: UnsafePointer<Int32>, uniform: Bool, subtracts: Bool,
    spikes: UnsafeMutablePointer<UInt8>, margin: UnsafeMutablePointer<Float>?, count: Int
  ) {
    self.v = v
    self.freeFrom = freeFrom
    self.now = now
    self.threshold = threshold
    self.target = target
    self.leak = leak
    self.reset = reset
    self.refractorySteps = refractorySteps
    self.uniform = uniform
    self.subtracts = subtracts
    self.spikes = spikes
    self.margin = margin
    self.count = count
  }
}

/// A current or conductance that jumps at an arriving spike and decays exponentially.
public struct ExponentialReceptor {
  /// nA or uS.
  public var level: Reals
  /// Summed input of this step; cleared.
  public var input: Reals
  /// What is left of the level after a step.
  public var decay: Reals
  /// Of a current: mV that a step's start of 1 nA moves the membrane by the step's end. Of a
  /// conductance: the part `dt / cm` at mid-step of a step's start of 1 uS.
  public var gain: Reals
  /// Reversal potential of a conductance (mV); not read for a current.
  public var reversal: Reals

  public init(
    level: Reals, input: Reals,
    decay: Reals, gain: Reals, reversal: Reals
  ) {
    self.level = level
    self.input = input
    self.decay = decay
    self.gain = gain
    self.reversal = reversal
  }
}

/// A current of the shape `t exp(-t / tau)`.
public struct AlphaReceptor {
  /// nA.
  public var level: Reals
  /// The part of the level's slope that arriving spikes started, nA/ms.
  public var slope: Reals
  /// Summed input of this step; overwritten and cleared.
  public var input: Reals
  /// What is left of level and slope after a step.
  public var decay: Reals
  /// Level at a step's end from a slope of 1 at its start (ms).
  public var rise: Reals
  /// Slope that a weight of 1 starts: e / tau (1/ms).
  public var start: Reals
  /// mV that a level of 1 nA at a step's start moves the membrane by its end.
  public var gain: Reals
  /// The same of a slope of 1 nA/ms.
  public var slopeGain: Reals

  public init(
    level: Reals, slope: Reals,
    input: Reals, decay: Reals, rise: Reals,
    start: Reals, gain: Reals, slopeGain: Reals
  ) {
    self.level = level
    self.slope = slope
    self.input = input
    self.decay = decay
    self.rise = rise
    self.start = start
    self.gain = gain
    self.slopeGain = slopeGain
  }
}

/// One block of neurons with two exponential receptors, of current or of conductance.
public struct ExponentialArguments {
  public var membrane: MembraneArguments
  public var excitatory: ExponentialReceptor
  /// Nil where its level is known to be 0 and nothing ends on it.
  public var inhibitory: ExponentialReceptor?

  public init(
    membrane: MembraneArguments, excitatory: ExponentialReceptor, inhibitory: ExponentialReceptor?
  ) {
    self.membrane = membrane
    self.excitatory = excitatory
    self.inhibitory = inhibitory
  }
}

/// One block of neurons with two alpha receptors.
public struct AlphaArguments {
  public var membrane: MembraneArguments
  public var excitatory: AlphaReceptor
  /// Nil where its level and slope are known to be 0 and nothing ends on it.
  public var inhibitory: AlphaReceptor?

  public init(
    membrane: MembraneArguments, excitatory: AlphaReceptor, inhibitory: AlphaReceptor?
  ) {
    self.membrane = membrane
    self.excitatory = excitatory
    self.inhibitory = inhibitory
  }
}
