import KernelTypes

/// What the neurons of a population recorded for their synapses, oldest first: a fixed number for
/// each neuron.
final class Records {
  let capacity: Int
  /// Steps from one look at how full they are to the next.
  let look: Int
  let terms: Int
  /// Of each neuron.
  let counts: Buffer<Int32>
  /// Steps after the block's origin, [neuron][capacity].
  let steps: Buffer<Int32>
  /// [neuron][capacity][term].
  let values: RealBuffer
  /// Modulator integral and its gain, side by side, [neuron][capacity].
  let marks: Buffer<Double>?

  /// Records kept for a neuron: of spikes, or of steps, where a term acts in each.
  private static let spikes = 24
  private static let steps = 64
  private static let spikesLook = 8

  init(
    size: Int, terms: Int, isDense: Bool, hasMarks: Bool, _ precision: Precision, what: String
  ) throws(SNNError) {
    capacity = isDense ? Records.steps : Records.spikes
    look = isDense ? Records.steps : Records.spikesLook
    self.terms = terms
    counts = try Buffer(what, count: size)
    steps = try Buffer(what, shape: size, capacity)
    values = try RealBuffer(what, shape: [size, capacity, terms], precision)
    marks = hasMarks ? try Buffer(what, shape: size, capacity, 2) : nil
  }

  func listState(in list: StateList, longest: Int) {
    list.buffer("counts", counts) { [capacity] in (0...capacity).contains(Int($1)) }
    list.buffer("steps", steps) { (0...longest).contains(Int($1)) }
    list.reals("values", values)
    list.buffer("marks", marks)
  }

  /// Some neuron may not have room for what comes before the next look.
  var mustBegin: Bool {
    for j in 0..<counts.count where Int(counts.base[j]) + look > capacity { return true }
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
