/// 1 within intervals of time and 0 outside: of a presentation, counted from its beginning, and in
/// a run of the network's time. With a period the intervals come again in each. A gate may have
/// several numbers, channels that open at times of their own.
final class Gate: Signal {
  static let spec = RuleSpec(
    name: "gate", summary: "1 within intervals of time, 0 outside",
    parameters: [
      ParameterSpec(
        "period", unit: "ms", default: 0, in: 0...1e9, "after which it repeats; 0: never"),
      ParameterSpec(count: "classes", default: 1, in: 1...1e6, "channels, a value each"),
    ],
    arrays: [
      ParameterSpec("starts", unit: "ms", default: 0, in: 0...1e9, "when intervals begin"),
      ParameterSpec("stops", unit: "ms", default: 0, in: 0...1e9, "when intervals end"),
      ParameterSpec(
        "channels", default: 0, in: 0...1e6, isWhole: true, "which of the channels they open"),
    ])

  private let intervals: [(steps: Range<Int>, channel: Int)]
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
    let channels = try named.whole("channels", of: owner)
    let classes = try values.whole("classes", of: owner)
    guard starts.count == stops.count, starts.count == channels.count else {
      throw .shape(
        "\(owner) needs a stop and a channel for each start, but has \(starts.count) starts, "
          + "\(stops.count) stops and \(channels.count) channels")
    }
    period = Int((values["period"] / dt).rounded())
    guard values["period"] == 0 || period > 0 else {
      throw .invalid(
        "period of \(owner) must be 0 or at least a step of \(dt) ms, not \(values["period"])")
    }
    var made: [(steps: Range<Int>, channel: Int)] = []
    for (k, (start, stop)) in zip(starts, stops).enumerated() {
      guard channels[k] < classes else {
        throw .index("channel \(channels[k]) of \(owner) is not one of 0 to \(classes - 1)")
      }
      guard start < stop else {
        throw .invalid(
          "\(owner) needs intervals that stop after they start, not \(start) to \(stop)")
      }
      // Steps that begin at `start` or later and before `stop`.
      let steps = Int((start / dt - 1e-9).rounded(.up))..<Int((stop / dt - 1e-9).rounded(.up))
      guard period == 0 || steps.upperBound <= period else {
        throw .invalid(
          "\(owner) needs intervals within its period of \(values["period"]) ms, not \(start) to "
            + "\(stop)")
      }
      made.append((steps, channels[k]))
    }
    intervals = made
    try super.init(owner, of: nil, dimension: classes, lanes: lanes)
  }

  override var looksAhead: Bool { true }

  override func compute(_ moment: Moment, into out: UnsafeMutablePointer<Double>) {
    prepare(moment, into: out)
  }

  override func prepare(_ moment: Moment, into out: UnsafeMutablePointer<Double>) {
    let time = moment.age ?? moment.step
    let phase = period > 0 ? time % period : time
    for channel in 0..<dimension { out[channel] = 0 }
    for interval in intervals where interval.steps.contains(phase) { out[interval.channel] = 1 }
  }
}
