import KernelTypes
import Testing

@testable import SwiftSNN

/// Rows that running integrals follow against the same synapse by synapse.
struct IntegralRowTests {
  private enum Form: CaseIterable { case plain, eligible, decaying }

  private struct Setting: Sendable {
    var gain: Float
    var slope: Float
    var offset: Float = 0
    var coefficient: Float = 1
    let lower: Float
    let upper: Float
    var hasOwn = false
    var grows = true
  }

  private static let settings = [
    Setting(gain: 0.3, slope: -0.2, lower: 0, upper: 1),
    Setting(gain: 0.3, slope: 0, coefficient: -2, lower: -.infinity, upper: .infinity),
    Setting(gain: -0.4, slope: 0.2, offset: -0.05, lower: 0.2, upper: 0.8, hasOwn: true),
    Setting(gain: 0, slope: -5, lower: 0.1, upper: 0.1),
    Setting(gain: 0.3, slope: -0.2, offset: 0.1, lower: 0, upper: 1, grows: false),
  ]

  /// What one synapse becomes.
  private struct Synapse {
    var b: Float
    var a: Float
  }

  private struct Tables {
    let first: [[Float]]
    let second: [[Float]]
    let own: [[Float]]
    let values: [Float]
  }

  private static let present = 1

  /// A visit of one synapse; returns what it transmits.
  private static func visit(
    _ form: Form, _ synapse: inout Synapse, _ j: Int, _ isFrozen: Bool, _ visit: IntegralVisit,
    _ tables: Tables, _ setting: Setting
  ) -> Float {
    let (then, now) = (Int(visit.epoch), IntegralRowTests.present)
    let (x, nextX) = (Float(visit.trace), Float(visit.nextTrace))
    let (slope, offset) = (Float(visit.slope), Float(visit.offset))
    let arrival = slope == 0 ? offset : slope * tables.values[j] + offset
    let (p, nextP) = (tables.first[then][j], tables.first[now][j])
    let (q, nextQ) = (tables.second[then][j], tables.second[now][j])
    func clip(_ w: Float) -> Float { clipped(w, setting.lower, setting.upper) }
    var (w, next) = (synapse.b, synapse.b)
    switch form {
    case .plain where !setting.grows:
      w = clip(w + arrival)
      next = w
    case .plain:
      w = clip(clip(w + x * p) + arrival)
      next = w - nextX * nextP
    case .eligible:
      let held = synapse.a + x * p
      let e = Float(visit.carry) * held + arrival
      synapse.a = e - nextX * nextP
      let own = setting.hasOwn ? (tables.own[then][j], tables.own[now][j]) : (0, 0)
      w = clip(w + ((Float(visit.integral) + own.0) * held - x * q))
      next = w - ((Float(visit.nextIntegral) + own.1) * e - nextX * nextQ)
    case .decaying:
      w = clip(clip(w * Float(Elementary.exp(Double(q))) + x * p) + arrival)
      next = (w - nextX * nextP) * Float(Elementary.exp(Double(-nextQ)))
    }
    if isFrozen { return synapse.b }
    synapse.b = next
    return w
  }

