// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The names are those of the header.

import CSwiftSNN
import SwiftSNN

@c(snn_network_create) @implementation
public func snn_network_create(
  _ dt: Double, _ seed: UInt64, _ batch: Int32, _ threads: Int32,
  _ precision: UnsafePointer<CChar>!,
  _ out: UnsafeMutablePointer<snn_network>!
) -> Int32 {
  guarded { () throws(SNNError) in
    let out = try require(out, "out")
    out.pointee = Registry.shared.add(
      try Network(
        dt: dt, seed: seed, lanes: Int(batch), threads: Int(threads),
        precision: Network.precision(named: optionalText(precision, "precision") ?? "single")))
  }
}

@c(snn_network_destroy) @implementation
public func snn_network_destroy(_ network: snn_network) -> Int32 {
  guarded { () throws(SNNError) in try Registry.shared.remove(network) }
}

@c(snn_network_counters) @implementation
public func snn_network_counters(
  _ network: snn_network, _ out: UnsafeMutablePointer<snn_counters>!
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    let out = try require(out, "out")
    out.pointee = snn_counters(
      step: Int64(network.step), neurons: Int64(network.neuronCount),
      synapses: Int64(try network.synapseCount()), spikes: Int64(network.spikes),
      synaptic_events: Int64(network.synapticEvents))
  }
}

@c(snn_network_threads) @implementation
public func snn_network_threads(
  _ network: snn_network, _ out: UnsafeMutablePointer<Int32>!
) -> Int32 {
  guarded(network) { network throws(SNNError) in
    try require(out, "out").pointee = index(network.threads)
  }
}

@c(snn_run) @implementation
public func snn_run(_ network: snn_network, _ steps: Int64) -> Int32 {
  guarded(network, as: .long) { network throws(SNNError) in try network.run(steps: Int(steps)) }
}

@c(snn_present) @implementation
public func snn_present(_ network: snn_network, _ steps: Int64, _ learn: Int32) -> Int32 {
  guarded(network, as: .long) { network throws(SNNError) in
    try network.present(steps: Int(steps), learn: flag(learn, "learn"))
  }
}

@c(snn_reset) @implementation
public func snn_reset(_ network: snn_network) -> Int32 {
  guarded(network) { network in network.reset() }
}

@c(snn_network_prepare) @implementation
public func snn_network_prepare(_ network: snn_network) -> Int32 {
  guarded(network, as: .long) { network throws(SNNError) in try network.prepare() }
}

@c(snn_network_interrupt) @implementation
public func snn_network_interrupt(_ network: snn_network) -> Int32 {
  guarded { () throws(SNNError) in try Registry.shared.interrupt(network) }
}
