/// Tells when sums take the digits of the weights they stand beside.
///
/// A synapse that keeps w - x P loses what single precision rounds off x P. That is of the order of
/// the weights where these follow their sums; where a bound holds them, sums go on.
final class WeightDigits {
  /// Steps from one look to the next.
  static let look = 32
  /// How many times the weights x P may be.
  private static let most = 16.0

  private let sourceCount: Int
  /// Of each block: the largest presynaptic trace that counts with the sums of the present epoch, and
  /// the largest weight when these began anew last.
  private let largestTrace: Buffer<Double>
  private let largestWeight: Buffer<Double>

  init(sourceCount: Int, blocks: Int, what: String) throws(SNNError) {
    self.sourceCount = sourceCount
    largestTrace = try Buffer(what, count: blocks)
    largestWeight = try Buffer(what, count: blocks)
  }

  func listState(in list: StateList) {
    list.buffer("largest_trace", largestTrace)
    list.buffer("largest_weight", largestWeight)
  }

  func begin(_ block: Int) { largestTrace.base[block] = 0 }

  func take(_ trace: Double, _ block: Int) {
    largestTrace.base[block] = max(largestTrace.base[block], trace)
  }

  /// Of a block, while its weights are plain.
  func measure(_ weights: RealBuffer, _ storage: SynapseStorage, _ block: Int) {
    var largest = 0.0
    for source in 0..<sourceCount {
      for segment in storage.delays.indices {
        for place in storage.row(source: source, segment: segment, part: block).synapses {
          largest = max(largest, abs(weights[place]))
        }
      }
    }
    largestWeight.base[block] = largest
  }

  /// Whether all sums have to begin anew; the same for any blocks.
  func areLost(_ sums: EpochSums, _ lower: Double, _ upper: Double) -> Bool {
    var size = max(lower.isFinite ? abs(lower) : 0, upper.isFinite ? abs(upper) : 0)
    for block in 0..<largestWeight.count { size = max(size, largestWeight.base[block]) }
    return (0..<largestWeight.count).contains { block in
      let (least, most) = sums.range(of: block)
      let held = max(upper.isFinite ? most : 0, lower.isFinite ? -least : 0)
      return held * largestTrace.base[block] > WeightDigits.most * size
    }
  }
}
