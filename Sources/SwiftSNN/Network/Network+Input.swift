extension Network {
  public func addPoissonInput(
    _ index: Int32, receptor: String? = nil, rate: Double, weight: Double
  ) throws(SNNError) {
    let population = try population(index)
    try requireNotStarted("Poisson input")
    let receptor = try population.model.spec.receptor(receptor, of: population.name)
    let mean = rate * dt * 1e-3
    guard rate.isFinite, rate >= 0, mean <= PoissonInput.maximumMean else {
      let highest = short(PoissonInput.maximumMean / (dt * 1e-3))
      throw .invalid(
        "rate of the Poisson input to '\(population.name)' must be 0 to \(highest) Hz at this dt, "
          + "not \(rate)")
    }
    guard ParameterSpec.anything.contains(weight) else {
      throw .invalid(
        "weight of the Poisson input to '\(population.name)' must be finite and at most 1e30, "
          + "not \(weight)")
    }
    try population.model.spec.receptors[receptor].check(
      weight: weight, of: "the Poisson input to '\(population.name)'")
    let place = population.poissonInputs.count
    guard place < PoissonInput.mostInputs else {
      throw .invalid(
        "'\(population.name)' has \(place) Poisson inputs, the most a population can have")
    }
    population.poissonInputs.append(
      try PoissonInput(
        rate: rate, weight: weight, receptor: receptor, dt: dt,
        index: population.index * PoissonInput.mostInputs + place))
  }

  /// Adds a current into the neurons of a population.
  public func addCurrent(
    _ index: Int32, kind: String, parameters: NamedValues,
    arrays: [(name: String, values: [Double])]
  ) throws(SNNError) {
    let population = try population(index)
    try requireNotStarted("a current")
    guard !population.model.spec.receptors.isEmpty else {
      throw .invalid(
        "population '\(population.name)' of model '\(population.model.spec.name)' is a source and "
          + "takes no current")
    }
    let count = populations.reduce(0) { $0 + $1.currents.count }
    population.currents.append(
      try CurrentSource(
        kind, parameters, arrays, population, dt: dt, precision: precision, index: count))
  }

  public func setDrive(
    _ index: Int32, _ values: UnsafeBufferPointer<Float>
  ) throws(SNNError) {
    let population = try population(index)
    guard let source = population.model as? any DrivenSource else {
      throw Network.hasNoDrive(population)
    }
    let wanted = lanes * population.size
    guard values.count == wanted, let base = values.baseAddress else {
      throw .shape(
        "input of '\(population.name)' needs \(lanes) x \(population.size) = \(wanted) values, "
          + "not \(values.count)")
    }
    try Network.check(values, source.drives, population)
    source.setDrive(base)
  }

  /// - Parameter values: of the lanes, one after the other, or of each row.
  private static func check(
    _ values: UnsafeBufferPointer<Float>, _ drives: ClosedRange<Float>, _ population: Population
  ) throws(SNNError) {
    for (k, value) in values.enumerated() where !drives.contains(value) {
      let wanted =
        drives.lowerBound == 0 ? "finite and not negative" : "a number from -1e6 to 1e6"
      let lane = k / population.size % population.lanes
      throw .invalid(
        "input of '\(population.name)' for batch lane \(lane), neuron "
          + "\(k % population.size) is \(value); it must be \(wanted)")
    }
  }

  /// Sets the drive of a source over time, from now on: rows of 1 or size values, or of numbers that
  /// stand still for an interval one a neuron or one a lane and neuron.
  public func setDrive(
    _ index: Int32, _ values: UnsafeBufferPointer<Float>, rows: Int, columns: Int,
    interval: Double, repeats: Bool
  ) throws(SNNError) {
    let population = try population(index)
    let owner = "'\(population.name)'"
    let steps = try StimulusTime.interval(interval, dt, of: "the drive of \(owner)")
    if let source = population.model as? AnalogSource {
      guard !repeats else {
        throw .invalid("the drive of \(owner) of model 'analog' cannot repeat; repeat its rows")
      }
      return try setNumbers(source, population, values, rows: rows, columns: columns, steps)
    }
    guard let source = population.model as? RandomSource else {
      throw Network.hasNoDrive(population)
    }
    guard rows >= 1, columns == 1 || columns == population.size else {
      throw .shape(
        "the drive of \(owner) over time needs rows of 1 or \(population.size) values, at least one "
          + "row, not \(rows) of \(columns)")
    }
    source.setSchedule(
      try DriveSchedule(
        values, rows: rows, columns: columns, interval: steps, repeats: repeats, start: step,
        owner: owner))
  }

  private func setNumbers(
    _ source: AnalogSource, _ population: Population, _ values: UnsafeBufferPointer<Float>,
    rows: Int, columns: Int, _ interval: Int
  ) throws(SNNError) {
    let wide = lanes * population.size
    guard rows >= 1, columns == population.size || columns == wide, let base = values.baseAddress
    else {
      throw .shape(
        "the drive of '\(population.name)' over time needs rows of \(population.size) values or of "
          + "\(lanes) x \(population.size), at least one row, not \(rows) of \(columns)")
    }
    try Network.check(values, source.drives, population)
    guard columns < wide else {
      return try source.setDrive(base, rows: rows, interval: interval, start: step)
    }
    let all = try Buffer<Float>("the drive of '\(population.name)'", shape: rows, wide)
    for place in 0..<rows * lanes {
      (all.base + place * columns).update(from: base + place / lanes * columns, count: columns)
    }
    try withExtendedLifetime(all) { () throws(SNNError) in
      try source.setDrive(all.base, rows: rows, interval: interval, start: step)
    }
  }

  private static func hasNoDrive(_ population: Population) -> SNNError {
    .invalid(
      "population '\(population.name)' of model '\(population.model.spec.name)' has no drive; "
        + "give input to a bernoulli, poisson or analog population")
  }

  /// Of the end of a step, without what products add behind the last digits.
  private func time(_ step: Double) -> Double { (step * dt * 1e9).rounded() / 1e9 }

  public func feedSpikes(
    _ index: Int32, lane: Int32, times: UnsafeBufferPointer<Double>,
    neurons: UnsafeBufferPointer<Int32>
  ) throws(SNNError) {
    let (source, population) = try spikeSource(index, lane, for: times.count)
    var steps: [Int] = []
    steps.reserveCapacity(times.count)
    for k in times.indices {
      let end = (times[k] / dt).rounded()
      guard end.magnitude < 1e15 else {
        throw .invalid(
          "spike \(k) for '\(population.name)' has the time \(times[k]) ms; times must be finite, and "
            + "below 1e15 steps")
      }
      guard end > Double(step) else {
        throw .invalid(
          "spike \(k) for '\(population.name)' is at \(times[k]) ms, rounded to steps of \(dt) ms at "
            + "\(time(end)) ms, but it is \(time(Double(step))) ms now; the next step ends at "
            + "\(time(Double(step + 1))) ms")
      }
      guard neurons[k] >= 0, Int(neurons[k]) < population.size else {
        throw .index(
          "spike \(k) is of neuron \(neurons[k]), but '\(population.name)' has neurons 0 to "
            + "\(population.size - 1)")
      }
      steps.append(Int(end) - 1)
    }
    source.feed(lane: Int(lane), steps: steps, neurons: Array(neurons))
  }

  public func feedRaster(
    _ index: Int32, lane: Int32, raster: UnsafeBufferPointer<UInt8>, steps: Int, size: Int
  ) throws(SNNError) {
    let count = raster.count { $0 != 0 }
    let (source, population) = try spikeSource(index, lane, for: count)
    guard size == population.size else {
      throw .shape(
        "a raster for '\(population.name)' needs \(population.size) columns, not \(size)")
    }
    var fired: [Int] = []
    var neurons: [Int32] = []
    fired.reserveCapacity(count)
    neurons.reserveCapacity(count)
    for k in raster.indices where raster[k] != 0 {
      guard raster[k] == 1 else {
        throw .invalid("a raster holds 0 and 1, not \(raster[k]) (row \(k / size))")
      }
      fired.append(step + k / size)
      neurons.append(Int32(k % size))
    }
    source.feed(lane: Int(lane), steps: fired, neurons: neurons)
  }

  /// What so many spikes are fed to, which there is memory for.
  private func spikeSource(
    _ index: Int32, _ lane: Int32, for count: Int
  ) throws(SNNError) -> (SpikeSource, Population) {
    let population = try population(index)
    guard let source = population.model as? SpikeSource else {
      throw .invalid(
        "population '\(population.name)' of model '\(population.model.spec.name)' cannot be fed "
          + "spikes; use a spike_source")
    }
    guard lane >= 0, lane < lanes else {
      throw .index("batch lane \(lane) does not exist; there are 0 to \(lanes - 1)")
    }
    try FreeMemory.require(
      source.bytes(toFeed: count, lane: Int(lane)),
      for: "the spikes that wait in '\(population.name)'",
      remedy: "feed them in pieces, as the network runs")
    return (source, population)
  }
}
