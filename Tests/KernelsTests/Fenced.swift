import KernelTypes

/// Values for a kernel to work on, as misaligned as asked and between fences it must not touch.
final class Fenced<Element: BitwiseCopyable & Equatable> {
  let base: UnsafeMutablePointer<Element>
  let count: Int
  private let memory: UnsafeMutableBufferPointer<Element>
  private let fence: Element

  private static var fenceWidth: Int { 64 }

  /// - Parameter offset: elements that the first value lies past a cache line.
  init(_ values: [Element], offset: Int = 0, fence: Element) {
    let total = Self.fenceWidth * 2 + offset + values.count
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: total * MemoryLayout<Element>.stride, alignment: 64)
    let start = raw.bindMemory(to: Element.self, capacity: total)
    start.initialize(repeating: fence, count: total)
    memory = UnsafeMutableBufferPointer(start: start, count: total)
    base = start + (Self.fenceWidth + offset)
    count = values.count
    self.fence = fence
    for (k, value) in values.enumerated() { base[k] = value }
  }

  deinit { memory.deallocate() }

  var constant: UnsafePointer<Element> { UnsafePointer(base) }
  var values: [Element] { (0..<count).map { base[$0] } }

  /// Nothing outside the values was written.
  var isIntact: Bool {
    let first = memory.baseAddress.map { base - $0 } ?? 0
    return memory[..<first].allSatisfy { $0 == fence }
      && memory[(first + count)...].allSatisfy { $0 == fence }
  }
}

extension Fenced<Float> {
  convenience init(_ values: [Float], offset: Int = 0) {
    self.init(values, offset: offset, fence: -12345.5)
  }

  var reals: Reals { Reals(base) }
  var bits: [UInt32] { values.map(\.bitPattern) }
}

extension Fenced<UInt8> {
  convenience init(_ values: [UInt8], offset: Int = 0) {
    self.init(values, offset: offset, fence: 0xA5)
  }
}

extension Fenced<Int32> {
  convenience init(_ values: [Int32], offset: Int = 0) {
    self.init(values, offset: offset, fence: -77)
  }
}

extension Fenced<UInt16> {
  convenience init(_ values: [UInt16], offset: Int = 0) {
    self.init(values, offset: offset, fence: 0xBEEF)
  }
}
