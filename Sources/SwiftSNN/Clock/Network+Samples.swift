import KernelTypes

/// How the changes that the samples of a batch make become one.
public enum BatchCombination: String, CaseIterable, Sendable {
  /// Their sum over the number of samples.
  case mean
  case sum
  /// Sample by sample, each with the weights and thresholds that those before it left.
  case inOrder = "in_order"

  /// - Throws: for a name other than "mean", "sum" and "in_order".
  public init(named name: String) throws(SNNError) {
    guard let found = BatchCombination(rawValue: name) else {
      throw .unknown(
        "way to combine the samples of a batch", name,
        valid: BatchCombination.allCases.map(\.rawValue))
    }
    self = found
  }
}

extension Network {
  /// Applies what some samples of a presentation that is over have to change.
  func applyChanges(
    of learning: PresentationLearning, from first: Int, samples: Range<Int>,
    _ combine: BatchCombination
  ) throws(SNNError) {
    let divisor = combine == .mean ? samples.count : 1
    try learning.collect(firstStep: first, lanes: samples)
    try learning.beginApplying(divisor: divisor)
    let kernels = kernels
    let members = team.size
    _ = team.run(independent: true) {
      learning.apply(member: $0, members: members, kernels: kernels)
    }
  }

  /// The lanes one after the other, each with the weights and thresholds that the one before left:
  /// the bits of as many presentations of one sample. Rows are still changed by all threads.
  func presentInOrder(
    _ steps: Int, plan: Plan, _ learning: PresentationLearning
  ) throws(SNNError) {
    let (first, last) = (step, step + steps)
    let run = plan.run
    run.begin(at: first, until: last, learning, true)
    for population in populations {
      population.rest?.begin(step: first, keepsHistory: population.history != nil)
    }
    var failure: SNNError?
    for lane in 0..<lanes {
      for population in populations {
        population.rest?.reconsider(keepsHistory: population.history != nil)
      }
      for homeostat in homeostats { homeostat.begin(step: first) }
      beginModulation(step: first, isPresentation: true, lanes: lane..<lane + 1)
      Denormals.flushed { run.sample(lane: lane, until: last) }
      if team.interruption.isRequested { break }
      // A sample for which memory runs out is presented like the others, and nothing more learned.
      guard failure == nil else { continue }
      do throws(SNNError) {
        try applyChanges(of: learning, from: first, samples: lane..<lane + 1, .inOrder)
        try regulateAfterPresentation(learned: true, step: last, lanes: lane..<lane + 1)
      } catch { failure = error }
    }
    learning.end()
    step = last
    for population in populations { population.rest?.show(step: last) }
    spikes += run.total(\.spikes)
    synapticEvents += run.total(\.events)
    if team.interruption.isRequested { return try abandonPresentation() }
    endModulation(steps: steps, learns: true)
    if let failure { throw failure }
  }
}
