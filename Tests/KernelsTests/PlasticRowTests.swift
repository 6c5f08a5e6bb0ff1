import KernelTypes
import Testing

@testable import SwiftSNN

/// Values to deallocate after use: a pointer taken from an array holds for a call, and not beyond.
private func allocated<Element>(_ values: [Element]) -> UnsafeMutablePointer<Element> {
  let base = UnsafeMutablePointer<Element>.allocate(capacity: values.count)
  base.initialize(from: values, count: values.count)
  return base
}

/// Pairs side by side, as the kernels take them.
private func reals(_ pairs: UnsafeMutablePointer<SIMD2<Float>>) -> Reals { Reals(pairs, .single) }

struct PlasticRowTests {
  private struct Setting: Sendable {
    let gain: Float
    let slope: Float
    var offset: Float = 0
    var coefficient: Float = 1
    let lower: Float
    let upper: Float
  }

  private static let settings = [
    Setting(gain: 0.3, slope: -0.2, lower: 0, upper: 1),
    Setting(gain: 0.3, slope: 0, coefficient: -2, lower: -.infinity, upper: .infinity),
    Setting(gain: -0.4, slope: 0.2, offset: -0.05, lower: 0.2, upper: 0.8),
    Setting(gain: 0, slope: -5, lower: 0.1, upper: 0.1),
  ]

  /// Two rows of `each.count` synapses, the second visited first, each twice: last in the present
  /// epoch, last in an earlier one.
  ///
  /// - Parameter targets: of both rows; nil where target k is k.
  private func run(
    _ each: KernelCase, _ targets: [UInt16]?, neurons: Int, _ setting: Setting, settles: Bool
  ) {
    var numbers = Numbers(each.count)
    let count = each.count
    let weights = Fenced(numbers.floats(2 * count, in: 0...1), offset: each.offset)
    let seen = Fenced(numbers.floats(2 * count, in: 0...2), offset: each.offset)
    let (integral, trace) = (numbers.floats(neurons, in: 0...4), numbers.floats(neurons, in: 0...3))
    let start = numbers.floats(neurons)
    let input = Fenced(start, offset: each.offset)
    let indices = targets.map { Fenced($0 + $0, offset: each.offset) }
    let post = zip(integral, trace).map { SIMD2($0, $1) }
    func visit(_ start: Int, _ gain: Float, isFresh: Bool, past: Int32? = nil) -> PlasticVisit {
      PlasticVisit(
        start: start, count: count, gain: Double(gain), isFresh: isFresh, past: past,
        slope: Double(setting.slope), offset: Double(setting.offset))
    }
    let visits = [
      visit(count, setting.gain, isFresh: false), visit(0, 2 * setting.gain, isFresh: true),
      visit(count, -setting.gain, isFresh: false, past: 1),
      visit(0, setting.gain, isFresh: true, past: 0),
    ]
    let frozen = Fenced((0..<2 * count).map { UInt8($0 % 7 == 3 ? 1 : 0) })
    let pastIntegrals = (0..<2).map { _ in numbers.floats(neurons, in: 0...4) }
    let past = allocated(pastIntegrals[0] + pastIntegrals[1])
    let (visitList, postList) = (allocated(visits), allocated(post))
    defer {
      visitList.deallocate()
      postList.deallocate()
      past.deallocate()
    }
    var (expected, visited, delivered) = (weights.values, seen.values, start)
    for visit in visits {
      for k in visit.start..<visit.start + count {
        let j = targets.map { Int($0[k - visit.start]) } ?? k - visit.start
        let reached = visit.past.map { pastIntegrals[Int($0)][j] } ?? integral[j]
        let stays = k % 7 == 3
        let grown = clipped(
          expected[k] + Float(visit.gain) * (reached - (visit.isFresh ? 0 : visited[k])),
          setting.lower, setting.upper)
        visited[k] = integral[j]
        let arrived = clipped(
          grown + (setting.offset + setting.slope * trace[j]), setting.lower, setting.upper)
        if !stays { expected[k] = settles ? grown : arrived }
        if !settles { delivered[j] += setting.coefficient * expected[k] }
      }
    }
    let rows = PlasticRows(
      visits: visitList, visitCount: visits.count, weights: weights.reals, seen: seen.reals,
      post: reals(postList), past: Reals(past), pastStride: neurons,
      targets: indices?.constant, frozen: frozen.constant,
      coefficient: Double(setting.coefficient), lower: Double(setting.lower),
      upper: Double(setting.upper))
    if settles {
      each.table.settleRows(rows, true)
    } else {
      each.table.visitRows(rows, input.reals)
    }
    #expect(weights.bits == bits(expected))
    #expect(seen.bits == bits(visited))
    #expect(input.bits == bits(delivered))
    #expect(weights.isIntact && seen.isIntact && input.isIntact)
    if settles {
      let noted = seen.values
      each.table.settleRows(rows, false)
      #expect(seen.values == noted)
    }
  }

  @Test(arguments: KernelCase.all)
  func `a dense row is brought up to date, clipped, then depressed`(_ each: KernelCase) {
    for setting in PlasticRowTests.settings {
      run(each, nil, neurons: each.count, setting, settles: false)
      run(each, nil, neurons: each.count, setting, settles: true)
    }
  }

  @Test(arguments: KernelCase.all)
  func `a sparse row finds its targets, several synapses of one target included`(
    _ each: KernelCase
  ) {
    var numbers = Numbers(each.count + 1)
    let targets = (0..<each.count).map { _ in UInt16(numbers.below(300)) }.sorted()
    for setting in PlasticRowTests.settings {
      run(each, targets, neurons: 300, setting, settles: false)
      run(each, targets, neurons: 300, setting, settles: true)
    }
  }

  @Test(arguments: KernelChoice.available)
  func `growth is clipped before depression acts`(_ table: KernelTable) {
    let weights = Fenced([Float](repeating: 0.9, count: 1))
    let seen = Fenced([Float](repeating: 1, count: 1))
    let input = Fenced([Float](repeating: 0.25, count: 1))
    let visits = allocated([
      PlasticVisit(start: 0, count: 1, gain: 0.5, isFresh: false, slope: -0.5)
    ])
    let post = allocated([SIMD2<Float>(2, 0.5)])
    defer {
      visits.deallocate()
      post.deallocate()
    }
    table.visitRows(
      PlasticRows(
        visits: visits, visitCount: 1,
        weights: weights.reals, seen: seen.reals, post: reals(post), past: weights.reals,
        pastStride: 0, targets: nil, lower: 0, upper: 1),
      input.reals)
    #expect(weights.values == [0.75])
    #expect(seen.values == [2])
    #expect(input.values == [1])
  }

  @Test(arguments: KernelChoice.available)
  func `where nothing grows, a visit depresses and delivers`(_ table: KernelTable) {
    let weights = Fenced([Float](repeating: 0.9, count: 1))
    let input = Fenced([Float](repeating: 0, count: 1))
    let visits = allocated([
      PlasticVisit(start: 0, count: 1, gain: 0.5, isFresh: false, slope: -0.5)
    ])
    let post = allocated([SIMD2<Float>(2, 0.5)])
    defer {
      visits.deallocate()
      post.deallocate()
    }
    table.visitRows(
      PlasticRows(
        visits: visits, visitCount: 1,
        weights: weights.reals, seen: nil, post: reals(post), past: weights.reals,
        pastStride: 0, targets: nil, lower: 0, upper: 1),
      input.reals)
    #expect(weights.values == [0.65])
    #expect(input.values == [0.65])
  }
}
