import KernelTypes

/// Delivery of rows each of which carries a factor of its own: spikes through synapses with
/// short-term plasticity, and the values of neurons that transmit numbers instead of spikes.

/// Adds the weights of the segments, times the segment's factor, to their targets, segments and
/// synapses in order.
///
/// - Parameters:
///   - factors: one a segment.
///   - weights: nil where every synapse has `uniformWeight`.
@inline(never)
func scatterScaled(
  _ segments: UnsafePointer<Segment>, _ factors: Reals, _ count: Int,
  _ targets: UnsafePointer<UInt16>, _ weights: Reals?, _ uniformWeight: Double, _ input: Reals
) {
  switch input.precision {
  case .single:
    scatter(
      segments, factors.of(Float.self), count, targets, weights?.of(Float.self),
      Float(uniformWeight), input.of(Float.self))
  case .double:
    scatter(
      segments, factors.of(Double.self), count, targets, weights?.of(Double.self), uniformWeight,
      input.of(Double.self))
  }
}

@inline(__always)
private func scatter<R: Real>(
  _ segments: UnsafePointer<Segment>, _ factors: UnsafePointer<R>, _ count: Int,
  _ targets: UnsafePointer<UInt16>, _ weights: UnsafePointer<R>?, _ uniformWeight: R,
  _ input: UnsafeMutablePointer<R>
) {
  for s in 0..<count {
    let ahead = segments[min(s &+ prefetchDistance, count &- 1)]
    prefetch(targets + ahead.start, ahead.count)
    let (segment, factor) = (segments[s], factors[s])
    guard let weights else {
      let weight = factor * uniformWeight
      addFours(targets + segment.start, segment.count, input) { _ in weight }
      continue
    }
    prefetch(weights + ahead.start, ahead.count)
    addFours(targets + segment.start, segment.count, input) {
      factor * weights[segment.start &+ $0]
    }
  }
}

/// `out[j] += sum over k of factors[k] * matrix[rows[k] * stride + j]`, `k` in order, one element at
/// a time: as `sumRows`, so that bits depend neither on the instruction set nor on tiles.
@inline(never)
func sumScaledRows(
  _ out: Reals, _ columns: Int, _ matrix: Reals, _ stride: Int, _ rows: UnsafePointer<Int32>,
  _ factors: Reals, _ rowCount: Int
) {
  switch out.precision {
  case .single:
    sumScaled(
      out.of(Float.self), columns, matrix.of(Float.self), stride, rows, factors.of(Float.self),
      rowCount)
  case .double:
    sumScaled(
      out.of(Double.self), columns, matrix.of(Double.self), stride, rows, factors.of(Double.self),
      rowCount)
  }
}

@inline(__always)
private func sumScaled<R: Real & SIMDScalar>(
  _ out: UnsafeMutablePointer<R>, _ columns: Int, _ matrix: UnsafePointer<R>, _ stride: Int,
  _ rows: UnsafePointer<Int32>, _ factors: UnsafePointer<R>, _ rowCount: Int
) {
  let width = 16 &* MemoryLayout<R>.stride
  var j = 0
  while j &+ 32 <= columns {
    let raw = UnsafeMutableRawPointer(out + j)
    var s0 = raw.loadUnaligned(as: SIMD16<R>.self)
    var s1 = raw.loadUnaligned(fromByteOffset: width, as: SIMD16<R>.self)
    for k in 0..<rowCount {
      let row = UnsafeRawPointer(matrix + (Int(rows[k]) &* stride &+ j))
      let factor = SIMD16<R>(repeating: factors[k])
      s0 += factor * row.loadUnaligned(as: SIMD16<R>.self)
      s1 += factor * row.loadUnaligned(fromByteOffset: width, as: SIMD16<R>.self)
    }
    raw.storeBytes(of: s0, as: SIMD16<R>.self)
    raw.storeBytes(of: s1, toByteOffset: width, as: SIMD16<R>.self)
    j &+= 32
  }
  while j < columns {
    var sum = out[j]
    for k in 0..<rowCount { sum += factors[k] * matrix[Int(rows[k]) &* stride &+ j] }
    out[j] = sum
    j &+= 1
  }
}
