/// Two modulators of a population multiplied neuron by neuron, as an error with the gate it counts
/// in. It is constant over a step, even where a factor decays.
final class ProductModulator: Modulator {
  let factors: (Modulator, Modulator)

  init(_ first: Modulator, _ second: Modulator) throws(SNNError) {
    factors = (first, second)
    let isScalar = first.isScalar && second.isScalar
    let matrix: Buffer<Float>? =
      isScalar ? try Buffer("modulators", count: first.target.size) : nil
    matrix?.fill(1)
    try super.init(
      target: first.target, carried: isScalar ? 1 : first.target.size, matrix: matrix,
      isScalar: isScalar)
  }

  override func refresh(lane: Int) {
    factors.0.refresh(lane: lane)
    factors.1.refresh(lane: lane)
    compute(lane: lane)
  }

  override func compute(lane: Int) {
    let (first, second) = factors
    let (x, y) = (first.current(lane: lane), second.current(lane: lane))
    let (b, c) = (first.baseline, second.baseline)
    let out = value(lane)
    for j in 0..<size {
      out[j] = (x[first.isScalar ? 0 : j] - b) * (y[second.isScalar ? 0 : j] - c)
    }
  }

  override func carry(lane: Int, into out: UnsafeMutablePointer<Float>) {
    refresh(lane: lane)
    let now = current(lane: lane)
    for j in 0..<carried { out[j] = Float(now[j]) }
  }
}
