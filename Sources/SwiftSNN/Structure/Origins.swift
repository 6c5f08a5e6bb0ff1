/// Where synapses were before changes, in the order users see. Those that stay keep their order, so a
/// bit for each of before and after says all.
struct Origins {
  private let kept: [UInt64]
  private let added: [UInt64]
  let previousCount: Int
  let count: Int

  var bytes: Int { (kept.count + added.count) * MemoryLayout<UInt64>.stride }

  /// What `bits` gave.
  init?(bits: [UInt64], previousCount: Int, count: Int) {
    let (before, after) = ((previousCount + 63) / 64, (count + 63) / 64)
    guard previousCount >= 0, count >= 0, bits.count == before + after else { return nil }
    kept = Array(bits[..<before])
    added = Array(bits[before...])
    (self.previousCount, self.count) = (previousCount, count)
    let stayed = kept.reduce(0) { $0 + $1.nonzeroBitCount }
    let new = added.reduce(0) { $0 + $1.nonzeroBitCount }
    let (lastKept, lastAdded) = (previousCount % 64, count % 64)
    let isWithin =
      (lastKept == 0 || kept[before - 1] >> UInt64(lastKept) == 0)
      && (lastAdded == 0 || added[after - 1] >> UInt64(lastAdded) == 0)
    guard isWithin, stayed + new == count else { return nil }
  }

  var bits: [UInt64] { kept + added }

  /// - Parameters:
  ///   - origins: of each synapse its place before the change, -1 for an added one.
  ///   - earlier: of a change before, which this one is counted together with.
  init(_ origins: Buffer<Int32>, previousCount: Int, after earlier: Origins?) {
    var first: [Int32]?
    if let earlier {
      var places = [Int32](repeating: -1, count: earlier.count)
      earlier.forEachSynapse { k, origin in places[k] = Int32(truncatingIfNeeded: origin) }
      first = places
    }
    self.previousCount = earlier?.previousCount ?? previousCount
    count = origins.count
    var kept = [UInt64](repeating: 0, count: (self.previousCount + 63) / 64)
    var added = [UInt64](repeating: 0, count: (count + 63) / 64)
    for k in 0..<count {
      var origin = Int(origins.base[k])
      if origin >= 0, let first { origin = Int(first[origin]) }
      if origin < 0 {
        added[k / 64] |= 1 << UInt64(k % 64)
      } else {
        kept[origin / 64] |= 1 << UInt64(origin % 64)
      }
    }
    self.kept = kept
    self.added = added
  }

  /// Calls `body` for every synapse with its place before, -1 for an added one.
  func forEachSynapse(_ body: (_ k: Int, _ origin: Int) -> Void) {
    var origin = 0
    for k in 0..<count {
      if added[k / 64] & 1 << UInt64(k % 64) != 0 {
        body(k, -1)
        continue
      }
      while kept[origin / 64] & 1 << UInt64(origin % 64) == 0 { origin += 1 }
      body(k, origin)
      origin += 1
    }
  }
}
