import KernelTypes

/// What structural operations know of the synapses of a projection beside their weights.
final class StructureState {
  /// Each nil or lying like the weights.
  var frozen: FrozenSynapses?
  /// Survival counters, of `prune_survival`.
  var survival: RealBuffer?
  /// Weights that `restore` returns to.
  var snapshot: RealBuffer?
  /// Those a mask has switched off.
  var setAside: [SetAsideSynapse] = []
  /// Operations that drew random numbers, which are named by it.
  var rounds = 0
  /// Updates of the survival counters.
  var survivalRounds = 0
  /// How often synapses have come or gone.
  var changes = 0
  /// Synapses pruned and not grown again.
  var vacancies = 0
  /// Since the last call that may change synapses, or the start; nil where none has come or gone.
  var origins: Origins?
  /// Weights that were replaced while a view of them was given away.
  var viewed: [RealBuffer] = []

  /// Memory of all of these.
  var bytes: Int {
    let numbers = [survival, snapshot, frozen?.weights].compactMap { $0 } + viewed
    return numbers.reduce(0) { $0 + $1.count * $1.precision.bytes }
      + (frozen?.flags.count ?? 0) + (origins?.bytes ?? 0)
      + setAside.count * MemoryLayout<SetAsideSynapse>.stride
  }
}

/// Synapses that learning leaves alone while spikes go on passing through them.
struct FrozenSynapses {
  /// 1 where frozen.
  let flags: Buffer<UInt8>
  /// What frozen weights are held at.
  let weights: RealBuffer

  /// Undoes what a learning step did to the frozen synapses of some places.
  func restore(_ weights: RealBuffer, places: Range<Int>) {
    for place in places where flags.base[place] != 0 { weights[place] = self.weights[place] }
  }

  func restore(_ weights: RealBuffer) { restore(weights, places: 0..<flags.count) }

  /// Takes the weights as what they are held at.
  func hold(_ weights: RealBuffer) { weights.copy(to: self.weights.base) }
}

/// What is known of one synapse, to be put back with it.
struct SynapseNotes {
  var isFrozen = false
  var survival: Double?
  var snapshot: Double?
}

/// A synapse that a mask has switched off, with all that is known of it.
struct SetAsideSynapse {
  let source: Int32
  let target: Int32
  /// In steps.
  let delay: Int32
  /// Place among all synapses, those set aside included.
  var order: Int
  let weight: Double
  var notes: SynapseNotes

  /// All synapses ascend by it.
  var key: (Int, Int, Int, Int) { (Int(source), Int(delay), Int(target), order) }
}

extension Projection {
  /// What is known of the synapse at a place.
  func notes(at place: Int) -> SynapseNotes {
    SynapseNotes(
      isFrozen: structure.frozen.map { $0.flags.base[place] != 0 } ?? false,
      survival: structure.survival?[place], snapshot: structure.snapshot?[place])
  }

  /// Tells what learns, and keeps numbers that lie like the weights, where synapses now are, between
  /// `settle` and `resume`.
  ///
  /// - Parameter places: where the synapse that now lies at a place was, -1 for a new one.
  func synapsesMoved(to storage: SynapseStorage, places: [Int]) throws(SNNError) {
    try online?.moved(to: storage, places: places)
    try update?.moved(to: storage, places: places)
  }

  /// Bytes its synapses take: rows, weights and what is kept beside them; rows shared with other
  /// projections count in full.
  var bytes: Int {
    let own =
      switch storage {
      case .dense(let dense): dense.weights.count * dense.weights.precision.bytes
      case .sparse(let fanout, _): fanout.bytes
      case nil: 0
      }
    let learned = (online?.kept ?? []).reduce(0) { $0 + $1.count * $1.precision.bytes }
    return own + learned + structure.bytes
  }
}

extension Fanout {
  var bytes: Int {
    let rows = parts.reduce(0) {
      $0 + $1.rows.count * MemoryLayout<Int>.stride
        + ($1.offsets?.count ?? 0) * MemoryLayout<UInt16>.stride
    }
    let bits = (self.bits?.parts ?? []).reduce(0) {
      $0 + $1.bits.count * MemoryLayout<UInt64>.stride
        + $1.counts.count * MemoryLayout<Int32>.stride
    }
    return rows + bits + targets.count * MemoryLayout<UInt16>.stride
      + (weights.map { $0.count * $0.precision.bytes } ?? 0)
  }
}

extension SynapseStorage {
  /// Places that synapses lie at.
  var placeCount: Int {
    switch self {
    case .dense(let dense): dense.weights.count
    case .sparse(let fanout, _): fanout.targets.count
    }
  }

  func weight(at place: Int) -> Double { weights?[place] ?? uniformWeight }
}
