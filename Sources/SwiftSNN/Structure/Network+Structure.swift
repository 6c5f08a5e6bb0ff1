import KernelTypes

/// A structural operation that acts by itself.
final class ScheduledStructure {
  let projection: Projection
  let operation: StructureOperation
  /// Steps of the clock between two actions in run; 0: never.
  let steps: Int
  /// Learning presentations between two actions; 0: never.
  let presentations: Int
  /// Since the last action.
  var presented = 0

  init(
    _ projection: Projection, _ operation: StructureOperation, steps: Int, presentations: Int
  ) {
    self.projection = projection
    self.operation = operation
    self.steps = steps
    self.presentations = presentations
  }
}

extension Network {
  public typealias GivenWeight = (kind: String, parameters: NamedValues)

  /// Applies an operation to a projection; returns how many synapses it removed, added or changed.
  public func restructure(
    _ index: Int32, _ kind: String, _ given: NamedArrays, weight: GivenWeight?
  ) throws(SNNError) -> Int {
    let projection = try projection(index)
    projection.structure.origins = nil
    return try apply(
      StructureOperation(kind, given, weight: weight, owner: "'\(projection.name)'"),
      to: projection, until: team.interruption)
  }

  /// Lets an operation act by itself, every few steps of run or learning presentations.
  public func addStructure(
    _ index: Int32, _ kind: String, _ given: NamedArrays, weight: GivenWeight?, steps: Int,
    presentations: Int
  ) throws(SNNError) {
    let projection = try projection(index)
    let operation = try StructureOperation(
      kind, given, weight: weight, owner: "'\(projection.name)'")
    let owner = "'\(kind)' on '\(projection.name)'"
    guard steps >= 0, presentations >= 0, (steps > 0) != (presentations > 0) else {
      throw .invalid(
        "\(owner) needs either a period of at least one step or a number of presentations")
    }
    if let name = operation.boundArrays.first {
      throw .invalid(
        "\(owner) acts by itself and cannot use \(name), which is of the synapses as they are now; "
          + "apply it between runs")
    }
    structures.append(
      ScheduledStructure(projection, operation, steps: steps, presentations: presentations))
  }

  /// - Parameter interruption: not of an operation that acts by itself, which would not act again.
  private func apply(
    _ operation: StructureOperation, to projection: Projection,
    until interruption: Interruption? = nil
  ) throws(SNNError) -> Int {
    switch operation.kind {
    case .prune: return try prune(projection, operation, until: interruption)
    case .pruneSurvival: return try pruneSurvival(projection, operation, until: interruption)
    case .regrow, .regrowCorrelated:
      return try regrow(projection, operation, until: interruption)
    case .dampen: return try dampen(projection, operation)
    case .snapshot: return try takeSnapshot(projection)
    case .restore:
      let changed = try restore(projection, operation)
      projection.structure.rounds += 1
      return changed
    }
  }

  /// Steps since the start after which any operation acts next in a run.
  func nextRestructuring(after step: Int) -> Int {
    structures.reduce(Int.max) { next, scheduled in
      scheduled.steps > 0 ? min(next, (step / scheduled.steps + 1) * scheduled.steps) : next
    }
  }

  /// Lets the operations act that are due now, in a run that goes on until step `last`.
  func restructure(until last: Int) throws(SNNError) {
    var acted = false
    for scheduled in structures where scheduled.steps > 0 && step % scheduled.steps == 0 {
      _ = try apply(scheduled.operation, to: scheduled.projection)
      acted = true
    }
    guard acted, step < last else { return }
    for recorder in recorders { try recorder.prepare(steps: last - step, isPresentation: false) }
  }

  /// After a presentation that was learned from.
  func restructureAfterPresentation() throws(SNNError) {
    for scheduled in structures where scheduled.presentations > 0 {
      scheduled.presented += 1
      guard scheduled.presented == scheduled.presentations else { continue }
      scheduled.presented = 0
      _ = try apply(scheduled.operation, to: scheduled.projection)
    }
  }

  /// How often synapses of a projection have come or gone.
  public func structuralChanges(_ index: Int32) throws(SNNError) -> Int {
    try projection(index).structure.changes
  }

  /// Memory of the synapses of a projection, in bytes.
  public func synapseBytes(_ index: Int32) throws(SNNError) -> Int {
    let projection = try projection(index)
    _ = try projection.drawn(team)
    return projection.bytes
  }

  /// Of each synapse its place in the order of the weights before the last call that may have changed
  /// it, or -1; what acted by itself since is included.
  public func copyOrigins(
    _ index: Int32, into out: UnsafeMutableBufferPointer<Int32>
  ) throws(SNNError) {
    let projection = try projection(index)
    let count = try projection.synapseCount()
    guard out.count == count else {
      throw .shape("'\(projection.name)' has \(count) synapses, not \(out.count)")
    }
    guard let origins = projection.structure.origins else {
      for k in 0..<count { out[k] = Int32(truncatingIfNeeded: k) }
      return
    }
    origins.forEachSynapse { k, origin in out[k] = Int32(truncatingIfNeeded: origin) }
  }

  /// Copies what is kept of each synapse, "survival" or "snapshot"; NaN where there is none yet.
  public func copyKept(
    _ index: Int32, _ name: String, into out: RealSpan
  ) throws(SNNError) {
    let projection = try projection(index)
    let count = try projection.synapseCount()
    guard out.count == count else {
      throw .shape("'\(projection.name)' has \(count) synapses, not \(out.count)")
    }
    let structure = projection.structure
    let kept: [String: RealBuffer?] = [
      "survival": structure.survival, "snapshot": structure.snapshot,
    ]
    guard let values = kept[name] else {
      throw .unknown(
        "value kept of the synapses of '\(projection.name)'", name, valid: kept.keys.sorted())
    }
    let base = out.base
    guard let values else {
      for k in 0..<count { base[k] = .nan }
      return
    }
    projection.storage?.copyInUserOrder(values, to: base)
  }

  /// The caller uses no view of the weights any more.
  public func dropViews(_ index: Int32) throws(SNNError) {
    let projection = try projection(index)
    projection.structure.viewed = []
    viewedWeights.remove(projection.index)
  }
}
