import KernelTypes

/// What changes the weights of a projection spike by spike while the network runs.
///
/// It may keep weights in a form of its own between visits; `settle` turns them into plain weights
/// as of now, and `resume` takes over again from whatever they are by then.
protocol OnlineLearning: AnyObject {
  /// Steps after which postsynaptic spikes are fed.
  var postLag: Int { get }

  /// Steps, at most, between those at which the blocks have to hear of each other; nil: never.
  var meeting: Int? { get }
  /// All blocks have done the steps before `step`.
  func meet(before step: Int)

  /// What the terms read of the postsynaptic neurons.
  var factors: PostFactors { get }
  var transmission: Transmission { get set }

  func setBounds(_ lower: Double, _ upper: Double)

  /// Brings what arrives at a block in a step, each spike by the weight it finds and changes;
  /// returns the number of synaptic events.
  ///
  /// - Parameter known: the spikes that arrive before this step are known.
  func deliver(
    from source: Population, block: Int, step: Int, known: Int, input: Reals, kernels: KernelTable
  ) -> Int

  /// Takes in a step of a block's neurons, and their spikes that have reached the synapses by it.
  func postStep(of lists: SpikeRing.Lists, block: Int, step: Int, kernels: KernelTable)

  /// Where weights lie.
  var weights: RealBuffer { get }
  /// What is kept of each synapse beside its weight; each lies like the weights.
  var kept: [RealBuffer] { get }

  var hasEligibility: Bool { get }

  /// Copies the weights as of now of the rows of some sources (nil: of all), and their eligibilities
  /// where asked for, into buffers that lie like them; leaves the state as it is: reading must not
  /// change a run's bits.
  func show(
    _ sources: [Int]?, weights copy: RealBuffer, eligibility shown: RealBuffer?,
    _ kernels: KernelTable)

  /// Makes the weights plain and up to date.
  func settle(kernels: KernelTable)

  /// Goes on from the weights as they are.
  func resume(kernels: KernelTable)

  /// Applies what is pending and forgets all traces.
  func reset(kernels: KernelTable)

  /// All but the weights, as they are kept.
  func listState(in list: StateList)

  /// Times that were set could be those of a network that has done `step` steps.
  func isSound(at step: Int) -> Bool

  /// The synapses have been moved, between `settle` and `resume`: places[k] is where the synapse
  /// that now lies at k was, -1 for a new one.
  func moved(to storage: SynapseStorage, places: [Int]) throws(SNNError)
}

extension OnlineLearning {
  /// The weights as of now.
  func currentWeights(kernels: KernelTable) throws(SNNError) -> RealBuffer {
    let copy = try RealBuffer("a copy of the weights", count: weights.count, weights.precision)
    show(nil, weights: copy, eligibility: nil, kernels)
    return copy
  }

  /// The eligibility traces as of now; nil where there are none.
  func currentEligibility(kernels: KernelTable) throws(SNNError) -> RealBuffer? {
    guard hasEligibility else { return nil }
    let copy = try RealBuffer("a copy of the weights", count: weights.count, weights.precision)
    let shown = try RealBuffer("eligibilities", count: weights.count, weights.precision)
    show(nil, weights: copy, eligibility: shown, kernels)
    return shown
  }

  var meeting: Int? { nil }
  func meet(before step: Int) {}
}

/// What of a projection may change between runs, and what is learned has to know.
struct Transmission {
  /// Multiplies all changes.
  var learningRate = 1.0
  /// Part of its weight that a synapse transmits.
  var coefficient = 1.0
  /// 1 where a weight stays; nil: nowhere. Lies like the weights.
  var frozen: Buffer<UInt8>?
}
