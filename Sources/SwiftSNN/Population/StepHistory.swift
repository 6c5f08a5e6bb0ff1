/// What the plasticity terms of a presentation need to know of every step of a population:
/// spike flags and, where a factor asks for them, distances from threshold and potentials.
final class StepHistory {
  struct Row {
    let flags: UnsafeMutablePointer<UInt8>
    let margin: UnsafeMutablePointer<Float>?
    /// Potential after the step (mV).
    let potential: UnsafeMutablePointer<Float>?
  }

  let steps: Int
  private let size: Int
  private let flags: Buffer<UInt8>
  private let margin: Buffer<Float>?
  private let potential: Buffer<Float>?
  /// The step the presentation began with.
  var firstStep = 0

  init(
    size: Int, lanes: Int, steps: Int, keepsMargin: Bool, keepsPotential: Bool,
    name: String
  ) throws(SNNError) {
    self.size = size
    self.steps = steps
    flags = try Buffer("spike history of '\(name)'", shape: lanes, steps, size)
    margin =
      keepsMargin
      ? try Buffer("threshold history of '\(name)'", shape: lanes, steps, size) : nil
    potential =
      keepsPotential
      ? try Buffer("potential history of '\(name)'", shape: lanes, steps, size) : nil
  }

  func row(lane: Int, step: Int) -> Row {
    let offset = (lane * steps + (step - firstStep)) * size
    return Row(
      flags: flags.base + offset, margin: margin.map { $0.base + offset },
      potential: potential.map { $0.base + offset })
  }
}
