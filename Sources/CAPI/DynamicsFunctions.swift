// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The names are those of the header.

import CSwiftSNN
import SwiftSNN

@c(snn_dynamics_add) @implementation
public func snn_dynamics_add(
  _ network: snn_network, _ projection: Int32, _ kind: UnsafePointer<CChar>!,
  _ parameters: UnsafePointer<snn_values>!, _ parameterCount: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.addDynamics(
      projection, text(kind, "kind"),
      parameters: CAPI.arrays(parameters, parameterCount, "parameters"))
  }
}

@c(snn_dynamics_state_get) @implementation
public func snn_dynamics_state_get(
  _ network: snn_network, _ projection: Int32, _ variable: UnsafePointer<CChar>!,
  _ values: UnsafeMutableRawPointer!, _ count: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.copyDynamicsState(
      projection, text(variable, "variable"),
      into: numbers(values, count, "values", of: network))
  }
}
