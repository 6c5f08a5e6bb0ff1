/// A stochastic block model: neurons in groups, each pair of groups with its own probability of a
/// synapse (Holland, Laskey and Leinhardt 1983, Social Networks 5:109, directed).
struct BlockModel {
  /// Neurons of each group, in order.
  let sourceSizes: [Int]
  let targetSizes: [Int]
  /// [source group][target group].
  private let probabilities: [Double]
  /// Where groups begin, and the end of the last.
  private let sourceStarts: [Int]
  private let targetStarts: [Int]

  static let name = "blocks"
  static let arrays = [
    ParameterSpec(
      "probabilities", default: 0, in: 0...1,
      "connection probability of each pair of groups, [source groups][target groups]"),
    ParameterSpec(
      "source_sizes", default: 1, in: 0...1e9, "neurons of each group of sources, in order"),
    ParameterSpec(
      "target_sizes", default: 1, in: 0...1e9, "neurons of each group of targets, in order"),
  ]

  init(_ arrays: ArrayValues, of owner: String) throws(SNNError) {
    sourceSizes = try arrays.whole("source_sizes", of: owner)
    targetSizes = try arrays.whole("target_sizes", of: owner)
    probabilities = arrays["probabilities"]
    guard !sourceSizes.isEmpty, !targetSizes.isEmpty,
      sourceSizes.count * targetSizes.count == probabilities.count
    else {
      throw .shape(
        "probabilities of \(owner) must have one value for each pair of the "
          + "\(sourceSizes.count) groups of sources and \(targetSizes.count) of targets, "
          + "not \(probabilities.count)")
    }
    sourceStarts = BlockModel.starts(sourceSizes)
    targetStarts = BlockModel.starts(targetSizes)
  }

  private static func starts(_ sizes: [Int]) -> [Int] {
    sizes.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
  }

  func check(_ ends: WiringEnds) throws(SNNError) {
    for (name, given, there) in [
      ("source_sizes", sourceStarts.last, ends.sources),
      ("target_sizes", targetStarts.last, ends.targets),
    ] where given != there {
      throw .shape("\(name) of blocks add up to \(given ?? 0), but there are \(there) neurons")
    }
  }

  var expectedSynapses: Double {
    var total = 0.0
    for (row, sources) in sourceSizes.enumerated() {
      for (column, targets) in targetSizes.enumerated() {
        total +=
          probabilities[row * targetSizes.count + column] * Double(sources) * Double(targets)
      }
    }
    return total
  }

  /// Calls `body` for every group of targets that a source may reach.
  func forEachGroup(_ source: Int, _ body: (_ targets: Range<Int>, _ p: Double) -> Void) {
    var (low, high) = (0, sourceSizes.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if sourceStarts[middle] <= source { low = middle } else { high = middle }
    }
    let row = low * targetSizes.count
    for column in targetSizes.indices where probabilities[row + column] > 0 {
      body(targetStarts[column]..<targetStarts[column + 1], probabilities[row + column])
    }
  }
}
