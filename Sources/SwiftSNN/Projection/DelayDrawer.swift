/// The delays of the synapses of a row where they differ, in steps.
enum DelayDrawer {
  case drawn(DiscreteTable)
  case byDistance(Separation, DistanceDelay, dt: Double, steps: ClosedRange<Int>)

  /// The shortest and longest that can come.
  var steps: ClosedRange<Int> {
    switch self {
    case .drawn(let table): table.first...table.last
    case .byDistance(_, _, _, let steps): steps
    }
  }

  /// Writes the delays of a row to `out`, counted from `first`.
  ///
  /// - Parameter words: at the row's own.
  func draw(
    _ source: Int, _ targets: UnsafePointer<UInt32>, _ count: Int, from first: Int,
    _ words: inout WordStream, into out: UnsafeMutablePointer<UInt32>
  ) {
    switch self {
    case .drawn(let table):
      let reader = table.reader
      for k in 0..<count {
        out[k] = UInt32(truncatingIfNeeded: reader.draw(words.next()) &- first)
      }
    case .byDistance(let separation, let delay, let dt, let steps):
      for k in 0..<count {
        let exact = delay.delay(separation.distance(source, Int(targets[k]))) / dt
        let step = min(max(Int(exact.rounded()), steps.lowerBound), steps.upperBound)
        out[k] = UInt32(truncatingIfNeeded: step &- first)
      }
    }
  }
}
