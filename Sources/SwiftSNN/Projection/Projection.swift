import KernelTypes

/// The synapses from one population to another.
///
/// A complete projection with one delay is kept as a dense matrix, any other as sparse rows. Either
/// way the targets are split into the target population's blocks, and a block's input is summed in
/// the order (projection, delay, source, row): the same for any number of threads.
public final class Projection {
  public let index: Int
  unowned let source: Population
  unowned let target: Population
  let storage: SynapseStorage
  /// Of the target.
  let receptor: Int
  /// Plasticity terms, in order of their adding.
  var terms: [PlasticityTerm] = []
  var lower = -Float.infinity
  var upper = Float.infinity
  /// Multiplies the changes of presentations.
  var learningRate: Float = 1
  /// Terms that act at once during `run`.
  var online: OnlinePlasticity?
  /// False while a presentation holds the weights still.
  var actsOnline = false

  var name: String { "\(source.name) -> \(target.name)" }

  init(
    index: Int, source: Population, target: Population, receptor: Int, storage: SynapseStorage
  ) {
    self.receptor = receptor
    self.index = index
    self.source = source
    self.target = target
    self.storage = storage
  }

  /// Adds the spikes that arrive at a block in this step to its input; returns the number of
  /// synaptic events.
  func deliver(block: Int, lane: Int, step: Int, kernels: KernelTable) -> Int {
    let range = target.blocks[block]
    let input = target.inputPointer(lane: lane, receptor: receptor) + range.lowerBound
    var events = 0
    if actsOnline { online?.beginStep(block: block, step: step, kernels: kernels) }
    for (segment, delay) in storage.delays.enumerated() {
      for sourceBlock in source.blocks.indices {
        let ring = source.ring
        let sent = step - delay
        let count = Int(ring.count(lane: lane, step: sent, block: sourceBlock).pointee)
        guard count > 0 else { continue }
        let spikes = UnsafePointer(
          ring.list(lane: lane, step: sent, first: source.blocks[sourceBlock].lowerBound))
        if actsOnline, let online {
          for k in 0..<count {
            online.visit(
              Int(spikes[k]), segment: segment, block: block, step: step, kernels: kernels)
          }
        }
        events += storage.deliver(
          spikes, count, segment: segment, block: block, columns: range, into: input, kernels)
      }
    }
    return events
  }
}
