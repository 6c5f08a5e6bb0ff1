import KernelTypes

/// Rows that cannot be drawn one at a time: their lengths, and for a rule by columns their targets.
final class DrawnRows {
  private let starts: Buffer<Int>
  private let targets: Buffer<UInt32>?
  let longest: Int

  /// Lengths of rows that share `n` synapses: one number a row, of what the rows before have left,
  /// binomial where each has a source drawn at random, hypergeometric where their pairs differ.
  ///
  /// - Parameter choices: targets a source may have; nil where a pair may come again.
  init(
    lengthsOf n: Int, choices: Int?, _ ends: WiringEnds, _ stream: UInt32
  ) throws(SNNError) {
    starts = try Buffer("lengths of rows", count: ends.sources + 1)
    targets = nil
    var words = try WordStream(seed: ends.seed, kernels: ends.kernels)
    // A row beyond all sources: its words are nobody else's.
    words.start(stream: stream, row: ends.sources)
    var (left, longest) = (n, 0)
    for source in 0..<ends.sources {
      let rows = ends.sources - source
      let length =
        if let choices {
          Hypergeometric.draw(
            good: choices, bad: choices * (rows - 1), taken: left, &words)
        } else {
          Binomial.draw(left, 1 / Double(rows), &words)
        }
      left -= length
      longest = max(longest, length)
      starts.base[source + 1] = starts.base[source] + length
    }
    self.longest = longest
  }

  /// The rows of a rule that draws the sources of each target.
  init(transposing columns: ColumnDrawer, _ ends: WiringEnds) throws(SNNError) {
    let starts = try Buffer<Int>("lengths of rows", count: ends.sources + 1)
    self.starts = starts
    let column = try Buffer<UInt32>("sources of a neuron", count: columns.k)
    var words = try WordStream(seed: ends.seed, kernels: ends.kernels)
    for target in 0..<ends.targets {
      let count = columns.draw(target, &words, into: column.base)
      for k in 0..<count { starts.base[Int(column.base[k]) + 1] += 1 }
    }
    var longest = 0
    for source in 0..<ends.sources {
      longest = max(longest, starts.base[source + 1])
      starts.base[source + 1] += starts.base[source]
    }
    self.longest = longest
    let targets = try Buffer<UInt32>("targets of rows", count: starts.base[ends.sources])
    self.targets = targets
    let next = try Buffer<Int>("lengths of rows", count: ends.sources + 1)
    starts.copy(to: next.base)
    for target in 0..<ends.targets {
      let count = columns.draw(target, &words, into: column.base)
      for k in 0..<count {
        let source = Int(column.base[k])
        targets.base[next.base[source]] = UInt32(target)
        next.base[source] += 1
      }
    }
  }

  func length(_ source: Int) -> Int { starts.base[source + 1] - starts.base[source] }

  func copy(_ source: Int, to out: UnsafeMutablePointer<UInt32>) -> Int {
    guard let targets else { return 0 }
    let count = length(source)
    out.update(from: targets.base + starts.base[source], count: count)
    return count
  }
}
