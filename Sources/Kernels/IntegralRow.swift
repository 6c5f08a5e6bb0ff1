import KernelTypes

/// A row and the running integrals of its targets. Synapses keep not their weight but what gives it
/// together with these, at any time (docs/decisions/0012-integrals-or-records.md): so a row is
/// brought up to date when a presynaptic spike visits it, or somebody looks.
struct IntegralRow<Number: LaneScalar, Targets: RowTargets> {
  /// Integrals from the beginning of one epoch, by target.
  struct Sums {
    let first: UnsafePointer<Number>
    let second: UnsafePointer<Number>
    let own: UnsafePointer<Number>?
  }

  let count: Int
  let targets: Targets
  let state: UnsafeMutablePointer<Number>
  let eligibility: UnsafeMutablePointer<Number>?
  /// Where eligibilities are written that are shown.
  let shown: UnsafeMutablePointer<Number>?
  /// Of the epoch of the last visit and of the present one; nil where nothing grows.
  let then: Sums?
  let now: Sums?
  /// Whether these are the same.
  let isPresent: Bool
  let values: UnsafePointer<Number>
  /// Of the visit.
  let (x, nextX): (Number, Number)
  let (integral, nextIntegral): (Number, Number)
  let (carry, slope, offset): (Number, Number, Number)
  private let (lower, upper): (Number, Number)
  private let coefficient: Number
  private let frozen: UnsafePointer<UInt8>?
  private let nextState: UnsafePointer<Number>
  private let nextEligibility: UnsafePointer<Number>?

  @inline(__always)
  init(_ rows: IntegralRows, _ visit: IntegralVisit, _ targets: Targets, next: Int) {
    func sums(_ epoch: Int) -> Sums? {
      guard let first = rows.first else { return nil }
      let place = epoch &* rows.stride
      return Sums(
        first: UnsafePointer(first.of(Number.self) + place),
        second: UnsafePointer((rows.second ?? first).of(Number.self) + place),
        own: rows.own.map { UnsafePointer($0.of(Number.self) + place) })
    }
    count = visit.count
    self.targets = targets
    state = rows.state.of(Number.self) + visit.start
    eligibility = rows.eligibility.map { $0.of(Number.self) + visit.start }
    shown = rows.shown.map { $0.of(Number.self) + visit.start }
    then = sums(Int(visit.epoch))
    now = sums(rows.present)
    isPresent = Int(visit.epoch) == rows.present
    values = UnsafePointer(rows.values.of(Number.self))
    (x, nextX) = (Number(visit.trace), Number(visit.nextTrace))
    (integral, nextIntegral) = (Number(visit.integral), Number(visit.nextIntegral))
    (carry, slope, offset) = (Number(visit.carry), Number(visit.slope), Number(visit.offset))
    (lower, upper) = (Number(rows.lower), Number(rows.upper))
    coefficient = Number(rows.coefficient)
    frozen = rows.frozen.map { $0 + visit.start }
    nextState = UnsafePointer(rows.state.of(Number.self) + next)
    nextEligibility = rows.eligibility.map { UnsafePointer($0.of(Number.self) + next) }
  }

  /// What a table holds of the targets.
  @inline(__always)
  func gather<L: Lanes>(_ table: UnsafePointer<Number>, _ k: Int, _: L.Type) -> L
  where L.Number == Number {
    L.gather { table[targets[k &+ $0]] }
  }

  /// `slope` times what of the targets counts at arrivals, plus `offset`.
  @inline(__always)
  func arrival<L: Lanes>(_ k: Int, _: L.Type) -> L where L.Number == Number {
    guard slope != 0 else { return L.same(offset) }
    return L.same(slope) * gather(values, k, L.self) + L.same(offset)
  }

  @inline(__always)
  func bounded<L: Lanes>(_ weight: L) -> L where L.Number == Number {
    weight.bounded(lower, upper)
  }

  /// Keeps what is given, but where a weight is frozen.
  @inline(__always)
  func keep<L: Lanes>(_ k: Int, _ given: L) where L.Number == Number {
    unlessFrozen(k, given).store(state + k)
  }

  /// What is given, but where a weight is frozen what the row keeps.
  @inline(__always)
  func unlessFrozen<L: Lanes>(_ k: Int, _ given: L) -> L where L.Number == Number {
    guard let frozen else { return given }
    return given.replaced(by: L.load(state + k), where: frozen + k)
  }

  /// Comes last: the compiler loads nothing across additions to what may be the same memory. Most
  /// weights are transmitted whole; it would multiply lane by lane.
  @inline(__always)
  func deliver<L: Lanes>(_ k: Int, _ weight: L, to input: UnsafeMutablePointer<Number>)
  where L.Number == Number {
    targets.add(coefficient == 1 ? weight : L.same(coefficient) * weight, k, to: input)
  }

  /// Asks for the memory of sixteen synapses of the next row, from the k-th on: rows lie anywhere, and
  /// the processor foresees only the rest of one.
  @inline(__always)
  private func prefetchNext(_ k: Int) {
    prefetchSixteen(nextState + k)
    if let nextEligibility { prefetchSixteen(nextEligibility + k) }
    targets.prefetchNext(k)
  }

  @inline(__always)
  fileprivate func forEachLane<W: RowWork>(_ work: W) where W.Number == Number {
    var k = 0
    while k &+ 16 <= count {
      prefetchNext(k)
      work.step(self, k, SIMD16<Number>.self)
      k &+= 16
    }
    if k < count { prefetchNext(k) }
    while k < count {
      work.step(self, k, Number.self)
      k &+= 1
    }
  }
}

/// What is done to synapses of a row, from the k-th on.
protocol RowWork {
  associatedtype Number: LaneScalar
  func step<L: Lanes, T: RowTargets>(_ row: IntegralRow<Number, T>, _ k: Int, _: L.Type)
  where L.Number == Number
}

/// Goes through the synapses of all rows.
@inline(__always)
func forEachLane<W: RowWork>(_ rows: IntegralRows, _ work: W) {
  for v in 0..<rows.visitCount {
    let visit = rows.visits[v]
    let next = v &+ 1 < rows.visitCount ? rows.visits[v &+ 1].start : rows.next ?? visit.start
    if let targets = rows.targets {
      let places = ListedTargets(row: targets + visit.start, next: targets + next)
      IntegralRow(rows, visit, places, next: next).forEachLane(work)
    } else {
      IntegralRow(rows, visit, TargetsInTurn(), next: next).forEachLane(work)
    }
  }
}
