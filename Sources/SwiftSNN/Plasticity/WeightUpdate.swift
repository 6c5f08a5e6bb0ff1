import KernelTypes

/// What the changes of presentations go through on their way to the weights of a projection: an
/// optimiser, then the rules of `UpdateRules`, with what both keep of every synapse.
///
/// For each synapse, with g the change combined over the batch: g is multiplied by the synapse's
/// factor; the optimiser makes a step d of it; d is multiplied by the soft bound of its direction,
/// left out by chance, made noisy; w + d - loss (w - reference), the loss by the weight as it was, is
/// held to its sign, to the bounds and to a level.
///
/// State lies like the weights. Random numbers are named by seed, projection, source, delay, target,
/// how many synapses before it join the same pair with the same delay, and the number of updates so
/// far: neither place nor threads count.
final class WeightUpdate {
  private(set) var optimiser = Optimiser.plain
  private(set) var rules = UpdateRules()
  /// One a synapse, where it lies; nil: 1, and the reference of the rules.
  private(set) var factors: RealBuffer?
  private(set) var references: RealBuffer?
  /// Of the optimiser.
  private(set) var states: [RealBuffer] = []
  /// What rounding left over.
  private(set) var rest: RealBuffer?
  /// The sign each weight had at the start; 0 for one that was 0, which is free.
  private(set) var signs: Buffer<Int8>?
  private(set) var ordinals: Buffer<UInt16>?
  private var knowsOrdinals = false
  /// Updates so far.
  private(set) var count = 0
  /// Of the present one.
  private(set) var loss = 0.0
  private var keepsRest = false
  private var keepsSigns = false
  private var keptStates = 0
  let seed: UInt64
  let stream: UInt32

  init(_ projection: Projection, seed: UInt64) {
    self.seed = seed
    stream = RandomPurpose.weightUpdate.stream(projection.index)
  }

  /// Changes are added as they are, as if there were no update.
  var isPlain: Bool {
    optimiser.kind == .plain && rules.isPlain && factors == nil
  }

  func setRules(
    _ rules: UpdateRules, factors: RealBuffer?, references: RealBuffer?
  ) {
    self.rules = rules
    self.factors = factors
    self.references = references
    rest = nil
    signs = nil
  }

  /// The optimiser begins anew.
  func setOptimiser(_ made: Optimiser) {
    states = []
    optimiser = made
  }

  /// Memory for what is kept of the synapses, which are drawn; signs are those of the first call.
  func prepare(_ projection: Projection) throws(SNNError) {
    guard let storage = projection.storage else { return }
    let weights = try storage.materialise()
    let what = "what the update of '\(projection.name)' keeps"
    while states.count < optimiser.kind.states {
      states.append(try RealBuffer(what, count: weights.count, weights.precision))
    }
    if rules.accumulates, rest == nil {
      rest = try RealBuffer(what, count: weights.count, weights.precision)
    }
    if rules.keepsSigns, signs == nil {
      let found = try Buffer<Int8>(what, count: weights.count)
      for k in 0..<weights.count { found.base[k] = weights[k] > 0 ? 1 : weights[k] < 0 ? -1 : 0 }
      signs = found
    }
    if rules.drawsNumbers, !knowsOrdinals {
      ordinals = try Release.ordinals(projection, storage)
      knowsOrdinals = true
    }
  }

  func listShape(in list: StateList) {
    list.value("has_rest", rest != nil) { self.keepsRest = $0 }
    list.value("has_signs", signs != nil) { self.keepsSigns = $0 }
    list.value("states", states.count) { self.keptStates = $0 }
  }

  /// Memory for the state that was kept.
  func makeRoom(_ count: Int, _ precision: Precision, what: String) throws(SNNError) {
    states = []
    for _ in 0..<min(keptStates, optimiser.kind.states) {
      states.append(try RealBuffer(what, count: count, precision))
    }
    rest = keepsRest ? try RealBuffer(what, count: count, precision) : nil
    signs = keepsSigns ? try Buffer(what, count: count) : nil
  }

  func listState(in list: StateList, of storage: SynapseStorage) {
    list.value("count", count) { self.count = $0 }
    list.value("bias_1", optimiser.bias1) { self.optimiser.bias1 = $0 }
    list.value("bias_2", optimiser.bias2) { self.optimiser.bias2 = $0 }
    for (k, state) in states.enumerated() { list.synapses("state/\(k)", state, of: storage) }
    list.synapses("rest", rest, of: storage)
    list.synapses("signs", signs, of: storage)
    list.synapses("factors", factors, of: storage)
    list.synapses("references", references, of: storage)
  }

  /// An update of all weights begins; none does where the learning rate freezes them.
  func begin(_ projection: Projection, milliseconds: Double) throws(SNNError) {
    guard projection.learningRate > 0 else { return }
    try prepare(projection)
    count += 1
    optimiser.begin()
    loss = rules.loss(milliseconds: milliseconds)
  }

  /// The synapses have been moved: places[k] is where the synapse that now lies at k was, -1 for a
  /// new one, which begins without a past and with the sign of its weight.
  func moved(to storage: SynapseStorage, places: [Int]) throws(SNNError) {
    let weights = try storage.materialise()
    factors = try factors?.moved(from: places) { _ in 1 }
    references = try references?.moved(from: places) { _ in rules.reference }
    var moved: [RealBuffer] = []
    for state in states { moved.append(try state.moved(from: places)) }
    states = moved
    rest = try rest?.moved(from: places)
    signs = try signs?.moved(from: places) { weights[$0] > 0 ? 1 : weights[$0] < 0 ? -1 : 0 }
    knowsOrdinals = false
    ordinals = nil
  }
}
