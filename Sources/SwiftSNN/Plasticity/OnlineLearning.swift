import KernelTypes

/// What changes the weights of a projection spike by spike while the network runs.
///
/// It may keep weights in a form of its own between visits; `settle` turns them into plain weights
/// as of now, and `resume` takes over again from whatever they are by then.
protocol OnlineLearning: AnyObject {
  /// Steps after which postsynaptic spikes are fed.
  var postLag: Int { get }

  /// Weights stay as they are, while spikes pass and traces go on. To be changed after `settle`.
  var isFrozen: Bool { get set }

  func setBounds(_ lower: Double, _ upper: Double)

  /// Brings what arrives at a block in a step, each spike by the weight it finds and changes;
  /// returns the number of synaptic events.
  func deliver(
    from source: Population, block: Int, step: Int, input: Reals, kernels: KernelTable
  ) -> Int

  /// Takes in the spikes of a block's neurons that have reached the synapses by this step.
  func postSpikes(of lists: SpikeRing.Lists, block: Int, step: Int)

  /// The weights as of now, leaving the state as it is: reading must not change a run's bits.
  func currentWeights(kernels: KernelTable) throws(SNNError) -> RealBuffer

  /// The same for the rows of some sources (nil: of all), into a buffer that lies like the weights.
  func copyCurrent(of sources: [Int]?, into copy: RealBuffer, kernels: KernelTable)

  /// Makes the weights plain and up to date.
  func settle(kernels: KernelTable)

  /// Goes on from the weights as they are.
  func resume(kernels: KernelTable)

  /// Applies what is pending and forgets all traces.
  func reset(kernels: KernelTable)

  /// The synapses have been moved, between `settle` and `resume`: places[k] is where the synapse
  /// that now lies at k was, -1 for a new one.
  func moved(to storage: SynapseStorage, places: [Int]) throws(SNNError)
}
