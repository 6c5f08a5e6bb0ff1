import KernelTypes

/// A current into the neurons of a population, constant over each step at what it is at the step's
/// start: a waveform times a gain a neuron (nA, or the unit of the model's i_offset).
final class CurrentSource {
  private enum Form {
    /// Constant from each step on, 0 before the first.
    case steps([(from: Int, value: Double)])
    case ramp(from: Double, to: Double)
    case sine(amplitude: Double, offset: Double, frequency: Double, phase: Double)
    /// [row][1 or neuron], each row for `interval` steps.
    case samples(RealBuffer, columns: Int, rows: Int, interval: Int, repeats: Bool)
    case noise(mean: Double, std: Double, interval: Int, decay: Double, state: RealBuffer?)
  }

  private static let startSpec = ParameterSpec(
    "start", unit: "ms", default: 0, in: 0...1e12, "begins")
  private static let stopSpec = ParameterSpec(
    "stop", unit: "ms", default: .infinity, in: 0...1e12, allowsInfinity: true, "ends")
  private static let span = [startSpec, stopSpec]
  private static func value(_ name: String, _ value: Double, _ summary: String) -> ParameterSpec {
    ParameterSpec(name, unit: "nA", default: value, summary)
  }

  static let specs: [RuleSpec] = [
    RuleSpec(
      name: "constant", summary: "the same throughout",
      parameters: [value("amplitude", 0, "the current")] + span),
    RuleSpec(
      name: "step", summary: "arrays times (ms) and amplitudes (nA): constant from each time on",
      parameters: []),
    RuleSpec(
      name: "ramp", summary: "grows steadily from start to stop, 0 outside",
      parameters: [value("first", 0, "at start"), value("last", 1, "at stop")] + span),
    RuleSpec(
      name: "sine", summary: "offset + amplitude sin(2 pi frequency (t - start) + phase)",
      parameters: [
        value("amplitude", 1, "amplitude"), value("offset", 0, "mean"),
        ParameterSpec("frequency", unit: "Hz", default: 10, in: 0...1e9, "frequency"),
        ParameterSpec("phase", unit: "rad", default: 0, in: -1e6...1e6, "phase at start"),
      ] + span),
    RuleSpec(
      name: "samples",
      summary: "array values (nA), a row for each interval: one value for all neurons or one each",
      parameters: [
        ParameterSpec("rows", default: 1, in: 1...1e12, isWhole: true, "rows of values"),
        ParameterSpec(
          "interval", unit: "ms", default: 0, in: 0...1e9, "length of a row; 0: one step"),
        ParameterSpec(switch: "repeats", default: 0, "1: begins again after its end"),
      ] + span),
    RuleSpec(
      name: "noise",
      summary: "independent normal numbers for every neuron, drawn every interval, or low-passed "
        + "with tau (Ornstein-Uhlenbeck)",
      parameters: [
        value("mean", 0, "mean"),
        ParameterSpec("std", unit: "nA", default: 1, in: 0...1e30, "standard deviation"),
        ParameterSpec(
          "interval", unit: "ms", default: 0, in: 0...1e9, "between draws; 0: one step"),
        ParameterSpec(
          "tau", unit: "ms", default: 0, in: 0...1e9, "correlation time; 0: none"),
      ] + span),
  ]

  private let form: Form
  private let gain: RealBuffer
  private let start: Int
  /// Nil: never.
  private let stop: Int?
  private let dt: Double
  private let stream: UInt32
  private let size: Int

