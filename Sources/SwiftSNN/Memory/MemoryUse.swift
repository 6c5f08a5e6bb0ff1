/// Memory of one part of a network.
public struct MemoryUse: Sendable {
  /// "population 'cells'", "projection 0, 'noise' -> 'cells'", ...
  public let part: String
  /// What lies there: "weights of ...", "spike counts of ...", ...
  public let what: String
  public let bytes: Int
}

/// Finds where the bytes of a network are: through the stored properties of all objects that can be
/// reached, so that nothing has to be entered anywhere, or is left out.
struct MemoryCensus {
  private struct Place: Hashable {
    let part: String
    let what: String
  }

  private var bytes: [Place: Int] = [:]
  private var order: [Place] = []
  private var seen: Set<ObjectIdentifier> = []
  private var part = ""

  /// In the order they were found.
  var uses: [MemoryUse] {
    order.map { MemoryUse(part: $0.part, what: $0.what, bytes: bytes[$0] ?? 0) }
  }

  /// Takes note of objects that are parts of their own, so that they are not taken for one of what
  /// refers to them.
  mutating func reserve(_ objects: [AnyObject]) {
    for object in objects { seen.insert(ObjectIdentifier(object)) }
  }

  mutating func count(_ object: AnyObject, as part: String) {
    self.part = part
    visit(children: Mirror(reflecting: object), "lists")
  }

  private mutating func visit(_ value: Any, _ what: String) {
    if let memory = value as? any HeldMemory {
      if seen.insert(ObjectIdentifier(memory)).inserted { add(memory.bytesHeld, memory.what) }
      return
    }
    if let bytes = (value as? any AnyArray)?.flatBytes { return add(bytes, what) }
    let mirror = Mirror(reflecting: value)
    if mirror.displayStyle == .class {
      guard seen.insert(ObjectIdentifier(value as AnyObject)).inserted else { return }
    }
    visit(children: mirror, what)
  }

  private mutating func visit(children mirror: Mirror, _ what: String) {
    if let above = mirror.superclassMirror { visit(children: above, what) }
    for child in mirror.children { visit(child.value, what) }
  }

  private mutating func add(_ count: Int, _ what: String) {
    guard count > 0 else { return }
    let place = Place(part: part, what: what)
    if bytes[place] == nil { order.append(place) }
    bytes[place, default: 0] += count
  }
}

/// A named piece of memory.
protocol HeldMemory: AnyObject {
  var what: String { get }
  var bytesHeld: Int { get }
}

extension Buffer: HeldMemory {
  var bytesHeld: Int { count * MemoryLayout<Element>.stride }
}

extension RealBuffer: HeldMemory {
  var bytesHeld: Int { count * precision.bytes }
}

private protocol AnyArray {
  /// Where no element refers to anything else, so that all memory is its own.
  var flatBytes: Int? { get }
}

extension Array: AnyArray {
  fileprivate var flatBytes: Int? {
    _isPOD(Element.self) ? capacity * MemoryLayout<Element>.stride : nil
  }
}

extension Network {
  /// Where its bytes are now, part by part, in the order in which parts were described.
  public func memoryUse() -> [MemoryUse] {
    var census = MemoryCensus()
    let components: [(object: AnyObject, part: String)] =
      populations.map { ($0, "population '\($0.name)'") }
      + projections.map {
        ($0, "projection \($0.index), '\($0.source.name)' -> '\($0.target.name)'")
      }
      + recorders.enumerated().map { ($1, "recorder \($0), \($1.name)") }
      + signals.map { ($0, "signals and modulators") }
      + modulators.map { ($0, "signals and modulators") }
      + homeostats.map { ($0, "homeostats") }
    census.reserve(components.map(\.object) + [self])
    for (object, part) in components { census.count(object, as: part) }
    if let learning { census.count(learning, as: "presentations that learn") }
    if let plan { census.count(plan, as: "regions and delivery") }
    census.count(self, as: "the rest")
    return census.uses
  }
}
