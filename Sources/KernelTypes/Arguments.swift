/// What the kernels are given: plain pointers and numbers, shared by every copy of the kernels.

/// One block of leaky integrate-and-fire neurons with delta input.
///
/// `v`, `refractory`, `input`, `threshold`, `spikes` and `margin` hold `count` entries; the other
/// arrays one entry a neuron too, or where `uniform` only the first of each counts.
public struct LIFArguments {
  public var v: UnsafeMutablePointer<Float>
  /// Steps left in refractoriness, 0 when free.
  public var refractory: UnsafeMutablePointer<Int32>
  /// Summed input of this step (mV); cleared.
  public var input: UnsafeMutablePointer<Float>
  public var threshold: UnsafePointer<Float>
  /// Part of the way to `target` that a step goes: 1 - exp(-dt / tau_m).
  public var leak: UnsafePointer<Float>
  /// The potential approached without input (mV).
  public var target: UnsafePointer<Float>
  public var reset: UnsafePointer<Float>
  public var floor: UnsafePointer<Float>
  public var refractorySteps: UnsafePointer<Int32>
  public var uniform: Bool
  /// Reset by subtracting `threshold - reset` instead of setting to `reset`.
  public var subtract: Bool
  public var spikes: UnsafeMutablePointer<UInt8>
  /// `v - threshold` before the reset, where wanted; far below 0 while refractory.
  public var margin: UnsafeMutablePointer<Float>?
  public var count: Int

  public init(
    v: UnsafeMutablePointer<Float>, refractory: UnsafeMutablePointer<Int32>,
    input: UnsafeMutablePointer<Float>, threshold: UnsafePointer<Float>,
    leak: UnsafePointer<Float>, target: UnsafePointer<Float>, reset: UnsafePointer<Float>,
    floor: UnsafePointer<Float>, refractorySteps: UnsafePointer<Int32>, uniform: Bool,
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

/// The rows of a sparse projection into one target block that this step's spikes address.
public struct SparseRows {
  /// Presynaptic neurons that fired.
  public var sources: UnsafePointer<Int32>
  public var sourceCount: Int
  /// Entry `source * stride` is where the row segment starts, entry `source * stride + 1` where it
  /// ends, both counted from the start of the block.
  public var bounds: UnsafePointer<Int>
  public var stride: Int
  /// Block-local postsynaptic neurons.
  public var targets: UnsafePointer<UInt16>
  /// Summed input of the block (mV).
  public var input: UnsafeMutablePointer<Float>

  public init(
    sources: UnsafePointer<Int32>, sourceCount: Int, bounds: UnsafePointer<Int>, stride: Int,
    targets: UnsafePointer<UInt16>, input: UnsafeMutablePointer<Float>
  ) {
    self.sources = sources
    self.sourceCount = sourceCount
    self.bounds = bounds
    self.stride = stride
    self.targets = targets
    self.input = input
  }
}

/// What a plastic row needs beside its targets: see `Kernels/PlasticRow.swift`.
public struct PlasticRow {
  public var weights: UnsafeMutablePointer<Float>
  /// `integral` of the target at the row's last visit, one a synapse.
  public var seen: UnsafeMutablePointer<Float>
  /// Running integral of each target's postsynaptic signal.
  public var integral: UnsafePointer<Float>
  /// Postsynaptic trace of each target.
  public var trace: UnsafePointer<Float>
  /// Indices of the targets in `integral` and `trace`; nil where target k is k.
  public var targets: UnsafePointer<UInt16>?
  public var count: Int
  /// Multiplies the growth of `integral`.
  public var gain: Float
  /// Multiplies `trace`; 0 when the visit is not a presynaptic spike.
  public var depression: Float
  public var lower: Float
  public var upper: Float

  public init(
    weights: UnsafeMutablePointer<Float>, seen: UnsafeMutablePointer<Float>,
    integral: UnsafePointer<Float>, trace: UnsafePointer<Float>, targets: UnsafePointer<UInt16>?,
    count: Int, gain: Float, depression: Float, lower: Float, upper: Float
  ) {
    self.weights = weights
    self.seen = seen
    self.integral = integral
    self.trace = trace
    self.targets = targets
    self.count = count
    self.gain = gain
    self.depression = depression
    self.lower = lower
    self.upper = upper
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
