import KernelTypes

/// Leaky integrate-and-fire with delta input, by exact integration over one step:
///
///     v <- v + (target - v) (1 - exp(-dt / tau_m)) + input
///
/// Then the threshold is tested and a neuron that fires is reset and, for its refractory steps,
/// held there; input that arrives meanwhile is lost (as in NEST's iaf_psc_delta).
@inline(never)
func lif(_ a: LIFArguments) {
  switch (a.uniform, a.margin) {
  case (true, nil): lifLoop(a, UniformLIF(a), a.v, storesMargin: false)
  case (true, let margin?): lifLoop(a, UniformLIF(a), margin, storesMargin: true)
  case (false, nil): lifLoop(a, PerNeuronLIF(a), a.v, storesMargin: false)
  case (false, let margin?): lifLoop(a, PerNeuronLIF(a), margin, storesMargin: true)
  }
}

private protocol LIFCoefficients {
  func leak(_ i: Int) -> Float
  func target(_ i: Int) -> Float
  func reset(_ i: Int) -> Float
  func floor(_ i: Int) -> Float
  func refractorySteps(_ i: Int) -> Int32
}

private struct UniformLIF: LIFCoefficients {
  let (leak, target, reset, floor): (Float, Float, Float, Float)
  let steps: Int32
  init(_ a: LIFArguments) {
    (leak, target, reset, floor) = (a.leak[0], a.target[0], a.reset[0], a.floor[0])
    steps = a.refractorySteps[0]
  }
  @inline(__always) func leak(_ i: Int) -> Float { leak }
  @inline(__always) func target(_ i: Int) -> Float { target }
  @inline(__always) func reset(_ i: Int) -> Float { reset }
  @inline(__always) func floor(_ i: Int) -> Float { floor }
  @inline(__always) func refractorySteps(_ i: Int) -> Int32 { steps }
}

private struct PerNeuronLIF: LIFCoefficients {
  let leak, target, reset, floor: UnsafePointer<Float>
  let steps: UnsafePointer<Int32>
  init(_ a: LIFArguments) {
    (leak, target, reset, floor) = (a.leak, a.target, a.reset, a.floor)
    steps = a.refractorySteps
  }
  @inline(__always) func leak(_ i: Int) -> Float { leak[i] }
  @inline(__always) func target(_ i: Int) -> Float { target[i] }
  @inline(__always) func reset(_ i: Int) -> Float { reset[i] }
  @inline(__always) func floor(_ i: Int) -> Float { floor[i] }
  @inline(__always) func refractorySteps(_ i: Int) -> Int32 { steps[i] }
}

/// A refractory neuron's distance from threshold, outside any window.
private let farBelow: Float = -1e30

@inline(__always)
private func lifLoop<C: LIFCoefficients>(
  _ a: LIFArguments, _ c: C, _ margin: UnsafeMutablePointer<Float>, storesMargin: Bool
) {
  let v = a.v
  let refractory = a.refractory
  let input = a.input
  let threshold = a.threshold
  let spikes = a.spikes
  let subtracts = mask(a.subtract)
  let far = farBelow
  for i in 0..<a.count {
    let wait = refractory[i]
    let free = mask(wait == 0)
    let held = v[i]
    let target = c.target(i)
    let moved = (held + (target - held) * c.leak(i)) + input[i]
    let floored = select(mask(moved < c.floor(i)), c.floor(i), moved)
    let distance = floored - threshold[i]
    let fires = mask(distance >= 0) & free
    let reset = c.reset(i)
    let landed = select(subtracts, distance + reset, reset)
    v[i] = select(fires, landed, select(free, floored, held))
    let waiting = wait &- Int32(bitPattern: ~free & 1)
    let fired = Int32(bitPattern: fires)
    refractory[i] = (c.refractorySteps(i) & fired) | (waiting & ~fired)
    input[i] = 0
    spikes[i] = UInt8(truncatingIfNeeded: fires & 1)
    if storesMargin {
      margin[i] = select(free, distance, far)
    }
  }
}
