import KernelTypes

/// Sums of rows of a matrix: the delivery of spikes through a dense projection, the changes of a
/// plastic row over a presentation, the spread of a signal through a matrix.
///
/// Every sum runs over the rows in order, one element at a time, so its bits depend neither on the
/// instruction set nor on how the columns are tiled.

private let tile = 64

/// `out[j] += sum over k of matrix[rows[k] * stride + j]`, `k` in order.
///
/// Tiles of 64 columns stay in registers over all rows: one load and one addition an element.
@inline(never)
func sumRows(
  _ out: Reals, _ columns: Int, _ matrix: Reals, _ stride: Int, _ rows: UnsafePointer<Int32>,
  _ rowCount: Int
) {
  switch out.precision {
  case .single:
    sumRows(out.of(Float.self), columns, matrix.of(Float.self), stride, rows, rowCount)
  case .double:
    sumRows(out.of(Double.self), columns, matrix.of(Double.self), stride, rows, rowCount)
  }
}

@inline(__always)
private func sumRows<R: Real & SIMDScalar>(
  _ out: UnsafeMutablePointer<R>, _ columns: Int, _ matrix: UnsafePointer<R>,
  _ stride: Int, _ rows: UnsafePointer<Int32>, _ rowCount: Int
) {
  let width = 16 &* MemoryLayout<R>.stride
  var j = 0
  while j &+ tile <= columns {
    let raw = UnsafeMutableRawPointer(out + j)
    var s0 = raw.loadUnaligned(as: SIMD16<R>.self)
    var s1 = raw.loadUnaligned(fromByteOffset: width, as: SIMD16<R>.self)
    var s2 = raw.loadUnaligned(fromByteOffset: 2 &* width, as: SIMD16<R>.self)
    var s3 = raw.loadUnaligned(fromByteOffset: 3 &* width, as: SIMD16<R>.self)
    for k in 0..<rowCount {
      let row = UnsafeRawPointer(matrix + (Int(rows[k]) &* stride &+ j))
      s0 += row.loadUnaligned(as: SIMD16<R>.self)
      s1 += row.loadUnaligned(fromByteOffset: width, as: SIMD16<R>.self)
      s2 += row.loadUnaligned(fromByteOffset: 2 &* width, as: SIMD16<R>.self)
      s3 += row.loadUnaligned(fromByteOffset: 3 &* width, as: SIMD16<R>.self)
    }
    raw.storeBytes(of: s0, as: SIMD16<R>.self)
    raw.storeBytes(of: s1, toByteOffset: width, as: SIMD16<R>.self)
    raw.storeBytes(of: s2, toByteOffset: 2 &* width, as: SIMD16<R>.self)
    raw.storeBytes(of: s3, toByteOffset: 3 &* width, as: SIMD16<R>.self)
    j &+= tile
  }
  while j &+ 16 <= columns {
    let raw = UnsafeMutableRawPointer(out + j)
    var sum = raw.loadUnaligned(as: SIMD16<R>.self)
    for k in 0..<rowCount {
      let row = UnsafeRawPointer(matrix + (Int(rows[k]) &* stride &+ j))
      sum += row.loadUnaligned(as: SIMD16<R>.self)
    }
    raw.storeBytes(of: sum, as: SIMD16<R>.self)
    j &+= 16
  }
  while j < columns {
    var sum = out[j]
    for k in 0..<rowCount { sum += matrix[Int(rows[k]) &* stride &+ j] }
    out[j] = sum
    j &+= 1
  }
}

/// `out[j] += sum over k of vector[k] * matrix[k * count + j]`, `k` in order.
@inline(never)
func combineRows(
  _ out: UnsafeMutablePointer<Float>, _ matrix: UnsafePointer<Float>,
  _ vector: UnsafePointer<Float>, _ rows: Int, _ count: Int
) {
  var j = 0
  while j &+ 32 <= count {
    let raw = UnsafeMutableRawPointer(out + j)
    var s0 = raw.loadUnaligned(as: SIMD16<Float>.self)
    var s1 = raw.loadUnaligned(fromByteOffset: 64, as: SIMD16<Float>.self)
    for k in 0..<rows {
      let row = UnsafeRawPointer(matrix + (k &* count &+ j))
      s0 += vector[k] * row.loadUnaligned(as: SIMD16<Float>.self)
      s1 += vector[k] * row.loadUnaligned(fromByteOffset: 64, as: SIMD16<Float>.self)
    }
    raw.storeBytes(of: s0, as: SIMD16<Float>.self)
    raw.storeBytes(of: s1, toByteOffset: 64, as: SIMD16<Float>.self)
    j &+= 32
  }
  while j < count {
    var sum = out[j]
    for k in 0..<rows { sum += vector[k] * matrix[k &* count &+ j] }
    out[j] = sum
    j &+= 1
  }
}
