#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Trivial values as they come, in memory that the machine may refuse: room is made before, where a
/// refusal can be reported.
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

  /// Adds a value; where no room was made, there has to be memory.
  @inline(__always)
  func append(_ value: Element) {
    if count == capacity { grow(by: 1) }
    pointer(count).pointee = value
    count += 1
  }

  func append(_ values: UnsafePointer<Element>, count more: Int) {
    if count + more > capacity { grow(by: more) }
    guard more > 0 else { return }
    pointer(count).update(from: values, count: more)
    count += more
  }

  func append(repeating value: Element, count more: Int) {
    if count + more > capacity { grow(by: more) }
    guard more > 0 else { return }
    pointer(count).update(repeating: value, count: more)
    count += more
  }

  @inline(never)
  private func grow(by more: Int) {
    guard reserve(more) else {
      fatalError("no memory for \(count + more) values of what is recorded")
    }
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
