import KernelTypes
import Testing

@testable import SwiftSNN

/// Rows of synapses, some empty, some repeating a target.
private struct Rows {
  var segments: [Segment] = []
  var targets: [UInt16] = []
  var weights: [Float] = []

  init(_ count: Int, neurons: Int, _ numbers: inout Numbers) {
    for row in 0..<count {
      let length = neurons == 0 ? 0 : row == 3 ? 700 : max(0, numbers.below(12) - 3)
      segments.append(Segment(start: targets.count, count: length))
      targets += (0..<length).map { _ in UInt16(numbers.below(neurons)) }.sorted()
    }
    weights = numbers.spreadFloats(targets.count)
  }

  /// In-order sums of the chosen rows.
  func delivered(_ chosen: [Int], to start: [Float], weight: (Int) -> Float) -> [Float] {
    var input = start
    for row in chosen {
      for k in segments[row].start..<segments[row].start + segments[row].count {
        input[Int(targets[k])] += weight(k)
      }
    }
    return input
  }
}

struct ScatterTests {
  private func run(_ each: KernelCase, uniformWeight: Float?) {
    var numbers = Numbers(each.count)
    let rows = Rows(20, neurons: each.count, &numbers)
    let targets = Fenced(rows.targets, offset: each.offset)
    let weights = Fenced(rows.weights, offset: each.offset)
    for chosen in [[], [7], [0, 3, 4, 19, 3], Array(0..<20)] {
      let start = numbers.spreadFloats(each.count)
      let input = Fenced(start, offset: each.offset)
      let segments = chosen.map { rows.segments[$0] }
      if let uniformWeight {
        each.table.scatterUniform(
          segments, segments.count, targets.constant, Double(uniformWeight), input.reals)
      } else {
        each.table.scatter(
          segments, segments.count, targets.constant, weights.reals, input.reals)
      }
      let expected = rows.delivered(chosen, to: start) { uniformWeight ?? rows.weights[$0] }
      #expect(input.bits == bits(expected))
      #expect(input.isIntact)
    }
  }

  @Test(arguments: KernelCase.all)
  func `scatter adds the weights of the segments in order`(_ each: KernelCase) {
    run(each, uniformWeight: nil)
  }

  @Test(arguments: KernelCase.all)
  func `scatterUniform adds one weight for every synapse`(_ each: KernelCase) {
    run(each, uniformWeight: 0.1)
  }
}
