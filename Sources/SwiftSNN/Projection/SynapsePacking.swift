/// Fills storage from rows of synapses, or from arrays the user gave.
struct SynapsePacking {
  let source: Population
  let target: Population
  let dt: Double
  let seed: UInt64
  let projection: Int

  private var name: String { "'\(source.name)' -> '\(target.name)'" }

  /// Longest delay in steps: the spike lists of every step until then are kept.
  private static let maximumDelay = 1 << 20

  func delaySteps(_ delay: Double) throws(SNNError) -> Int {
    let steps = (delay / dt).rounded()
    // A multiple of dt may come out a little below it.
    guard delay.isFinite, delay >= dt * (1 - 1e-9) else {
      throw .invalid(
        "delay of \(name) is \(delay) ms, below one step of \(dt) ms; "
          + "give at least dt (for drawn delays, a lower bound)")
    }
    guard steps <= Double(SynapsePacking.maximumDelay) else {
      throw .invalid(
        "delay of \(name) is \(delay) ms, more than \(SynapsePacking.maximumDelay) steps of dt")
    }
    return Int(steps)
  }

  /// Synapses from connectivity rules, weights and delays drawn row by row.
  func pack(
    _ rules: [ConnectorRule], weight: Distribution, delay: Distribution
  ) throws(SNNError) -> SynapseStorage {
    if case .constant(let value) = delay, isComplete(rules) {
      let steps = try delaySteps(value)
      return try dense(weight, steps)
    }
    let builder = RowBuilder(
      sources: source.size, targets: target.size, recurrent: source === target, seed: seed,
      projection: projection)
    let rows = try builder.build(rules)
    var delays: [Int]?
    var uniformDelay = 0
    if case .constant(let value) = delay {
      uniformDelay = try delaySteps(value)
    } else {
      delays = try draw(rows, delay, .delay) { value throws(SNNError) in try delaySteps(value) }
    }
    var weights: [Float]?
    var uniformWeight: Float = 0
    if case .constant(let value) = weight {
      uniformWeight = Float(value)
    } else {
      weights = try draw(rows, weight, .weight) { value throws(SNNError) in Float(value) }
    }
    return try sparse(
      rows, delays: delays, uniformDelay: uniformDelay, weights: weights,
      uniformWeight: uniformWeight)
  }

  private func isComplete(_ rules: [ConnectorRule]) -> Bool {
    guard rules.count == 1, case .allToAll(let allowSelf) = rules[0] else { return false }
    return allowSelf || source !== target
  }

  private func dense(_ weight: Distribution, _ delay: Int) throws(SNNError) -> SynapseStorage {
    var uniform: Float = 0
    if case .constant(let value) = weight { uniform = Float(value) }
    let storage = try SynapseStorage(
      dense: target.blocks, sources: source.size, targets: target.size, delay: delay,
      weight: uniform)
    if case .constant = weight { return storage }
    let values = try storage.materialise()
    for i in 0..<source.size {
      var random = RandomRow(seed: seed, stream: RandomPurpose.weight.stream(projection), row: i)
      for j in 0..<target.size {
        values.base[i * target.size + j] = Float(weight.draw(&random))
      }
    }
    return storage
  }

  private func draw<Value>(
    _ rows: SynapseRows, _ distribution: Distribution, _ purpose: RandomPurpose,
    _ convert: (Double) throws(SNNError) -> Value
  ) throws(SNNError) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(rows.targets.count)
    for i in 0..<rows.sourceCount {
      var random = RandomRow(seed: seed, stream: purpose.stream(projection), row: i)
      for _ in rows.starts[i]..<rows.starts[i + 1] {
        values.append(try convert(distribution.draw(&random)))
      }
    }
    return values
  }

  /// Splits rows into target blocks, each row by (delay, target).
  func sparse(
    _ rows: SynapseRows, delays: [Int]?, uniformDelay: Int, weights: [Float]?,
    uniformWeight: Float
  ) throws(SNNError) -> SynapseStorage {
    let distinct = delays.map { $0.isEmpty ? [1] : Set($0).sorted() } ?? [uniformDelay]
    let segments = distinct.count
    let segmentOfDelay = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, $0) })
    func segmentOf(_ k: Int) -> Int { delays.map { segmentOfDelay[$0[k]] ?? 0 } ?? 0 }
    var next = [Int](repeating: 0, count: segments)
    let total = rows.targets.count
    let targets = try Buffer<UInt16>("targets of \(name)", count: total)
    let packedWeights = try weights.map { _ throws(SNNError) in
      try Buffer<Float>("weights of \(name)", count: total)
    }
    var blockStarts: [Int] = []
    var bounds: [Buffer<Int>] = []
    var placed = 0
    for range in target.blocks {
      blockStarts.append(placed)
      let starts = try Buffer<Int>("rows of \(name)", count: source.size * segments + 1)
      let first = placed
      for i in 0..<source.size {
        let row = (rows.starts[i]..<rows.starts[i + 1]).drop {
          Int(rows.targets[$0]) < range.lowerBound
        }.prefix { Int(rows.targets[$0]) < range.upperBound }
        // Rows ascend by target, so counting by delay leaves each segment ascending.
        for segment in next.indices { next[segment] = 0 }
        for k in row { next[segmentOf(k)] += 1 }
        for segment in next.indices {
          starts.base[i * segments + segment] = placed - first
          let count = next[segment]
          next[segment] = placed
          placed += count
        }
        for k in row {
          let place = next[segmentOf(k)]
          next[segmentOf(k)] += 1
          targets.base[place] = UInt16(Int(rows.targets[k]) - range.lowerBound)
          if let weights, let packedWeights { packedWeights.base[place] = weights[k] }
        }
      }
      starts.base[source.size * segments] = placed - first
      bounds.append(starts)
    }
    let form = SparseForm(
      delays: distinct, targets: targets, blockStarts: blockStarts, bounds: bounds)
    return SynapseStorage(
      sparse: form, blocks: target.blocks, sources: source.size, targets: target.size,
      weight: uniformWeight, weights: packedWeights)
  }

  /// Synapses from arrays, one entry a synapse.
  func pack(
    pre: UnsafeBufferPointer<Int32>, post: UnsafeBufferPointer<Int32>,
    weight: UnsafeBufferPointer<Float>, delay: UnsafeBufferPointer<Double>
  ) throws(SNNError) -> SynapseStorage {
    for k in pre.indices {
      guard pre[k] >= 0, Int(pre[k]) < source.size else {
        throw .index(
          "pre[\(k)] is \(pre[k]), but '\(source.name)' has neurons 0 to \(source.size - 1)")
      }
      guard post[k] >= 0, Int(post[k]) < target.size else {
        throw .index(
          "post[\(k)] is \(post[k]), but '\(target.name)' has neurons 0 to \(target.size - 1)")
      }
      guard weight[k].isFinite else {
        throw .invalid("weight[\(k)] of \(name) is \(weight[k]); weights must be finite")
      }
    }
    var starts = [Int](repeating: 0, count: source.size + 1)
    for i in pre { starts[Int(i) + 1] += 1 }
    for i in 0..<source.size { starts[i + 1] += starts[i] }
    let order = pre.indices.sorted { (pre[$0], post[$0], $0) < (pre[$1], post[$1], $1) }
    let rows = SynapseRows(starts: starts, targets: order.map { UInt32(post[$0]) })
    var delays: [Int] = []
    for k in order { delays.append(try delaySteps(delay[k])) }
    return try sparse(
      rows, delays: delays, uniformDelay: 1, weights: order.map { weight[$0] }, uniformWeight: 0)
  }
}
