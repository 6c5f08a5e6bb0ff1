import KernelTypes

/// Visits of the weights onto the neurons of a projection's target.
///
/// Whatever the form of the rows and the blocks of the target, the synapses onto one neuron come in
/// the same order: by source, delay and place in the row.
enum IncomingWeights {
  /// Calls `body` for every synapse with its weight, source and target.
  @inline(__always)
  static func forEach<R>(
    of projection: Projection, in weights: UnsafeMutablePointer<R>,
    _ body: (_ weight: inout R, _ source: Int, _ target: Int) -> Void
  ) {
    guard let storage = projection.storage else { return }
    let blocks = projection.target.blocks
    let segments = storage.delays.count
    for source in 0..<projection.source.size {
      for segment in 0..<segments {
        for part in 0..<blocks.count {
          let row = storage.row(source: source, segment: segment, part: part)
          let base = weights + row.synapses.lowerBound
          let first = blocks[part].lowerBound
          if let targets = row.targets {
            for k in 0..<row.synapses.count { body(&base[k], source, first + Int(targets[k])) }
          } else {
            for k in 0..<row.synapses.count { body(&base[k], source, first + k) }
          }
        }
      }
    }
  }

  /// Gives every synapse a weight of its own, in rows that can be visited.
  static func prepare(_ projection: Projection) throws(SNNError) {
    try projection.storage?.makeLists()
    _ = try projection.storage?.materialise()
  }
}

/// What a weight may become: its size within `least...most`, and then within the projection's
/// bounds; a weight of 0 stays.
struct WeightLimits {
  let least: Double
  let most: Double
  let lower: Double
  let upper: Double

  init(_ projection: Projection, least: Double, most: Double) {
    (self.least, self.most) = (least, most)
    (lower, upper) = (projection.lower, projection.upper)
  }

  var areOpen: Bool {
    least == 0 && most == .infinity && lower == -.infinity && upper == .infinity
  }

  /// A weight of the sign of `sign` and about the size `size`.
  @inline(__always)
  func clip(_ size: Double, sign: Double) -> Double {
    let magnitude = min(max(size, least), most)
    return min(max(sign < 0 ? -magnitude : magnitude, lower), upper)
  }

  /// A weight times a factor of at least 0.
  @inline(__always)
  func scaled(_ weight: Double, _ factor: Double) -> Double {
    weight == 0 ? 0 : clip(abs(weight) * factor, sign: weight)
  }
}
