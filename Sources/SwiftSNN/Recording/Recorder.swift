import KernelTypes

/// Records the spikes of a population, a state variable of some neurons every few steps, each batch
/// lane in a log of its own, or weights of a projection every few steps.
final class Recorder {
  private final class Log: HeldMemory {
    /// Steps in which all neurons fire that there is room for, or the run stops: some, since lanes
    /// and threads meet where room may end, but of large populations no more than two.
    private static let (stepsAhead, fewSteps) = (64, 2)
    /// Spikes that take little memory.
    private static let fewSpikes = 1 << 15

    let steps = GrowingBuffer<Int>()
    let neurons = GrowingBuffer<Int32>()
    let values: RealLog
    /// Why it cannot take down what further steps may bring.
    private(set) var problem: SNNError?

    init(_ precision: Precision) { values = RealLog(precision) }

    /// Memory to ask for to take so many samples more.
    func growth(samples: Int, columns: Int) -> Int {
      values.growth(by: Log.numbers(samples, columns)) + steps.growth(by: samples)
    }

    /// Makes room for so many samples more; false where there is none.
    func reserve(samples: Int, columns: Int) -> Bool {
      values.reserve(Log.numbers(samples, columns)) && steps.reserve(samples)
    }

    private static func numbers(_ samples: Int, _ columns: Int) -> Int {
      let (numbers, overflow) = samples.multipliedReportingOverflow(by: columns)
      return overflow ? Int.max : numbers
    }

    /// Steps in which all of so many neurons may fire.
    func stepsOfRoom(neurons size: Int) -> Int { room / max(size, 1) }

    /// Spikes that there is room for.
    private var room: Int { min(steps.capacity, neurons.capacity) - steps.count }

    /// Sees to it that there is room for the spikes of the next steps; sets `problem` where the
    /// machine has none.
    func makeRoom(neurons size: Int, for name: String) {
      let more = max(min(Log.stepsAhead * size, Log.fewSpikes), Log.fewSteps * size)
      guard problem == nil, room < more else { return }
      do throws(SNNError) {
        try FreeMemory.taken(
          steps.growth(by: more) + neurons.growth(by: more), for: name,
          remedy: "record fewer neurons, or to a file, or read and clear the recorder"
        ) { steps.reserve(more) && neurons.reserve(more) ? () : nil }
      } catch {
        problem = error
      }
    }

    func forgetProblem() { problem = nil }

    let what = "what was taken down"
    var bytesHeld: Int { steps.bytesHeld + neurons.bytesHeld + values.bytesHeld }
  }

  /// Nil where weights are recorded.
  let population: Population?
  /// Nil where a population is recorded.
  private let weights: RecordedWeights?
  private let state: RealBuffer?
  /// A parameter-like state, the same for every lane.
  private let isShared: Bool
  private let every: Int
  private let neurons: [Int32]
  private let chosen: [Bool]?
  private let logs: [Log]
  /// False while it takes nothing down.
  var isActive = true

  var recordsSpikes: Bool { state == nil && weights == nil }
  var columns: Int { weights?.count ?? neurons.count }
  var projection: Projection? { weights?.projection }

  /// Synapses of the projection are about to come or go.
  func keepEnds(_ team: ThreadTeam) throws(SNNError) { try weights?.keepEnds(team) }

  /// What the recorded synapses joined when they were first recorded; nil of a population.
  func ends(_ team: ThreadTeam) throws(SNNError) -> ListedSynapses? { try weights?.ends(team) }

  /// Synapses of the projection have come or gone.
  func moved(_ origins: Origins) { weights?.moved(origins) }

  /// What is recorded, for sentences.
  let name: String

