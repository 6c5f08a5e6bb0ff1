/// What the kernels are given: plain pointers and numbers, shared by every copy of the kernels.

/// One block of leaky integrate-and-fire neurons with delta input.
///
/// `v`, `refractory`, `input`, `threshold`, `spikes` and `margin` hold `count` entries; the other
/// arrays one entry a neuron too, or where `uniform` only the first of each counts.
public struct LIFArguments {
  public var v: Reals
  /// Steps left in refractoriness, 0 when free.
  public var refractory: UnsafeMutablePointer<Int32>
  /// Summed input of this step (mV); cleared.
  public var input: Reals
  public var threshold: Reals
  /// Part of the way to `target` that a step goes: 1 - exp(-dt / tau_m).
  public var leak: Reals
  /// The potential approached without input (mV).
  public var target: Reals
  public var reset: Reals
  public var floor: Reals
  public var refractorySteps: UnsafePointer<Int32>
  public var uniform: Bool
  /// Reset by subtracting `threshold - reset` instead of setting to `reset`.
  public var subtract: Bool
  public var spikes: UnsafeMutablePointer<UInt8>
  /// `v - threshold` before the reset, where wanted; far below 0 while refractory.
  public var margin: UnsafeMutablePointer<Float>?
  public var count: Int

  public init(
    v: Reals, refractory: UnsafeMutablePointer<Int32>,
    input: Reals, threshold: Reals,
    leak: Reals, target: Reals, reset: Reals,
    floor: Reals, refractorySteps: UnsafePointer<Int32>, uniform: Bool,
    subtract: Bool, spikes: UnsafeMutablePointer<UInt8>, margin: UnsafeMutablePointer<Float>?,
    count: Int
  ) {
    self.v = v
    self.refractory = refractory
    self.input = input
    self.threshold = threshold
    self.leak = leak
    self.target = target
    self.reset = reset
    self.floor = floor
    self.refractorySteps = refractorySteps
    self.uniform = uniform
    self.subtract = subtract
    self.spikes = spikes
    self.margin = margin
    self.count = count
  }
}

/// Consecutive synapses: those of one presynaptic neuron with one delay into one target block.
public struct Segment: BitwiseCopyable {
  /// Place of the first synapse.
  public var start: Int
  public var count: Int

  public init(start: Int, count: Int) {
    self.start = start
    self.count = count
  }
}

/// Where in the random stream a block of draws lies: `key` is the network's seed, the rest names
/// the draw (see `SwiftSNN/Random`).
public struct RandomPosition {
  public var key: UInt64
  public var stream: UInt32
  public var step: UInt64
  public var lane: UInt32

  public init(key: UInt64, stream: UInt32, step: UInt64, lane: UInt32) {
    self.key = key
    self.stream = stream
    self.step = step
    self.lane = lane
  }
}

/// Noise: its mean and standard deviation, or what a step of low-passed noise adds.
public struct NoiseArguments: BitwiseCopyable {
  public var mean: Double
  public var std: Double
  /// What is left of the state after a step.
  public var decay: Double
  public var state: Reals?

  public init(mean: Double, std: Double, decay: Double, state: Reals?) {
    self.mean = mean
    self.std = std
    self.decay = decay
    self.state = state
  }
}
