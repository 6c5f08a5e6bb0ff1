import KernelTypes

/// A row and the running integrals of its targets. Synapses keep not their weight but what gives it
/// together with these, at any time (docs/decisions/0012-integrals-or-records.md): so a row is
/// brought up to date when a presynaptic spike visits it, or somebody looks.
struct IntegralRow<Number: Lane, Targets: RowTargets> {
  /// Integrals from the beginning of one epoch, by target.
  struct Sums {
    let first: UnsafePointer<Number>
    let second: UnsafePointer<Number>
    let own: UnsafePointer<Number>?
  }

  let visit: IntegralVisit
  let targets: Targets
  let state: UnsafeMutablePointer<Number>
  /// Nil where nothing grows.
  let then: Sums?
  let now: Sums?
  /// Whether the row was last visited in the present epoch.
  let isPresent: Bool
  let values: UnsafePointer<Number>
  let (lower, upper): (Number, Number)
  let frozen: UnsafePointer<UInt8>?
  private let next: UnsafePointer<Number>

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
    self.visit = visit
    self.targets = targets
    state = rows.state.of(Number.self) + visit.start
    then = sums(Int(visit.epoch))
    now = sums(rows.present)
    isPresent = Int(visit.epoch) == rows.present
    values = UnsafePointer(rows.values.of(Number.self))
    (lower, upper) = (Number(rows.lower), Number(rows.upper))
    frozen = rows.frozen.map { $0 + visit.start }
    self.next = UnsafePointer(rows.state.of(Number.self) + next)
  }

  /// What a table holds of the targets.
  @inline(__always)
  func gather<L: Lanes>(_ table: UnsafePointer<Number>, _ k: Int, _: L.Type) -> L
  where L.Number == Number {
    L.gather { table[targets[k &+ $0]] }
  }

  /// `slope` times what of the targets counts at arrivals, plus `offset`.
  @inline(__always)
  func arrival<L: Lanes>(_ k: Int, _ slope: Number, _ offset: Number) -> L
  where L.Number == Number {
    guard slope != 0 else { return L.same(offset) }
    return L.same(slope) * gather(values, k, L.self) + L.same(offset)
  }

  @inline(__always)
  func bounded<L: Lanes>(_ weight: L) -> L where L.Number == Number {
    weight.bounded(lower, upper)
  }

  /// What is given, but where a weight is frozen what is kept of it.
  @inline(__always)
  func unlessFrozen<L: Lanes>(_ k: Int, _ given: L, _ kept: L) -> L where L.Number == Number {
    guard let frozen else { return given }
    return given.replaced(by: kept, where: frozen + k)
  }

  /// Most weights are transmitted whole; the compiler would multiply lane by lane.
  @inline(__always)
  func deliver<L: Lanes>(
    _ k: Int, _ weight: L, _ coefficient: Number, to input: UnsafeMutablePointer<Number>
  ) where L.Number == Number {
    targets.add(coefficient == 1 ? weight : L.same(coefficient) * weight, k, to: input)
  }

  @inline(__always)
  func prefetchNext(_ k: Int) {
    prefetchSixteen(next + k)
    targets.prefetchNext(k)
  }
}

/// Calls one of the two with every row.
///
/// - Parameters:
///   - listed: where targets are listed.
///   - inTurn: where they are all neurons of the block.
@inline(__always)
func forEachRow<R: Lane>(
  _ rows: IntegralRows, _: R.Type, listed: (IntegralRow<R, ListedTargets>, _ next: Int) -> Void,
  inTurn: (IntegralRow<R, TargetsInTurn>, _ next: Int) -> Void
) {
  for v in 0..<rows.visitCount {
    let visit = rows.visits[v]
    let next = rows.visits[min(v &+ 1, rows.visitCount &- 1)].start
    if let targets = rows.targets {
      let places = ListedTargets(row: targets + visit.start, next: targets + next)
      listed(IntegralRow(rows, visit, places, next: next), next)
    } else {
      inTurn(IntegralRow(rows, visit, TargetsInTurn(), next: next), next)
    }
  }
}
