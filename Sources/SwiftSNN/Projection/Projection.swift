import KernelTypes

/// The synapses from one population to another.
///
/// A complete projection with one delay is kept as a dense matrix, any other as sparse rows, alone
/// or in one fanout with other projections from the same source. They are drawn when the network is
/// prepared, or before if somebody asks for them.
public final class Projection {
  public let index: Int
  unowned let source: Population
  unowned let target: Population
  /// Of the target.
  let receptor: Int
  /// Nil where the synapses came as arrays.
  let wiring: Wiring?
  /// Nil until the synapses are drawn.
  var storage: SynapseStorage?
  private var knownCount: Int?
  /// Shortest and longest, axonal and dendritic together, in steps.
  let delays: ClosedRange<Int>
  var dendritic = DendriticDelays.same(0)
  /// Plasticity terms, in order of their adding.
  var terms: [PlasticityTerm] = []
  var lower = -Double.infinity
  var upper = Double.infinity
  /// Multiplies the changes of presentations.
  private(set) var learningRate: Float = 1
  /// Multiplies the weights where they are delivered; nil: 1, and it never was anything else.
  var coefficient: Double?
  /// What the changes of presentations go through; nil: they are added as they are.
  var update: WeightUpdate?
  /// A homeostat changes its weights.
  var isRegulated = false
  /// Terms that act at once during `run`.
  var online: (any OnlineLearning)?
  /// False while a presentation holds the weights still.
  var actsOnline = false
  /// Which part of its weight a synapse transmits; nil for all of it.
  var dynamics: SynapticDynamics?
  /// Plasticity leaves all weights alone.
  var isFrozen = false
  let structure = StructureState()

  /// Needs rows of its own, and a place for each synapse: weights differ in time, or spikes carry
  /// numbers.
  var staysAlone: Bool { !terms.isEmpty || carriesNumbers || coefficient != nil || isRegulated }

  /// Spikes bring numbers that multiply the weights, or decide about them.
  var carriesNumbers: Bool { dynamics != nil || source.model.graded != nil }

  /// Whether rows on their way may wait in a calendar: not where all neurons send some in each step,
  /// nor where a row must know its neuron when it arrives.
  var entersCalendar: Bool { source.model.graded == nil && dynamics?.sites ?? 0 == 0 }

  var name: String { "\(source.name) -> \(target.name)" }

  init(
    index: Int, source: Population, target: Population, receptor: Int, wiring: Wiring,
    besides drawnLater: Double
  ) throws(SNNError) {
    self.index = index
    self.source = source
    self.target = target
    self.receptor = receptor
    self.wiring = wiring
    let support = wiring.delay.support
    delays = try wiring.delaySteps(support.lowerBound)...wiring.delaySteps(support.upperBound)
    try wiring.check(besides: drawnLater)
    try source.requireRoom(forDelay: delays.upperBound)
  }

  init(index: Int, source: Population, target: Population, receptor: Int, fanout: Fanout) {
    self.index = index
    self.source = source
    self.target = target
    self.receptor = receptor
    wiring = nil
    storage = .sparse(fanout, member: 0)
    delays = (fanout.delays.first ?? 1)...(fanout.delays.last ?? 1)
  }

  /// The synapses, drawn now and for this projection alone where they are not yet.
  ///
  /// - Parameter learns: a term is about to be added.
  func drawn(_ team: ThreadTeam, learns: Bool = false) throws(SNNError) -> SynapseStorage {
    if let storage { return storage }
    guard let wiring else {
      throw SNNError(.state, "'\(name)' has no synapses")
    }
    let made: SynapseStorage =
      if wiring.isComplete {
        .dense(try DenseSynapses(wiring, blocks: target.blocks, until: team.interruption))
      } else {
        .sparse(
          try FanoutPlan(
            alone: wiring, blocks: target.blocks, learns: learns || staysAlone
          ).build(team), member: 0)
      }
    storage = made
    return made
  }

  /// Tells what learns in runs of what may change between them.
  func informOnline() {
    online?.transmission.learningRate = isFrozen ? 0 : Double(learningRate)
    online?.transmission.frozen = structure.frozen?.flags
    online?.transmission.coefficient = coefficient ?? 1
  }
  /// Multiplies the changes to come by `factor`.
  func setLearningRate(_ factor: Float) {
    learningRate = factor
    informOnline()
  }

  /// Hands out the weights, plain and up to date, to be changed in place; they must be drawn.
  ///
  /// - Parameter assigns: the user says what they shall be, so that frozen ones change too.
  func changeWeights(
    _ kernels: KernelTable, assigns: Bool = false,
    _ change: (RealBuffer) throws(SNNError) -> Void
  ) throws(SNNError) {
    if isFrozen, !assigns { return }
    guard let weights = try storage?.materialise() else { return }
    online?.settle(kernels: kernels)
    defer { online?.resume(kernels: kernels) }
    try change(weights)
    guard let frozen = structure.frozen else { return }
    if assigns { frozen.hold(weights) } else { frozen.restore(weights) }
  }

  /// The number of synapses; drawn or not, they are not kept for this.
  func synapseCount() throws(SNNError) -> Int {
    if let storage { return storage.synapseCount }
    if let knownCount { return knownCount }
    let count = try wiring?.count() ?? 0
    knownCount = count
    return count
  }
}
