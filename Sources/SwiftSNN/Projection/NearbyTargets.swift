/// The targets of a projection in the cells of a grid, so that those that a source may reach are
/// found without asking all: cells out of reach are passed over, the others are jumped through with
/// the highest probability that any neuron in them can have, and what that is too much is thinned.
final class NearbyTargets: @unchecked Sendable {
  private let separation: Separation
  private let profile: DistanceProfile
  /// Cells along each axis.
  private let cells: (x: Int, y: Int, z: Int)
  /// Targets cell by cell.
  private let order: Buffer<UInt32>
  /// Where cells begin in the order, and the end of the last.
  private let starts: Buffer<Int>
  /// Of each slab of cells along each axis, [axis][slab], the coordinates that its targets span.
  private let lows: Buffer<Double>
  private let highs: Buffer<Double>
  private let slabs: Int

  /// Targets of a cell, if they lie evenly: looking at a cell costs about as much as at some of its
  /// targets.
  private static let targetsOfCell = 8
  /// Along an axis: every source asks each of them how far it is.
  private static let mostSlabs = 256

  init(_ separation: Separation, _ profile: DistanceProfile) throws(SNNError) {
    self.separation = separation
    self.profile = profile
    let count = separation.targets.count
    var side = 1
    func volume(_ side: Int) -> Int { (0..<separation.dimensions).reduce(1) { v, _ in v * side } }
    while side < NearbyTargets.mostSlabs,
      volume(side + 1) * NearbyTargets.targetsOfCell <= count
    { side += 1 }
    let sides = (0..<3).map { $0 < separation.dimensions ? side : 1 }
    cells = (sides[0], sides[1], sides[2])
    slabs = side
    order = try Buffer("targets by place", count: count)
    starts = try Buffer("targets by place", count: sides[0] * sides[1] * sides[2] + 2)
    lows = try Buffer("targets by place", count: 3 * side)
    highs = try Buffer("targets by place", count: 3 * side)
    lows.fill(.infinity)
    highs.fill(-.infinity)
    sort(sides)
  }

  private func sort(_ sides: [Int]) {
    let targets = separation.targets
    let (low, high) = Positions.bounds(targets)
    let span = high - low
    func slab(_ target: Int, _ axis: Int) -> Int {
      guard span[axis] > 0 else { return 0 }
      let share = (targets.base[target][axis] - low[axis]) / span[axis]
      return min(Int(share * Double(sides[axis])), sides[axis] - 1)
    }
    func cell(_ target: Int) -> Int {
      (slab(target, 0) * sides[1] + slab(target, 1)) * sides[2] + slab(target, 2)
    }
    for target in 0..<targets.count {
      starts.base[cell(target) + 2] += 1
      for axis in 0..<3 {
        let place = axis * slabs + slab(target, axis)
        let coordinate = targets.base[target][axis]
        lows.base[place] = min(lows.base[place], coordinate)
        highs.base[place] = max(highs.base[place], coordinate)
      }
    }
    for cell in 2..<starts.count { starts.base[cell] += starts.base[cell - 1] }
    for target in 0..<targets.count {
      let place = starts.base + (cell(target) + 1)
      order.base[place.pointee] = UInt32(target)
      place.pointee += 1
    }
  }

  /// Writes the targets of a source to `out`; returns how many.
  ///
  /// - Parameter skipped: a target that is left out, or -1.
  func draw(
    _ source: Int, skipping skipped: Int, _ words: inout WordStream,
    into out: UnsafeMutablePointer<UInt32>
  ) -> Int {
    var found = 0
    forEachCell(source) { targets, highest in
      let jumps = GeometricJumps(highest)
      var next = targets.lowerBound
      while let place = jumps.next(from: next, below: targets.upperBound, &words) {
        next = place &+ 1
        let target = order.base[place]
        let p = profile.probability(separation.distance(source, Int(target)))
        guard p >= highest || words.unit() * highest < p, Int(target) != skipped else { continue }
        out[found] = target
        found &+= 1
      }
    }
    return found
  }

  /// The mean number of targets of a source.
  func expectedTargets(_ source: Int) -> Double {
    var sum = 0.0
    forEachCell(source) { targets, _ in
      for place in targets {
        sum += profile.probability(separation.distance(source, Int(order.base[place])))
      }
    }
    return sum
  }

  /// Calls `body` for every cell within reach of a source, with its places in the order and the
  /// probability of a synapse to its nearest corner.
  private func forEachCell(_ source: Int, _ body: (_ places: Range<Int>, _ highest: Double) -> Void)
  {
    let farthest = profile.reach * profile.reach
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 3 * slabs) { gaps in
      measure(source, gaps)
      for x in 0..<cells.x where gaps[x] <= farthest {
        for y in 0..<cells.y where gaps[x] + gaps[slabs + y] <= farthest {
          for z in 0..<cells.z {
            let square = gaps[x] + gaps[slabs + y] + gaps[2 * slabs + z]
            let cell = (x * cells.y + y) * cells.z + z
            let places = starts.base[cell]..<starts.base[cell + 1]
            guard square <= farthest, !places.isEmpty else { continue }
            let highest = profile.probability(square.squareRoot())
            if highest > 0 { body(places, highest) }
          }
        }
      }
    }
  }

  /// Squares of the distances from a source to each slab along its axis.
  private func measure(_ source: Int, _ gaps: UnsafeMutableBufferPointer<Double>) {
    for (axis, count) in [cells.x, cells.y, cells.z].enumerated() {
      let place = separation.sources.base[source][axis]
      let period = separation.period[axis]
      for slab in axis * slabs..<axis * slabs + count {
        let (low, high) = (lows.base[slab], highs.base[slab])
        var gap = max(low - place, place - high, 0)
        if period.isFinite { gap = min(gap, place + period - high, low - (place - period)) }
        gaps[slab] = gap * gap
      }
    }
  }
}
