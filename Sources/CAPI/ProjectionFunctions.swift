// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The names are those of the header.

import CSwiftSNN
import SwiftSNN

func distribution(
  _ pointer: UnsafePointer<snn_distribution>?, _ name: String
) throws(SNNError) -> (kind: String, parameters: [(name: String, value: Double)]) {
  let given = try require(pointer, name).pointee
  return (
    try text(given.kind, "the kind of \(name)"),
    try parameters(given.parameters, given.parameter_count)
  )
}

@c(snn_connect) @implementation
public func snn_connect(
  _ network: snn_network, _ source: Int32, _ target: Int32, _ receptor: UnsafePointer<CChar>!,
  _ connectors: UnsafePointer<snn_connector>!, _ connectorCount: Int64,
  _ weight: UnsafePointer<snn_distribution>!, _ delay: UnsafePointer<snn_distribution>!,
  _ out: UnsafeMutablePointer<Int32>!
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    let out = try require(out, "out")
    guard (1...15).contains(connectorCount) else {
      throw SNNError(.shape, "a projection needs 1 to 15 connectors, not \(connectorCount)")
    }
    var rules: [(name: String, parameters: Network.NamedValues, arrays: Network.NamedArrays)] = []
    for connector in try array(connectors, connectorCount, "connectors") {
      rules.append(
        (
          try text(connector.rule, "the rule of a connector"),
          try parameters(connector.parameters, connector.parameter_count),
          try arrays(connector.arrays, connector.array_count, "arrays")
        ))
    }
    out.pointee = index(
      try network.connect(
        source, target, receptor: optionalText(receptor, "receptor"), rules: rules,
        weight: distribution(weight, "weight"),
        delay: distribution(delay, "delay")))
  }
}

@c(snn_connect_arrays) @implementation
public func snn_connect_arrays(
  _ network: snn_network, _ source: Int32, _ target: Int32, _ receptor: UnsafePointer<CChar>!,
  _ pre: UnsafePointer<Int32>!,
  _ post: UnsafePointer<Int32>!, _ weight: UnsafeRawPointer!,
  _ delay: UnsafePointer<Double>!, _ count: Int64, _ out: UnsafeMutablePointer<Int32>!
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    let out = try require(out, "out")
    out.pointee = index(
      try network.connect(
        source, target, receptor: optionalText(receptor, "receptor"),
        pre: array(pre, count, "pre"), post: array(post, count, "post"),
        weight: numbers(weight, count, "weight", of: network), delay: array(delay, count, "delay")))
  }
}

@c(snn_projection_remove) @implementation
public func snn_projection_remove(_ network: snn_network, _ projection: Int32) -> Int32 {
  guarded(network) { network throws(SNNError) in try network.removeProjection(projection) }
}

@c(snn_projection_size) @implementation
public func snn_projection_size(
  _ network: snn_network, _ projection: Int32, _ out: UnsafeMutablePointer<Int64>!
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try require(out, "out").pointee = Int64(try network.synapseCount(projection))
  }
}

@c(snn_projection_synapses) @implementation
public func snn_projection_synapses(
  _ network: snn_network, _ projection: Int32, _ pre: UnsafeMutablePointer<Int32>!,
  _ post: UnsafeMutablePointer<Int32>!, _ delay: UnsafeMutablePointer<Double>!, _ count: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    let size = try network.synapseCount(projection)
    guard count == Int64(size) else {
      throw SNNError(.shape, "the projection has \(size) synapses, not \(count)")
    }
    try network.forEachSynapse(projection) { k, source, target, milliseconds in
      pre?[k] = index(source)
      post?[k] = index(target)
      delay?[k] = milliseconds
    }
  }
}

@c(snn_projection_dendritic_delays_set) @implementation
public func snn_projection_dendritic_delays_set(
  _ network: snn_network, _ projection: Int32, _ values: UnsafePointer<Double>!, _ count: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.setDendriticDelays(projection, array(values, count, "values"))
  }
}

@c(snn_projection_dendritic_delays_get) @implementation
public func snn_projection_dendritic_delays_get(
  _ network: snn_network, _ projection: Int32, _ values: UnsafeMutablePointer<Double>!,
  _ count: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.copyDendriticDelays(projection, into: array(values, count, "values"))
  }
}

@c(snn_projection_weights_view) @implementation
public func snn_projection_weights_view(
  _ network: snn_network, _ projection: Int32,
  _ values: UnsafeMutablePointer<UnsafeMutableRawPointer?>!,
  _ count: UnsafeMutablePointer<Int64>!
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    let (values, count) = (try require(values, "values"), try require(count, "count"))
    let weights = try network.weightsView(projection)
    values.pointee = weights.base.raw
    count.pointee = Int64(weights.count)
  }
}

@c(snn_projection_weights_get) @implementation
public func snn_projection_weights_get(
  _ network: snn_network, _ projection: Int32, _ values: UnsafeMutableRawPointer!,
  _ count: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.copyWeights(projection, into: numbers(values, count, "values", of: network))
  }
}

@c(snn_projection_weights_set) @implementation
public func snn_projection_weights_set(
  _ network: snn_network, _ projection: Int32, _ values: UnsafeRawPointer!, _ count: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.setWeights(projection, numbers(values, count, "values", of: network))
  }
}

@c(snn_projection_learning_rate) @implementation
public func snn_projection_learning_rate(
  _ network: snn_network, _ projection: Int32, _ factor: Double
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.setLearningRate(projection, factor: factor)
  }
}

@c(snn_projection_bounds) @implementation
public func snn_projection_bounds(
  _ network: snn_network, _ projection: Int32, _ lower: Double, _ upper: Double
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.setBounds(projection, lower: lower, upper: upper)
  }
}
