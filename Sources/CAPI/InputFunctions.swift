// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The names are those of the header.

import CSwiftSNN
import SwiftSNN

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

@c(snn_drive_feed) @implementation
public func snn_drive_feed(
  _ network: snn_network, _ population: Int32, _ values: UnsafePointer<Float>!, _ rows: Int64,
  _ columns: Int64, _ interval: Double, _ repeats: Int32
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    let (rows, columns) = (
      try length(rows, "the drive"), try length(columns, "a row of the drive")
    )
    let (count, overflow) = Int64(rows).multipliedReportingOverflow(by: Int64(columns))
    guard !overflow else { throw SNNError(.shape, "the drive is longer than memory") }
    try network.setDrive(
      population, array(values, count, "values"), rows: rows, columns: columns,
      interval: interval, repeats: flag(repeats, "repeats"))
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

@c(snn_current_add) @implementation
public func snn_current_add(
  _ network: snn_network, _ population: Int32, _ kind: UnsafePointer<CChar>!,
  _ parameters: UnsafePointer<snn_parameter>!, _ parameterCount: Int64,
  _ arrays: UnsafePointer<snn_values>!, _ arrayCount: Int64
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try network.addCurrent(
      population, kind: text(kind, "kind"),
      parameters: CAPI.parameters(parameters, parameterCount),
      arrays: CAPI.arrays(arrays, arrayCount, "arrays"))
  }
}
