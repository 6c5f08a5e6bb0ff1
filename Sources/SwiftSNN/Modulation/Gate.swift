/// 1 within intervals of time and 0 outside: of a presentation, counted from its beginning, and in
/// a run of the network's time. With a period the intervals come again in each.
final class Gate: Signal {
  static let spec = RuleSpec(
    name: "gate", summary: "1 within intervals of time, 0 outside",
    parameters: [
      ParameterSpec(
        "period", unit: "ms", default: 0, in: 0...1e9, "after which it repeats; 0: never")
    ],
    arrays: [
      ParameterSpec("starts", unit: "ms", default: 0, in: 0...1e9, "when intervals begin"),
      ParameterSpec("stops", unit: "ms", default: 0, in: 0...1e9, "when intervals end"),
    ])

  private let intervals: [Range<Int>]
  /// Steps; 0: none.
  private let period: Int

  init(
    _ given: [(name: String, value: Double)], _ arrays: [(name: String, values: [Double])],
    lanes: Int, dt: Double
  ) throws(SNNError) {
    let owner = "a gate"
    let values = try ParameterValues(given, specs: Self.spec.parameters, owner: owner)
    let named = try ArrayValues(arrays, specs: Self.spec.arrays, owner: owner)
    let (starts, stops) = (named["starts"], named["stops"])
    guard starts.count == stops.count else {
      throw .shape(
        "\(owner) needs a stop for each start, but has \(starts.count) starts and "
          + "\(stops.count) stops")
    }
    period = Int((values["period"] / dt).rounded())
    guard values["period"] == 0 || period > 0 else {
      throw .invalid(
        "period of \(owner) must be 0 or at least a step of \(dt) ms, not \(values["period"])")
    }
    var made: [Range<Int>] = []
    for (start, stop) in zip(starts, stops) {
      guard start < stop else {
        throw .invalid(
          "\(owner) needs intervals that stop after they start, not \(start) to \(stop)")
      }
      let steps = Int((start / dt).rounded())..<Int((stop / dt).rounded())
      guard period == 0 || steps.upperBound <= period else {
        throw .invalid(
          "\(owner) needs intervals within its period of \(values["period"]) ms, not \(start) to "
            + "\(stop)")
      }
      made.append(steps)
    }
    intervals = made
    try super.init(owner, of: nil, dimension: 1, lanes: lanes)
  }

  override var looksAhead: Bool { true }

  override func compute(_ moment: Moment, into out: UnsafeMutablePointer<Double>) {
    prepare(moment, into: out)
  }

  override func prepare(_ moment: Moment, into out: UnsafeMutablePointer<Double>) {
    let time = moment.age ?? moment.step
    let phase = period > 0 ? time % period : time
    out[0] = 0
    for interval in intervals where interval.contains(phase) { out[0] = 1 }
  }
}
