import KernelTypes

extension Network {
  public func addRecorder(
    _ index: Int32, variable: String, every: Int, neurons: [Int32]?
  ) throws(SNNError) -> Int {
    let population = try population(index)
    try check(every: every)
    for neuron in neurons ?? [] where neuron < 0 || Int(neuron) >= population.size {
      throw .index(
        "neuron \(neuron) to record is not one of the neurons 0 to \(population.size - 1) of "
          + "'\(population.name)'")
    }
    recorders.append(
      try Recorder(population: population, variable: variable, every: every, neurons: neurons))
    return recorders.count - 1
  }

  /// - Parameter synapses: in the order of the weights; nil for all.
  public func addWeightRecorder(
    _ index: Int32, every: Int, synapses: [Int]?
  ) throws(SNNError) -> Int {
    try check(every: every)
    recorders.append(
      try Recorder(
        weightsOf: projection(index), every: every, synapses: synapses, precision))
    return recorders.count - 1
  }

  private func check(every: Int) throws(SNNError) {
    guard every >= 1 else {
      throw .invalid("a recorder takes down every step or every few, not every \(every)")
    }
  }

  /// Takes down a step that has been computed; what runs stops after it where a recorder has no room
  /// for more.
  func record(lane: Int, step: Int, isPresentation: Bool) {
    for recorder in recorders {
      recorder.record(lane: lane, step: step, isPresentation: isPresentation, kernels: kernels)
      if !recorder.hasRoom(lane: lane) { team.interruption.request() }
    }
  }

  /// Whether a recorder takes anything down from now on; what it has stays.
  public func setRecorder(_ index: Int32, isActive: Bool) throws(SNNError) {
    try recorder(index).isActive = isActive
  }

  public func recordedRows(_ index: Int32) throws(SNNError) -> Int { try recorder(index).rows }

  public func clearRecorder(_ index: Int32) throws(SNNError) { try recorder(index).clear() }

  /// Copies recorded spikes by lane, time and neuron; times in ms.
  public func copySpikes(
    _ index: Int32, times: UnsafeMutablePointer<Double>?, neurons: UnsafeMutablePointer<Int32>?,
    lanes: UnsafeMutablePointer<Int32>?, count: Int
  ) throws(SNNError) {
    let recorder = try recorder(index)
    guard recorder.recordsSpikes else {
      throw .state("recorder \(index) records values, not spikes")
    }
    try check(count, against: recorder)
    recorder.forEachRow { row, end, lane, neuron, _ in
      times?[row] = Double(end) * dt
      neurons?[row] = neuron
      lanes?[row] = Int32(lane)
    }
  }

  /// Copies recorded state or weights by lane and time; `values` is [rows][columns].
  public func copyState(
    _ index: Int32, times: UnsafeMutablePointer<Double>?, lanes: UnsafeMutablePointer<Int32>?,
    values: Reals?, rows: Int, columns: Int
  ) throws(SNNError) {
    let recorder = try recorder(index)
    guard !recorder.recordsSpikes else {
      throw .state("recorder \(index) records spikes, not values")
    }
    try check(rows, against: recorder)
    guard columns == recorder.columns else {
      throw .shape("recorder \(index) has \(recorder.columns) columns, not \(columns)")
    }
    recorder.forEachRow { row, end, lane, _, value in
      times?[row] = Double(end) * dt
      lanes?[row] = Int32(lane)
      if let values {
        for column in 0..<columns { values[row * columns + column] = value(column) }
      }
    }
  }

  /// How many neurons or synapses are recorded.
  public func recordedColumns(_ index: Int32) throws(SNNError) -> Int {
    try recorder(index).columns
  }

  /// Copies what recorded synapses joined when they were first recorded, in the order recorded.
  public func copyRecordedSynapses(
    _ index: Int32, pre: UnsafeMutablePointer<Int32>?, post: UnsafeMutablePointer<Int32>?,
    delay: UnsafeMutablePointer<Double>?, count: Int
  ) throws(SNNError) {
    guard let ends = try recorder(index).ends(team) else {
      throw .state("recorder \(index) records a population, not synapses")
    }
    guard count == ends.count else {
      throw .shape("recorder \(index) has \(ends.count) synapses, not \(count)")
    }
    for k in 0..<count {
      pre?[k] = ends.sources[k]
      post?[k] = ends.targets[k]
      delay?[k] = Double(ends.delays[k]) * dt
    }
  }

  private func check(_ rows: Int, against recorder: Recorder) throws(SNNError) {
    guard rows == recorder.rows else {
      throw .shape("the recorder holds \(recorder.rows) rows, not \(rows)")
    }
  }
}
