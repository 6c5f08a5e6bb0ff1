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

@c(snn_population_add_with) @implementation
public func snn_population_add_with(
  _ network: snn_network, _ name: UnsafePointer<CChar>!, _ model: UnsafePointer<CChar>!,
  _ size: Int64, _ receptors: UnsafePointer<snn_receptor>!, _ receptorCount: Int64,
  _ parameters: UnsafePointer<snn_parameter>!, _ parameterCount: Int64,
  _ out: UnsafeMutablePointer<Int32>!
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    let out = try require(out, "out")
    var chosen: [(name: String, kind: String)] = []
    for receptor in try array(receptors, receptorCount, "receptors", atMost: maximumParameters) {
      chosen.append(
        (
          try text(receptor.name, "the name of a receptor"),
          try text(receptor.kind, "the kind of a receptor")
        ))
    }
    out.pointee = index(
      try network.addPopulation(
        name: text(name, "name"), model: text(model, "model"), size: Int(size),
        receptors: chosen, parameters: CAPI.parameters(parameters, parameterCount)))
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
    try network.setParameters(population, arrays(parameters, parameterCount, "parameters"))
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

@c(snn_population_positions) @implementation
public func snn_population_positions(
  _ network: snn_network, _ population: Int32, _ positions: UnsafePointer<Double>!,
  _ count: Int64, _ dimensions: Int64, _ extent: UnsafePointer<Double>!
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    guard (1...3).contains(dimensions) else {
      throw SNNError(.shape, "positions have 1 to 3 dimensions, not \(dimensions)")
    }
    let neurons = try length(count, "positions")
    let lengths = extent.map { UnsafeBufferPointer(start: $0, count: Int(dimensions)) }
    try network.setPositions(
      population, array(positions, Int64(neurons) * dimensions, "positions"),
      dimensions: Int(dimensions), extent: lengths)
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
