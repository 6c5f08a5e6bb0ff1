import KernelTypes

/// What a network's state is made of, as users and files see it: flat arrays of numbers under names.
public enum StateKind: String, Sendable {
  case u8, i8, u16, i32, i64, u64, f32, f64

  public var bytes: Int {
    switch self {
    case .u8, .i8: 1
    case .u16: 2
    case .i32, .f32: 4
    case .i64, .u64, .f64: 8
    }
  }
}

/// A number that state may be made of.
protocol StateNumber: BitwiseCopyable {
  static var stateKind: StateKind { get }
}

extension Bool: StateNumber { static var stateKind: StateKind { .u8 } }
extension UInt8: StateNumber { static var stateKind: StateKind { .u8 } }
extension Int8: StateNumber { static var stateKind: StateKind { .i8 } }
extension UInt16: StateNumber { static var stateKind: StateKind { .u16 } }
extension Int32: StateNumber { static var stateKind: StateKind { .i32 } }
extension Int: StateNumber { static var stateKind: StateKind { .i64 } }
extension UInt64: StateNumber { static var stateKind: StateKind { .u64 } }
extension Float: StateNumber { static var stateKind: StateKind { .f32 } }
extension Double: StateNumber { static var stateKind: StateKind { .f64 } }

/// One array of the state: how to copy it out, and how to set it.
public struct StateField {
  public let name: String
  public let kind: StateKind
  /// Numbers there are now.
  public let count: Int
  /// Whether another count can be set.
  let isFixed: Bool
  /// Whether numbers could be its own: places lie where something is.
  let suits: (UnsafeRawPointer, Int) -> Bool
  let copy: (UnsafeMutableRawPointer) -> Void
  let set: (UnsafeRawPointer, Int) throws(SNNError) -> Void

  public var bytes: Int { count * kind.bytes }
}

/// All of a network that changes in time, to be copied out, or set to what another copied out.
///
/// Objects enter what they keep. What follows from the description, or is overwritten before it is
/// read, is not entered.
public final class StateList {
  public private(set) var fields: [StateField] = []
  private var prefix = ""

  static func isNotNegative(_ number: Int) -> Bool { number >= 0 }
  static func isPositive(_ number: Int) -> Bool { number > 0 }
  static func isStep(_ number: Int) -> Bool { (0...1 << 50).contains(number) }

  static func misfit(_ what: String) -> SNNError {
    .shape("the state of \(what) does not fit; is it of another network?")
  }

  /// Enters what belongs to one part.
  func under(_ name: String, _ body: () -> Void) {
    let outer = prefix
    prefix += name + "/"
    defer { prefix = outer }
    body()
  }

  /// A buffer, which keeps its size.
  ///
  /// - Parameter suits: a number that could be in it, at its place.
  func buffer<Number: StateNumber>(
    _ name: String, _ buffer: Buffer<Number>?,
    suits: ((_ place: Int, _ number: Number) -> Bool)? = nil
  ) {
    guard let buffer else { return }
    memory(
      name, Number.stateKind, count: buffer.count, buffer.base,
      suits: { StateList.suit($0, $1, suits) }, owner: { buffer })
  }

  /// The largest whole number that a state has: sums and differences of two do not overflow.
  static let largest = 1 << 60

  private static func suit<Number: StateNumber>(
    _ given: UnsafeRawPointer, _ count: Int, _ suits: ((Int, Number) -> Bool)?
  ) -> Bool {
    let stride = MemoryLayout<Number>.stride
    let isAny = Number.self == Float.self || Number.self == Double.self
    if suits == nil, isAny { return true }
    for place in 0..<count {
      if Number.self == Bool.self {
        guard given.load(fromByteOffset: place, as: UInt8.self) <= 1 else { return false }
      }
      let number = given.loadUnaligned(fromByteOffset: place * stride, as: Number.self)
      if let whole = number as? Int, whole.magnitude > UInt(largest) { return false }
      if let suits, !suits(place, number) { return false }
    }
    return true
  }

  /// The same of numbers in groups, such as pairs.
  func groups<Group, Number: StateNumber>(
    _ name: String, _ buffer: Buffer<Group>, of _: Number.Type
  ) {
    let each = MemoryLayout<Group>.stride / MemoryLayout<Number>.stride
    memory(
      name, Number.stateKind, count: buffer.count * each, buffer.base,
      suits: { StateList.suit($0, $1, nil as ((Int, Number) -> Bool)?) }, owner: { buffer })
  }

  /// Any number of numbers that came one by one.
  func growing<Number: StateNumber>(_ name: String, _ buffer: GrowingBuffer<Number>) {
    let (count, prefix) = (buffer.count, prefix)
    fields.append(
      StateField(
        name: prefix + name, kind: Number.stateKind, count: count, isFixed: false,
        suits: { StateList.suit($0, $1, nil as ((Int, Number) -> Bool)?) },
        copy: { buffer.copy(count, to: $0) },
        set: { (given, count) throws(SNNError) in
          guard buffer.replace(by: given, count: count) else {
            throw SNNError(.outOfMemory, "no memory for '\(prefix + name)' of the state")
          }
        }))
  }

