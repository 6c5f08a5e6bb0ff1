import KernelTypes

extension LearningGroup {
  /// Applies the changes of some rows through the projection's `WeightUpdate`: all rows, because an
  /// optimiser goes on and weights decay where nothing fired, too.
  func applyUpdate(
    _ projection: Projection, rows: Range<Int>, member: Int, divisor: Float,
    _ sent: any SentByNeuron, _ kernels: KernelTable
  ) {
    guard let storage = projection.storage, let weights = storage.weights,
      let update = projection.update, projection.learningRate > 0, !projection.isFrozen
    else { return }
    defer { restoreFrozen(projection, storage, weights, rows: rows) }
    let n = target.size
    let change = changes.base + member * n
    for source in rows {
      for (segment, delay) in storage.delays.enumerated() {
        change.update(repeating: 0, count: n)
        _ = sent.sum(of: source, delay: delay, 0..<n, of: self, into: change, kernels)
        kernels.scale(change, 1 / divisor, n)
        for (block, range) in target.blocks.enumerated() {
          let row = storage.row(source: source, segment: segment, part: block)
          let synapses = UpdatedRow(
            weights: weights.base, places: row.synapses, targets: row.targets,
            changes: UnsafePointer(change + range.lowerBound), factor: projection.learningRate,
            lower: projection.lower, upper: projection.upper, source: source, delay: delay,
            firstTarget: range.lowerBound)
          update.apply(synapses)
        }
      }
    }
  }
}

/// The synapses of a source with one delay in a block of the target, with the changes of the block's
/// neurons.
struct UpdatedRow {
  let weights: Reals
  let places: Range<Int>
  /// Block-local; nil: all in order.
  let targets: UnsafePointer<UInt16>?
  let changes: UnsafePointer<Float>
  /// The learning rate.
  let factor: Float
  let lower: Double
  let upper: Double
  let source: Int
  let delay: Int
  let firstTarget: Int
}

extension WeightUpdate {
  func apply(_ row: UpdatedRow) {
    let chance = rules.drawsNumbers ? key(row) : 0
    let a = states.first?.base
    let b = states.count > 1 ? states[1].base : nil
    let (optimiser, rules, loss) = (optimiser, rules, loss)
    let (factors, references) = (factors?.base, references?.base)
    let (rest, signs, ordinals) = (rest?.base, signs?.base, ordinals?.base)
    let factor = Double(row.factor)
    let range = row.upper - row.lower
    let limits = Limits(row, levels: rules.levels)
    for (k, place) in row.places.enumerated() {
      let local = row.targets.map { Int($0[k]) } ?? k
      let weight = row.weights[place] + (rest?[place] ?? 0)
      let change = Double(row.changes[local]) * (factors?[place] ?? 1)
      var (first, second) = (a?[place] ?? 0, b?[place] ?? 0)
      var step = optimiser.step(change, weight: weight, factor: factor, &first, &second)
      a?[place] = first
      b?[place] = second
      if step > 0, rules.muPlus > 0 {
        step *= raise(max(0, (row.upper - weight) / range), to: rules.muPlus)
      } else if step < 0, rules.muMinus > 0 {
        step *= raise(max(0, (weight - row.lower) / range), to: rules.muMinus)
      }
      var rounding = 0.5
      if chance != 0 {
        let words = words(row.firstTarget + local, ordinals?[place] ?? 0, chance)
        rounding = uniform(words.2)
        if uniform(words.3) > rules.probability { step = 0 }
        if step != 0, rules.isNoisy { step = noisy(step, words.0, words.1) }
      }
      var next = weight + step
      if loss > 0 {
        next -= loss * (weight - (references?[place] ?? rules.reference))
      }
      let sign = signs?[place] ?? 0
      if sign > 0 { next = max(next, 0) }
      if sign < 0 { next = min(next, 0) }
      next = min(max(next, row.lower), row.upper)
      guard rules.levels > 0 else {
        row.weights[place] = next
        continue
      }
      // A weight that nothing moves stays on its level.
      let isMoved = next != weight
      if !isMoved, let rest, rest[place] != 0 { continue }
      let level = limits.level(
        of: next, rounding: rules.roundsByChance && isMoved ? rounding : nil, sign: sign)
      row.weights[place] = level
      rest?[place] = next - level
    }
  }

  /// The step with noise in proportion to it and of its own.
  private func noisy(_ step: Double, _ u: UInt32, _ v: UInt32) -> Double {
    let radius = (-2 * Elementary.log(uniform(u))).squareRoot()
    let angle = uniform(v)
    let quarter = angle < 0.25 ? angle + 0.75 : angle - 0.25
    return step * (1 + rules.relativeNoise * radius * Elementary.cosTurn(angle))
      + rules.noise * radius * Elementary.cosTurn(quarter)
  }

  /// In (0, 1).
  private func uniform(_ word: UInt32) -> Double { (Double(word) + 0.5) * 0x1p-32 }

  /// What names the numbers of a row in this update, never 0.
  private func key(_ row: UpdatedRow) -> UInt64 {
    let words = RandomRow.philox(
      (
        UInt32(truncatingIfNeeded: row.source), UInt32(truncatingIfNeeded: row.delay),
        UInt32(truncatingIfNeeded: count), stream
      ), seed)
    return max(UInt64(words.1) << 32 | UInt64(words.0), 1)
  }

  private func words(
    _ target: Int, _ ordinal: UInt16, _ key: UInt64
  ) -> (UInt32, UInt32, UInt32, UInt32) {
    RandomRow.philox(
      (
        UInt32(truncatingIfNeeded: target), UInt32(ordinal),
        UInt32(truncatingIfNeeded: count >> 32), stream
      ), key)
  }
}

/// The levels between the bounds, both included.
private struct Limits {
  let lower: Double
  let gap: Double
  let last: Double

  init(_ row: UpdatedRow, levels: Int) {
    lower = row.lower
    last = Double(max(levels - 1, 1))
    gap = (row.upper - row.lower) / last
  }

  /// - Parameters:
  ///   - rounding: in (0, 1), for rounding by chance; nil: to the nearest level.
  ///   - sign: of the weight, which a level that is not 0 must have; 0: any.
  func level(of weight: Double, rounding: Double?, sign: Int8) -> Double {
    let place = (weight - lower) / gap
    var index = place.rounded()
    if let rounding {
      let below = place.rounded(.down)
      index = rounding < place - below ? below + 1 : below
    }
    index = min(max(index, 0), last)
    let value = lower + gap * index
    if sign > 0, value < 0 { index += 1 }
    if sign < 0, value > 0 { index -= 1 }
    return lower + gap * min(max(index, 0), last)
  }
}
