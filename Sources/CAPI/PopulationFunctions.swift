// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The names are those of the header.

import CSwiftSNN
import SwiftSNN

@c(snn_population_add) @implementation
public func snn_population_add(
  _ network: snn_network, _ name: UnsafePointer<CChar>!, _ model: UnsafePointer<CChar>!,
  _ size: Int64, _ parameters: UnsafePointer<snn_parameter>!, _ parameterCount: Int64,
  _ out: UnsafeMutablePointer<Int32>!
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    let out = try require(out, "out")
    out.pointee = index(
      try network.addPopulation(
        name: text(name, "name"), model: text(model, "model"), size: Int(size),
        parameters: CAPI.parameters(parameters, parameterCount)))
  }
}

@c(snn_population_remove) @implementation
public func snn_population_remove(_ network: snn_network, _ population: Int32) -> Int32 {
  guarded(network) { network throws(SNNError) in try network.removePopulation(population) }
}

@c(snn_population_set) @implementation
public func snn_population_set(
  _ network: snn_network, _ population: Int32, _ parameters: UnsafePointer<snn_values>!,
  _ parameterCount: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.setParameters(population, columns(parameters, parameterCount))
  }
}

@c(snn_population_get) @implementation
public func snn_population_get(
  _ network: snn_network, _ population: Int32, _ parameter: UnsafePointer<CChar>!,
  _ values: UnsafeMutablePointer<Double>!, _ count: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    let out = try array(values, count, "values")
    let found = try network.parameter(population, text(parameter, "parameter"))
    guard out.count == found.count else {
      throw SNNError(.shape, "the population has \(found.count) neurons, not \(out.count)")
    }
    for (k, value) in found.enumerated() { out[k] = value }
  }
}

@c(snn_population_state_view) @implementation
public func snn_population_state_view(
  _ network: snn_network, _ population: Int32, _ variable: UnsafePointer<CChar>!,
  _ values: UnsafeMutablePointer<UnsafeMutableRawPointer?>!,
  _ count: UnsafeMutablePointer<Int64>!
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    let (values, count) = (try require(values, "values"), try require(count, "count"))
    let state = try network.stateView(population, text(variable, "variable"))
    values.pointee = state.base.raw
    count.pointee = Int64(state.count)
  }
}

@c(snn_population_counts_view) @implementation
public func snn_population_counts_view(
  _ network: snn_network, _ population: Int32,
  _ values: UnsafeMutablePointer<UnsafeMutablePointer<Int32>?>!,
  _ count: UnsafeMutablePointer<Int64>!
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    let (values, count) = (try require(values, "values"), try require(count, "count"))
    let counts = try network.countsView(population)
    values.pointee = counts.base
    count.pointee = Int64(counts.count)
  }
}

@c(snn_poisson_input_add) @implementation
public func snn_poisson_input_add(
  _ network: snn_network, _ population: Int32, _ receptor: UnsafePointer<CChar>!,
  _ rate: Double, _ weight: Double
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.addPoissonInput(
      population, receptor: optionalText(receptor, "receptor"), rate: rate, weight: weight)
  }
}

@c(snn_drive_set) @implementation
public func snn_drive_set(
  _ network: snn_network, _ population: Int32, _ values: UnsafePointer<Float>!, _ count: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.setDrive(population, array(values, count, "values"))
  }
}

@c(snn_spikes_feed) @implementation
public func snn_spikes_feed(
  _ network: snn_network, _ population: Int32, _ lane: Int32, _ times: UnsafePointer<Double>!,
  _ neurons: UnsafePointer<Int32>!, _ count: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.feedSpikes(
      population, lane: lane, times: array(times, count, "times"),
      neurons: array(neurons, count, "neurons"))
  }
}

@c(snn_raster_feed) @implementation
public func snn_raster_feed(
  _ network: snn_network, _ population: Int32, _ lane: Int32, _ raster: UnsafePointer<UInt8>!,
  _ steps: Int64, _ size: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    let rows = try length(steps, "raster")
    let columns = try length(size, "a row of raster")
    let (count, overflow) = Int64(rows).multipliedReportingOverflow(by: Int64(columns))
    guard !overflow else { throw SNNError(.shape, "raster is longer than memory") }
    try network.feedRaster(
      population, lane: lane, raster: array(raster, count, "raster"), steps: rows, size: columns)
  }
}
