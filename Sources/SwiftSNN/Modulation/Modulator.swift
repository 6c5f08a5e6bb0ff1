import KernelTypes

/// What multiplies the changes of weights, or moves parameters: one number for all neurons of a
/// population or one for each, made of a signal (`CarriedModulator`) or of two others
/// (`ProductModulator`).
///
/// In a run it is what the coming step uses, as of the end of the last. In a learning presentation,
/// whose changes are made when it is over, each step has its own.
class Modulator {
  let target: Population
  /// Numbers noted of a step of a presentation.
  let carried: Int
  /// [carried][neuron], by which they make a number a neuron; nil where they are that already.
  let matrix: Buffer<Float>?
  let isScalar: Bool
  /// [lane][neuron, or 1].
  private let now: Buffer<Double>
  /// Of a presentation: [lane][step][carried].
  private var history: Buffer<Float>?
  private var historySteps = 0
  /// Presentations need it in every step, not only what they note.
  var movesParameters = false

  init(
    target: Population, carried: Int, matrix: Buffer<Float>?, isScalar: Bool
  ) throws(SNNError) {
    self.target = target
    self.carried = carried
    self.matrix = matrix
    self.isScalar = isScalar
    now = try Buffer(
      "modulators of '\(target.name)'", shape: target.lanes, isScalar ? 1 : target.size)
  }

  /// Numbers in `current`.
  final var size: Int { isScalar ? 1 : target.size }

  /// Decay time (ms) with which the value falls within a step; nil where it is constant over one.
  var tau: Double? { nil }
  /// What is subtracted from `current`, constant over a step; 0 where `tau` is nil.
  var baseline: Double { 0 }

  /// The value that the next step uses, [neuron] or one number.
  final func current(lane: Int) -> UnsafePointer<Double> { UnsafePointer(value(lane)) }

  final func value(_ lane: Int) -> UnsafeMutablePointer<Double> { now.base + lane * size }

  /// Sets `current` from the signals, and the modulators it is made of, as they are.
  func refresh(lane: Int) {}

  /// The same where those modulators have been refreshed.
  func compute(lane: Int) { refresh(lane: lane) }

  /// Writes the numbers that presentations note.
  func carry(lane: Int, into out: UnsafeMutablePointer<Float>) {}

  func listState(in list: StateList) { list.buffer("now", now) }

  // ---- What changes slowly.

  /// Memory for what a run needs, once all synapses are drawn.
  func prepare() throws(SNNError) {}

  /// Before a step of a run that may read weights or change the matrix.
  func beginStep(_ step: Int, kernels: KernelTable) {}

  /// Before a presentation or a stretch of a run in lanes.
  func beginStretch(kernels: KernelTable) {}

  /// Takes in a step of a lane that learns.
  func learn(_ moment: Moment) {}

  /// After a presentation that learns.
  func endPresentation(steps: Int) {}

  func reset() {}

  // ---- The history of a presentation.

  final func keep(steps: Int) throws(SNNError) {
    guard history == nil || historySteps < steps else { return }
    history = try Buffer("history of modulators", shape: target.lanes, steps, carried)
    historySteps = steps
  }

  /// The carried numbers of a step of the presentation.
  final func row(lane: Int, age: Int) -> UnsafeMutablePointer<Float>? {
    history.map { $0.base + (lane * historySteps + age) * carried }
  }

  /// Notes a step of the presentation.
  final func note(lane: Int, age: Int) {
    if let row = row(lane: lane, age: age) { carry(lane: lane, into: row) }
  }
}
