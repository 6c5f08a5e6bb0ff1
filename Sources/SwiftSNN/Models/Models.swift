/// A model of the catalogue: what it is called and has, and how its neurons are made.
struct ModelDefinition: Sendable {
  let spec: ModelSpec
  /// - Parameter spec: with the receptors the user chose.
  let make:
    @Sendable (_ spec: ModelSpec, _ extent: ModelExtent, _ parameters: ParameterColumns)
      throws(SNNError) -> any PopulationModel
  /// Parameters that must lie below another, for all neurons.
  var below: [String] = []
  var threshold = "v_thresh"

  /// Whether the parameters of a population go together.
  func check(_ parameters: ParameterColumns, size: Int, name: String) throws(SNNError) {
    try Membrane.check(parameters, size: size, name: name, below: below, threshold: threshold)
  }
}

/// The models there are.
enum Models {
  static let all: [ModelDefinition] = [
    .lif, .lifCurrExp, .lifCurrAlpha, .lifCondExp, .lifCondAlpha, .alif, .gif, .leakyReadout,
    .eif, .adex, .izhikevich, .traub, .squid, .rate, .bernoulli, .poisson, .analog,
    .spikeSource,
  ]

  static func definition(_ name: String) throws(SNNError) -> ModelDefinition {
    guard let found = all.first(where: { $0.spec.name == name }) else {
      throw .unknown("model", name, valid: all.map(\.spec.name))
    }
    return found
  }
}