  /// - Parameter index: of all current sources of the network, which names the random numbers.
  init(
    _ kind: String, _ given: [(name: String, value: Double)],
    _ arrays: [(name: String, values: [Double])], _ population: Population, dt: Double,
    precision: Precision, index: Int
  ) throws(SNNError) {
    guard let spec = CurrentSource.specs.first(where: { $0.name == kind }) else {
      throw .unknown("current", kind, valid: CurrentSource.specs.map(\.name))
    }
    let owner = "the \(kind) current into '\(population.name)'"
    let values = try ParameterValues(given, specs: spec.parameters, owner: owner)
    let named = try CurrentArrays(arrays, kind: kind, size: population.size, owner: owner)
    self.dt = dt
    size = population.size
    stream = RandomPurpose.current.stream(index)
    gain = try RealBuffer("gains of \(owner)", count: size, precision)
    for i in 0..<size { gain[i] = named.gain.isEmpty ? 1 : named.gain[i] }
    let interval = try StimulusTime.interval(values["interval"], dt, of: owner)
    let start = StimulusTime.step(values["start"], dt)
    self.start = start
    // A list of times has no end of its own.
    let end = kind == "step" ? .infinity : values["stop"]
    stop = end.isFinite ? StimulusTime.step(end, dt) : nil
    switch kind {
    case "constant": form = .steps([(start, values["amplitude"])])
    case "step":
      form = .steps(
        zip(named.times, named.amplitudes).map { (StimulusTime.step($0, dt), $1) })
    case "ramp":
      guard let stop, stop > start else {
        throw .invalid("\(owner) needs a stop after its start")
      }
      form = .ramp(from: values["first"], to: values["last"])
    case "sine":
      form = .sine(
        amplitude: values["amplitude"], offset: values["offset"], frequency: values["frequency"],
        phase: values["phase"])
    case "samples":
      let rows = Int(values["rows"])
      let (columns, left) = named.samples.count.quotientAndRemainder(dividingBy: rows)
      guard left == 0, columns == 1 || columns == size else {
        throw .shape(
          "\(owner) needs \(rows) values or \(rows) x \(size), not \(named.samples.count)")
      }
      let buffer = try RealBuffer(owner, count: named.samples.count, precision)
      for (k, value) in named.samples.enumerated() { buffer[k] = value }
      form = .samples(
        buffer, columns: columns, rows: rows, interval: interval,
        repeats: values["repeats"] == 1)
    default:
      let tau = values["tau"]
      guard tau == 0 || values["interval"] == 0 else {
        throw .invalid("\(owner) with tau > 0 changes at every step; leave interval 0")
      }
      let decay = tau > 0 ? Elementary.exp(-dt / tau) : 0
      let kick = tau > 0 ? Elementary.oneMinusExp(2 * dt / tau).squareRoot() : 1
      form = .noise(
        mean: values["mean"], std: values["std"] * kick, interval: interval, decay: decay,
        state: tau > 0
          ? try RealBuffer(owner, shape: [population.lanes, size], precision) : nil)
    }
  }

  /// Whatever `values` hold, one a neuron, at the time.
  init(constant values: RealBuffer, dt: Double) {
    form = .steps([(0, 1)])
    gain = values
    (start, stop) = (0, nil)
    self.dt = dt
    stream = 0
    size = values.count
  }

  func reset() {
    if case .noise(_, _, _, _, let state?) = form { state.fill(0) }
  }

  func listState(in list: StateList) {
    list.reals("gain", gain)
    if case .noise(_, _, _, _, let state?) = form { list.reals("noise", state) }
  }

  /// Adds the current of a step to `out`, of the neurons of a block.
  func add(_ slice: StepSlice, seed: UInt64, to out: Reals) {
    guard slice.step >= start, stop.map({ slice.step < $0 }) ?? true else { return }
    let first = slice.neurons.lowerBound
    let (gain, count) = (gain.base + first, slice.neurons.count)
    switch form {
    case .samples(let values, let columns, let rows, let interval, let repeats):
      var row = (slice.step - start) / interval
      guard row < rows || repeats else { return }
      row %= rows
      if columns == 1 {
        slice.kernels.addScaled(out, gain, values[row], count)
      } else {
        let samples = values.base + (row * size + first)
        slice.kernels.multiplyAdd(out, samples, gain, out, count)
      }
    case .noise(let mean, let std, let interval, let decay, let state):
      let position = RandomPosition(
        key: seed, stream: stream, step: UInt64((slice.step - start) / interval),
        lane: UInt32(slice.lane))
      slice.kernels.addNoise(
        position, first, count, out, gain,
        NoiseArguments(
          mean: mean, std: std, decay: decay,
          state: state.map { $0.base + (slice.lane * size + first) }))
    default:
      slice.kernels.addScaled(out, gain, value(at: slice.step), count)
    }
  }

  /// Of a waveform that all neurons share.
  private func value(at step: Int) -> Double {
    switch form {
    case .steps(let steps):
      var (low, high) = (0, steps.count)
      while low < high {
        let middle = (low + high) / 2
        if steps[middle].from <= step { low = middle + 1 } else { high = middle }
      }
      return low > 0 ? steps[low - 1].value : 0
    case .ramp(let from, let to):
      return from + (to - from) * Double(step - start) / Double((stop ?? step) - start)
    case .sine(let amplitude, let offset, let frequency, let phase):
      let turns = frequency * 1e-3 * Double(step - start) * dt + phase * 0.159_154_943_091_895_35
      let fraction = turns - 0.25 - (turns - 0.25).rounded(.down)
      return offset + amplitude * Elementary.cosTurn(fraction < 1 ? fraction : 0)
    default: return 0
    }
  }
}
