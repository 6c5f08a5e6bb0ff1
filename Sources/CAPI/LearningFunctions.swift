// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The names are those of the header.

import CSwiftSNN
import SwiftSNN

@c(snn_plasticity_add) @implementation
public func snn_plasticity_add(
  _ network: snn_network, _ projection: Int32, _ terms: UnsafePointer<snn_term>!, _ count: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    var described: [Network.DescribedTerm] = []
    for term in try array(terms, count, "terms", atMost: maximumParameters) {
      described.append(
        Network.DescribedTerm(
          pre: try factors(term.pre, term.pre_count, "pre factors"),
          post: try factors(term.post, term.post_count, "post factors"), modulator: term.modulator,
          dependence: try optionalText(term.dependence, "dependence") ?? "none",
          pairing: try optionalText(term.pairing, "pairing") ?? "traces",
          parameters: try parameters(term.parameters, term.parameter_count)))
    }
    try network.addPlasticity(projection, described)
  }
}

@c(snn_projection_eligibility_get) @implementation
public func snn_projection_eligibility_get(
  _ network: snn_network, _ projection: Int32, _ values: UnsafeMutableRawPointer!, _ count: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.copyEligibility(projection, into: numbers(values, count, "values", of: network))
  }
}

private func factors(
  _ pointer: UnsafePointer<snn_factor>?, _ count: Int64, _ what: String
) throws(SNNError) -> [Network.DescribedFactor] {
  var given: [Network.DescribedFactor] = []
  for factor in try array(pointer, count, what, atMost: maximumParameters) {
    var values: Network.NamedArrays = []
    for (name, value) in try parameters(factor.parameters, factor.parameter_count) {
      values.append((name, [value]))
    }
    values += try arrays(factor.arrays, factor.array_count, "arrays")
    given.append((try text(factor.kind, "the kind of one of the \(what)"), values))
  }
  return given
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
