import KernelTypes

/// The clock. A step of a lane is: for every region, the arriving spikes, random input, neurons, the
/// list of spikes, postsynaptic traces; then signals, modulators and recorders. All delays are at
/// least one step, so regions need each other's spikes of earlier steps only, and where all delays
/// are longer, they meet as seldom.
extension Network {
  /// Neurons and synapses from which a step is worth sharing among threads.
  private static let sharedNeurons = 4096
  private static let sharedSynapses = 200_000

  /// Returns whether it got there: where the call is interrupted, a run stops between two steps, and
  /// the lanes of a presentation between steps of their own.
  ///
  /// - Parameter putsOffRecords: the last step is not recorded yet, because something is to change
  ///   at its end.
  func advance(
    _ steps: Int, plan: Plan, learning: PresentationLearning?, isPresentation: Bool,
    putsOffRecords: Bool = false
  ) -> Bool {
    let run = plan.run
    let last = step + steps
    run.begin(
      at: step, until: last, learning, isPresentation,
      unrecorded: putsOffRecords ? last - 1 : nil)
    for population in populations {
      population.rest?.begin(step: step, keepsHistory: population.history != nil)
    }
    if steps > 0 { beginModulation(step: step, isPresentation: isPresentation) }
    let reached = Denormals.flushed {
      if lanes > 1 { return run.allLanes(until: last) }
      let isLarge =
        neuronCount >= Network.sharedNeurons || plan.synapseCount >= Network.sharedSynapses
      return run.onlyLane(until: last, mayShare: isLarge && plan.regions.count > 1)
    }
    // The clock of a presentation that stopped goes on as if it had not.
    step = isPresentation ? last : reached
    for population in populations { population.rest?.show(step: step) }
    spikes += run.total(\.spikes)
    synapticEvents += run.total(\.events)
    return reached == last
  }
}

/// A run as the members of the team see it.
final class Run: @unchecked Sendable {
  struct Tally {
    var spikes = 0
    var events = 0
    /// Keeps the tallies of two threads on different cache lines.
    var padding: (Int, Int, Int, Int, Int, Int) = (0, 0, 0, 0, 0, 0)
  }

  /// Seconds that lanes go on for between looks, about.
  private static let shortLanes = 10e-3
  private static let longLanes = 40e-3
  private static let mostLaneWindows = 1 << 20

  private unowned let network: Network
  private let interruption: Interruption
  private let allRegions: [Region]
  private let meetings: [(learner: any OnlineLearning, steps: Int)]
  private let longestWindow: Int
  private let barrier: Barrier
  private let tallies: UnsafeMutableBufferPointer<Tally>
  private var first = 0
  private var last = 0
  /// When the present stretch began, all threads awake (s).
  private var start = 0.0
  private var window = 1
  private var learning: PresentationLearning?
  private var isPresentation = false
  /// A step that recorders do not see.
  private var unrecorded: Int?
  private var sharing = Sharing()
  /// Between looks at whether the run of several lanes is interrupted.
  private var laneWindows = 1
  private var stretch = 0..<0
  /// How far the threads that share a stretch have come, and whether they stop there, as the last of
  /// them left it when they met.
  private var reached = 0
  private var shallStop = false
  /// Made once, so that handing out a stretch or the lanes asks for no memory.
  private var sharesStretch: (Int) -> Void = { _ in }
  private var sharesLanes: (Int) -> Void = { _ in }

  init(_ network: Network, regions: [Region], window: Int) {
    self.network = network
    interruption = network.team.interruption
    allRegions = regions
    meetings = network.projections.compactMap { projection in
      projection.online.flatMap { online in
        // Whole windows, if they are shorter: fewer meetings.
        online.meeting.map { (online, max($0 / window, 1) * min($0, window)) }
      }
    }
    longestWindow = window
    barrier = Barrier(parties: network.team.size)
    tallies = .allocate(capacity: network.team.size)
    sharesStretch = { [unowned self] in self.regions(member: $0, stretch) }
    sharesLanes = { [unowned self] in self.lanes(member: $0, stretch) }
  }

  deinit { tallies.deallocate() }

  func begin(
    at first: Int, until last: Int, _ learning: PresentationLearning?, _ isPresentation: Bool,
    unrecorded: Int? = nil
  ) {
    self.unrecorded = unrecorded
    self.first = first
    self.last = last
    self.learning = learning
    self.isPresentation = isPresentation
    tallies.initialize(repeating: Tally())
    // Spike lists are kept for a window; signals are of one step.
    window = isPresentation || network.modulatesRun ? 1 : longestWindow
    for region in allRegions { region.begin(step: first) }
  }

  func total(_ what: KeyPath<Tally, Int>) -> Int { tallies.reduce(0) { $0 + $1[keyPath: what] } }

