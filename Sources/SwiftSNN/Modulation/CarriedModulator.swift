import KernelTypes

/// A signal carried to the neurons of a population. With e its numbers, less the baseline:
///
///     M = gain B' e      or, through modulatory neurons,      M = gain B' f(A' e)
///
/// with matrices A [classes][through] and B [classes or through][neuron]; `Shape` says where they
/// come from. The modulatory neurons are graded and memoryless. A signal of one number can also be
/// the same for all neurons.
class CarriedModulator: Modulator {
  /// Of `snn_modulator_add`, which makes the shapes "random" and "class_groups".
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

  /// What a modulator is made of, checked.
  struct Description {
    let signal: Signal
    let target: Population
    let shape: Shape
    let nonlinearity: Nonlinearity
    let values: ParameterValues
    /// Names the random numbers.
    let seed: UInt64
    let index: Int
    let dt: Double

    var owner: String { "a modulator of '\(target.name)'" }

    /// A whole number of steps, at least one.
    var periodSteps: Int { max(1, Int((values["period"] / dt).rounded())) }
  }

  let signal: Signal
  let shape: Shape
  /// Nil without modulatory neurons.
  let a: Buffer<Float>?
  private let nonlinearity: Nonlinearity
  private let gain: Double
  private let sign: Bool
  /// The numbers of the signal and those carried, [lane][signal], [lane][carried].
  private let numbers: Buffer<Double>
  private let sent: Buffer<Double>
  /// Of each lane, 1 where M is 0 everywhere.
  private let silent: Buffer<UInt8>

  init(_ made: Description, given matrix: [Double] = []) throws(SNNError) {
    let (target, owner) = (made.target, made.owner)
    signal = made.signal
    shape = made.shape
    nonlinearity = made.nonlinearity
    let hasGain = made.values["gain"]
    gain = hasGain
    sign = made.values["sign"] == 1
    let classes = signal.dimension
    let through = shape == .random ? try made.values.whole("through", of: owner) : 0
    let rows = through > 0 ? through : classes
    a = through > 0 ? try Buffer("broadcast weights", count: classes * through) : nil
    let b: Buffer<Float> = try Buffer(
      "broadcast weights to '\(target.name)'", shape: rows, target.size)
    numbers = try Buffer("modulators", shape: target.lanes, classes)
    sent = try Buffer("modulators", shape: target.lanes, rows)
    silent = try Buffer("modulators", count: target.lanes)
    silent.fill(1)
    try super.init(target: target, carried: rows, matrix: b, isScalar: shape == .scalar)
    switch shape {
    case .scalar:
      guard classes == 1 else {
        throw .shape(
          "\(owner) that is the same for all neurons needs a signal of one number, but "
            + "\(signal.owner) has \(classes); carry it through a matrix or by class groups")
      }
      b.fill(1)
    case .classGroups:
      guard target.size % classes == 0 else {
        throw .invalid(
          "\(owner) with class_groups needs through = 0 and a population that splits into the "
            + "\(classes) classes of its signal")
      }
      let group = target.size / classes
      for j in 0..<target.size { b.base[j / group * target.size + j] = 1 }
    case .matrix:
      guard matrix.count == b.count else {
        throw .shape(
          "the matrix of \(owner) has \(classes) rows of \(target.size) numbers, not "
            + "\(matrix.count) numbers")
      }
      for (k, value) in matrix.enumerated() { b.base[k] = Float(value) }
    case .random, .learned:
      if let a { fill(a, made.values["scale_a"], rows: classes, stream: 0, made) }
      fill(b, made.values["scale_b"], rows: rows, stream: 1, made)
    case .transposed: break
    }
  }

  private func fill(
    _ matrix: Buffer<Float>, _ scale: Double, rows: Int, stream: Int, _ made: Description
  ) {
    let std = scale >= 0 ? scale : 1 / Double(rows).squareRoot()
    var random = RandomRow(
      seed: made.seed, stream: RandomPurpose.modulator.stream(made.index * 2 + stream), row: 0)
    for k in 0..<matrix.count { matrix.base[k] = Float(std * random.normal()) }
  }

  override var tau: Double? { isScalar && !sign ? signal.tau : nil }
  override var baseline: Double { tau == nil ? 0 : gain * signal.baseline }

  /// The numbers of the signal as they enter, e.
  final func entering(lane: Int) -> UnsafePointer<Double> {
    let (x, e) = (signal.values(lane: lane), numbers.base + lane * signal.dimension)
    for c in 0..<signal.dimension {
      let value = x[c] - signal.baseline
      e[c] = sign ? (value > 0 ? 1 : value < 0 ? -1 : 0) : value
    }
    return UnsafePointer(e)
  }

  /// The numbers that are carried, gain f(A' e) or gain e.
  private func sending(lane: Int) -> UnsafePointer<Double> {
    let (e, m) = (entering(lane: lane), sent.base + lane * carried)
    // Every nonlinearity is 0 there.
    guard (0..<signal.dimension).contains(where: { e[$0] != 0 }) else {
      m.update(repeating: 0, count: carried)
      return UnsafePointer(m)
    }
    for k in 0..<carried {
      guard let a else {
        m[k] = gain * e[k]
        continue
      }
      var sum = 0.0
      for c in 0..<signal.dimension { sum += Double(a.base[c * carried + k]) * e[c] }
      m[k] = gain * nonlinearity(sum)
    }
    return UnsafePointer(m)
  }

  override func listState(in list: StateList) {
    super.listState(in: list)
    list.buffer("silent", silent)
  }

  override func carry(lane: Int, into out: UnsafeMutablePointer<Float>) {
    let m = sending(lane: lane)
    for k in 0..<carried { out[k] = Float(m[k]) }
  }

  override func refresh(lane: Int) {
    let out = value(lane)
    guard !isScalar else {
      out[0] = tau == nil ? sending(lane: lane)[0] : gain * signal.values(lane: lane)[0]
      return
    }
    guard let matrix else { return }
    let (m, n) = (sending(lane: lane), target.size)
    var isSilent: UInt8 = 1
    for k in 0..<carried where m[k] != 0 { isSilent = 0 }
    if isSilent == 1, silent.base[lane] == 1 { return }
    silent.base[lane] = isSilent
    out.update(repeating: 0, count: n)
    for k in 0..<carried where m[k] != 0 {
      let (row, factor) = (matrix.base + k * n, m[k])
      for j in 0..<n { out[j] += Double(row[j]) * factor }
    }
  }
}
