/// What a rate unit makes of its input.
public enum RateFunction: UInt8, Sendable, BitwiseCopyable {
  case linear
  case tanh
  /// Nothing below 0.
  case threshold
  case logistic
}

/// One block of rate units.
public struct RateArguments {
  public var rate: Reals
  /// Summed input of the step; cleared.
  public var input: Reals
  /// Part of the way to the function's value that a step goes.
  public var leak: Reals
  public var gain: Reals
  public var bias: Reals
  public var function: RateFunction
  public var count: Int

  public init(
    rate: Reals, input: Reals, leak: Reals, gain: Reals, bias: Reals, function: RateFunction,
    count: Int
  ) {
    self.rate = rate
    self.input = input
    self.leak = leak
    self.gain = gain
    self.bias = bias
    self.function = function
    self.count = count
  }
}