  /// All lanes, shared among the threads; returns the step they came to. A presentation is over when
  /// each lane went through it, so none waits for another; in a run they stop together now and then,
  /// where it can be interrupted.
  func allLanes(until last: Int) -> Int {
    self.last = last
    var step = first
    while step < last, !interruption.isRequested {
      let steps = isPresentation ? last - step : lanesStretch(from: step, until: last)
      stretch = step..<step + steps
      start = Sharing.now()
      _ = network.team.run(independent: true, sharesLanes)
      let seconds = Sharing.now() - start
      if seconds < Run.shortLanes { laneWindows = min(2 * laneWindows, Run.mostLaneWindows) }
      if seconds > Run.longLanes { laneWindows = max(laneWindows / 2, 1) }
      step += steps
    }
    return isPresentation && interruption.isRequested ? first : step
  }

  /// How many steps of a run all lanes go together: none of them can stop alone.
  private func lanesStretch(from step: Int, until last: Int) -> Int {
    var end = min(last, step + laneWindows * window)
    for recorder in network.recorders {
      for lane in 0..<network.lanes { end = min(end, recorder.endOfRoom(lane: lane, after: step)) }
    }
    return end - step
  }

  /// A member's share of the lanes, each from first to last step: no waiting in between.
  private func lanes(member: Int, _ steps: Range<Int>) {
    let (lanes, members) = (network.lanes, network.team.size)
    for each in lanes * member / members..<lanes * (member + 1) / members {
      lane(each, steps, tally: member, mayStop: isPresentation)
      learning?.integrate(lane: each, kernels: network.kernels)
    }
  }

  /// One of several lanes, from first to last step, by the caller alone.
  func sample(lane each: Int, until last: Int) {
    lane(each, first..<last, tally: 0)
    learning?.integrate(lane: each, kernels: network.kernels)
  }

  /// The steps of the only lane, by one thread or all; returns the step it came to.
  func onlyLane(until last: Int, mayShare: Bool) -> Int {
    let team = network.team
    var step = first
    var shares = mayShare && team.size > 1
    while step < last, !interruption.isRequested {
      guard shares else {
        step = lane(0, step..<last, tally: 0)
        break
      }
      let stretch = sharing.next(last - step, window: window)
      let steps = step..<step + stretch.steps
      start = Sharing.now()
      if !stretch.shared {
        step = lane(0, steps, tally: 0)
      } else {
        self.stretch = steps
        guard team.run(independent: false, sharesStretch) else {
          shares = false
          continue
        }
        step = reached
      }
      sharing.took(stretch, seconds: Sharing.now() - start)
    }
    learning?.integrate(lane: 0, kernels: network.kernels)
    // What was learned may be in part there.
    return learning != nil && interruption.isRequested ? first : step
  }

  /// Steps of one lane, until it is interrupted if it may; returns the step it came to.
  @discardableResult
  private func lane(_ lane: Int, _ steps: Range<Int>, tally: Int, mayStop: Bool = true) -> Int {
    var next = steps.lowerBound
    while next < steps.upperBound, !(mayStop && interruption.isRequested) {
      let window = nextWindow(of: lane, from: next, until: steps.upperBound)
      for region in allRegions { advance(region, window, lane, tally) }
      for step in window { finish(lane: lane, step: step) }
      next = window.upperBound
    }
    return next
  }

  /// A member's share of the regions of the only lane: all meet after each window.
  private func regions(member: Int, _ steps: Range<Int>) {
    let members = network.team.size
    barrier.arrive {
      start = Sharing.now()
      reached = steps.lowerBound
      shallStop = false
    }
    while reached < steps.upperBound, !shallStop {
      let window = nextWindow(of: 0, from: reached, until: steps.upperBound)
      for place in stride(from: member, to: allRegions.count, by: members) {
        advance(allRegions[place], window, 0, member)
      }
      barrier.arrive {
        for step in window { finish(lane: 0, step: step) }
        reached = window.upperBound
        shallStop = interruption.isRequested
      }
    }
  }

  /// The steps from `first` on that need no look at others. They end where a recorder takes a sample
  /// of state or weights, which are of one step, or has to make room for spikes, and where blocks
  /// have to hear of each other.
  @inline(__always)
  private func nextWindow(of lane: Int, from first: Int, until last: Int) -> Range<Int> {
    let sample = network.recorders.reduce(Int.max) {
      min($0, $1.nextSample(after: first), $1.endOfRoom(lane: lane, after: first))
    }
    let meeting = meetings.reduce(Int.max) { min($0, (first / $1.steps + 1) * $1.steps) }
    return first..<min(first + window, sample, meeting, last)
  }

  private func advance(_ region: Region, _ window: Range<Int>, _ lane: Int, _ tally: Int) {
    for step in window {
      let done = region.advance(
        lane: lane, step: step, known: window.upperBound, kernels: network.kernels,
        seed: network.seed)
      tallies[tally].spikes += done.spikes
      tallies[tally].events += done.events
    }
  }

  /// What needs all regions of a step.
  private func finish(lane: Int, step: Int) {
    network.modulate(
      after: Moment(lane: lane, step: step, age: isPresentation ? step - first : nil),
      learns: learning != nil, isLast: step + 1 == last)
    if !isPresentation {
      for (learner, steps) in meetings where (step + 1) % steps == 0 {
        learner.meet(before: step + 1)
      }
    }
    guard step != unrecorded else { return }
    network.record(lane: lane, step: step, isPresentation: isPresentation)
  }
}
