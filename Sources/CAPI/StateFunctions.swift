// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The names are those of the header.

import CSwiftSNN
import SwiftSNN

@c(snn_state_list) @implementation
public func snn_state_list(_ network: snn_network, _ count: UnsafeMutablePointer<Int64>!) -> Int32 {
  guarded(network) { network throws(SNNError) in
    let count = try require(count, "count")
    try network.listState()
    count.pointee = Int64(network.stateFields.count)
  }
}

@c(snn_state_field) @implementation
public func snn_state_field(
  _ network: snn_network, _ field: Int64, _ name: UnsafeMutablePointer<CChar>!, _ room: Int64,
  _ kind: UnsafeMutablePointer<CChar>!, _ count: UnsafeMutablePointer<Int64>!
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    let (count, kind) = (try require(count, "count"), try require(kind, "kind"))
    let out = try array(name, room, "name")
    let found = try network.stateField(Int(field))
    let text = found.name.utf8CString
    guard text.count <= out.count else {
      throw SNNError(.shape, "the name '\(found.name)' needs room for \(text.count) bytes")
    }
    _ = out.update(fromContentsOf: text)
    let short = found.kind.rawValue.utf8CString
    kind.update(repeating: 0, count: 4)
    for (k, character) in short.enumerated() { kind[k] = character }
    count.pointee = Int64(found.count)
  }
}

@c(snn_state_copy) @implementation
public func snn_state_copy(
  _ network: snn_network, _ field: Int64, _ out: UnsafeMutableRawPointer!, _ bytes: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    let count = try length(bytes, "out")
    let base = count == 0 ? out : try require(out, "out")
    try network.copyState(
      Int(field), to: UnsafeMutableRawBufferPointer(start: base, count: count))
  }
}

@c(snn_state_restore) @implementation
public func snn_state_restore(
  _ network: snn_network, _ fields: UnsafePointer<snn_field>!, _ count: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    var given: [String: GivenField] = [:]
    for field in try array(fields, count, "fields", atMost: 1 << 24) {
      let name = try text(field.name, "the name of a field")
      let kind = try text(field.kind, "the kind of '\(name)'")
      guard let known = StateKind(rawValue: kind) else {
        throw SNNError(.invalidArgument, "'\(name)' has the unknown kind '\(kind)'")
      }
      let count = try length(field.count, "'\(name)'")
      let nowhere = UnsafeRawPointer(bitPattern: 8)
      given[name] = GivenField(
        kind: known, count: count,
        data: try require(count == 0 ? field.data ?? nowhere : field.data, "data of '\(name)'"))
    }
    try network.restoreState(given)
  }
}

@c(snn_network_partition_set) @implementation
public func snn_network_partition_set(_ network: snn_network, _ parts: Int32) -> Int32 {
  guarded(network) { network throws(SNNError) in try network.setPartition(Int(parts)) }
}

@c(snn_network_partition_get) @implementation
public func snn_network_partition_get(
  _ network: snn_network, _ out: UnsafeMutablePointer<Int32>!
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try require(out, "out").pointee = index(network.partition)
  }
}
