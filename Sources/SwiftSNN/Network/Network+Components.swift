import KernelTypes

/// Weights that are a sum of components over the same synapses: projections drawn alike, each with a
/// coefficient that multiplies what it delivers.
extension Network {
  /// Connects the same pairs with the same delays and receptor as another projection, which came of
  /// rules, with weights of their own.
  public func connect(
    like index: Int32, weight: (kind: String, parameters: NamedValues)
  ) throws(SNNError) -> Int {
    let other = try projection(index)
    try requireNotStarted("a projection '\(other.name)'")
    guard let wiring = other.wiring else {
      throw .invalid(
        "'\(other.name)' came as arrays, so that another cannot be drawn like it; give the same "
          + "arrays again")
    }
    let name = wiring.name
    let drawn = try wiring.with(
      weight: try Distribution(weight.kind, weight.parameters, of: "the weights of \(name)"),
      projection: projections.count)
    try other.target.model.spec.receptors[other.receptor].check(
      weight: drawn.weight.support.lowerBound, of: name)
    let made = try Projection(
      index: projections.count, source: other.source, target: other.target,
      receptor: other.receptor, wiring: drawn, besides: bytesToBeDrawn)
    projections.append(made)
    return made.index
  }

  /// Sets what multiplies the weights of a projection where they are delivered.
  public func setCoefficient(_ index: Int32, _ value: Double) throws(SNNError) {
    let projection = try projection(index)
    guard value.isFinite, abs(value) <= 1e6 else {
      throw .invalid("the coefficient of '\(projection.name)' must be -1e6 to 1e6, not \(value)")
    }
    guard plan == nil || projection.coefficient != nil else {
      throw .state(
        "the coefficient of '\(projection.name)' can be changed after the network has run or was "
          + "prepared only where it was set before; set it to 1 first")
    }
    try projection.target.model.spec.receptors[projection.receptor].check(
      weight: value, of: "the coefficient of '\(projection.name)'")
    guard !projection.carriesNumbers else { throw Network.carriesAndScales(projection) }
    try projection.storage?.makeLists()
    projection.coefficient = precision.rounded(value)
    projection.informOnline()
  }

  public func coefficient(_ index: Int32) throws(SNNError) -> Double {
    try projection(index).coefficient ?? 1
  }

  static func carriesAndScales(_ projection: Projection) -> SNNError {
    .invalid(
      "'\(projection.name)' cannot have a coefficient where its spikes carry numbers already, of "
        + "dynamics or of a graded population; scale its weights instead")
  }
}
