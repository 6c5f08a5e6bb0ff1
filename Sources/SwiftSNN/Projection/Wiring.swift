import KernelTypes

/// What the synapses of a projection join, and what names their random numbers.
struct WiringEnds {
  let sources: Int
  let targets: Int
  /// Source and target are one population.
  let recurrent: Bool
  /// Threads may share the targets; if not, weights can be viewed.
  let canBeSplit: Bool
  let seed: UInt64
  var projection: Int
  /// The projection whose random numbers say which pairs are joined and by what delays: itself, or
  /// one that it is drawn like.
  let topology: Int
  let kernels: KernelTable
  /// Of the weights.
  let precision: Precision
  /// Nil where neurons have none.
  let sourcePositions: Positions?
  let targetPositions: Positions?
}

/// How the synapses of a projection come about: described by the user, drawn when the network is
/// prepared or somebody asks.
struct Wiring {
  let rules: [ConnectorRule]
  private(set) var weight: Distribution
  let delay: Distribution
  private(set) var ends: WiringEnds
  let dt: Double
  /// "'source' -> 'target'", for sentences.
  let name: String
  let expectedSynapses: Double

  /// Refuses rules and delays that do not fit the populations.
  init(
    rules: [ConnectorRule], weight: Distribution, delay: Distribution, ends: WiringEnds,
    dt: Double, name: String
  ) throws(SNNError) {
    self.rules = rules
    self.weight = weight
    self.ends = ends
    self.dt = dt
    self.name = name
    if case .distance = weight {
      throw .invalid("the weights of \(name) cannot be drawn by 'distance', which is for delays")
    }
    self.delay = try delay.placed(ends, of: "the delay of \(name)")
    var expected = 0.0
    for rule in rules {
      do throws(SNNError) {
        try rule.check(ends)
        expected += try rule.expectedSynapses(ends)
      } catch { throw error.of(name) }
    }
    expectedSynapses = expected
  }

  /// The same pairs and delays with weights of their own.
  func with(weight: Distribution, projection: Int) throws(SNNError) -> Wiring {
    var other = self
    other.weight = weight
    other.ends.projection = projection
    if case .distance = weight {
      throw .invalid("the weights of \(name) cannot be drawn by 'distance', which is for delays")
    }
    return other
  }

  /// Longest delay in steps: the spike lists of every step until then are kept.
  private static let maximumDelay = 1 << 20

  /// Every source to every target once, with one delay: kept as a matrix.
  var isComplete: Bool {
    guard rules.count == 1, case .allToAll(let allowSelf) = rules[0] else { return false }
    return (allowSelf || !ends.recurrent) && delay.constant != nil
  }

  /// The only rule, where it draws columns and nothing hinders writing them straight into place.
  var columns: ColumnDrawer? {
    guard rules.count == 1, delay.constant != nil,
      case .fixedInDegree(let k, let allowSelf, let multapses) = rules[0]
    else { return nil }
    return ColumnDrawer(k: k, allowSelf: allowSelf, multapses: multapses, part: 0, ends)
  }

  /// From here on a bit a pair takes no more memory than 16-bit targets.
  private static let leastBitDensity = 1.0 / 16

  /// Rows can be bits, and are the better for it: one weight that nobody views, one delay, many of
  /// the possible pairs and few of them more than once.
  /// Decided by what is described alone, because numbers of spikes and sums of weights round
  /// differently, and neither threads nor reading may change results.
  var fitsBits: Bool {
    weight.constant != nil && delay.constant != nil && ends.canBeSplit && !isComplete
      && rowsFitTargets && expectedSynapses >= Wiring.leastBitDensity * pairs
  }

  /// No row has more synapses into a block than the block has neurons: a pair comes once, or
  /// repetitions are rare.
  var rowsFitTargets: Bool { !joinsPairsAgain || expectedSynapses <= 0.5 * pairs }

  /// A pair may come several times; in a union it is connected once.
  private var joinsPairsAgain: Bool {
    guard rules.count == 1 else { return false }
    switch rules[0] {
    case .fixedInDegree(_, _, multapses: true), .fixedOutDegree(_, _, multapses: true),
      .fixedTotalNumber(_, _, multapses: true):
      return true
    default: return false
    }
  }

