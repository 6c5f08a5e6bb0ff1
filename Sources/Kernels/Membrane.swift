import KernelTypes

/// What the kernels of neurons with synaptic currents or conductances have in common.
///
/// Their loops integrate `v`, hold it where the neuron is refractory, and flag the neurons at or
/// above threshold. What happens to the few that fired is done here, afterwards: so refractoriness
/// costs the loop one read, and the reset and its parameters nothing.

/// One coefficient for all neurons, or one a neuron: the same loop is compiled for both.
protocol Coefficient<R> {
  associatedtype R: Real
  static var isUniform: Bool { get }
  init(_ values: Reals)
  subscript(_ i: Int) -> R { get }
}

struct Uniform<R: Real>: Coefficient {
  let value: R
  static var isUniform: Bool { true }
  @inline(__always) init(_ values: Reals) { value = values.of(R.self)[0] }
  @inline(__always) subscript(_ i: Int) -> R { value }
}

struct PerNeuron<R: Real>: Coefficient {
  let values: UnsafePointer<R>
  static var isUniform: Bool { false }
  @inline(__always) init(_ values: Reals) { self.values = UnsafePointer(values.of(R.self)) }
  @inline(__always) subscript(_ i: Int) -> R { values[i] }
}

/// A refractory neuron's distance from threshold, outside any window.
let farBelow: Float = -1e30

/// Margins where they are wanted, then reset and refractoriness of the neurons that fired.
@inline(never)
func finish(_ m: MembraneArguments) {
  if let margin = m.margin {
    switch m.v.precision {
    case .single: storeMargin(m, margin, Float.self)
    case .double: storeMargin(m, margin, Double.self)
    }
  }
  let spikes = m.spikes
  var i = 0
  while i &+ 32 <= m.count {
    let words = UnsafeRawPointer(spikes + i)
    let a = words.loadUnaligned(as: UInt64.self)
    let b = words.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
    let c = words.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
    let d = words.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
    if a | b | c | d != 0 { resetFired(m, i, i &+ 32) }
    i &+= 32
  }
  resetFired(m, i, m.count)
}

@inline(never)
private func resetFired(_ m: MembraneArguments, _ first: Int, _ end: Int) {
  for i in first..<end where m.spikes[i] != 0 {
    let source = m.uniform ? 0 : i
    m.v[i] = m.subtracts ? (m.v[i] - m.threshold[i]) + m.reset[source] : m.reset[source]
    m.freeFrom[i] = (m.now &+ 1) &+ m.refractorySteps[source]
  }
}

@inline(__always)
private func storeMargin<R: Real>(
  _ m: MembraneArguments, _ margin: UnsafeMutablePointer<Float>, _: R.Type
) {
  let v = m.v.of(R.self)
  let threshold = m.threshold.of(R.self)
  let freeFrom = m.freeFrom
  let now = m.now
  let far = farBelow
  for i in 0..<m.count {
    margin[i] = select(mask(freeFrom[i] <= now), Float(v[i] - threshold[i]), far)
  }
}
