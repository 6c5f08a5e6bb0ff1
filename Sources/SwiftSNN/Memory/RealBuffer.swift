import KernelTypes

/// A buffer of numbers in the network's precision: state, weights and what kernels are given with
/// them. One number at a time goes in and out as a `Double`; kernels loop over `base`.
public final class RealBuffer: @unchecked Sendable {
  public let base: Reals
  public let count: Int
  private let memory: Buffer<UInt8>

  /// - Throws: `outOfMemory` where the machine has less free, naming `what`.
  init(_ what: String, count: Int, _ precision: Precision) throws(SNNError) {
    memory = try Buffer(what, shape: max(count, 1), precision.bytes)
    base = Reals(UnsafeMutableRawPointer(memory.base), precision)
    self.count = count
  }

  /// An array of several dimensions, the product of which may be more than an integer holds.
  convenience init(_ what: String, shape: [Int], _ precision: Precision) throws(SNNError) {
    var count = 1
    for extent in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow else {
        throw SNNError(.outOfMemory, "\(what) would need more memory than can be addressed")
      }
      count = product
    }
    try self.init(what, count: count, precision)
  }

  /// What it holds, in words.
  var what: String { memory.what }

  public var precision: Precision { base.precision }

  public subscript(_ index: Int) -> Double {
    get { base[index] }
    set { base[index] = newValue }
  }

  /// Copies all numbers to memory of the same precision.
  func copy(to out: Reals) {
    withExtendedLifetime(self) {
      out.raw.copyMemory(from: base.raw, byteCount: count * precision.bytes)
    }
  }

  func fill(_ value: Double) { base.fill(value, count: count) }

  /// Numbers of synapses that lie elsewhere now, as `Buffer.moved` has it.
  func moved(
    from places: [Int], fresh: (_ place: Int) -> Double = { _ in 0 }
  ) throws(SNNError) -> RealBuffer {
    let made = try RealBuffer(what, count: places.count, precision)
    for (k, place) in places.enumerated() { made[k] = place < 0 ? fresh(k) : self[place] }
    return made
  }

  /// Fills in a coefficient of each of `size` neurons, computed once where it is the same for all.
  func fill(_ size: Int, oneValue: Bool, _ value: (Int) -> Double) {
    if oneValue {
      fill(value(0))
    } else {
      for i in 0..<size { base[i] = value(i) }
    }
  }
}

/// Numbers of a network's precision that a caller gives or wants.
public struct RealSpan {
  public let base: Reals
  public let count: Int

  public init(_ base: Reals, count: Int) {
    self.base = base
    self.count = count
  }

  subscript(_ index: Int) -> Double { base[index] }
}

extension Reals {
  func fill(_ value: Double, count: Int) {
    switch precision {
    case .single: of(Float.self).update(repeating: Float(value), count: count)
    case .double: of(Double.self).update(repeating: value, count: count)
    }
  }

  /// Copies numbers from memory of any precision.
  func update(from source: Reals, count: Int) {
    if precision == source.precision {
      raw.copyMemory(from: source.raw, byteCount: count * precision.bytes)
    } else {
      for k in 0..<count { self[k] = source[k] }
    }
  }
}
