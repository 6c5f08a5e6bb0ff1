/// A change of which synapses a projection has, or of many weights at once, that a user asks for or
/// lets act every so often.
struct StructureOperation {
  enum Kind: String, CaseIterable {
    case prune
    case pruneSurvival = "prune_survival"
    case regrow
    case regrowCorrelated = "regrow_correlated"
    case dampen
    case snapshot
    case restore
  }

  let kind: Kind
  let values: ParameterValues
  private let arrays: [String: [Double]]
  /// Of grown synapses; nil where nothing grows.
  let weight: Distribution?

  /// - Parameters:
  ///   - given: parameters, one value each, and arrays.
  ///   - weight: of grown synapses.
  init(
    _ kind: String, _ given: [(name: String, values: [Double])],
    weight: (kind: String, parameters: [(name: String, value: Double)])?, owner: String
  ) throws(SNNError) {
    guard let kind = Kind(rawValue: kind) else {
      throw .unknown(
        "structural operation on \(owner)", kind, valid: Kind.allCases.map(\.rawValue))
    }
    self.kind = kind
    let owner = "'\(kind.rawValue)' on \(owner)"
    var numbers: [(name: String, value: Double)] = []
    var arrays: [String: [Double]] = [:]
    for (name, values) in given {
      if let spec = kind.arrays.first(where: { $0.name == name }) {
        for value in values { try spec.check(value, of: owner) }
        arrays[name] = values
      } else {
        guard values.count == 1 else {
          throw .shape("\(name) of \(owner) needs one value, not \(values.count)")
        }
        numbers.append((name, values[0]))
      }
    }
    values = try ParameterValues(numbers, specs: kind.parameters, owner: owner)
    self.arrays = arrays
    guard kind.grows == (weight != nil) else {
      throw .invalid(
        kind.grows
          ? "\(owner) needs the weight of the synapses it grows"
          : "\(owner) grows no synapses and takes no weight")
    }
    if let weight {
      let drawn = try Distribution(
        weight.kind, weight.parameters, of: "the weights that \(owner) grows")
      if case .distance = drawn {
        throw .invalid("the weights that \(owner) grows cannot be drawn by 'distance'")
      }
      self.weight = drawn
    } else {
      self.weight = nil
    }
  }

  /// Nil where it was not given.
  func array(_ name: String) -> [Double]? { arrays[name] }

  /// An array with one value a synapse.
  func perSynapse(_ name: String, _ count: Int, _ owner: String) throws(SNNError) -> [Double]? {
    guard let values = arrays[name] else { return nil }
    guard values.count == count else {
      throw .shape(
        "\(name) for '\(kind.rawValue)' on '\(owner)' must be \(count) values, one a synapse, not "
          + "\(values.count)")
    }
    return values
  }

  /// Arrays whose meaning ends with the present synapses.
  var boundArrays: [String] {
    arrays.keys.filter { ["importance", "reference", "weights"].contains($0) }.sorted()
  }
}

extension StructureOperation.Kind {
  var grows: Bool { self == .regrow || self == .regrowCorrelated }

  /// As `snn_catalogue` lists them.
  static let specs = StructureOperation.Kind.allCases.map {
    RuleSpec(name: $0.rawValue, summary: $0.summary, parameters: $0.parameters, arrays: $0.arrays)
  }

  fileprivate var summary: String {
    switch self {
    case .prune: "removes synapses by magnitude or by importance"
    case .pruneSurvival: "counts each synapse up or down by its importance, and removes it below 0"
    case .regrow: "adds synapses between random pairs that have none"
    case .regrowCorrelated: "adds synapses between the pairs without one that go together best"
    case .dampen: "weakens weights that matter for one set of data more than for all"
    case .snapshot: "keeps the weights for 'restore'"
    case .restore: "returns each weight to its snapshot with a probability"
    }
  }

  fileprivate var parameters: [ParameterSpec] {
    switch self {
    case .prune:
      [
        ParameterSpec(
          "threshold", default: -.infinity, allowsInfinity: true,
          "a synapse below it is removed; the magnitude is the absolute weight"),
        ParameterSpec("fraction", default: 0, in: 0...1, "part of the synapses, the least first"),
      ]
    case .pruneSurvival:
      [
        ParameterSpec("decay", default: 0.999, in: 0...1, "of the counter at an update"),
        ParameterSpec("initial", default: 10, "what a counter begins with"),
        ParameterSpec("gain", default: 2, "of the counter for the highest importance"),
        ParameterSpec("cost", default: 1.5, "what every update takes"),
        ParameterSpec("bonus", default: 2, "added where gain and cost leave more than 0"),
        ParameterSpec(
          "quantile", default: 0.75, in: 0...1, "of the importances, from which on all count as 1"),
        ParameterSpec(
          count: "slowing", default: 0, in: 0...1e9,
          "after so many updates changes are 1 / e of what they were; 0: never"),
        ParameterSpec(
          switch: "activity", default: 0,
          "1: importance is the product of the spike counts of both neurons, not the magnitude"),
      ]
    case .regrow, .regrowCorrelated:
      [
        ParameterSpec(
          count: "number", default: -1, in: -1...1e9,
          "of synapses; -1: as many as were pruned and not regrown"),
        ParameterSpec(
          "delay", unit: "ms", default: 0, in: 0...1e9,
          "of the synapses, one that the projection has; 0: as it draws its own"),
      ]
        + (self == .regrow
          ? []
          : [
            ParameterSpec(
              switch: "centred", default: 1,
              "1: correlation over samples; 0: mean product of the scores")
          ])
    case .dampen:
      [
        ParameterSpec(
          "alpha", default: 10, in: 0...1e30, "importance over reference from which a weight fades"),
        ParameterSpec(
          "lambda", default: 1, in: 0...1e30, "times reference over importance is the factor"),
      ]
    case .snapshot: []
    case .restore: [ParameterSpec("probability", default: 0.01, in: 0...1, "that one returns")]
    }
  }

  fileprivate var arrays: [ParameterSpec] {
    let pairs = [
      ParameterSpec("pre", default: 0, in: 0...2e9, isWhole: true, "sources of the allowed pairs"),
      ParameterSpec("post", default: 0, in: 0...2e9, isWhole: true, "targets of the allowed pairs"),
    ]
    switch self {
    case .prune:
      return [
        ParameterSpec(
          "importance", default: 0, "of each synapse, in place of the magnitude; may be left out")
      ]
    case .pruneSurvival:
      return [ParameterSpec("importance", default: 0, "of each synapse; may be left out")]
    case .regrow: return pairs
    case .regrowCorrelated:
      return pairs + [
        ParameterSpec("pre_scores", default: 0, "[sample][source]; left out: spike counts by lane"),
        ParameterSpec("post_scores", default: 0, "[sample][target]"),
      ]
    case .dampen:
      return [
        ParameterSpec(
          "importance", default: 0, in: 0...1e30, "of each synapse for what is to be forgotten"),
        ParameterSpec("reference", default: 0, in: 0...1e30, "the same for all that is known"),
      ]
    case .snapshot: return []
    case .restore:
      return [
        ParameterSpec(
          "weights", default: 0, "to return to; left out: those that 'snapshot' has kept")
      ]
    }
  }
}
