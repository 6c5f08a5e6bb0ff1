import KernelTypes

/// The clock. A step of a lane is: for every block of every population, the Poisson input and the
/// arriving spikes, the neurons, the list of spikes, postsynaptic traces; then signals, modulators
/// and recorders. All delays are at least one step, so blocks need each other's spikes of earlier
/// steps only.
extension Network {
  /// Neurons and synapses from which a step is worth sharing among threads.
  private static let sharedNeurons = 4096
  private static let sharedSynapses = 200_000

  func advance(_ steps: Int, learning: PresentationLearning?, isPresentation: Bool) {
    let first = step
    let run = Advance(self, first..<first + steps, learning, isPresentation)
    let shares =
      lanes == 1 && team.size > 1
      && (neuronCount >= Network.sharedNeurons || synapseCount >= Network.sharedSynapses)
    if lanes > 1 {
      _ = team.run(independent: true) { run.lanes(member: $0) }
    } else if !(shares && team.run(independent: false, { run.blocks(member: $0) })) {
      run.lane(0, tally: 0)
    }
    step += steps
    spikes += run.total(\.spikes)
    synapticEvents += run.total(\.events)
  }
}

/// One call's worth of steps, as the members of the team see it.
private final class Advance: @unchecked Sendable {
  struct Tally {
    var spikes = 0
    var events = 0
    /// Keeps the tallies of two threads on different cache lines.
    var padding: (Int, Int, Int, Int, Int, Int) = (0, 0, 0, 0, 0, 0)
  }

  private let network: Network
  private let steps: Range<Int>
  private let learning: PresentationLearning?
  private let isPresentation: Bool
  private let barrier: Barrier
  private let tallies: UnsafeMutableBufferPointer<Tally>

  init(
    _ network: Network, _ steps: Range<Int>, _ learning: PresentationLearning?,
    _ isPresentation: Bool
  ) {
    self.network = network
    self.steps = steps
    self.learning = learning
    self.isPresentation = isPresentation
    barrier = Barrier(parties: network.team.size)
    tallies = .allocate(capacity: network.team.size)
    tallies.initialize(repeating: Tally())
  }

  deinit { tallies.deallocate() }

  func total(_ what: KeyPath<Tally, Int>) -> Int { tallies.reduce(0) { $0 + $1[keyPath: what] } }

  /// A member's share of the lanes, each from first to last step: no waiting in between.
  func lanes(member: Int) {
    let (lanes, members) = (network.lanes, network.team.size)
    for each in lanes * member / members..<lanes * (member + 1) / members {
      lane(each, tally: member)
    }
  }

  /// All steps of one lane.
  func lane(_ lane: Int, tally: Int) {
    for step in steps {
      for population in network.populations {
        for block in population.blocks.indices {
          advance(population, block, lane, step, tally)
        }
      }
      finish(lane: lane, step: step)
    }
    learning?.integrate(lane: lane, kernels: network.kernels)
  }

  /// A member's share of the blocks of the only lane: all meet after each step.
  func blocks(member: Int) {
    let members = network.team.size
    for step in steps {
      for population in network.populations {
        for block in population.blocks.indices
        where (population.index + block) % members == member {
          advance(population, block, 0, step, member)
        }
      }
      barrier.arrive { finish(lane: 0, step: step) }
    }
    if member == 0 { learning?.integrate(lane: 0, kernels: network.kernels) }
  }

  private func advance(
    _ population: Population, _ block: Int, _ lane: Int, _ step: Int, _ tally: Int
  ) {
    let done = population.advance(
      block: block, lane: lane, step: step, kernels: network.kernels, seed: network.seed)
    tallies[tally].spikes += done.spikes
    tallies[tally].events += done.events
  }

  /// What needs all blocks of a step.
  private func finish(lane: Int, step: Int) {
    if isPresentation {
      let age = step - steps.lowerBound
      for signal in network.signals { signal.update(lane: lane, step: step, age: age) }
      if learning != nil {
        for modulator in network.modulators { modulator.update(lane: lane, age: age) }
      }
    }
    for recorder in network.recorders { recorder.record(lane: lane, step: step) }
  }
}
