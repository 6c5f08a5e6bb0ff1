import KernelTypes

/// Numbers as they come, kept in a network's precision.
struct RealLog {
  private enum Numbers {
    case single(GrowingBuffer<Float>)
    case double(GrowingBuffer<Double>)
  }

  private let numbers: Numbers

  init(_ precision: Precision) {
    numbers = precision == .single ? .single(GrowingBuffer()) : .double(GrowingBuffer())
  }

  func append(_ value: Double) {
    switch numbers {
    case .single(let singles): singles.append(Float(value))
    case .double(let doubles): doubles.append(value)
    }
  }

  func append(repeating value: Double, count: Int) {
    switch numbers {
    case .single(let singles): singles.append(repeating: Float(value), count: count)
    case .double(let doubles): doubles.append(repeating: value, count: count)
    }
  }

  /// Appends numbers of the same precision.
  func append(_ values: Reals, count: Int) {
    switch numbers {
    case .single(let singles): singles.append(values.of(Float.self), count: count)
    case .double(let doubles): doubles.append(values.of(Double.self), count: count)
    }
  }

  var count: Int {
    switch numbers {
    case .single(let singles): singles.count
    case .double(let doubles): doubles.count
    }
  }

  subscript(_ index: Int) -> Double {
    switch numbers {
    case .single(let singles): Double(singles[index])
    case .double(let doubles): doubles[index]
    }
  }

  func listState(in list: StateList) {
    switch numbers {
    case .single(let singles): list.growing("values", singles)
    case .double(let doubles): list.growing("values", doubles)
    }
  }

  /// Memory, in bytes, to ask for to make room for so many numbers more.
  func growth(by more: Int) -> Int {
    switch numbers {
    case .single(let singles): singles.growth(by: more)
    case .double(let doubles): doubles.growth(by: more)
    }
  }

  /// Makes room for so many numbers more; false where there is none.
  func reserve(_ more: Int) -> Bool {
    switch numbers {
    case .single(let singles): singles.reserve(more)
    case .double(let doubles): doubles.reserve(more)
    }
  }

  var bytesHeld: Int {
    switch numbers {
    case .single(let singles): singles.bytesHeld
    case .double(let doubles): doubles.bytesHeld
    }
  }

  func removeAll() {
    switch numbers {
    case .single(let singles): singles.removeAll()
    case .double(let doubles): doubles.removeAll()
    }
  }
}
