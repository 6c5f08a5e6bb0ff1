// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The names are those of the header.

import CSwiftSNN
import SwiftSNN

private func weight(
  _ pointer: UnsafePointer<snn_distribution>?
) throws(SNNError) -> Network.GivenWeight? {
  guard let given = pointer?.pointee else { return nil }
  return (
    try text(given.kind, "the kind of weight"),
    try parameters(given.parameters, given.parameter_count)
  )
}

@c(snn_structure_apply) @implementation
public func snn_structure_apply(
  _ network: snn_network, _ projection: Int32, _ kind: UnsafePointer<CChar>!,
  _ given: UnsafePointer<snn_values>!, _ givenCount: Int64,
  _ weight: UnsafePointer<snn_distribution>!, _ out: UnsafeMutablePointer<Int64>!
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    let changed = try network.restructure(
      projection, text(kind, "kind"), arrays(given, givenCount, "parameters"),
      weight: CAPI.weight(weight))
    out?.pointee = Int64(changed)
  }
}

@c(snn_structure_add) @implementation
public func snn_structure_add(
  _ network: snn_network, _ projection: Int32, _ kind: UnsafePointer<CChar>!,
  _ given: UnsafePointer<snn_values>!, _ givenCount: Int64,
  _ weight: UnsafePointer<snn_distribution>!, _ steps: Int64, _ presentations: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.addStructure(
      projection, text(kind, "kind"), arrays(given, givenCount, "parameters"),
      weight: CAPI.weight(weight), steps: Int(steps), presentations: Int(presentations))
  }
}

@c(snn_structure_grow) @implementation
public func snn_structure_grow(
  _ network: snn_network, _ projection: Int32, _ pre: UnsafePointer<Int32>!,
  _ post: UnsafePointer<Int32>!, _ weight: UnsafeRawPointer!, _ delay: UnsafePointer<Double>!,
  _ count: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.grow(
      projection, pre: array(pre, count, "pre"), post: array(post, count, "post"),
      weight: numbers(weight, count, "weight", of: network),
      delay: array(delay, delay == nil ? 0 : count, "delay"))
  }
}

@c(snn_structure_freeze) @implementation
public func snn_structure_freeze(
  _ network: snn_network, _ projection: Int32, _ frozen: Int32
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.setFrozen(projection, all: flag(frozen, "frozen"))
  }
}

@c(snn_structure_frozen_set) @implementation
public func snn_structure_frozen_set(
  _ network: snn_network, _ projection: Int32, _ frozen: UnsafePointer<UInt8>!, _ count: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.setFrozen(projection, array(frozen, count, "frozen"))
  }
}

@c(snn_structure_frozen_get) @implementation
public func snn_structure_frozen_get(
  _ network: snn_network, _ projection: Int32, _ frozen: UnsafeMutablePointer<UInt8>!,
  _ count: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.copyFrozen(projection, into: array(frozen, count, "frozen"))
  }
}

@c(snn_structure_mask_size) @implementation
public func snn_structure_mask_size(
  _ network: snn_network, _ projection: Int32, _ out: UnsafeMutablePointer<Int64>!
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try require(out, "out").pointee = Int64(try network.maskSize(projection))
  }
}

@c(snn_structure_mask_set) @implementation
public func snn_structure_mask_set(
  _ network: snn_network, _ projection: Int32, _ mask: UnsafePointer<UInt8>!, _ count: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.setMask(projection, array(mask, count, "mask"))
  }
}

@c(snn_structure_mask_get) @implementation
public func snn_structure_mask_get(
  _ network: snn_network, _ projection: Int32, _ mask: UnsafeMutablePointer<UInt8>!,
  _ count: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.copyMask(projection, into: array(mask, count, "mask"))
  }
}

@c(snn_structure_changes) @implementation
public func snn_structure_changes(
  _ network: snn_network, _ projection: Int32, _ out: UnsafeMutablePointer<Int64>!
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try require(out, "out").pointee = Int64(try network.structuralChanges(projection))
  }
}

@c(snn_structure_origins) @implementation
public func snn_structure_origins(
  _ network: snn_network, _ projection: Int32, _ origins: UnsafeMutablePointer<Int32>!,
  _ count: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.copyOrigins(projection, into: array(origins, count, "origins"))
  }
}

@c(snn_structure_kept_get) @implementation
public func snn_structure_kept_get(
  _ network: snn_network, _ projection: Int32, _ name: UnsafePointer<CChar>!,
  _ values: UnsafeMutableRawPointer!, _ count: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.copyKept(
      projection, text(name, "name"), into: numbers(values, count, "values", of: network))
  }
}

@c(snn_structure_bytes) @implementation
public func snn_structure_bytes(
  _ network: snn_network, _ projection: Int32, _ out: UnsafeMutablePointer<Int64>!
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try require(out, "out").pointee = Int64(try network.synapseBytes(projection))
  }
}

@c(snn_projection_views_dropped) @implementation
public func snn_projection_views_dropped(_ network: snn_network, _ projection: Int32) -> Int32 {
  guarded(network) { network throws(SNNError) in try network.dropViews(projection) }
}
