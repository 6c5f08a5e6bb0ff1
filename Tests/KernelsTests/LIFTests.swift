import KernelTypes
import Testing

@testable import SwiftSNN

struct LIFTests {
  /// One neuron at rest below a threshold of 10, leak 1/2, towards 0.
  private func neuron(v: Float = 0) -> LIFReference {
    var numbers = Numbers(0)
    var neuron = LIFReference(
      LIFVariant(uniform: true, subtract: false, margin: true), count: 1, &numbers)
    neuron.v = [v]
    neuron.refractory = [0]
    neuron.threshold = [10]
    neuron.leak = [0.5]
    neuron.target = [0]
    neuron.reset = [1]
    neuron.floor = [-4]
    neuron.refractorySteps = [2]
    return neuron
  }

  private func memory(_ neuron: LIFReference, subtract: Bool = false) -> LIFMemory {
    LIFMemory(neuron, LIFVariant(uniform: true, subtract: subtract, margin: true), offset: 0)
  }

  @Test(arguments: KernelCase.all, LIFVariant.allCases)
  func `steps neurons as one at a time`(_ each: KernelCase, _ variant: LIFVariant) {
    var numbers = Numbers(each.count)
    var reference = LIFReference(variant, count: each.count, &numbers)
    let memory = LIFMemory(reference, variant, offset: each.offset)
    for _ in 0..<8 {
      let input = numbers.floats(each.count, in: -4...9)
      reference.step(input)
      memory.step(input, each.table)
      #expect(memory.v.bits == bits(reference.v))
      #expect(memory.refractory.values == reference.refractory)
      #expect(memory.spikes.values == reference.spikes)
      #expect(memory.input.values == Array(repeating: 0, count: each.count))
      if variant.margin { #expect(memory.margin.bits == bits(reference.margin)) }
    }
    #expect(memory.isIntact)
  }

  @Test(arguments: KernelChoice.available)
  func `equal coefficients give the same bits as a uniform one`(_ table: KernelTable) {
    var numbers = Numbers(5)
    let alike = LIFVariant(uniform: true, subtract: false, margin: false)
    let neurons = LIFReference(alike, count: 130, &numbers)
    let uniform = LIFMemory(neurons, alike, offset: 0)
    let perNeuron = LIFMemory(
      neurons, LIFVariant(uniform: false, subtract: false, margin: false), offset: 0)
    for _ in 0..<20 {
      let input = numbers.floats(130, in: -4...9)
      uniform.step(input, table)
      perNeuron.step(input, table)
    }
    #expect(uniform.v.bits == perNeuron.v.bits)
    #expect(uniform.refractory.values == perNeuron.refractory.values)
  }

  @Test(arguments: KernelChoice.available)
  func `a neuron that fires is set to its reset and held for its refractory steps`(
    _ table: KernelTable
  ) {
    let memory = memory(neuron(v: 8))
    var v: [Float] = []
    var fired: [UInt8] = []
    for input: Float in [6, 100, 100, 0, 0] {
      memory.step([input], table)
      v.append(memory.v.values[0])
      fired.append(memory.spikes.values[0])
    }
    #expect(v == [1, 1, 1, 0.5, 0.25])
    #expect(fired == [1, 0, 0, 0, 0])
  }

  @Test(arguments: KernelChoice.available)
  func `reset by subtraction keeps what lies above threshold`(_ table: KernelTable) {
    let memory = memory(neuron(v: 8), subtract: true)
    memory.step([9], table)
    #expect(memory.v.values == [4])
    #expect(memory.margin.values == [3])
  }

  @Test(arguments: KernelChoice.available)
  func `the margin is taken before the reset and is far below while refractory`(
    _ table: KernelTable
  ) {
    let memory = memory(neuron(v: 4))
    memory.step([0], table)
    #expect(memory.margin.values == [-8])
    memory.step([10], table)
    #expect(memory.margin.values == [1])
    memory.step([10], table)
    #expect(memory.margin.values == [-1e30])
  }

  @Test(arguments: KernelChoice.available)
  func `the potential stops at its floor`(_ table: KernelTable) {
    let memory = memory(neuron())
    memory.step([-50], table)
    #expect(memory.v.values == [-4])
  }

  @Test(arguments: KernelChoice.available)
  func `a neuron exactly at threshold fires`(_ table: KernelTable) {
    let memory = memory(neuron())
    memory.step([10], table)
    #expect(memory.spikes.values == [1])
  }

  @Test(arguments: KernelChoice.available)
  func `not a number stays with its neuron and never fires`(_ table: KernelTable) {
    var numbers = Numbers(6)
    let variant = LIFVariant(uniform: true, subtract: false, margin: true)
    var reference = LIFReference(variant, count: 40, &numbers)
    reference.refractory = reference.refractory.map { _ in 0 }
    let memory = LIFMemory(reference, variant, offset: 1)
    var input = numbers.floats(40, in: -4...9)
    reference.step(input)
    input[17] = .nan
    memory.step(input, table)
    #expect(memory.v.values[17].isNaN)
    #expect(memory.spikes.values[17] == 0)
    for i in 0..<40 where i != 17 {
      #expect(memory.v.values[i].bitPattern == reference.v[i].bitPattern)
    }
  }
}
