import KernelTypes

/// Brings the spikes of one population that arrive in a step to the neurons of one region, through
/// a fanout, a dense projection or plastic synapses.
final class Delivery {
  enum Route {
    /// `part` of the fanout.
    case fanout(Fanout, part: Int)
    /// `block` of the projection's target.
    case projection(Projection, block: Int)
  }

  /// What a step needs of a fanout and its source: pointers, because references that several threads
  /// count at every step would take them more time than the counting says.
  private struct Arrivals {
    let lists: SpikeRing.Lists
    let rows: Fanout.Rows
    let bits: BitRows.Rows?
    /// False where bits say all.
    let hasLists: Bool
    let targets: UnsafePointer<UInt16>
    let weights: Reals?
    let uniformWeight: Double
    /// As many coefficients of the projection as there are segments in a batch; nil where it is 1.
    let coefficients: Reals?
  }

  private let source: Population
  let route: Route
  /// Place of the first target in the region's input of a lane.
  private let inputOffset: Int
  /// Where rows of several delays wait; nil for batch lanes, which look them up.
  let calendar: Calendar?
  /// Of the present run; nil where the route is no fanout or its synapses learn in the run.
  private var arrivals: Arrivals?
  /// Of the present run; nil where spikes carry no numbers.
  private var scaled: ScaledDelivery?
  /// Nil where what arrives has to be summed up in each step.
  private let still: StillInput?

  /// The projection's coefficient, as often as kernels take it at a time; nil where it has none.
  private let coefficients: RealBuffer?
  private var isScaled = false

  /// Segments handed to a kernel at a time.
  static let batch = 512
  /// Rows of bits handed to a kernel at a time, the most it takes.
  private static let bitBatch = 255

  init(
    source: Population, route: Route, inputOffset: Int, lanes: Int, dt: Double
  ) throws(SNNError) {
    self.source = source
    self.route = route
    self.inputOffset = inputOffset
    let fanout = Delivery.fanout(of: route)?.fanout
    let carrier = Delivery.carrier(route)
    coefficients = try Delivery.coefficients(of: route)
    if case .projection(let projection, let block) = route {
      still = try StillInput(projection, block: block, lanes: lanes)
    } else {
      still = nil
    }
    calendar =
      lanes == 1 && carrier?.entersCalendar != false
      ? try fanout.flatMap { fanout throws(SNNError) in
        try Calendar(fanout, dt: dt, carriesValues: carrier != nil)
      } : nil
  }

  /// Room for the coefficient; nil where there never was one.
  private static func coefficients(of route: Route) throws(SNNError) -> RealBuffer? {
    guard coefficient(of: route) != nil, case .projection(let projection, _) = route,
      let storage = projection.storage
    else { return nil }
    return try RealBuffer("coefficients", count: batch, storage.precision)
  }

  /// What multiplies the weights; nil where nothing ever did.
  private static func coefficient(of route: Route) -> Double? {
    if case .projection(let projection, _) = route { projection.coefficient } else { nil }
  }

  /// The projection whose spikes carry numbers.
  private static func carrier(_ route: Route) -> Projection? {
    guard case .projection(let projection, _) = route, projection.carriesNumbers else { return nil }
    return projection
  }

  private static func fanout(of route: Route) -> (fanout: Fanout, part: Int)? {
    switch route {
    case .fanout(let fanout, let part): return (fanout, part)
    case .projection(let projection, let block):
      if case .sparse(let fanout, _) = projection.storage { return (fanout, block) }
      return nil
    }
  }

  /// Before a run: synapses and spike lists may lie elsewhere than in the last.
  func begin(step: Int) {
    still?.begin(step: step)
    arrivals = nil
    scaled = nil
    if case .projection(let projection, let block) = route {
      if projection.actsOnline { return }
      scaled = ScaledDelivery(projection, block: block, calendar)
      if scaled != nil { return }
    }
    let coefficient = Delivery.coefficient(of: route) ?? 1
    isScaled = coefficient != 1
    coefficients?.fill(coefficient)
    guard let (fanout, part) = Delivery.fanout(of: route) else { return }
    let start = fanout.parts[part].start
    arrivals = Arrivals(
      lists: source.ring.lists, rows: fanout.rows(part), bits: fanout.bits?.parts[part].rows,
      hasLists: fanout.targets.count > 0,
      targets: UnsafePointer(fanout.targets.base + start),
      weights: fanout.weights.map { $0.base + start },
      uniformWeight: coefficient * fanout.uniformWeight,
      coefficients: isScaled ? coefficients?.base : nil)
  }

