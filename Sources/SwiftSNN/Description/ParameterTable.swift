/// One parameter of a model, rule, term, signal or homeostat.
public struct ParameterSpec: Sendable {
  public private(set) var name: String
  public let unit: String
  public let defaultValue: Double
  public let range: ClosedRange<Double>
  /// False where the lower end of `range` itself is refused.
  public let includesLower: Bool
  public let allowsInfinity: Bool
  /// Only 0 (no) and 1 (yes).
  public let isSwitch: Bool
  public let isWhole: Bool
  /// May differ between the neurons of a population.
  public let isPerNeuron: Bool
  public let summary: String

  /// What single precision holds with room for products.
  static let anything = -1e30...1e30

  init(
    _ name: String, unit: String = "", default value: Double,
    in range: ClosedRange<Double> = ParameterSpec.anything,
    includesLower: Bool = true, allowsInfinity: Bool = false, isWhole: Bool = false,
    isPerNeuron: Bool = true, _ summary: String
  ) {
    isSwitch = false
    self.isWhole = isWhole
    self.isPerNeuron = isPerNeuron
    self.name = name
    self.unit = unit
    defaultValue = value
    self.range = range
    self.includesLower = includesLower
    self.allowsInfinity = allowsInfinity
    self.summary = summary
  }

  /// A whole number, one for all neurons.
  init(
    count name: String, default value: Double, in range: ClosedRange<Double>, _ summary: String
  ) {
    self.init(name, default: value, in: range, isWhole: true, isPerNeuron: false, summary)
  }

  /// A choice between 0 (no) and 1 (yes), one for all neurons.
  init(switch name: String, default value: Double, _ summary: String) {
    self.name = name
    unit = ""
    defaultValue = value
    range = 0...1
    includesLower = true
    allowsInfinity = false
    isSwitch = true
    isWhole = true
    isPerNeuron = false
    self.summary = summary
  }

  /// The same under another name.
  func named(_ name: String) -> ParameterSpec {
    var copy = self
    copy.name = name
    return copy
  }

  /// - Parameter owner: what has the parameter, for the sentence.
  func check(_ value: Double, of owner: String) throws(SNNError) {
    // A bound that is not there lies on the side of its default.
    let infinite =
      allowsInfinity && value.isInfinite && (defaultValue.isFinite || value == defaultValue)
    let inside =
      range.contains(value) && (includesLower || value > range.lowerBound)
      && (!isWhole || value == value.rounded())
    guard infinite || (value.isFinite && inside) else {
      throw .invalid("\(name) of \(owner) must be \(rangeText), not \(value)")
    }
  }

  var rangeText: String {
    if isSwitch { return "0 or 1" }
    let lowest = range.lowerBound == ParameterSpec.anything.lowerBound
    let highest = range.upperBound == ParameterSpec.anything.upperBound
    let lower = "\(includesLower ? "at least" : "above") \(short(range.lowerBound))"
    let unitText = isWhole ? ", a whole number" : unit.isEmpty ? "" : " \(unit)"
    switch (lowest, highest) {
    case (true, true): return "a finite number of at most 1e30"
    case (false, true): return lower + unitText
    case (true, false): return "at most \(short(range.upperBound))" + unitText
    case (false, false): return "\(lower) and at most \(short(range.upperBound))" + unitText
    }
  }
}

/// The number without a needless ".0".
func short(_ value: Double) -> String {
  value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
}

/// Named numbers checked against a table: what the caller gave, and defaults for the rest.
struct ParameterValues {
  private var values: [String: Double] = [:]

  init(
    _ given: [(name: String, value: Double)], specs: [ParameterSpec], owner: String
  ) throws(SNNError) {
    for spec in specs { values[spec.name] = spec.defaultValue }
    for (name, value) in given {
      guard let spec = specs.first(where: { $0.name == name }) else {
        guard !specs.isEmpty else {
          throw .invalid("\(owner) has no parameters, so none named '\(name)'")
        }
        throw .unknown("parameter of \(owner)", name, valid: specs.map(\.name))
      }
      try spec.check(value, of: owner)
      values[name] = value
    }
  }

  /// A parameter of the table that made these values; 0 for a name that is not in it.
  subscript(_ name: String) -> Double { values[name] ?? 0 }

  /// A whole number; the table's range must keep it far below 2^53.
  func whole(_ name: String, of owner: String) throws(SNNError) -> Int {
    let value = self[name]
    guard value == value.rounded(), let whole = Int(exactly: value) else {
      throw .invalid("\(name) of \(owner) must be a whole number, not \(value)")
    }
    return whole
  }
}

/// Named arrays checked against a table: every one that it names, and no other.
struct ArrayValues {
  private var values: [String: [Double]] = [:]

  init(
    _ given: [(name: String, values: [Double])], specs: [ParameterSpec], owner: String
  ) throws(SNNError) {
    for (name, array) in given {
      guard let spec = specs.first(where: { $0.name == name }) else {
        guard !specs.isEmpty else {
          throw .invalid("\(owner) has no arrays, so none named '\(name)'")
        }
        throw .unknown("array of \(owner)", name, valid: specs.map(\.name))
      }
      for value in array { try spec.check(value, of: owner) }
      values[name] = array
    }
    for spec in specs where values[spec.name] == nil {
      throw .invalid("\(owner) needs the array '\(spec.name)': \(spec.summary)")
    }
  }

  /// An array of the table that made these values; empty for a name that is not in it.
  subscript(_ name: String) -> [Double] { values[name] ?? [] }

  /// Whole numbers; the table's range must keep them far below 2^53.
  func whole(_ name: String, of owner: String) throws(SNNError) -> [Int] {
    var wholes: [Int] = []
    for value in self[name] {
      guard let whole = Int(exactly: value) else {
        throw .invalid("\(name) of \(owner) must be whole numbers, not \(value)")
      }
      wholes.append(whole)
    }
    return wholes
  }
}