  /// Two rows of `each.count` synapses, the second visited first, each twice: last in the present
  /// epoch, last in an earlier one.
  ///
  /// - Parameter targets: of both rows; nil where target k is k.
  private func run(
    _ each: KernelCase, _ targets: [UInt16]?, neurons: Int, _ setting: Setting, _ form: Form
  ) {
    var numbers = Numbers(each.count)
    let count = each.count
    let state = Fenced(numbers.floats(2 * count, in: 0...1), offset: each.offset)
    let eligibility = Fenced(numbers.floats(2 * count, in: -1...1), offset: each.offset)
    func epochs() -> [[Float]] { (0..<2).map { _ in numbers.floats(neurons, in: -2...2) } }
    let tables = Tables(
      first: epochs(), second: epochs(), own: epochs(), values: numbers.floats(neurons, in: 0...3))
    let start = numbers.floats(neurons)
    let input = Fenced(start, offset: each.offset)
    let indices = targets.map { Fenced($0 + $0, offset: each.offset) }
    let frozen = Fenced((0..<2 * count).map { UInt8($0 % 7 == 3 ? 1 : 0) })
    let (first, second) = (
      Fenced(tables.first.flatMap(\.self)), Fenced(tables.second.flatMap(\.self))
    )
    let (own, values) = (Fenced(tables.own.flatMap(\.self)), Fenced(tables.values))
    let visits = [(count, 1, 1), (0, 0, 2), (count, 0, -1), (0, 1, 1)].map { start, epoch, gain in
      IntegralVisit(
        start: start, count: count, epoch: Int32(epoch),
        trace: Double(Float(gain) * setting.gain), integral: 0.7, nextTrace: 0.45,
        nextIntegral: -0.3, carry: 0.875, slope: Double(setting.slope),
        offset: Double(setting.offset))
    }
    var expected = zip(state.values, eligibility.values).map(Synapse.init)
    var delivered = start
    for visit in visits {
      for k in visit.start..<visit.start + count {
        let j = targets.map { Int($0[k - visit.start]) } ?? k - visit.start
        delivered[j] +=
          setting.coefficient
          * IntegralRowTests.visit(form, &expected[k], j, k % 7 == 3, visit, tables, setting)
      }
    }
    visits.withUnsafeBufferPointer { list in
      guard let base = list.baseAddress else { return }
      let rows = IntegralRows(
        visits: base, visitCount: visits.count, state: state.reals,
        eligibility: form == .eligible ? eligibility.reals : nil,
        first: setting.grows || form != .plain ? first.reals : nil,
        second: form == .plain ? nil : second.reals, own: setting.hasOwn ? own.reals : nil,
        stride: neurons, present: IntegralRowTests.present, values: values.reals,
        targets: indices?.constant, frozen: frozen.constant,
        coefficient: Double(setting.coefficient), lower: Double(setting.lower),
        upper: Double(setting.upper))
      switch form {
      case .plain: each.table.visitRows(rows, input.reals)
      case .eligible: each.table.visitEligible(rows, input.reals)
      case .decaying: each.table.visitDecaying(rows, input.reals)
      }
    }
    if form == .decaying {
      // Exponentials are another function here.
      #expect(isClose(state.values, expected.map(\.b)))
      #expect(isClose(input.values, delivered))
    } else {
      #expect(state.bits == bits(expected.map(\.b)))
      #expect(input.bits == bits(delivered))
    }
    if form == .eligible { #expect(eligibility.bits == bits(expected.map(\.a))) }
    #expect(state.isIntact && eligibility.isIntact && input.isIntact)
  }

  private func isClose(_ a: [Float], _ b: [Float]) -> Bool {
    zip(a, b).allSatisfy { abs($0 - $1) <= 1e-5 * max(1, abs($1)) }
  }

  @Test(arguments: KernelCase.all)
  func `a dense row is brought up to date, changed by the arrival and delivered`(
    _ each: KernelCase
  ) {
    for form in Form.allCases {
      for setting in IntegralRowTests.settings {
        run(each, nil, neurons: each.count, setting, form)
      }
    }
  }

  @Test(arguments: KernelCase.all)
  func `a sparse row finds its targets, several synapses of one target included`(
    _ each: KernelCase
  ) {
    var numbers = Numbers(each.count + 1)
    let targets = (0..<each.count).map { _ in UInt16(numbers.below(300)) }.sorted()
    for form in Form.allCases {
      for setting in IntegralRowTests.settings { run(each, targets, neurons: 300, setting, form) }
    }
  }

  /// One synapse of each form, whose last visit found a trace of 0.5.
  private func settled(
    _ table: KernelTable, _ form: Form, _ mode: EligibleMode = .restart
  ) -> (w: Float, e: Float, shown: Float) {
    let (state, eligibility) = (Fenced([Float(0.25)]), Fenced([Float(0.5)]))
    let (first, second) = (Fenced([Float(0.5)]), Fenced([Float(form == .decaying ? 0 : 0.25)]))
    let shown = Fenced([Float(-1)])
    let visits = [
      IntegralVisit(start: 0, count: 1, epoch: 0, trace: 0.5, integral: 2, carry: 0.5)
    ]
    visits.withUnsafeBufferPointer { list in
      guard let base = list.baseAddress else { return }
      var rows = IntegralRows(
        visits: base, visitCount: 1, state: state.reals, eligibility: eligibility.reals,
        first: first.reals, second: second.reals, own: nil, stride: 1, present: 0,
        values: first.reals, targets: nil, frozen: nil, coefficient: 1, lower: 0, upper: 1)
      rows.shown = shown.reals
      switch form {
      case .plain: table.settleRows(rows)
      case .eligible: table.settleEligible(rows, mode)
      case .decaying: table.settleDecaying(rows)
      }
    }
    return (state.values[0], eligibility.values[0], shown.values[0])
  }

  @Test(arguments: KernelChoice.available)
  func `settled weights are what the sums say`(_ table: KernelTable) {
    #expect(settled(table, .plain).w == 0.5)
    #expect(settled(table, .decaying).w == 0.5)
    // e = 0.75, w = 0.25 + 2 * 0.75 - 0.5 * 0.25 beyond the bound.
    #expect(settled(table, .eligible) == (1, 0.375, -1))
    #expect(settled(table, .eligible, .show) == (1, 0.5, 0.375))
  }
}
