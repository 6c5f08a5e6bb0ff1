import KernelTypes

/// Synapses whose random numbers are made together: as many counters as the generator takes.
private let chunk = 16

/// Adds the weights of a row, each times the share of its release sites that succeed, to their
/// targets, in order.
///
/// A synapse's random word is named by what the row's key names, the target, how often the row had
/// it before, the step and the lane: not by where the synapse lies.
@inline(never)
func releaseRow(_ row: ReleasedRow, _ chance: ReleaseDraw, _ input: Reals) {
  switch input.precision {
  case .single: release(row, chance, input.of(Float.self))
  case .double: release(row, chance, input.of(Double.self))
  }
}

@inline(__always)
private func release<R: Real>(
  _ row: ReleasedRow, _ chance: ReleaseDraw, _ input: UnsafeMutablePointer<R>
) {
  let sites = R(Int32(truncatingIfNeeded: chance.sites))
  let uniformWeight = R(row.uniformWeight)
  withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 3 &* chunk) { memory in
    let targets = memory.baseAddress.unsafelyUnwrapped
    let (ordinals, released) = (targets + chunk, targets + 2 &* chunk)
    targets.initialize(repeating: 0, count: 3 &* chunk)
    var first = 0
    while first < row.count {
      let count = min(chunk, row.count &- first)
      for l in 0..<count {
        let k = first &+ l
        targets[l] = UInt32(truncatingIfNeeded: row.targets.map { Int($0[k]) } ?? k)
        ordinals[l] = row.ordinals.map { UInt32($0[k]) } ?? 0
      }
      drawNumbers(chance, UInt32(truncatingIfNeeded: row.firstTarget), targets, ordinals, released)
      countReleases(chance, released)
      for l in 0..<count {
        let weight = row.weights?.of(R.self)[first &+ l] ?? uniformWeight
        input[Int(targets[l])] += weight * (R(Int32(bitPattern: released[l])) / sites)
      }
      first &+= chunk
    }
  }
}

/// A number of 31 bits for each synapse of a chunk.
@inline(never)
private func drawNumbers(
  _ chance: ReleaseDraw, _ firstTarget: UInt32, _ targets: UnsafePointer<UInt32>,
  _ ordinals: UnsafePointer<UInt32>, _ out: UnsafeMutablePointer<UInt32>
) {
  let step = chance.step & 0xFFFF_FFFF
  let lane = UInt64(chance.lane) ^ ((chance.step &>> 32) &<< 16) & 0xFFFF_FFFF
  for l in 0..<chunk {
    let words = philoxRounds(
      UInt64(firstTarget &+ targets[l]), step, lane, UInt64(ordinals[l]), chance.key)
    out[l] = UInt32(truncatingIfNeeded: words.0) &>> 1
  }
}

/// Turns the numbers of a chunk into how many sites succeed: as many as tails a number lies below.
@inline(__always)
private func countReleases(_ chance: ReleaseDraw, _ numbers: UnsafeMutablePointer<UInt32>) {
  let raw = UnsafeMutableRawPointer(numbers)
  let drawn = raw.loadUnaligned(as: SIMD16<UInt32>.self)
  var successes = SIMD16<UInt32>()
  for site in 0..<chance.sites {
    // The sign of the difference: 0 to 2^31 - 1 less 0 to 2^31.
    successes &+= (drawn &- SIMD16(repeating: chance.tails[site])) &>> 31
  }
  raw.storeBytes(of: successes, as: SIMD16<UInt32>.self)
}
