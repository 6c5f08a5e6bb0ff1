import KernelTypes

/// The magnesium block of a population's NMDA receptor (Jahr & Stevens 1990, J Neurosci 10:3178):
/// 1 / (1 + (mg / 3.57 mM) exp(-0.062 v / mV)).
final class NMDABlock {
  private let receptor: Receptor
  private let block: RealBuffer
  private let size: Int

  /// Nil where there is no NMDA receptor.
  init?(_ receptors: [Receptor], _ extent: ModelExtent) throws(SNNError) {
    guard let receptor = receptors.first(where: { $0.spec.kind == .nmda }) else { return nil }
    self.receptor = receptor
    size = extent.size
    block = try extent.coefficients("magnesium block")
  }

  func derive(_ parameters: ParameterColumns) {
    let mg = parameters.column(receptor.spec.parameter("mg"))
    block.fill(size, oneValue: mg.isUniform) { mg[$0] / 3.57 }
  }

  func arguments(_ first: Int) -> MagnesiumBlock {
    MagnesiumBlock(
      block: block.base + first, slope: 0.062,
      reversal: receptor.reversal.base + first)
  }
}

extension Receptor {
  /// The receptors of a model that hold something, and the place of the one that jumps the potential.
  static func make(
    _ spec: ModelSpec, _ extent: ModelExtent
  ) throws(SNNError) -> (receptors: [Receptor], jumps: Int?) {
    var receptors: [Receptor] = []
    for (place, receptor) in spec.receptors.enumerated() where receptor.kind != .delta {
      receptors.append(try Receptor(receptor, place: place, extent))
    }
    return (receptors, spec.receptors.firstIndex { $0.kind == .delta })
  }
}
