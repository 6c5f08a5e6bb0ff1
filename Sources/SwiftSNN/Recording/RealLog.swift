import KernelTypes

/// Numbers as they come, kept in a network's precision.
struct RealLog {
  private var singles: [Float] = []
  private var doubles: [Double] = []
  private let precision: Precision

  init(_ precision: Precision) { self.precision = precision }

  mutating func append(_ value: Double) {
    if precision == .single { singles.append(Float(value)) } else { doubles.append(value) }
  }

  mutating func append(repeating value: Double, count: Int) {
    switch precision {
    case .single: singles.append(contentsOf: repeatElement(Float(value), count: count))
    case .double: doubles.append(contentsOf: repeatElement(value, count: count))
    }
  }

  /// Appends numbers of the same precision.
  mutating func append(contentsOf numbers: Reals, count: Int) {
    switch precision {
    case .single:
      singles.append(
        contentsOf: UnsafeBufferPointer(start: numbers.of(Float.self), count: count))
    case .double:
      doubles.append(
        contentsOf: UnsafeBufferPointer(start: numbers.of(Double.self), count: count))
    }
  }

  var count: Int { precision == .single ? singles.count : doubles.count }

  subscript(_ index: Int) -> Double {
    precision == .single ? Double(singles[index]) : doubles[index]
  }

  func listState(in list: StateList, set: @escaping (RealLog) -> Void) {
    var made = RealLog(precision)
    switch precision {
    case .single:
      list.array("values", singles) {
        made.singles = $0
        set(made)
      }
    case .double:
      list.array("values", doubles) {
        made.doubles = $0
        set(made)
      }
    }
  }

  /// Memory, in bytes, to ask for to take so many numbers more.
  func growth(by more: Int) -> Int {
    precision == .single ? singles.growth(by: more) : doubles.growth(by: more)
  }

  var bytesHeld: Int { singles.bytesHeld + doubles.bytesHeld }

  mutating func removeAll() {
    singles.removeAll(keepingCapacity: true)
    doubles.removeAll(keepingCapacity: true)
  }
}

extension Array where Element: BitwiseCopyable {
  var bytesHeld: Int { capacity * MemoryLayout<Element>.stride }
}

extension Array {
  /// Memory, in bytes, to ask for to take so many elements more: where there is no room left, they
  /// move to at least twice as much.
  func growth(by more: Int) -> Int {
    let (total, overflow) = count.addingReportingOverflow(more)
    guard !overflow, total < Int.max / 64 else { return Int.max / 4 }
    return total <= capacity ? 0 : Swift.max(total, 2 * capacity) * MemoryLayout<Element>.stride
  }
}
