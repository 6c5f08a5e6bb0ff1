import KernelTypes

@testable import SwiftSNN

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Memory that a comparison reads.
private protocol Memory { func isSame(as other: any Memory) -> Bool }

extension Buffer: Memory {
  fileprivate func isSame(as other: any Memory) -> Bool {
    guard let other = other as? Buffer, count == other.count else { return false }
    // What is no number has padding, whose bytes mean nothing.
    guard Element.self is any StateNumber.Type else {
      return (0..<count).allSatisfy { "\(base[$0])" == "\(other.base[$0])" }
    }
    return memcmp(base, other.base, count * MemoryLayout<Element>.stride) == 0
  }
}

extension RealBuffer: Memory {
  fileprivate func isSame(as other: any Memory) -> Bool {
    guard let other = other as? RealBuffer, count == other.count else { return false }
    return memcmp(base.raw, other.base.raw, count * precision.bytes) == 0
  }
}

extension GrowingBuffer: Memory {
  /// Room for more does not count.
  fileprivate func isSame(as other: any Memory) -> Bool {
    guard let other = other as? GrowingBuffer, count == other.count else { return false }
    let copied = [self, other].map { buffer in
      var bytes = [UInt8](repeating: 0, count: count * MemoryLayout<Element>.stride)
      bytes.withUnsafeMutableBytes { bytes in
        if let base = bytes.baseAddress { buffer.copy(count, to: base) }
      }
      return bytes
    }
    return copied[0] == copied[1]
  }
}

/// Compares all that two networks of one description hold, whether the state lists it or not: stored
/// properties, through all objects that can be reached.
struct ObjectComparison {
  var differences: [String] = []
  var buffers = 0
  private var seen: Set<ObjectIdentifier> = []

  /// Overwritten before they are read, or without an effect on what is computed; by class and property.
  private static let passing: Set<String> = [
    // Written in each step before they are read.
    "Population.flags", "Population.history", "Region.scratch", "Region.room",
    "EpochSums.integrand",
    "EpochSums.relative", "EpochSums.room", "IntegralPlasticity.visits",
    "HistoryPlasticity.arrivalValues", "HistoryPlasticity.room", "HistoryPlasticity.visits",
    "HistoryPlasticity.preValues", "CarriedModulator.numbers", "CarriedModulator.sent",
    "ErrorSignal.powers", "NMDABlock.block", "Release.tails", "ParameterRoute.spare",
    "TransposedModulator.copy", "TransposedModulator.sums", "WeightsToRate.factors",
    "IncomingNorm.factors", "IncomingNorm.lowest", "IncomingNorm.highest", "IncomingNorm.free",
    "IncomingNorm.raised", "IncomingNorm.lowered", "RandomSource.row", "RandomSource.probability",
    "RecordedWeights.current", "SpikeRing.neurons", "ValueRing.values", "Calendar.entries",
    "Calendar.values", "StillInput.sums", "StillInput.summed", "StillInput.firstStep",
    "Delivery.arrivals", "Delivery.scaled", "Delivery.isScaled", "Delivery.coefficients",
    // Listed without those that are done.
    "SpikeSource.pending",
    // Made for presentations.
    "Network.learning", "Modulator.history", "Modulator.historySteps",
    // Of the machine and of who looked.
    "Network.team", "Network.threads", "Network.kernels", "Network.stateFields", "Network.removed",
    "Network.viewedWeights", "Plan.run", "Projection.actsOnline", "Projection.knownCount",
    "StructureState.viewed", "RecordedWeights.isLocated", "Rest.isAllowed", "Membrane.names",
    "WeightUpdate.keepsRest", "WeightUpdate.keepsSigns", "WeightUpdate.keptStates",
    "WeightUpdate.loss",
  ]

  mutating func compare(_ a: Any, _ b: Any, path: String) {
    if let a = a as? any Memory, let b = b as? any Memory {
      buffers += 1
      if !a.isSame(as: b) { differences.append(path) }
      return
    }
    let (first, second) = (Mirror(reflecting: a), Mirror(reflecting: b))
    if first.displayStyle == .class {
      guard seen.insert(ObjectIdentifier(a as AnyObject)).inserted else { return }
    }
    if first.displayStyle == .dictionary || first.displayStyle == .set {
      let (x, y) = (first.children.map { "\($0.value)" }, second.children.map { "\($0.value)" })
      if x.sorted() != y.sorted() { differences.append(path) }
      return
    }
    if first.children.isEmpty, second.children.isEmpty {
      compareValues(a, b, path)
      return
    }
    compareChildren(first, second, path)
  }

  private mutating func compareChildren(_ first: Mirror, _ second: Mirror, _ path: String) {
    let name = "\(first.subjectType)".prefix { $0 != "<" }
    if let (a, b) = first.superclassMirror.flatMap({ a in second.superclassMirror.map { (a, $0) } })
    {
      compareChildren(a, b, path)
    }
    guard first.children.count == second.children.count else {
      differences.append("\(path): \(first.children.count) and \(second.children.count)")
      return
    }
    for ((k, a), b) in zip(first.children.enumerated(), second.children) {
      let label = a.label ?? "\(k)"
      guard label != "pointerValue", !ObjectComparison.passing.contains("\(name).\(label)") else {
        continue
      }
      compare(a.value, b.value, path: "\(path).\(label)")
    }
  }

  private mutating func compareValues(_ a: Any, _ b: Any, _ path: String) {
    // Pointers and functions have nothing to compare.
    let (x, y) = ("\(a)", "\(b)")
    guard !x.hasPrefix("0x"), !x.contains("(Function)"), !x.contains("Pointer") else { return }
    if x != y { differences.append("\(path): \(x) and \(y)") }
  }
}
