import KernelTypes

/// Records the spikes of a population, or a state variable of some neurons every few steps, each
/// batch lane in a log of its own.
final class Recorder {
  private final class Log {
    var steps: [Int] = []
    var neurons: [Int32] = []
    var values: RealLog

    init(_ precision: Precision) { values = RealLog(precision) }
  }

  let population: Population
  /// Nil: spikes.
  private let state: RealBuffer?
  /// A parameter-like state, the same for every lane.
  private let isShared: Bool
  private let every: Int
  private let neurons: [Int32]
  private let chosen: [Bool]?
  private let logs: [Log]

  var recordsSpikes: Bool { state == nil }
  var columns: Int { neurons.count }

  /// - Parameter neurons: the ones to record; nil for all.
  init(
    population: Population, variable: String, every: Int, neurons: [Int32]?
  ) throws(SNNError) {
    self.population = population
    self.every = every
    if variable == "spikes" {
      guard population.model.graded == nil else {
        throw .invalid(
          "'\(population.name)' of model '\(population.model.spec.name)' has no spikes to record")
      }
      state = nil
    } else {
      guard let found = population.model.state(variable) else {
        throw .unknown(
          "variable of '\(population.name)'", variable,
          valid: ["spikes"] + population.model.spec.state.map(\.name))
      }
      state = found
    }
    isShared = state.map { $0.count == population.size && population.lanes > 1 } ?? false
    self.neurons = neurons ?? (0..<Int32(population.size)).map { $0 }
    chosen = neurons.map { wanted in
      var flags = [Bool](repeating: false, count: population.size)
      for neuron in wanted { flags[Int(neuron)] = true }
      return flags
    }
    let precision = state?.precision ?? .single
    logs = (0..<population.lanes).map { _ in Log(precision) }
  }

  /// Memory that samples of so many steps take.
  func bytes(steps: Int) -> Int {
    guard let state else { return 0 }
    let (samples, overflow) = (steps / every + 1).multipliedReportingOverflow(
      by: (columns * state.precision.bytes + 8) * population.lanes)
    return overflow ? Int.max : samples
  }

  /// Takes down a step that has been computed.
  func record(lane: Int, step: Int) {
    let log = logs[lane]
    guard let state else {
      for block in population.blocks.indices {
        population.forEachSpike(lane: lane, step: step, block: block) { neuron in
          if let chosen, !chosen[neuron] { return }
          log.steps.append(step)
          log.neurons.append(Int32(neuron))
        }
      }
      return
    }
    guard (step + 1) % every == 0 else { return }
    let first = state.base + (isShared ? 0 : lane * population.size)
    log.steps.append(step)
    for neuron in neurons { log.values.append(first[Int(neuron)]) }
  }

  var rows: Int { logs.reduce(0) { $0 + $1.steps.count } }

  /// Calls `body` for every row by lane and time: the end of its step in steps since the start, its
  /// lane, its neuron (spikes) and values (state).
  func forEachRow(
    _ body: (
      _ row: Int, _ end: Int, _ lane: Int, _ neuron: Int32, _ value: (Int) -> Double
    ) -> Void
  ) {
    var row = 0
    for (lane, log) in logs.enumerated() {
      for k in log.steps.indices {
        body(row, log.steps[k] + 1, lane, recordsSpikes ? log.neurons[k] : 0) {
          log.values[k * columns + $0]
        }
        row += 1
      }
    }
  }

  func clear() {
    for log in logs {
      log.steps.removeAll(keepingCapacity: true)
      log.neurons.removeAll(keepingCapacity: true)
      log.values.removeAll()
    }
  }
}

/// Numbers as they come, kept as single precision where that loses nothing.
private struct RealLog {
  private var singles: [Float] = []
  private var doubles: [Double] = []
  private let precision: Precision

  init(_ precision: Precision) { self.precision = precision }

  mutating func append(_ value: Double) {
    if precision == .single { singles.append(Float(value)) } else { doubles.append(value) }
  }

  subscript(_ index: Int) -> Double {
    precision == .single ? Double(singles[index]) : doubles[index]
  }

  mutating func removeAll() {
    singles.removeAll(keepingCapacity: true)
    doubles.removeAll(keepingCapacity: true)
  }
}
