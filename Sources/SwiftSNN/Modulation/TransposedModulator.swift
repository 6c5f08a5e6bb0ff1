import KernelTypes

/// A signal carried back through the weights of a projection from the modulated population to the
/// one that the signal is about: B [class][j] is the sum of the weights w_jk of neuron j to the
/// neurons k of the class's group.
///
/// The weights are read at the beginning of each presentation, and in a run at the steps that are a
/// whole number of periods after the start.
final class TransposedModulator: CarriedModulator {
  let projection: Projection
  private let periodSteps: Int
  /// The weights as of now, where a rule keeps them in another form.
  private var copy: RealBuffer?
  /// Sums in double precision, like the matrix.
  private let sums: Buffer<Double>

  init(_ made: Description, through projection: Projection) throws(SNNError) {
    guard projection.source === made.target else {
      throw .invalid(
        "\(made.owner) carries a signal back through a projection from '\(made.target.name)', not "
          + "through '\(projection.name)'")
    }
    guard projection.target.size % made.signal.dimension == 0 else {
      throw .shape(
        "\(made.owner) needs a population '\(projection.target.name)' that splits into the "
          + "\(made.signal.dimension) classes of its signal")
    }
    self.projection = projection
    periodSteps = made.periodSteps
    sums = try Buffer("weights carried back", shape: made.signal.dimension, made.target.size)
    try super.init(made)
  }

  override func listState(in list: StateList) {
    super.listState(in: list)
    list.buffer("matrix", matrix)
  }

  override func prepare() throws(SNNError) {
    guard let online = projection.online, let weights = projection.storage?.weights else { return }
    _ = online
    copy = try RealBuffer("weights carried back", count: weights.count, weights.precision)
  }

  override func beginStretch(kernels: KernelTable) { readWeights(kernels) }

  override func beginStep(_ step: Int, kernels: KernelTable) {
    if step % periodSteps == 0 { readWeights(kernels) }
  }

  private func readWeights(_ kernels: KernelTable) {
    guard let storage = projection.storage, let matrix else { return }
    var weights = storage.weights
    if let online = projection.online, let plain = weights {
      // Synapses may have been added since.
      if copy?.count != plain.count {
        copy = try? RealBuffer("weights carried back", count: plain.count, plain.precision)
      }
      guard let copy else { return }
      online.show(nil, weights: copy, eligibility: nil, kernels)
      weights = copy
    }
    let (group, n) = (projection.target.size / signal.dimension, target.size)
    sums.fill(0)
    storage.forEachSynapse { _, place, source, target, _ in
      sums.base[target / group * n + source] += weights?[place] ?? storage.uniformWeight
    }
    for k in 0..<matrix.count { matrix.base[k] = Float(sums.base[k]) }
  }
}
