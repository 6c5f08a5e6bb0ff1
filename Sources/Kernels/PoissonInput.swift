import KernelTypes

/// Neurons that share a call of the generator: two numbers of 15 bits come from each word.
private let poissonGroup = 2 &* philoxGroup

/// Groups drawn together: a word read right after it was written in another width would make the
/// processor wait.
private let groupsAhead = 4

/// Adds Poisson input: the number of events is how many of the probabilities in `tails`, of more than
/// 0, 1, ... events in units of 2^-31, descending, the neuron's 31-bit number lies below.
///
/// Half of a word, 15 bits, nearly always says which; only where they are those of a probability,
/// the lower 16 bits are drawn too, from the stream `position.stream ^ refinement`.
@inline(never)
func poissonInput(
  _ position: RandomPosition, _ refinement: UInt32, _ tails: UnsafePointer<Int32>,
  _ tailCount: Int, _ weight: Double, _ first: Int, _ count: Int, _ input: Reals
) {
  guard tailCount > 0 else { return }
  switch input.precision {
  case .single:
    poissonInput(
      position, refinement, tails, tailCount, Float(weight), first, count, input.of(Float.self))
  case .double:
    poissonInput(
      position, refinement, tails, tailCount, weight, first, count, input.of(Double.self))
  }
}

@inline(__always)
private func poissonInput<R: Real>(
  _ position: RandomPosition, _ refinement: UInt32, _ tails: UnsafePointer<Int32>,
  _ tailCount: Int, _ weight: R, _ first: Int, _ count: Int, _ input: UnsafeMutablePointer<R>
) {
  let end = first &+ count
  withUnsafeTemporaryAllocation(of: UInt32.self, capacity: groupsAhead &* philoxGroup) { words in
    withUnsafeTemporaryAllocation(of: Int16.self, capacity: 3 &* poissonGroup) { memory in
      let words = words.baseAddress.unsafelyUnwrapped
      let numbers = memory.baseAddress.unsafelyUnwrapped
      let events = numbers + poissonGroup
      let ties = events + poissonGroup
      var group = first / poissonGroup
      while group &* poissonGroup < end {
        for g in 0..<groupsAhead { philox(position, group: group &+ g, words + g &* philoxGroup) }
        for g in 0..<groupsAhead {
          let start = group &* poissonGroup
          guard start < end else { return }
          split(words + g &* philoxGroup, numbers)
          if countBelow(numbers, tails, tailCount, events, ties) {
            var finer = position
            finer.stream ^= refinement
            breakTies(finer, group, numbers, tails, tailCount, events, ties)
          }
          let lower = max(first, start)
          let target = input + (lower &- first)
          let drawn = events + (lower &- start)
          for l in 0..<min(end, start &+ poissonGroup) &- lower {
            target[l] += weight * R(drawn[l])
          }
          group &+= 1
        }
      }
    }
  }
}

/// The upper 15 bits of the numbers of a group.
@inline(__always)
private func split(
  _ words: UnsafeMutablePointer<UInt32>, _ numbers: UnsafeMutablePointer<Int16>
) {
  for l in 0..<philoxGroup {
    numbers[l] = Int16(truncatingIfNeeded: words[l] & 0x7FFF)
    numbers[philoxGroup &+ l] = Int16(truncatingIfNeeded: (words[l] &>> 16) & 0x7FFF)
  }
}

/// Counts the tails whose upper bits each number lies below; says whether any has the same bits.
@inline(__always)
private func countBelow(
  _ numbers: UnsafeMutablePointer<Int16>, _ tails: UnsafePointer<Int32>, _ tailCount: Int,
  _ events: UnsafeMutablePointer<Int16>, _ ties: UnsafeMutablePointer<Int16>
) -> Bool {
  var least: Int16 = .max
  for l in 0..<poissonGroup {
    least = min(least, numbers[l])
    events[l] = 0
    ties[l] = 0
  }
  for k in 0..<tailCount {
    let tail = Int16(truncatingIfNeeded: tails[k] &>> 16)
    // No number is as small as this and all further tails.
    if tail < least { break }
    for l in 0..<poissonGroup {
      let number = numbers[l]
      events[l] &-= (number &- tail) &>> 15
      ties[l] |= ((number ^ tail) &- 1) &>> 15
    }
  }
  var anyTie: Int16 = 0
  for l in 0..<poissonGroup { anyTie |= ties[l] }
  return anyTie != 0
}

/// Counts again, with all bits, for the numbers that need them.
@inline(never)
private func breakTies(
  _ position: RandomPosition, _ group: Int, _ numbers: UnsafeMutablePointer<Int16>,
  _ tails: UnsafePointer<Int32>, _ tailCount: Int, _ events: UnsafeMutablePointer<Int16>,
  _ ties: UnsafeMutablePointer<Int16>
) {
  withUnsafeTemporaryAllocation(of: UInt32.self, capacity: philoxGroup) { memory in
    let words = memory.baseAddress.unsafelyUnwrapped
    philox(position, group: group, words)
    for l in 0..<poissonGroup where ties[l] != 0 {
      let word = words[l % philoxGroup] &>> (l < philoxGroup ? 0 : 16)
      let number = Int32(numbers[l]) &<< 16 | Int32(word & 0xFFFF)
      var below: Int16 = 0
      for k in 0..<tailCount where number < tails[k] { below &+= 1 }
      events[l] = below
    }
  }
}
