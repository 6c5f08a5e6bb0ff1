/// How the numbers of a signal become one number a neuron, or one for all.
enum Shape: String, CaseIterable {
  case scalar
  case classGroups = "class_groups"
  case random
  case matrix
  case transposed
  case learned

  private static let common = [
    ParameterSpec("gain", default: 1, "multiplies the modulator"),
    ParameterSpec(
      switch: "sign", default: 0, "1: each number of the signal counts by its sign alone"),
  ]
  private static let scaleB = ParameterSpec(
    "scale_b", default: -1, in: -1...1e6, "standard deviation of B; below 0: 1 / sqrt(its rows)")
  private static let period = ParameterSpec(
    "period", unit: "ms", default: 100, in: 0...1e9, includesLower: false,
    "between changes of B in a run")

  private static let broadcast = [
    ParameterSpec(
      count: "through", default: 0, in: 0...65536, "modulatory neurons; 0: none"),
    ParameterSpec(
      "scale_a", default: -1, in: -1...1e6, "standard deviation of A; below 0: 1 / sqrt(classes)"),
    scaleB,
  ]

  var spec: RuleSpec {
    switch self {
    case .scalar:
      RuleSpec(
        name: rawValue, summary: "a signal of one number, the same for all neurons",
        parameters: Shape.common)
    case .classGroups:
      RuleSpec(
        name: rawValue, summary: "each number of the signal to its group of neurons, in order",
        parameters: Shape.common)
    case .random:
      RuleSpec(
        name: rawValue,
        summary: "through a fixed random matrix B, or a few modulatory neurons f(A' e) between",
        parameters: Shape.broadcast + Shape.common)
    case .matrix:
      RuleSpec(
        name: rawValue, summary: "through a matrix that is given", parameters: Shape.common,
        arrays: [ParameterSpec("matrix", default: 0, "B, [number of the signal][neuron]")])
    case .transposed:
      RuleSpec(
        name: rawValue,
        summary: "back through the weights of a projection, as they are at the beginning of each "
          + "presentation and of each period of a run",
        parameters: [Shape.period] + Shape.common)
    case .learned:
      RuleSpec(
        name: rawValue,
        summary: "through a matrix that follows the weights it stands for: B' = rate e x - decay B",
        parameters: [
          Shape.scaleB,
          ParameterSpec("rate", unit: "1/ms", default: 1e-4, "of the growth of B"),
          ParameterSpec("decay", unit: "1/ms", default: 0, in: 0...1e9, "of B"),
          ParameterSpec(
            "tau", unit: "ms", default: 20, in: 0...1e9, includesLower: false,
            "of the traces x of the neurons that are modulated"),
          Shape.period,
        ] + Shape.common)
    }
  }
}

/// What modulatory neurons do with their input.
enum Nonlinearity: String, CaseIterable {
  case tanh
  case identity
  case relu

  func callAsFunction(_ x: Double) -> Double {
    switch self {
    case .tanh: Elementary.tanh(x)
    case .identity: x
    case .relu: max(0, x)
    }
  }
}
