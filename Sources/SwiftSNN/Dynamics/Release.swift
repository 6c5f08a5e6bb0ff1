import KernelTypes

/// Release by chance at the sites of every synapse of a projection. A synapse's random number for a
/// spike is named by seed, projection, source, delay, target, how many synapses before it join the
/// same pair with the same delay, lane and the step of the spike: it depends neither on where the
/// synapse lies nor on threads.
final class Release {
  let sites: Int
  private let seed: UInt64
  private let stream: UInt32
  /// One a synapse, where it lies; nil where no pair is joined twice with one delay.
  private let ordinals: Buffer<UInt16>?
  /// Of each block of the target and lane: probabilities as `ReleasedRow` has them.
  private let tails: Buffer<UInt32>
  private let lanes: Int

  init(
    sites: Int, _ projection: Projection, _ storage: SynapseStorage, seed: UInt64
  ) throws(SNNError) {
    self.sites = sites
    self.seed = seed
    stream = RandomPurpose.release.stream(projection.index)
    lanes = projection.source.lanes
    ordinals = try Release.ordinals(projection, storage)
    tails = try Buffer(
      "release of '\(projection.name)'", shape: projection.target.blocks.count, lanes, sites)
  }

  static func ordinals(
    _ projection: Projection, _ storage: SynapseStorage
  ) throws(SNNError) -> Buffer<UInt16>? {
    guard case .sparse(let fanout, _) = storage else { return nil }
    let what = "repeated synapses of '\(projection.name)'"
    let found = try Buffer<UInt16>(what, count: fanout.targets.count)
    let seen = try Buffer<UInt16>(what, count: Fanout.mostTargets + 1)
    var repeats = false
    for part in fanout.parts.indices {
      for source in 0..<fanout.sourceCount {
        for delay in fanout.delays.indices {
          let row = fanout.segment(source, delay: delay, part: part)
          for place in row {
            let target = Int(fanout.targets.base[place])
            found.base[place] = seen.base[target]
            repeats = repeats || seen.base[target] > 0
            seen.base[target] &+= 1
          }
          for place in row { seen.base[Int(fanout.targets.base[place])] = 0 }
        }
      }
    }
    return repeats ? found : nil
  }

  /// What names the rows of a spike.
  struct Spike {
    let source: Int
    let lane: Int
    let step: Int
    /// Of the row.
    let delay: Int
    /// That a site succeeds.
    let probability: Double
  }

  /// Adds the row of a spike to a block's input.
  ///
  /// - Parameters:
  ///   - row: without ordinals, which are filled in.
  ///   - first: where the row's first synapse lies.
  func add(
    _ row: ReleasedRow, places first: Int, _ spike: Spike, block: Int, _ input: Reals,
    _ kernels: KernelTable
  ) {
    let tails = tails.base + (block * lanes + spike.lane) * sites
    Release.fillTails(tails, sites, spike.probability)
    var row = row
    row.ordinals = ordinals.map { UnsafePointer($0.base + first) }
    let (source, delay) = (
      UInt32(truncatingIfNeeded: spike.source), UInt32(truncatingIfNeeded: spike.delay)
    )
    let words = RandomRow.philox((source, delay, 0, stream), seed)
    let chance = ReleaseDraw(
      sites: sites, tails: tails, key: UInt64(words.1) << 32 | UInt64(words.0),
      step: UInt64(truncatingIfNeeded: spike.step), lane: UInt32(truncatingIfNeeded: spike.lane))
    kernels.releaseRow(row, chance, input)
  }

  /// P(more than 0, 1, ... of n trials of probability p succeed), in units of 2^-31.
  ///
  /// The rarer of success and failure is counted, so that the chance of none of it cannot underflow.
  static func fillTails(_ out: UnsafeMutablePointer<UInt32>, _ n: Int, _ p: Double) {
    // Of no number, none is released.
    let p = p.isNaN ? 0 : p
    let rare = min(max(min(p, 1 - p), 0), 0.5)
    var term = 1.0
    for _ in 0..<n { term *= 1 - rare }
    var below = 0.0
    for k in 0..<n {
      below += term
      term *= rare / (1 - rare) * Double(n - k) / Double(k + 1)
      // P(at most k of the rare), so of the others more than n - 1 - k.
      if p <= 0.5 {
        out[k] = UInt32((max(1 - below, 0) * 0x1p31).rounded())
      } else {
        out[n - 1 - k] = UInt32((min(below, 1) * 0x1p31).rounded())
      }
    }
  }
}
