import KernelTypes

/// The pairs of neurons that a projection may connect and does not, each as source * targets + target,
/// ascending.
struct FreePairs {
  private let targets: Int
  /// Pairs that are joined or not allowed, ascending, each once.
  private let taken: [Int]
  /// Allowed pairs that are free, ascending; nil where all may be.
  private let listed: [Int]?
  let count: Int

  /// - Parameter candidates: the allowed pairs; nil for all, where a neuron joins itself only if a
  ///   rule of the projection lets it.
  init(
    _ projection: Projection, _ storage: SynapseStorage,
    candidates: (pre: [Double], post: [Double])?
  ) throws(SNNError) {
    let (source, target) = (projection.source, projection.target)
    targets = target.size
    var keys: [Int] = []
    keys.reserveCapacity(storage.synapseCount)
    let width = target.size
    storage.forEachSynapse { _, _, from, to, _ in keys.append(from * width + to) }
    for one in projection.structure.setAside {
      keys.append(Int(one.source) * width + Int(one.target))
    }
    if candidates == nil, source === target, !projection.allowsSelf {
      for neuron in 0..<width { keys.append(neuron * width + neuron) }
    }
    taken = FreePairs.unique(keys)
    guard let (pre, post) = candidates else {
      listed = nil
      count = source.size * width - taken.count
      return
    }
    guard pre.count == post.count else {
      throw .shape(
        "the allowed pairs of '\(projection.name)' have \(pre.count) sources and \(post.count) "
          + "targets; give one of each a pair")
    }
    var allowed: [Int] = []
    for (from, to) in zip(pre, post) {
      guard Int(from) < source.size, Int(to) < target.size else {
        throw .index(
          "the allowed pair (\(short(from)), \(short(to))) of '\(projection.name)' is not one of "
            + "neurons 0 to \(source.size - 1) and 0 to \(target.size - 1)")
      }
      allowed.append(Int(from) * width + Int(to))
    }
    var free: [Int] = []
    var next = 0
    for pair in FreePairs.unique(allowed) {
      while next < taken.count, taken[next] < pair { next += 1 }
      if next == taken.count || taken[next] != pair { free.append(pair) }
    }
    listed = free
    count = free.count
  }

  private static func unique(_ keys: [Int]) -> [Int] {
    var made: [Int] = []
    made.reserveCapacity(keys.count)
    for key in keys.sorted() where made.last != key { made.append(key) }
    return made
  }

  /// Some of them, none twice, every choice equally likely; ascending.
  ///
  /// By Floyd's sample (Bentley and Floyd 1987, Commun ACM 30:754) of their ranks, so that it takes
  /// no more draws where few are free.
  func draw(_ wanted: Int, _ words: inout WordStream) -> [Int] {
    var ranks = Set<Int>(minimumCapacity: wanted)
    for last in (count - wanted)..<count {
      let word = UInt64(words.next()) << 32 | UInt64(words.next())
      let drawn = Int(word.multipliedFullWidth(by: UInt64(last + 1)).high)
      if !ranks.insert(drawn).inserted { ranks.insert(last) }
    }
    let sorted = ranks.sorted()
    if let listed { return sorted.map { listed[$0] } }
    var pairs: [Int] = []
    var passed = 0
    for rank in sorted {
      while passed < taken.count, taken[passed] <= rank + passed { passed += 1 }
      pairs.append(rank + passed)
    }
    return pairs
  }

  /// The ones with the highest scores, of equal ones the first; ascending.
  func best(_ wanted: Int, _ score: (_ source: Int, _ target: Int) -> Double, sources: Int) -> [Int]
  {
    var best: [(score: Double, pair: Int)] = []
    var least = -Double.infinity
    func precedes(_ a: (score: Double, pair: Int), _ b: (score: Double, pair: Int)) -> Bool {
      a.score != b.score ? a.score > b.score : a.pair < b.pair
    }
    forEach(sources) { pair in
      let value = score(pair / targets, pair % targets)
      guard value > least || best.count < wanted else { return }
      best.append((value, pair))
      // Cut back only now and then: a sort for every pair would cost too much.
      guard best.count >= 2 * wanted + 1024 else { return }
      best.sort(by: precedes)
      best.removeSubrange(wanted...)
      least = best.last?.score ?? least
    }
    return best.sorted(by: precedes).prefix(wanted).map(\.pair).sorted()
  }

  private func forEach(_ sources: Int, _ body: (_ pair: Int) -> Void) {
    if let listed {
      for pair in listed { body(pair) }
      return
    }
    var next = 0
    for pair in 0..<sources * targets {
      if next < taken.count, taken[next] == pair {
        next += 1
      } else {
        body(pair)
      }
    }
  }
}

extension Projection {
  /// A rule lets a neuron join itself.
  var allowsSelf: Bool {
    (wiring?.rules ?? []).contains { rule in
      switch rule {
      case .allToAll(let allows), .fixedProbability(_, let allows): allows
      case .fixedInDegree(_, let allows, _), .fixedOutDegree(_, let allows, _): allows
      case .fixedTotalNumber(_, let allows, _), .blocks(_, let allows): allows
      case .distance(_, _, let allows): allows
      case .oneToOne: true
      case .modular, .smallWorld: false
      }
    }
  }
}
