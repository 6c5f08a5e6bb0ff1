import KernelTypes

/// Carries a signal to every neuron of a population, directly or through a few modulatory neurons:
///
///     m = tanh(A' e),  M = B' m      or      M = B' e
///
/// with fixed matrices A [classes][through] and B [through or classes][neurons]. The modulatory
/// neurons are graded and memoryless.
final class Modulator {
  static let specs = [
    ParameterSpec("through", default: 0, in: 0...65536, "modulatory neurons; 0: none"),
    ParameterSpec(
      "scale_a", default: -1, in: -1...1e6, "standard deviation of A; below 0: 1 / sqrt(classes)"),
    ParameterSpec(
      "scale_b", default: -1, in: -1...1e6, "standard deviation of B; below 0: 1 / sqrt(its rows)"),
    ParameterSpec(
      switch: "class_groups", default: 0,
      "1: B carries each class to its group of neurons, nothing random"),
  ]

  let signal: ErrorSignal
  let target: Population
  /// Numbers that are carried: modulatory neurons, or classes.
  let dimension: Int
  /// Nil without modulatory neurons.
  let a: Buffer<Float>?
  let b: Buffer<Float>
  /// Of a presentation: [lane][step][dimension].
  private var history: Buffer<Float>?
  private var historySteps = 0

  init(
    signal: ErrorSignal, target: Population, _ given: [(name: String, value: Double)],
    seed: UInt64, index: Int
  ) throws(SNNError) {
    let owner = "a modulator of '\(target.name)'"
    let values = try ParameterValues(given, specs: Self.specs, owner: owner)
    let through = try values.whole("through", of: owner)
    self.signal = signal
    self.target = target
    dimension = through > 0 ? through : signal.classes
    b = try Buffer("broadcast weights to '\(target.name)'", count: dimension * target.size)
    a = through > 0 ? try Buffer("broadcast weights", count: signal.classes * through) : nil
    if values["class_groups"] == 1 {
      guard through == 0, target.size % signal.classes == 0 else {
        throw .invalid(
          "\(owner) with class_groups needs through = 0 and a population that splits into the "
            + "\(signal.classes) classes of its signal")
      }
      let group = target.size / signal.classes
      for j in 0..<target.size { b.base[j / group * target.size + j] = 1 }
      return
    }
    func fill(_ matrix: Buffer<Float>, _ scale: Double, _ rows: Int, _ stream: Int) {
      let std = scale >= 0 ? scale : 1 / Double(rows).squareRoot()
      var random = RandomRow(
        seed: seed, stream: RandomPurpose.modulator.stream(index * 2 + stream), row: 0)
      for k in 0..<matrix.count { matrix.base[k] = Float(std * random.normal()) }
    }
    if let a { fill(a, values["scale_a"], signal.classes, 0) }
    fill(b, values["scale_b"], dimension, 1)
  }

  func keep(steps: Int) throws(SNNError) {
    guard history == nil || historySteps < steps else { return }
    history = try Buffer("history of modulators", shape: target.lanes, steps, dimension)
    historySteps = steps
  }

  /// The carried numbers of a step of the presentation.
  func row(lane: Int, age: Int) -> UnsafeMutablePointer<Float>? {
    history.map { $0.base + (lane * historySteps + age) * dimension }
  }

  /// Notes the signal of a step of the presentation.
  func update(lane: Int, age: Int) {
    guard let m = row(lane: lane, age: age) else { return }
    let e = signal.error(lane: lane)
    guard let a else {
      for c in 0..<dimension { m[c] = Float(e[c]) }
      return
    }
    for k in 0..<dimension {
      var sum = 0.0
      for c in 0..<signal.classes { sum += Double(a.base[c * dimension + k]) * e[c] }
      m[k] = Float(Elementary.tanh(sum))
    }
  }
}
