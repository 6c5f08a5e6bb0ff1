import KernelTypes

/// The factors of the terms of one projection, each kept once, and the products that terms take of
/// them: see `FactorState`.
final class PostFactors {
  private(set) var states: [FactorState] = []
  private let size: Int
  private let dt: Double
  private let precision: Precision
  private let what: String
  /// Distance from threshold before a reset, where a window or triangle asks for it.
  var margin: UnsafePointer<Float>?
  /// Potential after the step, where a factor asks for it.
  var potential: Reals?

  init(size: Int, dt: Double, _ precision: Precision, what: String) {
    self.size = size
    self.dt = dt
    self.precision = precision
    self.what = what
  }

  /// The place of a factor's state; the same for equal factors.
  func place(of factor: Factor) throws(SNNError) -> Int {
    if let known = states.firstIndex(where: { $0.factor == factor }) { return known }
    states.append(try FactorState(factor, size: size, dt: dt, precision, what: what))
    return states.count - 1
  }

  func product(of factors: [Factor]) throws(SNNError) -> FactorProduct {
    var places: [Int] = []
    for factor in factors where factor.kind != .spike { places.append(try place(of: factor)) }
    return FactorProduct(places: places)
  }

  func listState(in list: StateList) {
    for (k, state) in states.enumerated() {
      list.under("factor/\(k)") { state.listState(in: list) }
    }
  }

  func reset() { for state in states { state.reset() } }

  func begin(_ neurons: Range<Int>) {
    guard let potential else { return }
    for state in states { state.begin(potential, neurons) }
  }

  func advance(_ neurons: Range<Int>, spikes: UnsafePointer<Int32>, _ count: Int) {
    let step = FactorStep(spikes: spikes, spikeCount: count, potential: potential)
    for state in states { state.advance(neurons, step) }
  }

  /// A product for one neuron.
  func value(_ product: FactorProduct, _ neuron: Int) -> Double {
    var value = 1.0
    for place in product.places { value *= one(states[place], neuron) }
    return value
  }

  private func one(_ state: FactorState, _ neuron: Int) -> Double {
    guard state.factor.needsMargin else { return state.values[neuron] }
    return margin.map { state.nearness($0[neuron], neuron) } ?? 0
  }

  /// A product times `gain` for some neurons, into an array over the population.
  func fill(
    _ out: Reals, _ product: FactorProduct, gain: Double, _ neurons: Range<Int>
  ) {
    switch precision {
    case .single: fill(out.of(Float.self), product, Float(gain), neurons)
    case .double: fill(out.of(Double.self), product, gain, neurons)
    }
  }

  @inline(__always)
  private func fill<R: BinaryFloatingPoint & BitwiseCopyable>(
    _ out: UnsafeMutablePointer<R>, _ product: FactorProduct, _ gain: R, _ neurons: Range<Int>
  ) {
    for j in neurons { out[j] = gain }
    for place in product.places {
      let state = states[place]
      if state.factor.needsMargin {
        for j in neurons { out[j] *= R(one(state, j)) }
      } else {
        let values = state.values.base.of(R.self)
        for j in neurons { out[j] *= values[j] }
      }
    }
  }
}

/// Places of the factors that are multiplied; none: 1.
struct FactorProduct: Equatable {
  let places: [Int]
}
