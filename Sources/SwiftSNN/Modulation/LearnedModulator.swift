import KernelTypes

/// A signal carried through a matrix that changes as the forward weights do (Kolen & Pollack 1994;
/// Akrout et al. 2019):
///
///     dB_cj / dt = rate e_c x_j - decay B_cj
///
/// with x_j the trace of the modulated neuron j, + 1 a spike. Where the forward weights change by
/// rate e_c x_j and decay as fast, B becomes their transpose.
///
/// It changes at the end of each learning presentation, by the mean over the lanes, and in a run of
/// one lane at the steps that are a whole number of periods after the start.
final class LearnedModulator: CarriedModulator {
  private let rate: Double
  private let decay: Double
  private let dt: Double
  private let fade: Double
  private let periodSteps: Int
  /// [lane][neuron].
  private let traces: Buffer<Double>
  /// Sums of e x over steps, [lane][class][neuron].
  private let products: Buffer<Double>

  init(_ made: Description) throws(SNNError) {
    let (target, values) = (made.target, made.values)
    try Signal.requireSpikes(of: target, made.owner)
    rate = values["rate"]
    decay = values["decay"]
    dt = made.dt
    fade = Elementary.exp(-made.dt / values["tau"])
    periodSteps = made.periodSteps
    traces = try Buffer("traces of \(made.owner)", shape: target.lanes, target.size)
    products = try Buffer(
      "changes of \(made.owner)", shape: target.lanes, made.signal.dimension, target.size)
    try super.init(made)
  }

  override func listState(in list: StateList) {
    super.listState(in: list)
    list.buffer("matrix", matrix)
    list.buffer("traces", traces)
    list.buffer("products", products)
  }

  override func learn(_ moment: Moment) {
    let n = target.size
    let x = traces.base + moment.lane * n
    for j in 0..<n { x[j] *= fade }
    for block in target.blocks.indices {
      target.forEachSpike(lane: moment.lane, step: moment.step, block: block) { x[$0] += 1 }
    }
    let e = entering(lane: moment.lane)
    for c in 0..<carried where e[c] != 0 {
      let sum = products.base + (moment.lane * carried + c) * n
      for j in 0..<n { sum[j] += e[c] * x[j] }
    }
  }

  override func beginStep(_ step: Int, kernels: KernelTable) {
    guard step % periodSteps == 0, step > 0 else { return }
    change(lanes: 1, over: Double(periodSteps) * dt)
  }

  override func endPresentation(steps: Int) {
    change(lanes: target.lanes, over: Double(steps) * dt)
  }

  /// What was summed in a run is not lost.
  override func reset() {
    change(lanes: 1, over: 0)
    traces.fill(0)
  }

  /// - Parameter duration: ms that the matrix decays for.
  private func change(lanes: Int, over duration: Double) {
    guard let matrix else { return }
    let keep = Elementary.exp(-decay * duration)
    let size = matrix.count
    for k in 0..<size {
      var sum = 0.0
      for lane in 0..<lanes { sum += products.base[lane * size + k] }
      matrix.base[k] = Float(
        keep * Double(matrix.base[k]) + rate * dt * sum / Double(lanes))
    }
    products.fill(0)
  }
}
