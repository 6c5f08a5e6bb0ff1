// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The names are those of the header.

import CSwiftSNN
import SwiftSNN

@c(snn_projection_optimiser) @implementation
public func snn_projection_optimiser(
  _ network: snn_network, _ projection: Int32, _ kind: UnsafePointer<CChar>!,
  _ parameters: UnsafePointer<snn_parameter>!, _ parameterCount: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.setOptimiser(
      projection, text(kind, "kind"), parameters: CAPI.parameters(parameters, parameterCount))
  }
}

@c(snn_projection_update) @implementation
public func snn_projection_update(
  _ network: snn_network, _ projection: Int32, _ parameters: UnsafePointer<snn_parameter>!,
  _ parameterCount: Int64, _ arrays: UnsafePointer<snn_values>!, _ arrayCount: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.setUpdate(
      projection, parameters: CAPI.parameters(parameters, parameterCount),
      arrays: CAPI.arrays(arrays, arrayCount, "arrays"))
  }
}

@c(snn_present_combined) @implementation
public func snn_present_combined(
  _ network: snn_network, _ steps: Int64, _ learn: Int32, _ combine: UnsafePointer<CChar>!
) -> Int32 {
  guarded(network, as: .long) { network throws(SNNError) in
    try network.present(
      steps: Int(steps), learn: flag(learn, "learn"),
      combine: BatchCombination(named: text(combine, "combine")))
  }
}

@c(snn_connect_like) @implementation
public func snn_connect_like(
  _ network: snn_network, _ projection: Int32, _ weight: UnsafePointer<snn_distribution>!,
  _ out: UnsafeMutablePointer<Int32>!
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    let out = try require(out, "out")
    out.pointee = index(
      try network.connect(like: projection, weight: distribution(weight, "weight")))
  }
}

@c(snn_projection_coefficient_set) @implementation
public func snn_projection_coefficient_set(
  _ network: snn_network, _ projection: Int32, _ value: Double
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.setCoefficient(projection, value)
  }
}

@c(snn_projection_coefficient_get) @implementation
public func snn_projection_coefficient_get(
  _ network: snn_network, _ projection: Int32, _ out: UnsafeMutablePointer<Double>!
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try require(out, "out").pointee = network.coefficient(projection)
  }
}
