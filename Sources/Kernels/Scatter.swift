import CShims
import KernelTypes

/// Adds the weights of the segments to their targets, segments and synapses in order.
@inline(never)
func scatter(
  _ segments: UnsafePointer<Segment>, _ count: Int, _ targets: UnsafePointer<UInt16>,
  _ weights: Reals, _ input: Reals
) {
  switch input.precision {
  case .single: scatter(segments, count, targets, weights.of(Float.self), input.of(Float.self))
  case .double: scatter(segments, count, targets, weights.of(Double.self), input.of(Double.self))
  }
}

@inline(__always)
private func scatter<R: Real>(
  _ segments: UnsafePointer<Segment>, _ count: Int, _ targets: UnsafePointer<UInt16>,
  _ weights: UnsafePointer<R>, _ input: UnsafeMutablePointer<R>
) {
  for s in 0..<count {
    let ahead = segments[min(s &+ prefetchDistance, count &- 1)]
    prefetch(targets + ahead.start, ahead.count)
    prefetch(weights + ahead.start, ahead.count)
    let segment = segments[s]
    addFours(targets + segment.start, segment.count, input) { weights[segment.start &+ $0] }
  }
}

/// The same where every synapse has one weight.
@inline(never)
func scatterUniform(
  _ segments: UnsafePointer<Segment>, _ count: Int, _ targets: UnsafePointer<UInt16>,
  _ weight: Double, _ input: Reals
) {
  switch input.precision {
  case .single: scatterUniform(segments, count, targets, Float(weight), input.of(Float.self))
  case .double: scatterUniform(segments, count, targets, weight, input.of(Double.self))
  }
}

@inline(__always)
private func scatterUniform<R: Real>(
  _ segments: UnsafePointer<Segment>, _ count: Int, _ targets: UnsafePointer<UInt16>,
  _ weight: R, _ input: UnsafeMutablePointer<R>
) {
  for s in 0..<count {
    let ahead = segments[min(s &+ prefetchDistance, count &- 1)]
    prefetch(targets + ahead.start, ahead.count)
    let segment = segments[s]
    addFours(targets + segment.start, segment.count, input) { _ in weight }
  }
}

/// Segments whose memory is asked for before it is needed: rows lie anywhere, so the processor
/// cannot foresee them.
let prefetchDistance = 3

/// Bytes of a segment asked for ahead; the rest of a long one is a stream the processor follows.
private let prefetchBytes = 512

@inline(__always)
func prefetch<Element>(_ first: UnsafePointer<Element>, _ count: Int) {
  let bytes = min(count &* MemoryLayout<Element>.stride, prefetchBytes)
  let raw = UnsafeRawPointer(first)
  var offset = 0
  while offset < bytes {
    shim_prefetch(raw + offset)
    offset &+= 64
  }
}

/// Four targets come in one load; they may be the same neuron, so the additions stay in order.
@inline(__always)
func addFours<R: Real>(
  _ targets: UnsafePointer<UInt16>, _ count: Int, _ input: UnsafeMutablePointer<R>,
  _ weight: (Int) -> R
) {
  var k = 0
  while k &+ 4 <= count {
    let four = UnsafeRawPointer(targets + k).loadUnaligned(as: UInt64.self).littleEndian
    input[Int(truncatingIfNeeded: four & 0xFFFF)] += weight(k)
    input[Int(truncatingIfNeeded: (four &>> 16) & 0xFFFF)] += weight(k &+ 1)
    input[Int(truncatingIfNeeded: (four &>> 32) & 0xFFFF)] += weight(k &+ 2)
    input[Int(truncatingIfNeeded: four &>> 48)] += weight(k &+ 3)
    k &+= 4
  }
  while k < count {
    input[Int(targets[k])] += weight(k)
    k &+= 1
  }
}
