import KernelTypes

extension Population {
  /// Lets the plasticity that acts in a run read the potentials that its factors ask for.
  func showPotentials(_ factors: [Factor]) throws(SNNError) {
    if margin == nil, factors.contains(where: \.needsMargin) {
      margin = try Buffer("distances from threshold of '\(name)'", count: size)
    }
    for projection in plastic {
      guard let read = projection.online?.factors else { continue }
      read.margin = margin.map { UnsafePointer($0.base) }
      read.potential =
        read.states.contains { $0.factor.needsPotential } ? model.state("v")?.base : nil
      read.begin(0..<size)
    }
  }
}

extension Network {
  /// Refuses to learn from a presentation what only acts while the network runs.
  func requirePresentationTerms() throws(SNNError) {
    for projection in projections {
      for term in projection.terms where !term.suitsPresentations {
        throw .state(
          "'\(projection.name)' has a plasticity term that acts in run only: presentations know "
            + "terms that do not depend on the weight, with a spike or one exponential trace as "
            + "presynaptic factor and pairing by traces; present with learn off, or use run")
      }
    }
  }
}
