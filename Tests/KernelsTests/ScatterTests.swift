import KernelTypes
import Testing

@testable import SwiftSNN

/// Sparse rows with three segments (delays) a row; some rows are empty.
private struct SparseBlock {
  static let segments = 3
  var bounds: [Int] = []
  var targets: [UInt16] = []
  var weights: [Float] = []

  init(sources: Int, neurons: Int, _ numbers: inout Numbers) {
    for _ in 0..<sources * Self.segments {
      bounds.append(targets.count)
      let length = neurons == 0 ? 0 : max(0, numbers.below(12) - 3)
      targets += (0..<length).map { _ in UInt16(numbers.below(neurons)) }.sorted()
    }
    bounds.append(targets.count)
    weights = numbers.spreadFloats(targets.count)
  }

  /// In-order sums of the addressed segments, and the number of synapses in them.
  func delivered(
    _ spikes: [Int32], segment: Int, to start: [Float], weight: (Int) -> Float
  ) -> (input: [Float], events: Int) {
    var input = start
    var events = 0
    for source in spikes {
      let at = Int(source) * Self.segments + segment
      for k in bounds[at]..<bounds[at + 1] {
        input[Int(targets[k])] += weight(k)
        events += 1
      }
    }
    return (input, events)
  }
}

struct ScatterTests {
  private func run(
    _ each: KernelCase, uniformWeight: Float?
  ) {
    var numbers = Numbers(each.count)
    let block = SparseBlock(sources: 20, neurons: each.count, &numbers)
    let bounds = Fenced(block.bounds, offset: each.offset, fence: -1)
    let targets = Fenced(block.targets, offset: each.offset)
    let weights = Fenced(block.weights, offset: each.offset)
    for spikes in [[], [7], [0, 3, 4, 19], (0..<20).map { Int32($0) }] as [[Int32]] {
      for segment in 0..<SparseBlock.segments {
        let start = numbers.spreadFloats(each.count)
        let input = Fenced(start, offset: each.offset)
        let sources = Fenced(spikes, offset: each.offset)
        let rows = SparseRows(
          sources: sources.constant, sourceCount: spikes.count,
          bounds: bounds.constant + segment, stride: SparseBlock.segments,
          targets: targets.constant, input: input.base)
        let events =
          if let uniformWeight {
            each.table.scatterUniform(rows, uniformWeight)
          } else {
            each.table.scatter(rows, weights.constant)
          }
        let expected = block.delivered(spikes, segment: segment, to: start) {
          uniformWeight ?? block.weights[$0]
        }
        #expect(events == expected.events)
        #expect(input.bits == bits(expected.input))
        #expect(input.isIntact)
      }
    }
  }

  @Test(arguments: KernelCase.all)
  func `scatter adds the weights of the addressed segments in order`(_ each: KernelCase) {
    run(each, uniformWeight: nil)
  }

  @Test(arguments: KernelCase.all)
  func `scatterUniform adds one weight for every synapse`(_ each: KernelCase) {
    run(each, uniformWeight: 0.1)
  }
}
