import KernelTypes

extension SynapticDynamics {
  /// As `snn_catalogue` lists them.
  static let specs = Kind.allCases.map {
    RuleSpec(name: $0.rawValue, summary: $0.summary, parameters: $0.parameters)
  }

  /// Dynamics by name with parameters of one value, or of one a source neuron.
  ///
  /// - Parameter owner: for sentences.
  static func make(
    _ name: String, _ given: [(name: String, values: [Double])], _ projection: Projection,
    dt: Double, _ precision: Precision, owner: String
  ) throws(SNNError) -> SynapticDynamics {
    guard let kind = Kind(rawValue: name) else {
      throw .unknown("dynamics of '\(projection.name)'", name, valid: Kind.allCases.map(\.rawValue))
    }
    let source = projection.source
    let columns = ParameterColumns(
      try ParameterValues([], specs: kind.parameters, owner: owner), specs: kind.parameters)
    for (name, values) in given {
      guard let spec = kind.parameters.first(where: { $0.name == name }) else {
        throw .unknown("parameter of \(owner)", name, valid: kind.parameters.map(\.name))
      }
      guard values.count == 1 || (values.count == source.size && name != "sites") else {
        let most = name == "sites" ? "" : " or \(source.size), one a neuron of '\(source.name)'"
        throw .shape("\(name) of \(owner) needs one value\(most), not \(values.count)")
      }
      for value in values { try spec.check(value, of: owner) }
      columns.set(name, values)
    }
    let sites = columns.column("sites")[0]
    guard sites == sites.rounded() else {
      throw .invalid("sites of \(owner) must be a whole number, not \(sites)")
    }
    return try SynapticDynamics(
      kind, columns, source: source, dt: dt, precision, owner: owner)
  }
}

extension SynapticDynamics.Kind {
  fileprivate var summary: String {
    switch self {
    case .tsodyksMarkram: "short-term depression and facilitation; with sites, quantal release"
    case .stochasticRelease: "each release site of a synapse succeeds with probability p"
    }
  }

  fileprivate var parameters: [ParameterSpec] {
    switch self {
    case .tsodyksMarkram:
      [
        ParameterSpec("U", default: 0.5, in: 0...1, "part of the resources a first spike uses"),
        ParameterSpec(
          "tau_rec", unit: "ms", default: 800, in: 0...1e9, includesLower: false,
          "recovery from depression"),
        ParameterSpec(
          "tau_facil", unit: "ms", default: 0, in: 0...1e9, "decay of facilitation; 0: none"),
        ParameterSpec(
          "u_init", default: -1, in: -1...1, "u at the first spike; below 0, the default: U"),
        ParameterSpec("x_init", default: 1, in: 0...1, "x at the first spike"),
        ParameterSpec(
          "sites", default: 0, in: 0...1000,
          "release sites of a synapse, a whole number; 0: it transmits their mean"),
      ]
    case .stochasticRelease:
      [
        ParameterSpec("p", default: 0.5, in: 0...1, "probability that a site succeeds"),
        ParameterSpec("sites", default: 1, in: 1...1000, "release sites of a synapse"),
      ]
    }
  }
}
