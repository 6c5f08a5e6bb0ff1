import KernelTypes

/// Scales the weights onto each neuron so that the sum of their sizes, or the root of the sum of
/// their squares, is the target, as Diehl & Cook (2015, Front Comput Neurosci 9:99) do after each
/// sample. Signs stay.
///
/// Where bounds cut weights, the others are scaled on, so that the norm is the target wherever the
/// bounds allow it. Weights that are all 0 stay so.
final class IncomingNorm: Homeostat {
  let owner: String
  let schedule: HomeostatSchedule
  let population: Population
  let projection: Projection?
  let targets: Buffer<Double>?
  let targetSpec: ParameterSpec?
  let variables: [String] = []
  private let squares: Bool
  private let least: Double
  private let most: Double
  /// Of each neuron: sums over the weights that bounds leave alone and over those they cut, and the
  /// factor.
  private let free: Buffer<Double>
  private let cut: Buffer<Double>
  private let factors: Buffer<Double>
  private unowned let regulated: Projection

  /// Rounds in which more weights may meet their bounds.
  private static let mostRounds = 64

  init(
    _ kind: HomeostatKind, _ projection: Projection, _ given: Network.NamedArrays, dt: Double,
    _ precision: Precision
  ) throws(SNNError) {
    let owner = "the homeostat \(kind.rawValue) of '\(projection.name)'"
    let (specs, size) = (kind.parameters, projection.target.size)
    let values = try HomeostatValues(given, specs: specs, size: size, owner: owner)
    schedule = try HomeostatSchedule(values, dt: dt)
    targets = try values.perNeuron("target", size)
    targetSpec = specs.first { $0.name == "target" }
    squares = kind == .weightsToNorm
    least = precision.rounded(values["lower"])
    most = precision.rounded(values["upper"])
    free = try Buffer("sums of \(owner)", count: size)
    cut = try Buffer("sums of \(owner)", count: size)
    factors = try Buffer("sums of \(owner)", count: size)
    (self.owner, self.projection, regulated) = (owner, projection, projection)
    population = projection.target
  }

  func prepare() throws(SNNError) { try IncomingWeights.prepare(regulated) }

  func act(step: Int, kernels: KernelTable) throws(SNNError) {
    try regulated.changeWeights(kernels) { weights in
      switch weights.precision {
      case .single: scale(weights.base.of(Float.self))
      case .double: scale(weights.base.of(Double.self))
      }
    }
  }

  func values(_ variable: String) -> [Double] { [] }

  @inline(__always)
  private func measure(_ weight: Double) -> Double { squares ? weight * weight : abs(weight) }

  private func scale<R: BinaryFloatingPoint>(_ weights: UnsafeMutablePointer<R>) {
    let limits = WeightLimits(regulated, least: least, most: most)
    cut.fill(0)
    free.fill(0)
    factors.fill(1)
    IncomingWeights.forEach(of: regulated, in: weights) { weight, _, j in
      free.base[j] += measure(Double(weight))
    }
    var changed = aim()
    for _ in 0..<IncomingNorm.mostRounds where changed && !limits.areOpen {
      cut.fill(0)
      free.fill(0)
      IncomingWeights.forEach(of: regulated, in: weights) { weight, _, j in
        let present = Double(weight)
        let wanted = present * factors.base[j]
        let allowed = limits.scaled(present, factors.base[j])
        if allowed == wanted {
          free.base[j] += measure(present)
        } else {
          cut.base[j] += measure(allowed)
        }
      }
      changed = aim()
    }
    IncomingWeights.forEach(of: regulated, in: weights) { weight, _, j in
      weight = R(limits.scaled(Double(weight), factors.base[j]))
    }
  }

  /// Sets the factors by which the weights that are free reach what those that are cut leave to do;
  /// returns whether any changed.
  private func aim() -> Bool {
    guard let targets else { return false }
    var changed = false
    for j in 0..<factors.count where free.base[j] > 0 {
      let left = measure(targets.base[j]) - cut.base[j]
      guard left > 0 else { continue }
      let ratio = left / free.base[j]
      let factor = squares ? ratio.squareRoot() : ratio
      changed = changed || factor != factors.base[j]
      factors.base[j] = factor
    }
    return changed
  }
}
