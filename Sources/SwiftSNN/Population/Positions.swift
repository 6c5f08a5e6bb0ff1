/// Where the neurons of a population lie, in 1 to 3 dimensions, in a unit of the user's choice.
final class Positions {
  let dimensions: Int
  /// One a neuron; axes beyond the dimensions are 0.
  let points: Buffer<SIMD3<Double>>
  /// Length of each axis after which space begins anew, for whoever asks for it; infinite on axes
  /// beyond the dimensions; nil where no such lengths were given.
  let extent: SIMD3<Double>?

  /// - Parameters:
  ///   - values: [neuron][dimension], finite.
  ///   - extent: one a dimension, or none.
  init(
    _ values: UnsafeBufferPointer<Double>, dimensions: Int, extent: UnsafeBufferPointer<Double>?,
    of owner: String
  ) throws(SNNError) {
    self.dimensions = dimensions
    points = try Buffer("positions of \(owner)", count: values.count / dimensions)
    for (k, value) in values.enumerated() {
      guard value.magnitude <= Positions.farthest else {
        throw .invalid(
          "position \(k % dimensions) of neuron \(k / dimensions) of \(owner) must be at most "
            + "1e15 and finite, not \(value)")
      }
      points.base[k / dimensions][k % dimensions] = value
    }
    guard let extent else {
      self.extent = nil
      return
    }
    var lengths = SIMD3<Double>(repeating: .infinity)
    for (axis, length) in extent.enumerated() {
      guard length > 0, length <= Positions.farthest else {
        throw .invalid(
          "extent \(axis) of \(owner) must be above 0, at most 1e15 and finite, not \(length)")
      }
      lengths[axis] = length
    }
    self.extent = lengths
  }

  private static let farthest = 1e15

  /// Smallest and largest coordinate of each axis.
  static func bounds(
    _ points: Buffer<SIMD3<Double>>
  ) -> (low: SIMD3<Double>, high: SIMD3<Double>) {
    var (low, high) = (points.base[0], points.base[0])
    for k in 1..<max(points.count, 1) {
      low = pointwiseMin(low, points.base[k])
      high = pointwiseMax(high, points.base[k])
    }
    return (low, high)
  }
}
