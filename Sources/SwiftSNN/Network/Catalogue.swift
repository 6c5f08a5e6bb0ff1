/// Everything that has a name, as JSON.
public enum Catalogue {
  public static let json: String = {
    let models = Models.all.map(\.spec).map {
      object([
        ("name", quote($0.name)), ("summary", quote($0.summary)),
        ("parameters", parameters($0.parameters)),
        (
          "state",
          array(
            $0.state.map {
              object([
                ("name", quote($0.name)), ("unit", quote($0.unit)),
                ("summary", quote($0.summary)),
              ])
            })
        ),
        (
          "receptors",
          array(
            $0.receptors.map {
              object([
                ("name", quote($0.name)), ("kind", quote($0.kind.rawValue)),
                ("unit", quote($0.unit)), ("summary", quote($0.summary)),
              ])
            })
        ), ("takes_receptors", "\($0.takesReceptors)"),
      ])
    }
    let signals = ErrorSignal.Rule.allCases.map {
      RuleSpec(name: $0.rawValue, summary: $0.summary, parameters: ErrorSignal.specs)
    }
    let kinds = ReceptorKind.allCases.map {
      object([
        ("name", quote($0.rawValue)), ("unit", quote($0.unit)), ("summary", quote($0.summary)),
        ("parameters", parameters($0.parameters("receptor"))),
      ])
    }
    return object([
      ("models", array(models)), ("receptor_kinds", array(kinds)),
      ("currents", array(CurrentSource.specs.map(rule))),
      ("connectors", array(ConnectorRule.specs.map(rule))),
      ("distributions", array(Distribution.specs.map(rule))),
      ("dynamics", array(SynapticDynamics.specs.map(rule))),
      ("signals", array(signals.map(rule))),
      ("homeostats", array(HomeostatKind.specs.map(rule))),
      ("structural_operations", array(StructureOperation.Kind.specs.map(rule))),
      ("factors", array(Factor.specs.map(rule))),
      ("weight_dependences", array(WeightDependence.Form.allCases.map { quote($0.rawValue) })),
      ("pairings", array(Pairing.allCases.map { quote($0.rawValue) })),
      ("plasticity_parameters", parameters(PlasticityTerm.specs)),
      ("sources", array(Network.sources.map(rule))),
      ("modulator_shapes", array(Shape.allCases.map(\.spec).map(rule))),
      ("nonlinearities", array(Nonlinearity.allCases.map { quote($0.rawValue) })),
      ("modulator_parameters", parameters(CarriedModulator.specs)),
      ("route_parameters", parameters(ParameterRoute.specs)),
      ("optimisers", array(Optimiser.specs.map(rule))),
      ("update_parameters", parameters(UpdateRules.specs)),
      ("update_arrays", parameters(UpdateRules.arrays)),
    ])
  }()

  private static func rule(_ spec: RuleSpec) -> String {
    object([
      ("name", quote(spec.name)), ("summary", quote(spec.summary)),
      ("parameters", parameters(spec.parameters)),
      (
        "arrays",
        array(
          spec.arrays.map {
            object([
              ("name", quote($0.name)), ("range", quote($0.rangeText)),
              ("summary", quote($0.summary)),
            ])
          })
      ),
    ])
  }

  private static func parameters(_ specs: [ParameterSpec]) -> String {
    array(
      specs.map {
        object([
          ("name", quote($0.name)), ("unit", quote($0.unit)),
          ("default", number($0.defaultValue)),
          ("lower", number($0.range.lowerBound)), ("upper", number($0.range.upperBound)),
          ("includes_lower", "\($0.includesLower)"), ("allows_infinity", "\($0.allowsInfinity)"),
          ("whole", "\($0.isWhole)"), ("per_neuron", "\($0.isPerNeuron)"),
          ("range", quote($0.rangeText)), ("summary", quote($0.summary)),
        ])
      })
  }

  /// JSON has no infinity.
  private static func number(_ value: Double) -> String {
    value.isFinite ? short(value) : quote("\(value)")
  }

  private static func object(_ members: [(String, String)]) -> String {
    "{" + members.map { quote($0.0) + ":" + $0.1 }.joined(separator: ",") + "}"
  }

  private static func array(_ elements: [String]) -> String {
    "[" + elements.joined(separator: ",") + "]"
  }

  /// The texts are ours and hold no control characters.
  private static func quote(_ text: String) -> String {
    var out = "\""
    for character in text {
      if character == "\"" || character == "\\" { out.append("\\") }
      out.append(character)
    }
    return out + "\""
  }
}
