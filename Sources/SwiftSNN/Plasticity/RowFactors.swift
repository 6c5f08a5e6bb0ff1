import KernelTypes

/// The presynaptic factors of the terms of a projection, kept for each row as of its last visit:
/// between visits they go on by formulas.
final class RowFactors {
  struct Place {
    let form: RecordTerm.Pre
    /// Among the tables, and among the row's values; a second of each follows where a factor has two.
    let table: Int32
    let value: Int32
    let slope: Double
  }

  private struct Value {
    let factor: Factor
    let place: Place
    /// What an arrival adds.
    let step: Double
  }

  private var values: [Value] = []
  /// Values of a row.
  private(set) var count = 0
  /// Decays over 0...255 steps, then over so many times 256; of each table in turn.
  private(set) var tables: [Double] = []
  private let dt: Double
  private let owner: String
  /// The longest time that tables tell of.
  static let longestLag = 65_000

  init(_ terms: [PlasticityTerm], dt: Double, owner: String) throws(SNNError) {
    self.dt = dt
    self.owner = owner
    for term in terms {
      if let factor = term.preTrace { try add(factor) }
    }
  }

  /// Adds a table; returns its place.
  func addTable(tau: Double) -> Int32 {
    let place = tables.count / 512
    for scale in [1.0, 256.0] {
      for k in 0..<256 {
        tables.append(tau >= 1e9 ? 1 : Elementary.exp(-Double(k) * scale * dt / tau))
      }
    }
    return Int32(place)
  }

  private func add(_ factor: Factor) throws(SNNError) {
    guard !values.contains(where: { $0.factor == factor }) else { return }
    guard factor.isUniform else {
      throw .invalid(
        "\(owner) has a presynaptic \(factor.kind.rawValue) whose parameters differ between "
          + "neurons; rows of synapses share one, so give those neurons a population of their own")
    }
    let first = Int32(count)
    let decay = Elementary.exp(-dt / max(factor.tau, 1e-9))
    switch factor.kind {
    case .linearTrace:
      let place = Place(
        form: .linear, table: 0, value: first, slope: dt / factor.value("duration"))
      values.append(Value(factor: factor, place: place, step: 1))
    case .doubleTrace:
      let (rise, fall) = (factor.value("tau_rise"), factor.value("tau_decay"))
      let table = addTable(tau: fall)
      _ = addTable(tau: rise)
      let place = Place(form: .difference, table: table, value: first, slope: 0)
      values.append(
        Value(factor: factor, place: place, step: FactorState.peakScale(rise, fall)))
      count += 1
    default:
      let place = Place(
        form: .exponential, table: addTable(tau: factor.tau), value: first, slope: 0)
      let step = factor.kind == .rate ? (1 - decay) * 1e3 / dt : 1
      values.append(Value(factor: factor, place: place, step: step))
    }
    count += 1
  }

  func place(of factor: Factor?) throws(SNNError) -> Place {
    guard let factor else { return Place(form: .one, table: 0, value: 0, slope: 0) }
    guard let known = values.first(where: { $0.factor == factor }) else {
      throw .invalid("\(owner) has a presynaptic factor that cannot be followed")
    }
    return known.place
  }

  func decay(_ table: Int32, _ lag: Int) -> Double {
    let first = Int(table) * 512
    return tables[first + (lag & 255)] * tables[first + 256 + min(lag >> 8, 255)]
  }

  /// Takes a row's values `lag` steps on; `shown` is what terms that act then see of them.
  func advance(
    _ row: UnsafeMutablePointer<Double>, _ lag: Int, shown: UnsafeMutablePointer<Double>? = nil
  ) {
    for value in values {
      let k = Int(value.place.value)
      switch value.place.form {
      case .linear: row[k] = max(0, row[k] - Double(lag) * value.place.slope)
      case .difference:
        row[k] *= decay(value.place.table, lag)
        row[k + 1] *= decay(value.place.table + 1, lag)
      default: row[k] *= decay(value.place.table, lag)
      }
      if let shown { shown[k] = value.place.form == .difference ? row[k] - row[k + 1] : row[k] }
    }
  }

  func arrive(_ row: UnsafeMutablePointer<Double>) {
    for value in values {
      let k = Int(value.place.value)
      switch value.factor.kind {
      case .nearestTrace, .linearTrace: row[k] = 1
      case .doubleTrace:
        row[k] += value.step
        row[k + 1] += value.step
      default: row[k] += value.step
      }
    }
  }
}
