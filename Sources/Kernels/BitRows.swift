import CShims
import KernelTypes

/// Adds `weight` times the number of chosen rows that hold a neuron to the input of each neuron:
/// synapses of one weight and one delay, a bit each.
///
/// Numbers are counted in planes, plane j holding bit j of the numbers of 512 neurons, so that a
/// full adder counts two rows for all of them at once.
///
/// - Parameters:
///   - count: of rows, at most 255, the most that eight planes hold.
///   - stride: words of a row, a multiple of 8; bits from `neurons` on are 0.
@inline(never)
func addBitRows(
  _ rows: UnsafePointer<Int32>, _ count: Int, _ bits: UnsafePointer<UInt64>, _ stride: Int,
  _ weight: Double, _ input: Reals, _ neurons: Int
) {
  let used = Int.bitWidth &- count.leadingZeroBitCount
  withUnsafeTemporaryAllocation(of: SIMD8<UInt64>.self, capacity: 16) { room in
    guard let planes = room.baseAddress else { return }
    let numbers = planes + 8
    var first = 0
    while first < stride {
      countColumn(rows, count, UnsafeRawPointer(bits + first), stride &* 8, planes)
      transpose(planes, used, numbers)
      let lowest = first &* 64
      let places = min(512, neurons &- lowest)
      switch input.precision {
      case .single:
        addNumbers(UnsafeRawPointer(numbers), places, Float(weight), input.of(Float.self) + lowest)
      case .double:
        addNumbers(UnsafeRawPointer(numbers), places, weight, input.of(Double.self) + lowest)
      }
      first &+= 8
    }
  }
}

/// The numbers of 512 neurons in planes: eight rows at a time through a tree of adders.
@inline(__always)
private func countColumn(
  _ rows: UnsafePointer<Int32>, _ count: Int, _ column: UnsafeRawPointer, _ stride: Int,
  _ planes: UnsafeMutablePointer<SIMD8<UInt64>>
) {
  @inline(__always) func row(_ k: Int) -> SIMD8<UInt64> {
    guard k < count else { return SIMD8() }
    let place = column + Int(rows[k]) &* stride
    shim_prefetch(place + 64)
    return place.loadUnaligned(as: SIMD8<UInt64>.self)
  }
  var (p0, p1, p2, p3) = (SIMD8<UInt64>(), SIMD8<UInt64>(), SIMD8<UInt64>(), SIMD8<UInt64>())
  var (p4, p5, p6, p7) = (p0, p0, p0, p0)
  var k = 0
  while k < count {
    let a = add(row(k), row(k &+ 1), to: &p0)
    let b = add(row(k &+ 2), row(k &+ 3), to: &p0)
    let c = add(row(k &+ 4), row(k &+ 5), to: &p0)
    let d = add(row(k &+ 6), row(k &+ 7), to: &p0)
    let eights = add(add(a, b, to: &p1), add(c, d, to: &p1), to: &p2)
    p7 ^= add(add(add(add(eights, to: &p3), to: &p4), to: &p5), to: &p6)
    k &+= 8
  }
  (planes[0], planes[1], planes[2], planes[3]) = (p0, p1, p2, p3)
  (planes[4], planes[5], planes[6], planes[7]) = (p4, p5, p6, p7)
}

/// Full adder: the sum of three bits stays in the plane, the carry comes back.
@inline(__always)
private func add(
  _ a: SIMD8<UInt64>, _ b: SIMD8<UInt64>, to plane: inout SIMD8<UInt64>
) -> SIMD8<UInt64> {
  let either = a ^ b
  let carry = (a & b) | (either & plane)
  plane ^= either
  return carry
}

/// Half adder.
@inline(__always)
private func add(_ a: SIMD8<UInt64>, to plane: inout SIMD8<UInt64>) -> SIMD8<UInt64> {
  let carry = a & plane
  plane ^= a
  return carry
}

/// From planes to a byte for each of 512 neurons: 64 at a time, 8 x 8 bits in each of eight words.
@inline(__always)
private func transpose(
  _ planes: UnsafePointer<SIMD8<UInt64>>, _ used: Int,
  _ numbers: UnsafeMutablePointer<SIMD8<UInt64>>
) {
  let bytes = UnsafeRawPointer(planes)
  for word in 0..<8 {
    var x = SIMD8<UInt64>()
    for plane in 0..<used {
      let eight = bytes.loadUnaligned(
        fromByteOffset: plane &* 64 &+ word &* 8, as: SIMD8<UInt8>.self)
      x |= SIMD8<UInt64>(truncatingIfNeeded: eight) &<< UInt64(truncatingIfNeeded: plane &* 8)
    }
    x = exchange(x, 7, 0x00AA_00AA_00AA_00AA)
    x = exchange(x, 14, 0x0000_CCCC_0000_CCCC)
    numbers[word] = exchange(x, 28, 0x0000_0000_F0F0_F0F0)
  }
}

/// Exchanges the bits that the mask names with those `shift` places higher.
@inline(__always)
private func exchange(_ x: SIMD8<UInt64>, _ shift: UInt64, _ mask: UInt64) -> SIMD8<UInt64> {
  let different = (x ^ (x &>> shift)) & mask
  return x ^ different ^ (different &<< shift)
}

@inline(__always)
private func addNumbers<R: Real>(
  _ numbers: UnsafeRawPointer, _ count: Int, _ weight: R, _ input: UnsafeMutablePointer<R>
) {
  for i in 0..<count { input[i] += weight * R(numbers.load(fromByteOffset: i, as: UInt8.self)) }
}
