/// A named part of the network's mutable state or of its plan: a fixed number of trivial values,
/// zero at first, aligned to a cache line, freed with its owner.
///
/// Loops take `base` once and run over the pointer.
public final class Buffer<Element: BitwiseCopyable>: @unchecked Sendable {
  public let base: UnsafeMutablePointer<Element>
  public let count: Int
  /// What it holds, in words.
  let what: String
  private let memory: ZeroedMemory

  /// - Throws: `outOfMemory` where the machine has less free, naming `what`.
  public init(_ what: String, count: Int) throws(SNNError) {
    let (bytes, overflow) = max(count, 1).multipliedReportingOverflow(
      by: MemoryLayout<Element>.stride)
    guard !overflow else {
      throw SNNError(.outOfMemory, "\(what) would need more memory than can be addressed")
    }
    memory = try FreeMemory.taken(bytes, for: what) { ZeroedMemory(bytes) }
    self.what = what
    base = memory.base.bindMemory(to: Element.self, capacity: max(count, 1))
    self.count = count
  }

  /// An array of several dimensions, the product of which may be more than an integer holds.
  public convenience init(_ what: String, shape: Int...) throws(SNNError) {
    var count = 1
    for extent in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow else {
        throw SNNError(.outOfMemory, "\(what) would need more memory than can be addressed")
      }
      count = product
    }
    try self.init(what, count: count)
  }

  /// Copies all values. A pointer taken from a buffer that nothing else holds would not do: the
  /// buffer may be freed as soon as `base` was read.
  public func copy(to out: UnsafeMutablePointer<Element>) {
    withExtendedLifetime(self) { out.update(from: base, count: count) }
  }

  /// Values of synapses that lie elsewhere now.
  ///
  /// - Parameters:
  ///   - places: of each place where its synapse was; -1 for a new one.
  ///   - fresh: of a new one.
  func moved(
    from places: [Int], fresh: (_ place: Int) -> Element
  ) throws(SNNError) -> Buffer {
    let made = try Buffer(what, count: places.count)
    for (k, place) in places.enumerated() {
      made.base[k] = place < 0 ? fresh(k) : base[place]
    }
    return made
  }

  public func fill(_ value: Element) {
    base.update(repeating: value, count: count)
  }
}
