import KernelTypes

extension Population {
  /// Sends the block's numbers on their way: every neuron is listed as one that has spiked is, with
  /// the number it carries.
  func transmit(
    _ values: RealBuffer, _ slice: StepSlice, _ list: UnsafeMutablePointer<Int32>,
    _ count: UnsafeMutablePointer<Int32>
  ) {
    let neurons = slice.neurons
    for (k, neuron) in neurons.enumerated() { list[k] = Int32(truncatingIfNeeded: neuron) }
    count.pointee = Int32(truncatingIfNeeded: neurons.count)
    gradedOutput?.list(lane: slice.lane, step: slice.step, first: neurons.lowerBound)
      .update(from: values.base + (slice.lane * size + neurons.lowerBound), count: neurons.count)
  }
}