  /// After rows have moved: what is on its way at the beginning of `step` waits where they now lie.
  func refillCalendar(step: Int) {
    guard let calendar, let (fanout, part) = Delivery.fanout(of: route) else { return }
    calendar.clear()
    // What learns in runs looks rows up there, and presentations begin with nothing on its way.
    if case .projection(let projection, _) = route, projection.online != nil { return }
    let rows = fanout.rows(part)
    let carried = Delivery.carrier(route)?.dynamics?.carried
    guard let first = rows.delays.first, let last = rows.delays.last else { return }
    for fired in (step - last)..<(step - first) {
      source.ring.lists.forEachPlaced(lane: 0, step: fired) { place, spikes, count in
        calendar.reenter(
          spikes, count, step: fired, rows,
          carrying: carried?.list(lane: 0, step: fired, first: place), from: step)
      }
    }
  }

  /// Adds what arrives in `step` to `input`, the region's of the lane; returns the number of
  /// synaptic events. Spikes that arrive before `known` are known.
  func run(
    lane: Int, step: Int, known: Int, input: Reals, kernels: KernelTable,
    scratch: UnsafeMutablePointer<Segment>
  ) -> Int {
    let input = input + inputOffset
    if let arrivals {
      var events = 0
      if let bits = arrivals.bits {
        events += deliver(bits, arrivals, lane, step, input, kernels, scratch)
      }
      if arrivals.hasLists {
        events += deliverLists(arrivals, lane, step, input, kernels, scratch)
      }
      return events
    }
    if let scaled {
      if let still {
        still.run(
          scaled, lane: lane, step: step, input: input, kernels: kernels, scratch: scratch)
        return 0
      }
      let events = scaled.run(
        lane: lane, step: step, input: input, kernels: kernels, scratch: scratch)
      return source.model.still == nil ? events : 0
    }
    guard case .projection(let projection, let block) = route else { return 0 }
    if projection.actsOnline, let online = projection.online {
      return online.deliver(
        from: source, block: block, step: step, known: known, input: input, kernels: kernels)
    }
    guard case .dense(let dense) = projection.storage else { return 0 }
    var events = 0
    source.ring.lists.forEach(lane: lane, step: step - dense.delay) { spikes, count in
      guard isScaled, let coefficients else {
        events += dense.deliver(spikes, count, block: block, into: input, kernels)
        return
      }
      for first in stride(from: 0, to: count, by: Delivery.batch) {
        events += dense.deliver(
          spikes + first, min(count - first, Delivery.batch), times: coefficients.base,
          block: block, into: input, kernels)
      }
    }
    return events
  }

  /// The longest delay first: the order in which the spikes were fired.
  private func deliverLists(
    _ arrivals: Arrivals, _ lane: Int, _ step: Int, _ input: Reals,
    _ kernels: KernelTable, _ scratch: UnsafeMutablePointer<Segment>
  ) -> Int {
    let (rows, lists) = (arrivals.rows, arrivals.lists)
    var events = 0
    func scatter(_ count: Int) {
      for k in 0..<count { events &+= scratch[k].count }
      if let weights = arrivals.weights, let coefficients = arrivals.coefficients {
        kernels.scatterScaled(
          scratch, coefficients, count, arrivals.targets, weights, 0, input)
      } else if let weights = arrivals.weights {
        kernels.scatter(scratch, count, arrivals.targets, weights, input)
      } else {
        kernels.scatterUniform(
          scratch, count, arrivals.targets, arrivals.uniformWeight, input)
      }
    }
    if let calendar {
      let fired = step - rows.delays[0]
      lists.forEach(lane: lane, step: fired) { spikes, count in
        calendar.enter(spikes, count, step: fired, rows)
      }
      if calendar.leaf(step: step, into: scratch, batch: Delivery.batch, scatter) { return events }
    }
    var listed = 0
    for segment in rows.delays.indices.reversed() {
      lists.forEach(lane: lane, step: step - rows.delays[segment]) { spikes, count in
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

  /// Adds up the rows of bits of the spikes that arrive; returns the number of synaptic events.
  private func deliver(
    _ bits: BitRows.Rows, _ arrivals: Arrivals, _ lane: Int, _ step: Int,
    _ input: Reals, _ kernels: KernelTable,
    _ scratch: UnsafeMutablePointer<Segment>
  ) -> Int {
    var events = 0
    scratch.withMemoryRebound(to: Int32.self, capacity: Delivery.bitBatch) { listed in
      var count = 0
      func flush() {
        kernels.addBitRows(
          listed, count, bits.words, bits.stride, arrivals.uniformWeight, input, bits.neurons)
        count = 0
      }
      // Spikes of several blocks fill a batch together: how many blocks there are must not show.
      let fired = step - arrivals.rows.delays[0]
      arrivals.lists.forEach(lane: lane, step: fired) { spikes, spikeCount in
        for k in 0..<spikeCount {
          events &+= Int(bits.counts[Int(spikes[k])])
          listed[count] = spikes[k]
          count &+= 1
          if count == Delivery.bitBatch { flush() }
        }
      }
      if count > 0 { flush() }
    }
    return events
  }
}
