import KernelTypes

/// Brings the spikes of one population that arrive in a step to the neurons of one region, through
/// a fanout, a dense projection or plastic synapses.
struct Delivery {
  enum Route {
    /// `part` of the fanout.
    case fanout(Fanout, part: Int)
    /// `block` of the projection's target.
    case projection(Projection, block: Int)
  }

  let source: Population
  let route: Route
  /// Place of the first target in the region's input of a lane.
  let inputOffset: Int
  /// Where rows of several delays wait; nil for batch lanes, which look them up.
  let calendar: Calendar?

  /// Segments handed to a kernel at a time.
  static let batch = 512

  init(
    source: Population, route: Route, inputOffset: Int, lanes: Int, dt: Double
  ) throws(SNNError) {
    self.source = source
    self.route = route
    self.inputOffset = inputOffset
    let fanout: Fanout? =
      switch route {
      case .fanout(let fanout, _): fanout
      case .projection(let projection, _):
        if case .sparse(let fanout, _) = projection.storage { fanout } else { nil }
      }
    calendar =
      lanes == 1
      ? try fanout.flatMap { fanout throws(SNNError) in
        try Calendar(fanout, dt: dt)
      } : nil
  }

  /// Adds what arrives in `step` to `input`, the region's of the lane; returns the number of
  /// synaptic events.
  func run(
    lane: Int, step: Int, input: UnsafeMutablePointer<Float>, kernels: KernelTable,
    scratch: UnsafeMutablePointer<Segment>
  ) -> Int {
    let input = input + inputOffset
    switch route {
    case .fanout(let fanout, let part):
      return run(fanout, part, lane, step, input, kernels, scratch)
    case .projection(let projection, let block):
      if projection.actsOnline, let online = projection.online {
        return online.deliver(
          from: source, block: block, step: step, input: input, kernels: kernels)
      }
      switch projection.storage {
      case .sparse(let fanout, _):
        return run(fanout, block, lane, step, input, kernels, scratch)
      case .dense(let dense):
        var events = 0
        source.ring.lists.forEach(lane: lane, step: step - dense.delay) { spikes, count in
          events += dense.deliver(spikes, count, block: block, into: input, kernels)
        }
        return events
      case nil: return 0
      }
    }
  }

  /// The longest delay first: the order in which the spikes were fired.
  private func run(
    _ fanout: Fanout, _ part: Int, _ lane: Int, _ step: Int, _ input: UnsafeMutablePointer<Float>,
    _ kernels: KernelTable, _ scratch: UnsafeMutablePointer<Segment>
  ) -> Int {
    let rows = fanout.rows(part)
    let delays = fanout.delays
    let lists = source.ring.lists
    var events = 0
    func scatter(_ count: Int) {
      for k in 0..<count { events &+= scratch[k].count }
      self.scatter(fanout, part, scratch, count, input, kernels)
    }
    if let calendar {
      let fired = step - delays[0]
      lists.forEach(lane: lane, step: fired) { spikes, count in
        calendar.enter(spikes, count, step: fired, rows, delays: delays)
      }
      if calendar.leaf(step: step, into: scratch, batch: Delivery.batch, scatter) { return events }
    }
    var listed = 0
    for segment in stride(from: delays.count - 1, through: 0, by: -1) {
      lists.forEach(lane: lane, step: step - delays[segment]) { spikes, count in
        var first = 0
        while first < count {
          let taken = min(count - first, Delivery.batch - listed)
          rows.list(spikes + first, taken, delay: segment, into: scratch + listed)
          listed += taken
          first += taken
          if listed == Delivery.batch {
            scatter(listed)
            listed = 0
          }
        }
      }
    }
    if listed > 0 { scatter(listed) }
    return events
  }

  private func scatter(
    _ fanout: Fanout, _ part: Int, _ segments: UnsafePointer<Segment>, _ count: Int,
    _ input: UnsafeMutablePointer<Float>, _ kernels: KernelTable
  ) {
    let start = fanout.parts[part].start
    let targets = UnsafePointer(fanout.targets.base + start)
    if let weights = fanout.weights {
      kernels.scatter(segments, count, targets, weights.base + start, input)
    } else {
      kernels.scatterUniform(segments, count, targets, fanout.uniformWeight, input)
    }
  }
}
