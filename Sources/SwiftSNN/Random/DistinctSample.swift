/// Some of many things, none twice, every choice equally likely.
enum DistinctSample {
  /// Floyd's sample (Bentley and Floyd 1987, Commun ACM 30:754): `count` draws, however many there
  /// are to choose from. Writes numbers of 0..<choices to `out`.
  @inline(never)
  static func draw(
    _ count: Int, below choices: Int, _ words: inout WordStream,
    into out: UnsafeMutablePointer<UInt32>
  ) {
    var taken = Set<Int>(minimumCapacity: count)
    for (n, last) in (choices - count..<choices).enumerated() {
      let drawn = words.below(last + 1)
      let chosen = taken.insert(drawn).inserted ? drawn : last
      if chosen == last { taken.insert(last) }
      out[n] = UInt32(truncatingIfNeeded: chosen)
    }
  }
}
