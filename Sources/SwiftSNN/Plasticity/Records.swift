import KernelTypes

/// What the neurons of a population recorded for their synapses, oldest first: a fixed number for
/// each neuron.
final class Records {
  let capacity: Int
  let terms: Int
  /// Of each neuron.
  let counts: Buffer<Int32>
  /// Steps after the block's origin, [neuron][capacity].
  let steps: Buffer<Int32>
  /// [neuron][capacity][term].
  let values: RealBuffer
  /// Modulator integral and its gain, side by side, [neuron][capacity].
  let marks: Buffer<Double>?

  /// Spikes kept for a neuron; steps, where a term acts in each.
  private static let spikes = 16
  private static let denseSteps = 64

  init(
    size: Int, terms: Int, isDense: Bool, hasMarks: Bool, _ precision: Precision, what: String
  ) throws(SNNError) {
    capacity = isDense ? Records.denseSteps : Records.spikes
    self.terms = terms
    counts = try Buffer(what, count: size)
    steps = try Buffer(what, shape: size, capacity)
    values = try RealBuffer(what, shape: [size, capacity, terms], precision)
    marks = hasMarks ? try Buffer(what, shape: size, capacity, 2) : nil
  }

  /// No room for one more of every neuron.
  func isFull(_ neurons: Range<Int>) -> Bool {
    guard let first = neurons.first else { return false }
    return Int(counts.base[first]) == capacity
  }

  func isFull(_ list: UnsafePointer<Int32>, _ count: Int) -> Bool {
    for k in 0..<count where Int(counts.base[Int(list[k])]) == capacity { return true }
    return false
  }

  /// Makes a record; returns its place.
  func add(_ neuron: Int, _ step: Int32) -> Int {
    let place = neuron * capacity + Int(counts.base[neuron])
    steps.base[place] = step
    counts.base[neuron] += 1
    return place
  }

  func clear(_ neurons: Range<Int>) {
    for j in neurons { counts.base[j] = 0 }
  }
}
