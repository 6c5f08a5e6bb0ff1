/// Presynaptic traces of the rows of a projection that count when a spike arrives, each kept as of
/// the row's last visit.
final class RowTraces {
  private let factors: [Factor]
  private let dt: Double
  /// [row][trace].
  private let values: Buffer<Double>
  /// Of each row: the step the values are of.
  private let steps: Buffer<Int>

  init(_ factors: [Factor], rows: Int, dt: Double, what: String) throws(SNNError) {
    self.factors = factors
    self.dt = dt
    values = try Buffer(what, shape: rows, factors.count)
    steps = try Buffer(what, count: factors.isEmpty ? 0 : rows)
  }

  func value(_ row: Int, _ trace: Int) -> Double { values.base[row * factors.count + trace] }

  func bring(_ row: Int, to step: Int) {
    guard !factors.isEmpty else { return }
    let passed = Double(step - steps.base[row]) * dt
    steps.base[row] = step
    let values = values.base + row * factors.count
    for (k, factor) in factors.enumerated() where values[k] != 0 {
      values[k] *= Elementary.exp(-passed / factor.tau)
    }
  }

  func arrive(_ row: Int) {
    let values = values.base + row * factors.count
    for (k, factor) in factors.enumerated() {
      values[k] = factor.kind == .nearestTrace ? 1 : values[k] + 1
    }
  }

  func listState(in list: StateList) {
    list.buffer("row_traces", values)
    list.buffer("row_steps", steps)
  }

  func reset() {
    values.fill(0)
    steps.fill(0)
  }
}
