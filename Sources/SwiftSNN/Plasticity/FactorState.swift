import KernelTypes

/// What a step of some neurons brings the factors: their spikes, and where one asks for them, their
/// potentials.
struct FactorStep {
  /// Neurons that fired, of the population.
  let spikes: UnsafePointer<Int32>
  let spikeCount: Int
  /// Potential after the step (mV), of every neuron of the population.
  var potential: Reals?
}

/// The values of one factor for the neurons of a population, step by step: a running low-pass.
///
/// Blocks of neurons may be advanced by different threads.
final class FactorState {
  let factor: Factor
  /// As of the beginning of the present step, [neuron].
  let values: RealBuffer
  /// What the values are made from, where they are not kept themselves.
  private let slow: RealBuffer?
  private let fast: RealBuffer?
  /// Of a delayed value: the last steps, counted round, [step][neuron].
  private let past: RealBuffer?
  private let pastSteps: Int
  /// Next place in `past`, of each block's first neuron.
  private let next: Buffer<Int32>?
  private let decays: Column
  private let fastDecays: Column
  private let scales: Column
  private let dt: Double

  /// A coefficient: one for all, or one a neuron.
  private struct Column {
    let values: [Double]
    subscript(_ neuron: Int) -> Double { values.count == 1 ? values[0] : values[neuron] }
    var uniform: Double? { values.count == 1 ? values[0] : nil }
  }

  init(
    _ factor: Factor, size: Int, dt: Double, _ precision: Precision, what: String
  ) throws(SNNError) {
    self.factor = factor
    self.dt = dt
    values = try RealBuffer(what, count: size, precision)
    func column(_ value: (Int) -> Double) -> Column {
      Column(values: factor.isUniform ? [value(0)] : (0..<size).map(value))
    }
    func decay(_ name: String, _ neuron: Int) -> Double {
      let tau = factor.value(name, neuron)
      return tau > 0 ? Elementary.exp(-dt / tau) : 0
    }
    var (needsSlow, needsFast) = (false, false)
    var steps = 0
    switch factor.kind {
    case .doubleTrace:
      decays = column { decay("tau_decay", $0) }
      fastDecays = column { decay("tau_rise", $0) }
      scales = column {
        FactorState.peakScale(factor.value("tau_rise", $0), factor.value("tau_decay", $0))
      }
      (needsSlow, needsFast) = (true, true)
    case .rate:
      decays = column { decay("tau", $0) }
      fastDecays = Column(values: [0])
      scales = column { (1 - decay("tau", $0)) * 1e3 / dt }
    case .slidingThreshold:
      decays = column { decay("tau", $0) }
      fastDecays = column { decay("tau_rate", $0) }
      scales = column { (1 - decay("tau", $0)) / factor.value("target", $0) }
      needsFast = true
    case .window, .triangle:
      decays = Column(values: [0])
      fastDecays = column { factor.value("width", $0) }
      scales = column { factor.kind == .window ? 1 : factor.value("height", $0) }
    case .linearTrace:
      decays = column { dt / factor.value("duration", $0) }
      fastDecays = Column(values: [0])
      scales = Column(values: [1])
    case .potential:
      decays = column { decay("tau", $0) }
      fastDecays = Column(values: [0])
      scales = column { factor.value("threshold", $0) }
      needsSlow = true
      steps = Int((factor.value("delay") / dt).rounded())
    default:
      decays = column { decay("tau", $0) }
      fastDecays = Column(values: [0])
      scales = Column(values: [1])
    }
    slow = needsSlow ? try RealBuffer(what, count: size, precision) : nil
    fast = needsFast ? try RealBuffer(what, count: size, precision) : nil
    pastSteps = steps
    past = steps > 0 ? try RealBuffer(what, shape: [steps, size], precision) : nil
    next = steps > 0 ? try Buffer(what, count: size) : nil
  }

  /// What makes the difference of two exponentials peak at 1.
  static func peakScale(_ rise: Double, _ decay: Double) -> Double {
    let peak = rise * decay / (decay - rise) * Elementary.log(decay / rise)
    return 1 / (Elementary.exp(-peak / decay) - Elementary.exp(-peak / rise))
  }

  func listState(in list: StateList) {
    list.reals("values", values)
    list.reals("slow", slow)
    list.reals("fast", fast)
    list.reals("past", past)
    list.buffer("next", next) { [pastSteps] in (0..<pastSteps).contains(Int($1)) }
  }

  func reset() {
    values.fill(0)
    slow?.fill(0)
    fast?.fill(0)
    past?.fill(0)
    next?.fill(0)
  }

  /// Low-passes of the potential begin where it is.
  func begin(_ potential: Reals, _ neurons: Range<Int>) {
    guard factor.kind == .potential, let slow else { return }
    for j in neurons {
      slow[j] = potential[j]
      values[j] = rectified(potential[j], j)
      for k in 0..<pastSteps { past?[k * values.count + j] = values[j] }
    }
  }