  /// Refuses what memory could not hold beside what else is still to be drawn.
  func check(besides drawnLater: Double) throws(SNNError) {
    let bytes = expectedBytes
    guard bytes + drawnLater < 1e15 else {
      throw SNNError(
        .outOfMemory, "\(name) would have \(expectedSynapses) synapses, more than memory can hold")
    }
    let others =
      drawnLater > 0
      ? ", together with the \(FreeMemory.text(Int(drawnLater))) of projections described before,"
      : ""
    let fewer = "fewer neurons, or a smaller p, k or n, make it smaller"
    try FreeMemory.require(
      Int(bytes + drawnLater),
      for: "\(name) with about \(FreeMemory.grouped(Int(expectedSynapses))) synapses\(others)",
      remedy: weight.constant != nil || isComplete
        ? fewer : fewer + "; so does one weight for all, by \(ends.precision.bytes) bytes a synapse"
    )
  }

  /// Refuses synapses that are about to be drawn to learn, each with a weight and `numbers` more.
  func checkLearning(numbers: Int) throws(SNNError) {
    let target = isComplete ? 0 : 2
    let bytes = expectedSynapses * Double(target + (1 + numbers) * ends.precision.bytes)
    try FreeMemory.require(
      Int(min(bytes, 1e18)),
      for: "\(name) with about \(FreeMemory.grouped(Int(expectedSynapses))) synapses that learn",
      remedy: "fewer neurons, or a smaller p, k or n, make it smaller")
  }

  /// Of the synapses once they are drawn: targets, weights that differ, and where rows and segments
  /// begin; in a matrix, weights alone.
  var expectedBytes: Double {
    guard !isComplete else { return expectedSynapses * Double(ends.precision.bytes) }
    guard !fitsBits else { return bytesOfBits }
    let synapse = 2 + (weight.constant == nil ? ends.precision.bytes : 0)
    let support = delay.support
    let segments = delay.constant == nil ? (support.upperBound - support.lowerBound) / dt + 2 : 0
    return expectedSynapses * Double(synapse) + Double(ends.sources) * (8 + 2 * segments)
  }

  /// A bit a pair, and while repetitions are collected 8 bytes for each, twice where their array
  /// grows. A Poisson number of mean m has at most m * m / 2 beyond the first.
  private var bytesOfBits: Double {
    let repetitions = joinsPairsAgain ? expectedSynapses * expectedSynapses / pairs / 2 : 0
    return pairs / 8 + repetitions * 16
  }

  private var pairs: Double { Double(ends.sources) * Double(ends.targets) }

  func delaySteps(_ delay: Double) throws(SNNError) -> Int {
    try Wiring.delaySteps(delay, dt: dt, name: name)
  }

  static func delaySteps(_ delay: Double, dt: Double, name: String) throws(SNNError) -> Int {
    let steps = (delay / dt).rounded()
    // A multiple of dt may come out a little below it.
    guard delay.isFinite else { throw .invalid("delay of \(name) must be finite, not \(delay) ms") }
    guard delay >= dt * (1 - 1e-9) else {
      throw .invalid(
        "delay of \(name) is \(delay) ms, below one step of \(dt) ms; "
          + "give at least dt (for drawn delays, a lower bound)")
    }
    guard steps <= Double(Wiring.maximumDelay) else {
      throw .invalid(
        "delay of \(name) is \(delay) ms, more than \(Wiring.maximumDelay) steps of dt")
    }
    return Int(steps)
  }

  /// Draws delays in steps; nil where there is but one.
  func delayDrawer() throws(SNNError) -> DelayDrawer? {
    guard delay.constant == nil else { return nil }
    let first = try delaySteps(delay.support.lowerBound)
    let last = try delaySteps(delay.support.upperBound)
    if case .distance(let lag) = delay {
      let separation = try Separation(ends, periodic: lag.periodic, for: "the delay of \(name)")
      return .byDistance(separation, lag, dt: dt, steps: first...last)
    }
    var shares: [Double] = []
    for step in first..<last { shares.append(delay.share(upTo: (Double(step) + 0.5) * dt)) }
    return .drawn(try DiscreteTable(first: first, cumulative: shares))
  }

  /// The number of synapses, without keeping them.
  func count() throws(SNNError) -> Int {
    if isComplete { return ends.sources * ends.targets }
    if let columns { return columns.k * ends.targets }
    let rows = try MemberRows(self)
    var words = try WordStream(seed: ends.seed, kernels: ends.kernels)
    let row = try Buffer<UInt32>("targets of a row", count: rows.longestRow)
    return (0..<ends.sources).reduce(0) {
      $0 + (rows.knownLength($1) ?? rows.draw($1, &words, into: row.base))
    }
  }
}
