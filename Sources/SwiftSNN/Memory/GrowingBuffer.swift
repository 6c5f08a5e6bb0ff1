#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Trivial values as they come, in memory that the machine may refuse: `reserve` makes room before
/// they come, where a refusal can be reported.
final class GrowingBuffer<Element: BitwiseCopyable> {
  private(set) var count = 0
  /// Values there is room for.
  private(set) var capacity = 0
  private var memory: UnsafeMutableRawPointer?

  init() {}

  deinit {
    FreeMemory.count(-bytesHeld)
    free(memory)
  }

  var bytesHeld: Int { capacity * stride }
  private var stride: Int { MemoryLayout<Element>.stride }
  /// Bytes that no machine has.
  private var most: Int { 1 << 46 }

  /// Memory, in bytes, to ask for to make room for so many values more: where there is too little,
  /// all move to at least twice as much.
  func growth(by more: Int) -> Int {
    let (total, overflow) = count.addingReportingOverflow(more)
    guard !overflow, total < Int.max / 64 else { return Int.max / 4 }
    return total <= capacity ? 0 : max(total, 2 * capacity) * stride
  }

  /// Makes room for so many values more; false where there is none.
  func reserve(_ more: Int) -> Bool {
    let bytes = growth(by: more)
    guard bytes > 0 else { return true }
    guard bytes < most, let moved = realloc(memory, bytes) else { return false }
    FreeMemory.count(bytes - bytesHeld)
    (memory, capacity) = (moved, bytes / stride)
    return true
  }

  @inline(__always)
  func append(_ value: Element) {
    next(1).pointee = value
    count += 1
  }

  func append(_ values: UnsafePointer<Element>, count more: Int) {
    guard more > 0 else { return }
    next(more).update(from: values, count: more)
    count += more
  }

  func append(repeating value: Element, count more: Int) {
    guard more > 0 else { return }
    next(more).update(repeating: value, count: more)
    count += more
  }

  /// Where the next ones go.
  @inline(__always)
  private func next(_ more: Int) -> UnsafeMutablePointer<Element> {
    precondition(more <= capacity - count, "values came before room was made")
    return pointer(count)
  }

  subscript(_ place: Int) -> Element {
    precondition(place >= 0 && place < count, "no such value")
    return pointer(place).pointee
  }

  @inline(__always)
  private func pointer(_ place: Int) -> UnsafeMutablePointer<Element> {
    memory.unsafelyUnwrapped.assumingMemoryBound(to: Element.self) + place
  }

  /// Keeps the room.
  func removeAll() { count = 0 }

  /// Copies the first values.
  ///
  /// - Parameter some: how many; there were as many at some time.
  func copy(_ some: Int, to out: UnsafeMutableRawPointer) {
    precondition(some <= capacity, "there are fewer values")
    if let memory { out.copyMemory(from: memory, byteCount: some * stride) }
  }

  /// Takes other values instead, from anywhere in memory; false where there is no room for them.
  func replace(by given: UnsafeRawPointer, count new: Int) -> Bool {
    count = 0
    guard reserve(new) else { return false }
    memory?.copyMemory(from: given, byteCount: new * stride)
    count = new
    return true
  }
}
