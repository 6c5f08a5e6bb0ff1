extension Network {
  public func setBounds(_ index: Int32, lower: Double, upper: Double) throws(SNNError) {
    let projection = try projection(index)
    guard lower <= upper else {
      throw .invalid(
        "bounds of '\(projection.name)' need lower <= upper, not \(lower) and \(upper)")
    }
    try check(projection, try projection.drawn(team), lower, upper)
    let isRelative = projection.terms.contains {
      $0.dependence.form == .upper || $0.dependence.form == .lower
    }
    guard !isRelative || (lower.isFinite && upper.isFinite && lower < upper) else {
      throw .invalid(
        "plasticity of '\(projection.name)' depends on the distance from its bounds, which must be "
          + "finite and different, not \(lower) and \(upper)")
    }
    try projection.update?.rules.requireRange(
      lower, upper, owner: "the update of '\(projection.name)'")
    projection.online?.settle(kernels: kernels)
    projection.lower = precision.rounded(lower)
    projection.upper = precision.rounded(upper)
    projection.online?.setBounds(projection.lower, projection.upper)
    projection.online?.resume(kernels: kernels)
  }

  /// Multiplies the changes that later presentations make.
  public func setLearningRate(_ index: Int32, factor: Double) throws(SNNError) {
    let projection = try projection(index)
    guard factor.isFinite, factor >= 0, factor <= 1e6 else {
      throw .invalid(
        "learning rate factor of '\(projection.name)' must be 0 to 1e6, not \(factor)")
    }
    projection.setLearningRate(Float(factor))
  }

  /// Refuses bounds that a present weight lies outside of.
  private func check(
    _ projection: Projection, _ storage: SynapseStorage, _ lower: Double, _ upper: Double
  ) throws(SNNError) {
    let weights = try projection.online?.currentWeights(kernels: kernels) ?? storage.weights
    let bounds = (precision.rounded(lower), precision.rounded(upper))
    var outside: (k: Int, weight: Double)?
    func check(_ k: Int, _ weight: Double) {
      if outside == nil, !(weight >= bounds.0 && weight <= bounds.1) { outside = (k, weight) }
    }
    if let weights {
      // Only who is outside is looked for in the order users see.
      if (0..<weights.count).allSatisfy({ weights[$0] >= bounds.0 && weights[$0] <= bounds.1 }) {
        return
      }
      storage.forEachSynapse { k, place, _, _, _ in check(k, weights[place]) }
    } else if storage.synapseCount > 0 {
      check(0, storage.uniformWeight)
    }
    guard let outside else { return }
    throw .invalid(
      "weight \(outside.k) of '\(projection.name)' is \(precision.text(outside.weight)), outside the bounds "
        + "\(lower) to \(upper); draw or set weights within them first")
  }
}
