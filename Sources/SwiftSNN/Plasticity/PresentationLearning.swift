import KernelTypes

/// The plasticity terms of a presentation, evaluated after it over all its steps at once.
///
/// With x_i the presynaptic trace, h_j the post factor, M_j the modulator and an eligibility trace,
/// the sum over time of M_j(t) e_ij(t) is, with the order of the sums exchanged, a sum over the
/// presynaptic spikes s alone, of
///
///     Z_j(s),  Z_j(t) = h_j(t) N_j(t) + exp(-dt / tau_pre) Z_j(t + 1),
///              N_j(t) = M_j(t) + exp(-dt / tau_eligibility) N_j(t + 1)
///
/// the same numbers as the forward traces give, for a vector a neuron instead of a trace a synapse
/// (docs/decisions/0004-plasticity-along-rows.md). Projections with the same terms share Z.
final class PresentationLearning {
  let extent: PresentationExtent
  private var groups: [LearningGroup] = []
  private var divisor: Float = 1
  /// Of each plastic source population: what it sent.
  private var sent: [Int: any SentByNeuron] = [:]
  private var histories: [(population: Population, history: StepHistory)] = []
  /// Rings that keep a whole presentation, until they have taken the place of smaller ones.
  private var rings: [(population: Population, ring: SpikeRing)] = []

  init(
    projections: [Projection], modulators: [Modulator], steps: Int, lanes: Int, dt: Double,
    team: ThreadTeam
  ) throws(SNNError) {
    let plastic = projections.filter { !$0.terms.isEmpty }
    let longest = plastic.map(\.delays.upperBound).max() ?? 1
    extent = PresentationExtent(steps: steps, longestDelay: longest, lanes: lanes, dt: dt)
    guard lanes <= Int(Int32.max) / extent.rows else {
      throw SNNError(
        .outOfMemory,
        "a learning presentation of \(steps) steps in \(lanes) lanes needs more memory than can be "
          + "addressed; make it or the batch smaller")
    }
    for projection in plastic {
      let (source, target) = (projection.source, projection.target)
      _ = try projection.storage?.materialise()
      try projection.update?.prepare(projection)
      if sent[source.index] == nil {
        if let still = source.model.still {
          sent[source.index] = try NumbersByNeuron(source, still, extent)
        } else {
          sent[source.index] = try SpikesByNeuron(source, extent)
          if let ring = try source.largerRing(for: max(steps, source.longestDelay)) {
            rings.append((source, ring))
          }
        }
      }
      if let group = groups.first(where: {
        $0.target === target && $0.terms == projection.terms
      }) {
        try group.add(projection)
      } else {
        let group = try LearningGroup(
          projection, modulators: modulators, extent: extent, team: team)
        try group.add(projection)
        groups.append(group)
      }
    }
    for group in groups where !histories.contains(where: { $0.population === group.target }) {
      let target = group.target
      let wanted = groups.filter { $0.target === target }.flatMap(\.terms)
      let history = try StepHistory(
        size: target.size, lanes: lanes, steps: steps,
        keepsMargin: wanted.contains { $0.post.contains(where: \.needsMargin) },
        keepsPotential: wanted.contains { $0.post.contains(where: \.needsPotential) },
        name: target.name)
      histories.append((target, history))
    }
  }

  /// The presentation begins with `step`: the populations keep their histories from now on.
  func begin(step: Int) throws(SNNError) {
    for group in groups { try group.begin(step: step) }
    for (population, ring) in rings { population.ring = ring }
    rings = []
    for (population, history) in histories {
      history.firstStep = step
      population.history = history
    }
  }

  func end() {
    for (population, _) in histories { population.history = nil }
  }

  /// Computes Z of one lane, once its presentation is over.
  func integrate(lane: Int, kernels: KernelTable) {
    for group in groups { group.integrate(lane: lane, kernels: kernels) }
  }

  /// Sorts what was sent in some lanes, whose presentation is over, by neuron.
  func collect(firstStep: Int, lanes: Range<Int>) throws(SNNError) {
    for (_, each) in sent { try each.collect(firstStep: firstStep, lanes: lanes) }
  }

  /// Changes of the collected spikes are about to be applied.
  ///
  /// - Parameter divisor: of their sum.
  func beginApplying(divisor: Int) throws(SNNError) {
    self.divisor = Float(divisor)
    let milliseconds = Double(extent.steps) * extent.dt
    for group in groups {
      for projection in group.projections {
        try projection.update?.begin(projection, milliseconds: milliseconds)
      }
    }
  }

  /// Applies the changes to the rows of member `member` of `members`.
  func apply(member: Int, members: Int, kernels: KernelTable) {
    for group in groups {
      for projection in group.projections {
        guard let sent = sent[projection.source.index] else { continue }
        let count = projection.source.size
        group.apply(
          projection, rows: count * member / members..<count * (member + 1) / members,
          member: member, divisor: divisor, sent, kernels)
      }
    }
  }
}

/// How long and wide a presentation is.
struct PresentationExtent {
  let steps: Int
  let longestDelay: Int
  let lanes: Int
  let dt: Double

  /// Rows of Z of a lane: a spike fired in the last step still addresses one.
  var rows: Int { steps + longestDelay }
}
