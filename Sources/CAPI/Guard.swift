import CShims
import CSwiftSNN
import KernelTypes
import SwiftSNN

/// Runs the body of a C function: a thrown error becomes its status, and its sentence the thread's
/// last error.
func guarded(_ body: () throws(SNNError) -> Void) -> Int32 {
  do throws(SNNError) {
    try body()
    return SNN_OK
  } catch {
    setMessage(error.message)
    return error.kind.rawValue
  }
}

/// The same for a call on a network, which no other thread uses meanwhile.
func guarded(
  _ handle: snn_network, as use: Registry.Use = .short,
  _ body: (Network) throws(SNNError) -> Void
) -> Int32 {
  guarded { () throws(SNNError) in try Registry.shared.with(handle, as: use, body) }
}

private func setMessage(_ text: String) {
  guard let buffer = shim_message() else { return }
  let room = Int(SHIM_MESSAGE_BYTES) - 1
  var length = 0
  for character in text {
    let bytes = character.utf8.count
    guard length + bytes <= room else { break }
    for byte in character.utf8 {
      buffer[length] = CChar(bitPattern: byte)
      length += 1
    }
  }
  buffer[length] = 0
}

/// The pointer, or an error that names it.
func require<Pointer>(_ pointer: Pointer?, _ name: String) throws(SNNError) -> Pointer {
  guard let pointer else { throw SNNError(.invalidArgument, "\(name) must not be NULL") }
  return pointer
}

/// A text argument.
func text(_ pointer: UnsafePointer<CChar>?, _ name: String) throws(SNNError) -> String {
  String(cString: try require(pointer, name))
}

/// A text argument that may be left out.
func optionalText(
  _ pointer: UnsafePointer<CChar>?, _ name: String
) throws(SNNError) -> String? {
  pointer == nil ? nil : try text(pointer, name)
}

/// An array argument: may be NULL only when empty.
func array<Element>(
  _ pointer: UnsafePointer<Element>?, _ count: Int64, _ name: String, atMost most: Int64 = .max
) throws(SNNError) -> UnsafeBufferPointer<Element> {
  guard count <= most else {
    throw SNNError(.shape, "\(count) \(name) are more than the \(most) allowed")
  }
  let count = try length(count, name)
  return UnsafeBufferPointer(start: count == 0 ? pointer : try require(pointer, name), count: count)
}

func array<Element>(
  _ pointer: UnsafeMutablePointer<Element>?, _ count: Int64, _ name: String
) throws(SNNError) -> UnsafeMutableBufferPointer<Element> {
  let count = try length(count, name)
  return UnsafeMutableBufferPointer(
    start: count == 0 ? pointer : try require(pointer, name), count: count)
}

/// An array of numbers in the network's precision.
func numbers(
  _ pointer: UnsafeRawPointer?, _ count: Int64, _ name: String, of network: Network
) throws(SNNError) -> RealSpan {
  try numbers(UnsafeMutableRawPointer(mutating: pointer), count, name, of: network)
}

func numbers(
  _ pointer: UnsafeMutableRawPointer?, _ count: Int64, _ name: String, of network: Network
) throws(SNNError) -> RealSpan {
  let count = try length(count, name)
  // Nothing is read or written where the array is empty, so any address will do.
  let nowhere = UnsafeMutableRawPointer(bitPattern: 8)
  let base = try require(count == 0 ? pointer ?? nowhere : pointer, name)
  return RealSpan(Reals(base, network.precision), count: count)
}

/// The length of an array, which must be one that memory can hold.
func length(_ count: Int64, _ name: String) throws(SNNError) -> Int {
  guard (0...(1 << 40)).contains(count) else {
    throw SNNError(.shape, "the length of \(name) must be 0 or more, not \(count)")
  }
  return Int(count)
}

/// The most named numbers of one call; no table has as many.
let maximumParameters: Int64 = 1024

func parameters(
  _ pointer: UnsafePointer<snn_parameter>?, _ count: Int64
) throws(SNNError) -> [(name: String, value: Double)] {
  var values: [(name: String, value: Double)] = []
  for parameter in try array(pointer, count, "parameters", atMost: maximumParameters) {
    values.append((try text(parameter.name, "the name of a parameter"), parameter.value))
  }
  return values
}

/// Named arrays.
func arrays(
  _ pointer: UnsafePointer<snn_values>?, _ count: Int64, _ what: String
) throws(SNNError) -> [(name: String, values: [Double])] {
  var given: [(name: String, values: [Double])] = []
  for column in try array(pointer, count, what, atMost: maximumParameters) {
    let name = try text(column.name, "the name of one of the \(what)")
    given.append((name, Array(try array(column.values, column.count, name))))
  }
  return given
}

/// A choice between 0 (no) and 1 (yes).
func flag(_ value: Int32, _ name: String) throws(SNNError) -> Bool {
  guard value == 0 || value == 1 else {
    throw SNNError(.invalidArgument, "\(name) must be 0 or 1, not \(value)")
  }
  return value == 1
}

func index(_ value: Int) -> Int32 { Int32(truncatingIfNeeded: value) }
