// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The names are those of the header.

import CSwiftSNN
import SwiftSNN

@c(snn_plasticity_add) @implementation
public func snn_plasticity_add(
  _ network: snn_network, _ projection: Int32, _ pre: UnsafePointer<CChar>!,
  _ post: UnsafePointer<CChar>!, _ modulator: Int32,
  _ parameters: UnsafePointer<snn_parameter>!, _ parameterCount: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.addPlasticity(
      projection, pre: text(pre, "pre"), post: text(post, "post"), modulator: modulator,
      parameters: CAPI.parameters(parameters, parameterCount))
  }
}

@c(snn_signal_add) @implementation
public func snn_signal_add(
  _ network: snn_network, _ population: Int32, _ rule: UnsafePointer<CChar>!,
  _ parameters: UnsafePointer<snn_parameter>!, _ parameterCount: Int64,
  _ out: UnsafeMutablePointer<Int32>!
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    let out = try require(out, "out")
    out.pointee = index(
      try network.addSignal(
        population, rule: text(rule, "rule"),
        parameters: CAPI.parameters(parameters, parameterCount)))
  }
}

@c(snn_signal_labels) @implementation
public func snn_signal_labels(
  _ network: snn_network, _ signal: Int32, _ labels: UnsafePointer<Int32>!, _ count: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.setLabels(signal, array(labels, count, "labels"))
  }
}

@c(snn_modulator_add) @implementation
public func snn_modulator_add(
  _ network: snn_network, _ signal: Int32, _ population: Int32,
  _ parameters: UnsafePointer<snn_parameter>!, _ parameterCount: Int64,
  _ out: UnsafeMutablePointer<Int32>!
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    let out = try require(out, "out")
    out.pointee = index(
      try network.addModulator(
        signal: signal, population: population,
        parameters: CAPI.parameters(parameters, parameterCount)))
  }
}

@c(snn_modulator_matrix_view) @implementation
public func snn_modulator_matrix_view(
  _ network: snn_network, _ modulator: Int32, _ matrix: UnsafePointer<CChar>!,
  _ values: UnsafeMutablePointer<UnsafeMutablePointer<Float>?>!,
  _ rows: UnsafeMutablePointer<Int64>!, _ columns: UnsafeMutablePointer<Int64>!
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    let values = try require(values, "values")
    let (rows, columns) = (try require(rows, "rows"), try require(columns, "columns"))
    let found = try network.modulatorMatrix(modulator, text(matrix, "matrix"))
    values.pointee = found.values.base
    rows.pointee = Int64(found.rows)
    columns.pointee = Int64(found.columns)
  }
}
