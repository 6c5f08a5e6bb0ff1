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
  guarded(network) { network throws(SNNError) in
    try network.present(
      steps: Int(steps), learn: flag(learn, "learn"),
      combine: BatchCombination(named: text(combine, "combine")))
  }
}
