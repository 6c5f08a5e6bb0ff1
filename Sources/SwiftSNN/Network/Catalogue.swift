/// Everything that has a name, as JSON.
public enum Catalogue {
  public static let json: String = {
    let models = Models.specs.map {
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
                ("name", quote($0.name)), ("unit", quote($0.unit)),
                ("summary", quote($0.summary)),
              ])
            })
        ),
      ])
    }
    let signals = ErrorSignal.Rule.allCases.map {
      RuleSpec(name: $0.rawValue, summary: $0.summary, parameters: ErrorSignal.specs)
    }
    let homeostat = RuleSpec(
      name: ThresholdToRate.name, summary: "moves thresholds until neurons fire at a rate",
      parameters: ThresholdToRate.specs)
    return object([
      ("models", array(models)),
      ("connectors", array(ConnectorRule.specs.map(rule))),
      ("distributions", array(Distribution.specs.map(rule))),
      ("dynamics", array(SynapticDynamics.specs.map(rule))),
      ("signals", array(signals.map(rule))),
      ("homeostats", array([rule(homeostat)])),
      ("pre_factors", array(PlasticityTerm.Pre.allCases.map { quote($0.rawValue) })),
      ("post_factors", array(PlasticityTerm.Post.allCases.map { quote($0.rawValue) })),
      ("plasticity_parameters", parameters(PlasticityTerm.specs)),
      ("modulator_parameters", parameters(Modulator.specs)),
    ])
  }()

  private static func rule(_ spec: RuleSpec) -> String {
    object([
      ("name", quote(spec.name)), ("summary", quote(spec.summary)),
      ("parameters", parameters(spec.parameters)),
    ])
  }

  private static func parameters(_ specs: [ParameterSpec]) -> String {
    array(
      specs.map {
        object([
          ("name", quote($0.name)), ("unit", quote($0.unit)),
          (
            "default",
            $0.defaultValue.isFinite ? short($0.defaultValue) : quote("\($0.defaultValue)")
          ),
          ("range", quote($0.rangeText)), ("summary", quote($0.summary)),
        ])
      })
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
