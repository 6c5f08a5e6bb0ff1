/// A number that the user gives in pulses or sets, and that decays: reward, punishment, a dopamine
/// burst. With `tau` infinite it stays until it is set again.
///
/// With `mean_rate` above 0 what counts of a pulse is the reward prediction error: the pulse minus
/// a running mean of all pulses, mean += mean_rate (pulse - mean) (Fremaux & Gerstner
/// 2016). The mean of a lane survives a reset.
final class Reward: Signal {
  static let spec = RuleSpec(
    name: "reward", summary: "one number that is given in pulses or set, and decays",
    parameters: [
      ParameterSpec(
        "tau", unit: "ms", default: 200, in: 0...1e9, includesLower: false, allowsInfinity: true,
        "decay; infinite: none"),
      ParameterSpec("baseline", default: 0, "subtracted from the value"),
      ParameterSpec(
        "mean_rate", default: 0, in: 0...1,
        "share of each pulse in a running mean that is subtracted from pulses; 0: none"),
      Signal.delaySpec,
    ])

  private struct Pulse {
    let step: Int
    /// One a lane.
    var amounts: [Double]
    /// The value becomes the amount, instead of growing by it.
    var replaces: Bool
  }

  private let decay: Double
  private let decayTime: Double?
  private let subtracted: Double
  private let meanRate: Double
  private let delaySteps: Int
  private let state: Buffer<Double>
  private let means: Buffer<Double>
  /// By step, those of a step in the order they were given.
  private var pulses: [Pulse] = []
  /// Of each lane, the pulses it has had.
  private let had: Buffer<Int>

  init(
    _ given: [(name: String, value: Double)], lanes: Int, dt: Double
  ) throws(SNNError) {
    let owner = "a reward"
    let values = try ParameterValues(given, specs: Self.spec.parameters, owner: owner)
    let tau = values["tau"]
    decayTime = tau.isFinite ? tau : nil
    decay = tau.isFinite ? Elementary.exp(-dt / tau) : 1
    subtracted = values["baseline"]
    meanRate = values["mean_rate"]
    delaySteps = Int((values["delay"] / dt).rounded())
    state = try Buffer("reward", count: lanes)
    means = try Buffer("mean rewards", count: lanes)
    had = try Buffer("pulses of reward", count: lanes)
    try super.init(owner, of: nil, dimension: 1, lanes: lanes)
  }

  override var tau: Double? { decayTime }
  override var baseline: Double { subtracted }
  override var looksAhead: Bool { true }

  /// Pulses that wait: bounds what a loop that never runs the network can pile up.
  private static let mostPulses = 1 << 20

  /// - Parameters:
  ///   - step: that begins with it; the delay comes on top.
  ///   - amounts: one a lane, or one for all.
  ///   - now: the next step.
  func give(
    _ amounts: UnsafeBufferPointer<Double>, step: Int, replaces: Bool, now: Int
  ) throws(SNNError) {
    guard amounts.count == lanes || amounts.count == 1 else {
      throw .shape("\(owner) needs one amount or one a batch lane, \(lanes), not \(amounts.count)")
    }
    for amount in amounts where !(amount.magnitude <= 1e30) {
      throw .invalid("an amount of \(owner) must be a finite number of at most 1e30, not \(amount)")
    }
    guard (now...now + (1 << 40)).contains(step) else {
      throw .invalid(
        "\(owner) cannot be given at step \(step): the network has done \(now); give it at that "
          + "step or a later one")
    }
    forgetPast()
    guard pulses.count < Reward.mostPulses else {
      throw .state("\(owner) has \(pulses.count) pulses to come; run the network before more")
    }
    let due = step + delaySteps
    let place = pulses.lastIndex { $0.step <= due }.map { $0 + 1 } ?? 0
    pulses.insert(
      Pulse(
        step: due,
        amounts: amounts.count == lanes
          ? Array(amounts) : Array(repeating: amounts[0], count: lanes),
        replaces: replaces), at: place)
  }

  /// Drops the pulses that all lanes have had, which no lane is behind outside a call of the clock.
  private func forgetPast() {
    let past = had.base[0]
    guard past > 0 else { return }
    pulses.removeFirst(past)
    had.fill(0)
  }

  override func listState(in list: StateList) {
    super.listState(in: list)
    list.buffer("state", state)
    list.buffer("means", means)
    list.buffer("had", had) { $1 >= 0 }
    let lanes = lanes
    list.array("pulses/steps", pulses.map(\.step)) { steps in
      self.pulses = steps.map {
        Pulse(step: $0, amounts: Array(repeating: 0, count: lanes), replaces: false)
      }
    }
    list.array("pulses/replace", pulses.map(\.replaces)) { given throws(SNNError) in
      guard given.count == self.pulses.count else { throw StateList.misfit(self.owner) }
      for k in given.indices { self.pulses[k].replaces = given[k] }
    }
    list.array("pulses/amounts", pulses.flatMap(\.amounts)) { given throws(SNNError) in
      guard given.count == self.pulses.count * lanes,
        (0..<lanes).allSatisfy({ self.had.base[$0] <= self.pulses.count })
      else { throw StateList.misfit(self.owner) }
      for k in self.pulses.indices {
        self.pulses[k].amounts = Array(given[k * lanes..<(k + 1) * lanes])
      }
    }
  }

  override func compute(_ moment: Moment, into out: UnsafeMutablePointer<Double>) {
    state.base[moment.lane] *= decay
    out[0] = state.base[moment.lane]
  }

  override func prepare(_ moment: Moment, into out: UnsafeMutablePointer<Double>) {
    let lane = moment.lane
    while had.base[lane] < pulses.count, pulses[had.base[lane]].step <= moment.step {
      let pulse = pulses[had.base[lane]]
      let amount = pulse.amounts[lane]
      if pulse.replaces {
        state.base[lane] = amount
      } else {
        state.base[lane] += meanRate > 0 ? amount - means.base[lane] : amount
        means.base[lane] += meanRate * (amount - means.base[lane])
      }
      had.base[lane] += 1
    }
    out[0] = state.base[lane]
  }

  override func reset() {
    super.reset()
    state.fill(0)
  }
}
