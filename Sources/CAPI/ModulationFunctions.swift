// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The names are those of the header.

import CSwiftSNN
import SwiftSNN

@c(snn_source_add) @implementation
public func snn_source_add(
  _ network: snn_network, _ kind: UnsafePointer<CChar>!, _ population: Int32,
  _ parameters: UnsafePointer<snn_parameter>!, _ parameterCount: Int64,
  _ arrays: UnsafePointer<snn_values>!, _ arrayCount: Int64, _ out: UnsafeMutablePointer<Int32>!
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    let out = try require(out, "out")
    out.pointee = index(
      try network.addSource(
        text(kind, "kind"), population: population,
        parameters: CAPI.parameters(parameters, parameterCount),
        arrays: CAPI.arrays(arrays, arrayCount, "arrays")))
  }
}

@c(snn_signal_dimension) @implementation
public func snn_signal_dimension(
  _ network: snn_network, _ signal: Int32, _ out: UnsafeMutablePointer<Int64>!
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    let out = try require(out, "out")
    out.pointee = Int64(try network.signalDimension(signal))
  }
}

@c(snn_signal_values) @implementation
public func snn_signal_values(
  _ network: snn_network, _ signal: Int32, _ values: UnsafeMutablePointer<Double>!,
  _ count: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.signalValues(signal, to: array(values, count, "values"))
  }
}

@c(snn_reward_give) @implementation
public func snn_reward_give(
  _ network: snn_network, _ signal: Int32, _ step: Int64, _ amounts: UnsafePointer<Double>!,
  _ count: Int64, _ replaces: Int32
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.giveReward(
      signal, step: step, array(amounts, count, "amounts"),
      replaces: flag(replaces, "replaces"))
  }
}

@c(snn_modulator_add_as) @implementation
public func snn_modulator_add_as(
  _ network: snn_network, _ signal: Int32, _ population: Int32, _ shape: UnsafePointer<CChar>!,
  _ nonlinearity: UnsafePointer<CChar>!, _ projection: Int32,
  _ parameters: UnsafePointer<snn_parameter>!, _ parameterCount: Int64,
  _ arrays: UnsafePointer<snn_values>!, _ arrayCount: Int64, _ out: UnsafeMutablePointer<Int32>!
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    let out = try require(out, "out")
    out.pointee = index(
      try network.addModulator(
        signal: signal, population: population, shape: text(shape, "shape"),
        nonlinearity: optionalText(nonlinearity, "nonlinearity"), projection: projection,
        parameters: CAPI.parameters(parameters, parameterCount),
        arrays: CAPI.arrays(arrays, arrayCount, "arrays")))
  }
}

@c(snn_modulator_multiply) @implementation
public func snn_modulator_multiply(
  _ network: snn_network, _ first: Int32, _ second: Int32, _ out: UnsafeMutablePointer<Int32>!
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    let out = try require(out, "out")
    out.pointee = index(try network.multiplyModulators(first, second))
  }
}

@c(snn_modulator_size) @implementation
public func snn_modulator_size(
  _ network: snn_network, _ modulator: Int32, _ out: UnsafeMutablePointer<Int64>!
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    let out = try require(out, "out")
    out.pointee = Int64(try network.modulatorSize(modulator))
  }
}

@c(snn_modulator_values) @implementation
public func snn_modulator_values(
  _ network: snn_network, _ modulator: Int32, _ values: UnsafeMutablePointer<Double>!,
  _ count: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.modulatorValues(modulator, to: array(values, count, "values"))
  }
}

@c(snn_route_add) @implementation
public func snn_route_add(
  _ network: snn_network, _ population: Int32, _ parameter: UnsafePointer<CChar>!,
  _ modulator: Int32, _ parameters: UnsafePointer<snn_parameter>!, _ parameterCount: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.addRoute(
      population, parameter: text(parameter, "parameter"), modulator: modulator,
      parameters: CAPI.parameters(parameters, parameterCount))
  }
}