  private func rectified(_ low: Double, _ neuron: Int) -> Double {
    let threshold = scales[neuron]
    return threshold.isFinite ? max(0, low - threshold) : low
  }

  /// Value of a window or triangle, at a distance from the threshold (mV).
  func nearness(_ margin: Float, _ neuron: Int) -> Double {
    let (distance, width) = (abs(Double(margin)), fastDecays[neuron])
    if factor.kind == .window { return distance < Double(Float(width)) ? 1 : 0 }
    return scales[neuron] * max(0, 1 - distance / width)
  }

  /// Takes in a step: from then on `values` are those of the next.
  func advance(_ neurons: Range<Int>, _ step: FactorStep) {
    switch values.precision {
    case .single: advance(neurons, step, Float.self)
    case .double: advance(neurons, step, Double.self)
    }
  }

  @inline(__always)
  private func advance<R: BinaryFloatingPoint & BitwiseCopyable>(
    _ neurons: Range<Int>, _ step: FactorStep, _: R.Type
  ) {
    let values = values.base.of(R.self)
    switch factor.kind {
    case .trace:
      for k in 0..<step.spikeCount { values[Int(step.spikes[k])] += 1 }
      decay(values, neurons, decays)
    case .nearestTrace:
      for k in 0..<step.spikeCount { values[Int(step.spikes[k])] = 1 }
      decay(values, neurons, decays)
    case .rate:
      decay(values, neurons, decays)
      for k in 0..<step.spikeCount {
        let j = Int(step.spikes[k])
        values[j] += R(scales[j])
      }
    case .linearTrace:
      for k in 0..<step.spikeCount { values[Int(step.spikes[k])] = 1 }
      for j in neurons { values[j] = max(0, values[j] - R(decays[j])) }
    case .doubleTrace: advanceDouble(values, neurons, step)
    case .slidingThreshold: advanceThreshold(values, neurons, step)
    case .potential: advancePotential(values, neurons, step)
    case .spike, .window, .triangle: break
    }
  }

  @inline(__always)
  private func decay<R: BinaryFloatingPoint>(
    _ x: UnsafeMutablePointer<R>, _ neurons: Range<Int>, _ factors: Column
  ) {
    if let uniform = factors.uniform {
      let factor = R(uniform)
      for j in neurons { x[j] *= factor }
    } else {
      for j in neurons { x[j] *= R(factors[j]) }
    }
  }

  @inline(__always)
  private func advanceDouble<R: BinaryFloatingPoint & BitwiseCopyable>(
    _ values: UnsafeMutablePointer<R>, _ neurons: Range<Int>, _ step: FactorStep
  ) {
    guard let slow = slow?.base.of(R.self), let fast = fast?.base.of(R.self) else { return }
    for k in 0..<step.spikeCount {
      let j = Int(step.spikes[k])
      slow[j] += 1
      fast[j] += 1
    }
    decay(slow, neurons, decays)
    decay(fast, neurons, fastDecays)
    for j in neurons { values[j] = R(scales[j]) * (slow[j] - fast[j]) }
  }

  @inline(__always)
  private func advanceThreshold<R: BinaryFloatingPoint & BitwiseCopyable>(
    _ values: UnsafeMutablePointer<R>, _ neurons: Range<Int>, _ step: FactorStep
  ) {
    guard let rate = fast?.base.of(R.self) else { return }
    // The threshold follows the rate that the same step's terms saw.
    for j in neurons { values[j] = values[j] * R(decays[j]) + R(scales[j]) * rate[j] * rate[j] }
    decay(rate, neurons, fastDecays)
    for k in 0..<step.spikeCount {
      let j = Int(step.spikes[k])
      rate[j] += R((1 - fastDecays[j]) * 1e3 / dt)
    }
  }

  @inline(__always)
  private func advancePotential<R: BinaryFloatingPoint & BitwiseCopyable>(
    _ values: UnsafeMutablePointer<R>, _ neurons: Range<Int>, _ step: FactorStep
  ) {
    guard let potential = step.potential?.of(R.self), let low = slow?.base.of(R.self) else {
      return
    }
    for j in neurons { low[j] = potential[j] + (low[j] - potential[j]) * R(decays[j]) }
    for k in 0..<step.spikeCount {
      let j = Int(step.spikes[k])
      let peak = factor.value("v_spike", j)
      guard peak.isFinite else { continue }
      // As if the potential had been at its peak in this step.
      low[j] += R((peak - Double(potential[j])) * (1 - decays[j]))
    }
    guard let past = past?.base.of(R.self), let next else {
      for j in neurons { values[j] = R(rectified(Double(low[j]), j)) }
      return
    }
    for j in neurons {
      let place = Int(next.base[j]) * self.values.count + j
      values[j] = past[place]
      past[place] = R(rectified(Double(low[j]), j))
      next.base[j] = Int32((Int(next.base[j]) + 1) % pastSteps)
    }
  }
}