  func reals(_ name: String, _ buffer: RealBuffer?) {
    guard let buffer else { return }
    let kind: StateKind = buffer.precision == .single ? .f32 : .f64
    memory(
      name, kind, count: buffer.count, buffer.base.raw, suits: { _, _ in true }, owner: { buffer })
  }

  /// Numbers that lie like the weights, in the order users see synapses in.
  func synapses(_ name: String, _ buffer: RealBuffer?, of storage: SynapseStorage) {
    guard let buffer else { return }
    guard !storage.isInUserOrder else { return reals(name, buffer) }
    let kind: StateKind = buffer.precision == .single ? .f32 : .f64
    fields.append(
      StateField(
        name: prefix + name, kind: kind, count: storage.synapseCount, isFixed: true,
        suits: { _, _ in true },
        copy: { storage.copyInUserOrder(buffer, to: Reals($0, buffer.precision)) },
        set: { given, _ in
          storage.place(
            Reals(UnsafeMutableRawPointer(mutating: given), buffer.precision), into: buffer)
        }))
  }

  /// The same of flags and signs.
  func synapses<Number: StateNumber>(
    _ name: String, _ buffer: Buffer<Number>?, of storage: SynapseStorage
  ) {
    guard let buffer else { return }
    fields.append(
      StateField(
        name: prefix + name, kind: Number.stateKind, count: storage.synapseCount, isFixed: true,
        suits: { StateList.suit($0, $1, nil as ((Int, Number) -> Bool)?) },
        copy: { out in
          let out = out.assumingMemoryBound(to: Number.self)
          storage.forEachSynapse { k, place, _, _, _ in out[k] = buffer.base[place] }
        },
        set: { given, _ in
          let given = given.assumingMemoryBound(to: Number.self)
          storage.forEachSynapse { k, place, _, _, _ in buffer.base[place] = given[k] }
        }))
  }

  /// - Parameter owner: keeps the memory.
  private func memory(
    _ name: String, _ kind: StateKind, count: Int, _ base: UnsafeMutableRawPointer,
    suits: @escaping (UnsafeRawPointer, Int) -> Bool, owner: @escaping () -> AnyObject
  ) {
    fields.append(
      StateField(
        name: prefix + name, kind: kind, count: count, isFixed: true, suits: suits,
        copy: { out in
          withExtendedLifetime(owner()) {
            out.copyMemory(from: base, byteCount: count * kind.bytes)
          }
        },
        set: { given, _ in
          withExtendedLifetime(owner()) {
            base.copyMemory(from: given, byteCount: count * kind.bytes)
          }
        }))
  }

  /// One number.
  func value<Number: StateNumber>(
    _ name: String, _ value: Number, suits: ((Number) -> Bool)? = nil,
    _ set: @escaping (Number) throws(SNNError) -> Void
  ) {
    fields.append(
      StateField(
        name: prefix + name, kind: Number.stateKind, count: 1, isFixed: true,
        suits: { StateList.suit($0, $1, suits.map { suits in { suits($1) } }) },
        copy: { $0.storeBytes(of: value, as: Number.self) },
        set: { (given, _) throws(SNNError) in try set(given.loadUnaligned(as: Number.self)) }))
  }

  /// Any number of numbers.
  func array<Number: StateNumber>(
    _ name: String, _ values: [Number], suits: ((Number) -> Bool)? = nil,
    _ set: @escaping ([Number]) throws(SNNError) -> Void
  ) {
    fields.append(
      StateField(
        name: prefix + name, kind: Number.stateKind, count: values.count, isFixed: false,
        suits: { StateList.suit($0, $1, suits.map { suits in { suits($1) } }) },
        copy: { out in
          values.withUnsafeBytes { bytes in
            if let base = bytes.baseAddress { out.copyMemory(from: base, byteCount: bytes.count) }
          }
        },
        set: { (given, count) throws(SNNError) in
          let stride = MemoryLayout<Number>.stride
          try set(
            (0..<count).map { given.loadUnaligned(fromByteOffset: $0 * stride, as: Number.self) })
        }))
  }
}

/// An array that is to become state.
public struct GivenField {
  public let kind: StateKind
  public let count: Int
  public let data: UnsafeRawPointer

  public init(kind: StateKind, count: Int, data: UnsafeRawPointer) {
    (self.kind, self.count, self.data) = (kind, count, data)
  }
}

extension StateList {
  /// Refuses what these fields cannot be set to.
  func check(_ given: [String: GivenField]) throws(SNNError) {
    for field in fields {
      guard let one = given[field.name] else {
        throw .invalid("the state lacks '\(field.name)', which this network has; is it of another?")
      }
      guard one.kind == field.kind, !field.isFixed || one.count == field.count else {
        throw .shape(
          "'\(field.name)' of the state has \(one.count) numbers of kind \(one.kind.rawValue), but "
            + "the network has \(field.count) of kind \(field.kind.rawValue); is it of another?")
      }
      guard field.suits(one.data, one.count) else {
        throw .invalid(
          "'\(field.name)' of the state has a number that no network could have there; it is damaged"
        )
      }
    }
  }

  func set(_ given: [String: GivenField]) throws(SNNError) {
    for field in fields {
      guard let one = given[field.name] else { continue }
      try field.set(one.data, one.count)
    }
  }
}
