import Foundation

@testable import SwiftSNN

/// Neurons near threshold that learn from an error signal in presentations, with all that a
/// reference needs on record.
struct LearningScenario {
  enum Gate: CaseIterable { case none, classGroups, broadcast }
  enum Wiring: CaseIterable { case dense, sparse }

  static let (lanes, steps, dt) = (3, 80, 0.5)
  private static let (pres, posts, classes) = (12, 8, 4)
  private static let (threshold, reset, refractorySteps) = (-50.0, -65.0, 4)
  private static let errorTau = 10.0
  private static let errorTarget = 100.0

  let network: Network
  let projection: Int32
  private let sources: [(population: Int32, size: Int, probability: Double)]
  private let (pre, post, readout, v): (Int32, Int32, Int32, Int32)
  private let error: Int32
  private let modulator: Int32
  private let gate: Gate

  init(_ gate: Gate = .none, _ wiring: Wiring = .sparse, threads: Int = 1) throws {
    self.gate = gate
    network = try makeNetwork(dt: Self.dt, seed: 3, lanes: Self.lanes, threads: threads)
    let source = try network.add("spike_source", "source", Self.pres)
    let drive = try network.add("spike_source", "drive", 20)
    let answers = try network.add("spike_source", "readout", Self.classes)
    sources = [(source, Self.pres, 0.08), (drive, 20, 0.1), (answers, Self.classes, 0.08)]
    let target = try network.add(
      "lif", "target", Self.posts,
      [
        "tau_m": 10, "v_thresh": Self.threshold, "v_reset": Self.reset, "subtract": 1,
        "tau_refrac": Double(Self.refractorySteps) * Self.dt,
      ])
    _ = try network.join(drive, target, weight: ("uniform", ["low": -1, "high": 4]))
    projection =
      if wiring == .dense {
        try network.join(
          source, target, weight: ("constant", ["value": 0]), delay: ("constant", ["value": 1.5]))
      } else {
        try network.join(
          source, target,
          randomSynapses(
            90, from: Self.pres, to: Self.posts, delays: 1...7, weights: 0...0, seed: 12))
      }
    error = try network.signal(
      answers, "rate",
      ["classes": Double(Self.classes), "tau": Self.errorTau, "target": Self.errorTarget])
    switch gate {
    case .none: modulator = -1
    case .classGroups:
      modulator = try network.modulator(error, to: target, ["class_groups": 1])
    case .broadcast:
      modulator = try network.modulator(error, to: target, ["through": 4])
    }
    pre = try network.recordSpikes(source)
    post = try network.recordSpikes(target)
    readout = try network.recordSpikes(answers)
    v = try network.record(target, "v")
  }

  func learn(_ term: ForwardTerm) throws {
    try network.learn(
      projection, term.pre, term.post, modulator: modulator,
      term.parameters.merging(["online": 0]) { given, _ in given })
  }

  /// Presents random spikes; a lane each with a label of its own, the last one without.
  func present(seed: Int, learn: Bool = true) throws -> PresentationRecord {
    let (lanes, steps) = (Self.lanes, Self.steps)
    let first = network.step
    for (k, source) in sources.enumerated() {
      try network.feed(
        source.population,
        randomSpikes(
          source.size, steps: first..<first + steps, probability: source.probability, lanes: lanes,
          seed: 10 * seed + k))
    }
    for recorder in [pre, post, readout, v] { try network.clearRecorder(recorder) }
    try network.label(error, Self.labels)
    try network.present(steps: steps, learn: learn)
    func course(_ recorder: Int32, _ neurons: Int) throws -> Course {
      Course(
        try network.spikes(recorder), first: first, lanes: lanes, steps: steps, neurons: neurons)
    }
    let fired = try course(post, Self.posts)
    return PresentationRecord(
      lanes: lanes, steps: steps, dt: Self.dt, pre: try course(pre, Self.pres), post: fired,
      margin: try margin(fired))
  }

  private static let labels: [Int32] = [2, 0, -1]

  private func margin(_ fired: Course) throws -> Course {
    let rows = try network.values(v).rows
    var margin = Course(lanes: Self.lanes, steps: Self.steps, neurons: Self.posts, -1e30)
    for lane in 0..<Self.lanes {
      for j in 0..<Self.posts {
        var waiting = 0
        for step in 0..<Self.steps {
          let after = Double(rows[lane * Self.steps + step][j])
          if waiting > 0 {
            waiting -= 1
          } else if fired[lane, step, j] == 1 {
            margin[lane, step, j] = after - Self.reset
            waiting = Self.refractorySteps
          } else {
            margin[lane, step, j] = after - Self.threshold
          }
        }
      }
    }
    return margin
  }

  /// M of the presentation just over, from the recorded answers; nil without modulator.
  func modulation() throws -> Course? {
    guard gate != .none else { return nil }
    let (lanes, steps, classes) = (Self.lanes, Self.steps, Self.classes)
    let answers = Course(
      try network.spikes(readout), first: network.step - steps, lanes: lanes, steps: steps,
      neurons: classes)
    let keep = exp(-Self.dt / Self.errorTau)
    var carried = Course(lanes: lanes, steps: steps, neurons: Self.posts)
    for lane in 0..<lanes where Self.labels[lane] >= 0 {
      var rates = [Double](repeating: 0, count: classes)
      for step in 0..<steps {
        let errors = (0..<classes).map { c in
          rates[c] = rates[c] * keep + (1 - keep) * answers[lane, step, c] * 1000 / Self.dt
          return max(-1, (c == Int(Self.labels[lane]) ? 1 : 0) - rates[c] / Self.errorTarget)
        }
        let reached = try carry(errors)
        for j in 0..<Self.posts { carried[lane, step, j] = reached[j] }
      }
    }
    return carried
  }

  private func carry(_ errors: [Double]) throws -> [Double] {
    if gate == .classGroups {
      return (0..<Self.posts).map { errors[$0 * Self.classes / Self.posts] }
    }
    let a = try network.modulatorMatrix(modulator, "a")
    let b = try network.modulatorMatrix(modulator, "b")
    let middle = (0..<a.columns).map { k in
      tanh(errors.indices.reduce(0) { $0 + Double(a.values.base[$1 * a.columns + k]) * errors[$1] })
    }
    return (0..<b.columns).map { j in
      middle.indices.reduce(0) { $0 + Double(b.values.base[$1 * b.columns + j]) * middle[$1] }
    }
  }
}
