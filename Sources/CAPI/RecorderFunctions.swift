// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The names are those of the header.

import CSwiftSNN
import KernelTypes
import SwiftSNN

@c(snn_recorder_add) @implementation
public func snn_recorder_add(
  _ network: snn_network, _ population: Int32, _ variable: UnsafePointer<CChar>!, _ every: Int64,
  _ neurons: UnsafePointer<Int32>!, _ neuronCount: Int64, _ out: UnsafeMutablePointer<Int32>!
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    let out = try require(out, "out")
    let chosen = neurons == nil ? nil : Array(try array(neurons, neuronCount, "neurons"))
    out.pointee = index(
      try network.addRecorder(
        population, variable: text(variable, "variable"), every: Int(every), neurons: chosen))
  }
}

@c(snn_recorder_add_weights) @implementation
public func snn_recorder_add_weights(
  _ network: snn_network, _ projection: Int32, _ every: Int64, _ synapses: UnsafePointer<Int64>!,
  _ synapseCount: Int64, _ out: UnsafeMutablePointer<Int32>!
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    let out = try require(out, "out")
    let chosen =
      synapses == nil ? nil : try array(synapses, synapseCount, "synapses").map { Int($0) }
    out.pointee = index(
      try network.addWeightRecorder(projection, every: Int(every), synapses: chosen))
  }
}

@c(snn_recorder_set_active) @implementation
public func snn_recorder_set_active(
  _ network: snn_network, _ recorder: Int32, _ active: Int32
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.setRecorder(recorder, isActive: flag(active, "active"))
  }
}

@c(snn_recorder_size) @implementation
public func snn_recorder_size(
  _ network: snn_network, _ recorder: Int32, _ out: UnsafeMutablePointer<Int64>!
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try require(out, "out").pointee = Int64(try network.recordedRows(recorder))
  }
}

@c(snn_recorder_spikes) @implementation
public func snn_recorder_spikes(
  _ network: snn_network, _ recorder: Int32, _ times: UnsafeMutablePointer<Double>!,
  _ neurons: UnsafeMutablePointer<Int32>!, _ lanes: UnsafeMutablePointer<Int32>!, _ count: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.copySpikes(
      recorder, times: times, neurons: neurons, lanes: lanes, count: length(count, "the spikes"))
  }
}

@c(snn_recorder_values) @implementation
public func snn_recorder_values(
  _ network: snn_network, _ recorder: Int32, _ times: UnsafeMutablePointer<Double>!,
  _ lanes: UnsafeMutablePointer<Int32>!, _ values: UnsafeMutableRawPointer!, _ rows: Int64,
  _ columns: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.copyState(
      recorder, times: times, lanes: lanes,
      values: values.map { Reals($0, network.precision) }, rows: length(rows, "the rows"),
      columns: length(columns, "a row"))
  }
}

@c(snn_recorder_columns) @implementation
public func snn_recorder_columns(
  _ network: snn_network, _ recorder: Int32, _ out: UnsafeMutablePointer<Int64>!
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try require(out, "out").pointee = Int64(try network.recordedColumns(recorder))
  }
}

@c(snn_recorder_synapses) @implementation
public func snn_recorder_synapses(
  _ network: snn_network, _ recorder: Int32, _ pre: UnsafeMutablePointer<Int32>!,
  _ post: UnsafeMutablePointer<Int32>!, _ delay: UnsafeMutablePointer<Double>!, _ count: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.copyRecordedSynapses(
      recorder, pre: pre, post: post, delay: delay, count: length(count, "the synapses"))
  }
}

@c(snn_recorder_clear) @implementation
public func snn_recorder_clear(_ network: snn_network, _ recorder: Int32) -> Int32 {
  guarded(network) { network throws(SNNError) in try network.clearRecorder(recorder) }
}
