/// A state variable that can be read and recorded.
public struct StateSpec: Sendable {
  public let name: String
  public let unit: String
  public let summary: String
}

/// What a model is called and has; `snn_catalogue` prints it.
public struct ModelSpec: Sendable {
  public let name: String
  public let summary: String
  /// Its own and those of its receptors.
  public let parameters: [ParameterSpec]
  public let state: [StateSpec]
  /// Where projections and Poisson input may end, the usual one first; none for a source.
  public let receptors: [ReceptorSpec]
  /// What jumps at the neurons' own spikes.
  let adaptations: [Adaptation.Spec]
  /// False for neurons that only integrate.
  let fires: Bool
  private let ownParameters: [ParameterSpec]
  private let ownState: [StateSpec]
  /// Receptors of other kinds may take the place of its own.
  let takesReceptors: Bool
  /// Parameters that only the model with its own receptors has.
  private let withOwnReceptors: [String]

  init(
    name: String, summary: String, parameters: [ParameterSpec], state: [StateSpec],
    receptors: [ReceptorSpec], adaptations: [Adaptation.Spec] = [], fires: Bool = true,
    takesReceptors: Bool = false, withOwnReceptors: [String] = []
  ) {
    self.name = name
    self.summary = summary
    self.receptors = receptors
    self.adaptations = adaptations
    self.fires = fires
    self.takesReceptors = takesReceptors
    self.withOwnReceptors = withOwnReceptors
    ownParameters = parameters
    ownState = state
    self.parameters =
      parameters + adaptations.flatMap(\.parameters) + receptors.flatMap(\.parameters)
    self.state =
      state
      + adaptations.map { StateSpec(name: $0.state, unit: $0.unit, summary: $0.summary) }
      + receptors.flatMap(\.state)
  }

  /// The same model with other receptors.
  ///
  /// - Parameter owner: the population, for the sentence.
  func with(
    _ given: [(name: String, kind: String)], owner: String
  ) throws(SNNError) -> ModelSpec {
    guard takesReceptors else {
      throw .invalid("model '\(name)' of population '\(owner)' has receptors of its own only")
    }
    var made: [ReceptorSpec] = []
    for (receptor, kind) in given {
      guard let known = ReceptorKind(rawValue: kind) else {
        throw .unknown(
          "kind of receptor '\(receptor)' of population '\(owner)'", kind,
          valid: ReceptorKind.allCases.map(\.rawValue))
      }
      guard !receptor.isEmpty, !made.contains(where: { $0.name == receptor }) else {
        throw .invalid(
          "receptors of population '\(owner)' need names of their own, but "
            + (receptor.isEmpty ? "one is empty" : "two are called '\(receptor)'"))
      }
      for kind in [ReceptorKind.delta, .nmda] where known == kind {
        guard !made.contains(where: { $0.kind == kind }) else {
          throw .invalid(
            "population '\(owner)' can have one receptor of kind '\(kind.rawValue)', not two")
        }
      }
      made.append(ReceptorSpec(receptor, known))
    }
    guard (1...ModelSpec.mostReceptors).contains(made.count) else {
      throw .invalid(
        "population '\(owner)' needs 1 to \(ModelSpec.mostReceptors) receptors, not \(made.count)")
    }
    let composed = ModelSpec(
      name: name, summary: summary,
      parameters: ownParameters.filter { !withOwnReceptors.contains($0.name) }, state: ownState,
      receptors: made, adaptations: adaptations, fires: fires, takesReceptors: true)
    try composed.requireDistinctNames(owner)
    return composed
  }

  /// Bits of `StepSlice.receptorsInUse`.
  static let mostReceptors = 32

  /// A receptor's name may make one of its parameters that of the model.
  private func requireDistinctNames(_ owner: String) throws(SNNError) {
    for names in [parameters.map(\.name), state.map(\.name)] {
      var seen: Set<String> = []
      for name in names where !seen.insert(name).inserted {
        throw .invalid(
          "the receptors of population '\(owner)' would have two things called '\(name)'; "
            + "give them other names")
      }
    }
  }

  /// The place of a receptor, the first where none is named.
  ///
  /// - Parameter owner: the population, for the sentence.
  func receptor(_ name: String?, of owner: String) throws(SNNError) -> Int {
    guard !receptors.isEmpty else {
      throw .invalid(
        "population '\(owner)' of model '\(self.name)' is a source and takes no input")
    }
    guard let name else { return 0 }
    guard let index = receptors.firstIndex(where: { $0.name == name }) else {
      throw .unknown("receptor of population '\(owner)'", name, valid: receptors.map(\.name))
    }
    return index
  }
}
