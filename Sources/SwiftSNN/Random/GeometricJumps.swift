/// Picks some of many things, each independently with one probability, by the jumps from one to the
/// next: a geometric number each, by inversion, whatever the probability.
struct GeometricJumps {
  /// log(1 - p).
  private let slope: Double

  /// - Parameter p: above 0, at most 1.
  init(_ p: Double) { slope = Binomial.logOneMinus(p) }

  /// The first that is picked of those from `first` on; nil where none is below `end`.
  @inline(__always)
  func next(from first: Int, below end: Int, _ words: inout WordStream) -> Int? {
    guard first < end else { return nil }
    let jump = Elementary.log(1 - words.fineUnit()) / slope
    guard jump < Double(end &- first) else { return nil }
    return first &+ Int(jump)
  }
}
