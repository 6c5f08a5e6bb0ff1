/// Distances between the neurons of two populations.
final class Separation: @unchecked Sendable {
  let dimensions: Int
  /// Of each axis; infinite where space does not begin anew.
  let period: SIMD3<Double>
  /// In 0..<period where there is one.
  let sources: Buffer<SIMD3<Double>>
  let targets: Buffer<SIMD3<Double>>

  /// - Parameters:
  ///   - periodic: the shortest way may lead over the end of an axis to its beginning.
  ///   - what: asks for it, for sentences.
  init(_ ends: WiringEnds, periodic: Bool, for what: String) throws(SNNError) {
    guard let from = ends.sourcePositions, let to = ends.targetPositions else {
      let missing = ends.sourcePositions == nil ? "source" : "target"
      throw .invalid(
        "\(what) needs positions of both populations, but the \(missing) has none; give them to "
          + "the population first")
    }
    guard from.dimensions == to.dimensions else {
      throw .shape(
        "\(what) needs positions of equal dimensions, not \(from.dimensions) of the source and "
          + "\(to.dimensions) of the target")
    }
    dimensions = from.dimensions
    guard periodic else {
      period = SIMD3(repeating: .infinity)
      (sources, targets) = (from.points, to.points)
      return
    }
    guard let period = from.extent, period == to.extent else {
      throw .invalid(
        "\(what) is periodic and needs one extent of the positions of both populations, not "
          + "\(Separation.text(from)) of the source and \(Separation.text(to)) of the target")
    }
    self.period = period
    sources = try Separation.wrapped(from.points, period)
    targets = from === to ? sources : try Separation.wrapped(to.points, period)
  }

  private static func text(_ positions: Positions) -> String {
    guard let extent = positions.extent else { return "none" }
    return "(" + (0..<positions.dimensions).map { short(extent[$0]) }.joined(separator: ", ") + ")"
  }

  private static func wrapped(
    _ points: Buffer<SIMD3<Double>>, _ period: SIMD3<Double>
  ) throws(SNNError) -> Buffer<SIMD3<Double>> {
    let made = try Buffer<SIMD3<Double>>("positions", count: points.count)
    for k in 0..<points.count {
      for axis in 0..<3 where period[axis].isFinite {
        let length = period[axis]
        let place = points.base[k][axis]
        // A little below 0 may come out as the length itself.
        let inside = place - length * (place / length).rounded(.down)
        made.base[k][axis] = inside < length ? max(inside, 0) : 0
      }
    }
    return made
  }

  @inline(__always)
  func distance(_ source: Int, _ target: Int) -> Double {
    var away = sources.base[source] - targets.base[target]
    away.replace(with: -away, where: away .< 0)
    away = pointwiseMin(away, period - away)
    return (away.x * away.x + away.y * away.y + away.z * away.z).squareRoot()
  }

  /// No two neurons are farther apart.
  var longest: Double {
    let (from, to) = (Positions.bounds(sources), Positions.bounds(targets))
    var away = pointwiseMax(from.high - to.low, to.high - from.low)
    away = pointwiseMin(away, period / 2)
    return (away.x * away.x + away.y * away.y + away.z * away.z).squareRoot()
  }
}
