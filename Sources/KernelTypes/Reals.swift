/// How the numbers of a network are kept.
public enum Precision: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  case single
  case double

  @inlinable
  public var bytes: Int { self == .single ? 4 : 8 }

  public var name: String { self == .single ? "single" : "double" }

  /// A number of this precision, with no more digits than it has.
  public func text(_ value: Double) -> String {
    self == .single ? "\(Float(value))" : "\(value)"
  }

  /// A number as this precision holds it.
  public func rounded(_ value: Double) -> Double { self == .single ? Double(Float(value)) : value }
}

/// A pointer to numbers of a network's precision, which kernels turn into one to `Float` or `Double`
/// once and loop over: so one source serves both.
public struct Reals: BitwiseCopyable {
  public let raw: UnsafeMutableRawPointer
  public let precision: Precision

  @inlinable
  public init(_ raw: UnsafeMutableRawPointer, _ precision: Precision) {
    self.raw = raw
    self.precision = precision
  }

  @inlinable
  public init(_ pointer: UnsafeMutablePointer<Float>) { self.init(pointer, .single) }

  @inlinable
  public init(_ pointer: UnsafeMutablePointer<Double>) { self.init(pointer, .double) }

  /// Numbers that are only read, which nothing here enforces.
  @inlinable
  public init(_ pointer: UnsafePointer<Float>) {
    self.init(UnsafeMutablePointer(mutating: pointer))
  }

  @inlinable
  public init(_ pointer: UnsafePointer<Double>) {
    self.init(UnsafeMutablePointer(mutating: pointer))
  }

  @inlinable
  @inline(__always)
  public func of<R>(_: R.Type) -> UnsafeMutablePointer<R> {
    raw.assumingMemoryBound(to: R.self)
  }

  @inlinable
  @inline(__always)
  public static func + (pointer: Reals, count: Int) -> Reals {
    Reals(pointer.raw + count &* pointer.precision.bytes, pointer.precision)
  }

  /// One number, rounded to the precision where it is set.
  @inlinable
  public subscript(_ index: Int) -> Double {
    get {
      precision == .single ? Double(of(Float.self)[index]) : of(Double.self)[index]
    }
    nonmutating set {
      if precision == .single {
        of(Float.self)[index] = Float(newValue)
      } else {
        of(Double.self)[index] = newValue
      }
    }
  }
}
