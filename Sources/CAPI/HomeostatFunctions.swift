// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The names are those of the header.

import CSwiftSNN
import SwiftSNN

@c(snn_homeostat_add) @implementation
public func snn_homeostat_add(
  _ network: snn_network, _ population: Int32, _ kind: UnsafePointer<CChar>!,
  _ parameters: UnsafePointer<snn_parameter>!, _ parameterCount: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.addHomeostat(
      population, kind: text(kind, "kind"),
      parameters: CAPI.parameters(parameters, parameterCount))
  }
}

@c(snn_homeostat_attach) @implementation
public func snn_homeostat_attach(
  _ network: snn_network, _ population: Int32, _ projection: Int32,
  _ kind: UnsafePointer<CChar>!, _ parameters: UnsafePointer<snn_values>!,
  _ parameterCount: Int64, _ out: UnsafeMutablePointer<Int32>!
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    let out = try require(out, "out")
    out.pointee = index(
      try network.addHomeostat(
        population: population, projection: projection, kind: text(kind, "kind"),
        parameters: arrays(parameters, parameterCount, "parameters")))
  }
}

@c(snn_homeostat_get) @implementation
public func snn_homeostat_get(
  _ network: snn_network, _ homeostat: Int32, _ variable: UnsafePointer<CChar>!,
  _ values: UnsafeMutablePointer<Double>!, _ count: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    let out = try array(values, count, "values")
    let found = try network.homeostatValues(homeostat, text(variable, "variable"))
    guard out.count == found.count else {
      throw SNNError(.shape, "the homeostat has \(found.count) values, not \(out.count)")
    }
    for (k, value) in found.enumerated() { out[k] = value }
  }
}

@c(snn_homeostat_target_set) @implementation
public func snn_homeostat_target_set(
  _ network: snn_network, _ homeostat: Int32, _ values: UnsafePointer<Double>!, _ count: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.setHomeostatTargets(homeostat, array(values, count, "values"))
  }
}

@c(snn_homeostat_set_active) @implementation
public func snn_homeostat_set_active(
  _ network: snn_network, _ homeostat: Int32, _ active: Int32
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.setHomeostatActive(homeostat, flag(active, "active"))
  }
}

@c(snn_homeostat_report) @implementation
public func snn_homeostat_report(
  _ network: snn_network, _ homeostat: Int32, _ score: Double
) -> Int32 {
  guarded(network) { network throws(SNNError) in try network.reportScore(homeostat, score) }
}

@c(snn_population_gain_set) @implementation
public func snn_population_gain_set(
  _ network: snn_network, _ population: Int32, _ values: UnsafePointer<Double>!, _ count: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.setGains(population, array(values, count, "values"))
  }
}
