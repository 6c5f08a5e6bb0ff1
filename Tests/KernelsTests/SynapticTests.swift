import KernelTypes
import Testing

@testable import SwiftSNN

/// The kernels of neurons with synaptic currents or conductances.
struct SynapticTests {
  @Test(arguments: KernelCase.all, SynapticVariant.all)
  func `steps neurons as one at a time`(_ each: KernelCase, _ variant: SynapticVariant) {
    var numbers = Numbers(each.count)
    var reference = SynapticReference(variant, count: each.count, &numbers)
    let untouched = reference.inhibitory
    let memory = SynapticMemory(reference, offset: each.offset)
    let none = [Float](repeating: 0, count: each.count)
    for _ in 0..<5 {
      let (first, second) = (numbers.floats(each.count, in: 0...9), numbers.floats(each.count))
      reference.step(first, second)
      memory.step(first, variant.usesSecond ? second : none, each.table)
      #expect(memory.v.bits == bits(reference.v))
      #expect(memory.freeFrom.values == reference.freeFrom)
      #expect(memory.spikes.values == reference.spikes)
      #expect(memory.excitatory.level.bits == bits(reference.excitatory.level))
      #expect(memory.excitatory.input.values == none)
      #expect(memory.inhibitory.input.values == none)
      if variant.margin { #expect(memory.margin.bits == bits(reference.margin)) }
    }
    let inhibitory = variant.usesSecond ? reference.inhibitory : untouched
    #expect(memory.inhibitory.level.bits == bits(inhibitory.level))
    if variant.kind == .alpha {
      #expect(memory.excitatory.slope.bits == bits(reference.excitatory.slope))
      #expect(memory.inhibitory.slope.bits == bits(inhibitory.slope))
    }
    #expect(memory.isIntact)
  }

  @Test(arguments: KernelChoice.available, SynapticKind.allCases)
  func `equal coefficients give the same bits as a uniform one`(
    _ table: KernelTable, _ kind: SynapticKind
  ) {
    var numbers = Numbers(5)
    let neurons = SynapticReference(SynapticVariant(kind: kind), count: 130, &numbers)
    let uniform = SynapticMemory(neurons, offset: 0)
    let perNeuron = SynapticMemory(neurons, offset: 0, uniform: false)
    for _ in 0..<20 {
      let (first, second) = (numbers.floats(130, in: 0...4), numbers.floats(130))
      uniform.step(first, second, table)
      perNeuron.step(first, second, table)
    }
    #expect(uniform.v.bits == perNeuron.v.bits)
    #expect(uniform.excitatory.level.bits == perNeuron.excitatory.level.bits)
    #expect(uniform.freeFrom.values == perNeuron.freeFrom.values)
  }

  @Test(arguments: KernelChoice.available, SynapticKind.allCases)
  func `a receptor at 0 without input changes no bit`(_ table: KernelTable, _ kind: SynapticKind) {
    var numbers = Numbers(6)
    var neurons = SynapticReference(SynapticVariant(kind: kind), count: 130, &numbers)
    neurons.inhibitory.level = neurons.v.map { _ in 0 }
    neurons.inhibitory.slope = neurons.inhibitory.level
    let used = SynapticMemory(neurons, offset: 0)
    var numbersAgain = Numbers(6)
    var without = SynapticReference(
      SynapticVariant(kind: kind, usesSecond: false), count: 130, &numbersAgain)
    without.inhibitory = neurons.inhibitory
    let skipped = SynapticMemory(without, offset: 0)
    let none = [Float](repeating: 0, count: 130)
    for _ in 0..<20 {
      let first = numbers.floats(130, in: 0...4)
      used.step(first, none, table)
      skipped.step(first, none, table)
    }
    #expect(used.v.bits == skipped.v.bits)
    #expect(used.freeFrom.values == skipped.freeFrom.values)
  }

  /// One neuron that goes half the way to 0 in a step, with a threshold of 10.
  private func neuron(v: Float) -> SynapticMemory {
    var numbers = Numbers(0)
    var neuron = SynapticReference(
      SynapticVariant(kind: .exponential, margin: true), count: 1, &numbers)
    neuron.v = [v]
    neuron.freeFrom = [0]
    neuron.threshold = [10]
    neuron.leak = [0.5]
    neuron.target = [0]
    neuron.reset = [1]
    neuron.refractorySteps = [2]
    neuron.excitatory.level = [0]
    neuron.excitatory.gain = [1]
    neuron.excitatory.decay = [0.5]
    neuron.inhibitory.level = [0]
    return SynapticMemory(neuron, offset: 0)
  }

  @Test(arguments: KernelChoice.available)
  func `a neuron that fires is set to its reset and held, and its currents go on`(
    _ table: KernelTable
  ) {
    let memory = neuron(v: 8)
    var (v, current, margin): ([Float], [Float], [Float]) = ([], [], [])
    var fired: [UInt8] = []
    for input: Float in [8, 2, 100, 0, 0] {
      memory.step([input], [0], table)
      v.append(memory.v.values[0])
      current.append(memory.excitatory.level.values[0])
      margin.append(memory.margin.values[0])
      fired.append(memory.spikes.values[0])
    }
    // The input of a step acts on v in the next one; 4 / 2 + 8 is exactly the threshold.
    #expect(v == [4, 1, 1, 1, 1])
    #expect(current == [8, 6, 103, 51.5, 25.75])
    #expect(fired == [0, 1, 0, 0, 1])
    #expect(margin == [-6, 0, -1e30, -1e30, 42])
  }

  @Test(arguments: KernelChoice.available, SynapticKind.allCases)
  func `not a number stays with its neuron and never fires`(
    _ table: KernelTable, _ kind: SynapticKind
  ) {
    var numbers = Numbers(6)
    var reference = SynapticReference(SynapticVariant(kind: kind), count: 40, &numbers)
    reference.freeFrom = reference.freeFrom.map { _ in 0 }
    // A neuron that has fired is held, whatever its input.
    reference.threshold[17] = 1e6
    let memory = SynapticMemory(reference, offset: 1)
    var first = numbers.floats(40, in: 0...9)
    let second = numbers.floats(40)
    for _ in 0..<3 {
      reference.step(first.map { $0.isNaN ? 0 : $0 }, second)
      first[17] = .nan
      memory.step(first, second, table)
    }
    #expect(memory.v.values[17].isNaN)
    #expect(memory.spikes.values[17] == 0)
    for i in 0..<40 where i != 17 {
      #expect(memory.v.values[i].bitPattern == reference.v[i].bitPattern)
    }
  }

  @Test(arguments: KernelChoice.available)
  func `however large the conductance, v goes to its reversal potential and not beyond`(
    _ table: KernelTable
  ) {
    for conductance: Float in [1, 10, 1e3, 1e6, 1e9, 1e12] {
      var numbers = Numbers(7)
      var neuron = SynapticReference(
        SynapticVariant(kind: .conductance, usesSecond: false), count: 1, &numbers)
      neuron.v = [-60]
      neuron.freeFrom = [0]
      neuron.threshold = [30]
      neuron.excitatory.level = [conductance]
      neuron.excitatory.gain = [1]
      neuron.excitatory.reversal = [0]
      let memory = SynapticMemory(neuron, offset: 0)
      memory.step([0], [0], table)
      let v = memory.v.values[0]
      #expect(v > -30 && v <= 1e-4, "\(conductance): \(v)")
      if conductance >= 1e3 { #expect(v > -0.1) }
    }
  }
}
