import KernelTypes

extension Population {
  /// Sends the block's numbers on their way: a neuron whose number is not 0 is listed as one that has
  /// spiked is, with the number it carries.
  func transmit(
    _ values: RealBuffer, _ slice: StepSlice, _ list: UnsafeMutablePointer<Int32>,
    _ count: UnsafeMutablePointer<Int32>
  ) {
    let neurons = slice.neurons
    let numbers = values.base + slice.lane * size
    let sent = gradedOutput?.list(lane: slice.lane, step: slice.step, first: neurons.lowerBound)
    if let still = model.still {
      let listed = still.list(lane: slice.lane, step: slice.step, neurons, into: list, sent)
      count.pointee = Int32(truncatingIfNeeded: listed)
      return
    }
    var listed = 0
    for neuron in neurons where numbers[neuron] != 0 {
      list[listed] = Int32(truncatingIfNeeded: neuron)
      sent?[listed] = numbers[neuron]
      listed += 1
    }
    count.pointee = Int32(truncatingIfNeeded: listed)
  }
}