  /// - Parameter neurons: the ones to record; nil for all.
  init(
    population: Population, variable: String, every: Int, neurons: [Int32]?
  ) throws(SNNError) {
    self.population = population
    self.every = every
    weights = nil
    name = "the recorded \(variable == "spikes" ? variable : "state") of '\(population.name)'"
    if variable == "spikes" {
      guard population.model.graded == nil else {
        throw .invalid(
          "'\(population.name)' of model '\(population.model.spec.name)' has no spikes to record")
      }
      state = nil
    } else {
      guard let found = population.state(variable) else {
        throw .unknown(
          "variable of '\(population.name)'", variable,
          valid: ["spikes"] + population.stateNames)
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

  /// - Parameter synapses: the ones to record, in the order of the weights; nil for all.
  init(
    weightsOf projection: Projection, every: Int, synapses: [Int]?, _ precision: Precision
  ) throws(SNNError) {
    weights = try RecordedWeights(projection, synapses: synapses)
    name = "the recorded weights of '\(projection.name)'"
    self.every = every
    (population, state, isShared, neurons, chosen) = (nil, nil, false, [], nil)
    logs = [Log(precision)]
  }

  /// Before a run or presentation of a network that is laid out: what it needs is at hand, and the
  /// samples will fit in memory.
  func prepare(steps: Int, isPresentation: Bool) throws(SNNError) {
    for log in logs { log.forgetProblem() }
    guard isActive else { return }
    guard !recordsSpikes else {
      for log in logs { log.makeRoom(neurons: columns, for: name) }
      return try checkRoom()
    }
    try weights?.prepare()
    let samples = isPresentation && weights != nil ? 1 : steps / every + 1
    let growth = logs[0].growth(samples: samples, columns: columns)
    let (bytes, overflow) = growth.multipliedReportingOverflow(by: logs.count)
    try FreeMemory.taken(overflow ? Int.max : bytes, for: "\(name) over \(steps) steps") {
      logs.allSatisfy { $0.reserve(samples: samples, columns: columns) } ? () : nil
    }
  }

  /// The end of the steps after `step` whose spikes can surely be taken down.
  func endOfRoom(lane: Int, after step: Int) -> Int {
    guard isActive, recordsSpikes else { return Int.max }
    return step + max(logs[lane].stepsOfRoom(neurons: columns), 1)
  }

  /// Whether what the next steps of a lane may bring can be taken down.
  func hasRoom(lane: Int) -> Bool { weights != nil || logs[lane].problem == nil }

  /// - Throws: where a run had to stop because it could not.
  func checkRoom() throws(SNNError) {
    for log in logs { if let problem = log.problem { throw problem } }
  }

  /// The end, in steps since the start, of the first step after `step` steps that a sample is due
  /// at; no step where spikes are recorded, which are listed for a while.
  func nextSample(after step: Int) -> Int {
    isActive && !recordsSpikes ? (step / every + 1) * every : Int.max
  }

  /// Takes down a step that has been computed. Of weights, which stand still within a presentation,
  /// `endPresentation` does.
  func record(lane: Int, step: Int, isPresentation: Bool, kernels: KernelTable) {
    guard isActive else { return }
    guard let population else {
      if lane == 0, !isPresentation, isDue(after: step) { sampleWeights(step: step, kernels) }
      return
    }
    let log = logs[lane]
    guard let state else {
      for block in population.blocks.indices {
        population.forEachSpike(lane: lane, step: step, block: block) { neuron in
          if let chosen, !chosen[neuron] { return }
          log.steps.append(step)
          log.neurons.append(Int32(neuron))
        }
      }
      return log.makeRoom(neurons: columns, for: name)
    }
    guard isDue(after: step) else { return }
    population.rest?.show(lane: lane, step: step + 1)
    let first = state.base + (isShared ? 0 : lane * population.size)
    log.steps.append(step)
    for neuron in neurons { log.values.append(first[Int(neuron)]) }
  }

  private func isDue(after step: Int) -> Bool { (step + 1) % every == 0 }

  /// After a presentation that began with step `first` and learned what it had to: weights are
  /// taken down once where a sample fell due in it.
  func endPresentation(from first: Int, to end: Int, kernels: KernelTable) {
    guard isActive, weights != nil, nextSample(after: first) <= end else { return }
    sampleWeights(step: end - 1, kernels)
  }

  private func sampleWeights(step: Int, _ kernels: KernelTable) {
    logs[0].steps.append(step)
    weights?.append(to: logs[0].values, kernels: kernels)
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
      for k in 0..<log.steps.count {
        body(row, log.steps[k] + 1, lane, recordsSpikes ? log.neurons[k] : 0) {
          log.values[k * columns + $0]
        }
        row += 1
      }
    }
  }

  func listShape(in list: StateList) { weights?.listShape(in: list) }

  func listState(in list: StateList) {
    list.value("is_active", isActive) { self.isActive = $0 }
    for (lane, log) in logs.enumerated() {
      list.under("lane/\(lane)") {
        list.growing("steps", log.steps)
        list.growing("neurons", log.neurons)
        log.values.listState(in: list)
      }
    }
  }

  /// Logs that were set go together.
  func isSound() throws(SNNError) -> Bool {
    guard try weights?.isSound() != false else { return false }
    return logs.allSatisfy { log in
      recordsSpikes
        ? log.neurons.count == log.steps.count
        : log.values.count == log.steps.count * columns
    }
  }

  func clear() {
    for log in logs {
      log.forgetProblem()
      log.steps.removeAll()
      log.neurons.removeAll()
      log.values.removeAll()
    }
  }
}
