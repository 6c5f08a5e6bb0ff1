import CShims
import KernelTypes

/// One synapse of a row, or sixteen: what is written for both goes through the body of a row and
/// through what is left over with the same bits.
protocol Lanes {
  associatedtype Number: Real

  static func same(_ value: Number) -> Self
  static func load(_ place: UnsafePointer<Number>) -> Self
  func store(_ place: UnsafeMutablePointer<Number>)
  /// What `element` gives for each lane.
  static func gather(_ element: (_ lane: Int) -> Number) -> Self
  func map(_ function: (Number) -> Number) -> Self
  /// Lanes in order.
  func eachLane(_ body: (_ lane: Int, Number) -> Void)
  /// Of another value where a flag is not 0.
  func replaced(by other: Self, where flags: UnsafePointer<UInt8>) -> Self

  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
}

/// A number alone is one lane.
protocol Lane: Lanes, Real where Number == Self {}

/// Of which there are vectors.
typealias LaneScalar = Lane & SIMDScalar

extension Float: Lane {}
extension Double: Lane {}

extension Lane {
  @inline(__always) static func same(_ value: Self) -> Self { value }
  @inline(__always) static func load(_ place: UnsafePointer<Self>) -> Self { place.pointee }
  @inline(__always) func store(_ place: UnsafeMutablePointer<Self>) { place.pointee = self }
  @inline(__always) static func gather(_ element: (Int) -> Self) -> Self { element(0) }
  @inline(__always) func map(_ function: (Self) -> Self) -> Self { function(self) }
  @inline(__always) func eachLane(_ body: (Int, Self) -> Void) { body(0, self) }
  @inline(__always)
  func replaced(by other: Self, where flags: UnsafePointer<UInt8>) -> Self {
    flags.pointee != 0 ? other : self
  }
}

extension SIMD16: Lanes where Scalar: Real {
  typealias Number = Scalar

  @inline(__always)
  static func same(_ value: Scalar) -> Self { Self(repeating: value) }

  @inline(__always)
  static func load(_ place: UnsafePointer<Scalar>) -> Self {
    UnsafeRawPointer(place).loadUnaligned(as: Self.self)
  }

  @inline(__always)
  func store(_ place: UnsafeMutablePointer<Scalar>) {
    UnsafeMutableRawPointer(place).storeBytes(of: self, as: Self.self)
  }

  @inline(__always)
  static func gather(_ e: (Int) -> Scalar) -> Self {
    Self(
      e(0), e(1), e(2), e(3), e(4), e(5), e(6), e(7), e(8), e(9), e(10), e(11), e(12), e(13),
      e(14), e(15))
  }

  /// Written out lane by lane, which the compiler joins; loops of the standard library over generic
  /// vectors it leaves as they are.
  @inline(__always)
  func map(_ function: (Scalar) -> Scalar) -> Self { Self.gather { function(self[$0]) } }

  @inline(__always)
  func eachLane(_ body: (Int, Scalar) -> Void) {
    for lane in 0..<16 { body(lane, self[lane]) }
  }

  @inline(__always)
  func replaced(by other: Self, where flags: UnsafePointer<UInt8>) -> Self {
    Self.gather { flags[$0] != 0 ? other[$0] : self[$0] }
  }
}

extension Lanes {
  /// `clip`; NaN stays NaN.
  @inline(__always)
  func bounded(_ lower: Number, _ upper: Number) -> Self {
    map {
      let raised = lower > $0 ? lower : $0
      return upper < raised ? upper : raised
    }
  }
}

/// Where the synapses of a row end.
protocol RowTargets {
  subscript(_ k: Int) -> Int { get }
  func add<L: Lanes>(_ values: L, _ k: Int, to input: UnsafeMutablePointer<L.Number>)
  func prefetchNext(_ k: Int)
}

struct ListedTargets: RowTargets {
  let row: UnsafePointer<UInt16>
  let next: UnsafePointer<UInt16>

  @inline(__always) subscript(_ k: Int) -> Int { Int(row[k]) }

  /// In order: several synapses may end on one neuron.
  @inline(__always)
  func add<L: Lanes>(_ values: L, _ k: Int, to input: UnsafeMutablePointer<L.Number>) {
    values.eachLane { input[self[k &+ $0]] += $1 }
  }

  @inline(__always) func prefetchNext(_ k: Int) { shim_prefetch(next + k) }
}

/// On all neurons of a block in turn.
struct TargetsInTurn: RowTargets {
  @inline(__always) subscript(_ k: Int) -> Int { k }

  @inline(__always)
  func add<L: Lanes>(_ values: L, _ k: Int, to input: UnsafeMutablePointer<L.Number>) {
    (L.load(input + k) + values).store(input + k)
  }

  @inline(__always) func prefetchNext(_ k: Int) {}
}

/// The cache lines of sixteen numbers.
@inline(__always)
func prefetchSixteen<R>(_ first: UnsafePointer<R>) {
  shim_prefetch(first)
  if MemoryLayout<R>.stride > 4 { shim_prefetch(first + 8) }
}
