import KernelTypes

extension Network {
  /// What an operation takes for each synapse while it lasts, beside the new rows.
  private static let bytesOfListing = 96

  /// The synapses of a projection, drawn, as lists or a matrix, and in rows of its own.
  ///
  /// - Parameter count: how many synapses will be listed; all that there are if nil.
  func ownSynapses(
    _ projection: Projection, listing count: Int? = nil
  ) throws(SNNError) -> SynapseStorage {
    if try projection.drawn(team).isShared { try separate(projection) }
    let storage = try projection.drawn(team)
    // An operation lists synapses one by one; without memory for that the process would end.
    try FreeMemory.require(
      (count ?? storage.synapseCount) * Network.bytesOfListing,
      for: "an operation on the synapses of '\(projection.name)'")
    if storage.isBits {
      // What else would be bits with it becomes lists too, whether they share rows or not.
      for other in plan?.together(with: projection) ?? [] { try other.storage?.makeLists() }
      try storage.makeLists()
    }
    return storage
  }

  /// Gives each of the projections that share rows with one its own; what neurons receive is summed
  /// in the same order as before.
  private func separate(_ projection: Projection) throws(SNNError) {
    guard let plan, case .sparse(let shared, _) = projection.storage else { return }
    for other in plan.together(with: projection) { try other.storage?.makeLists() }
    try shared.makeLists()
    let members = projections.filter {
      if case .sparse(let fanout, _) = $0.storage { fanout === shared } else { false }
    }
    var alone: [SynapseStorage] = []
    var places: [Int] = []
    for member in members {
      guard let storage = member.storage, case .sparse(_, let place) = storage else { continue }
      places.append(place)
      alone.append(try RebuiltSynapses(member, storage) { _ in true }.storage)
    }
    for (member, storage) in zip(members, alone) { member.storage = storage }
    do throws(SNNError) {
      var split: [[Delivery]] = []
      for region in plan.regions { split.append(try separated(region, shared, members)) }
      for (region, deliveries) in zip(plan.regions, split) { region.deliveries = deliveries }
    } catch {
      for (place, member) in members.enumerated() {
        member.storage = .sparse(shared, member: places[place])
      }
      throw error
    }
  }

  /// The deliveries of a region with one for each of the projections that shared rows.
  private func separated(
    _ region: Region, _ shared: Fanout, _ members: [Projection]
  ) throws(SNNError) -> [Delivery] {
    var deliveries: [Delivery] = []
    for delivery in region.deliveries {
      guard case .fanout(let fanout, _) = delivery.route, fanout === shared else {
        deliveries.append(delivery)
        continue
      }
      for member in members {
        for slot in region.slots where slot.population === member.target {
          let made = try Delivery(
            source: member.source, route: .projection(member, block: slot.block),
            inputOffset: region.inputOffset(slot.first, receptor: member.receptor),
            lanes: lanes, dt: dt)
          made.refillCalendar(step: step)
          deliveries.append(made)
        }
      }
    }
    return deliveries
  }

  /// Takes synapses of a projection away and adds others: all that lies like the weights moves with
  /// them, and spikes on their way arrive through what is kept and what is added, and not through
  /// what is gone. Nothing has changed where it throws, except that rows may no longer be shared.
  ///
  /// - Parameters:
  ///   - added: by source.
  ///   - masks: what goes is set aside and what comes had been: the order of all stays.
  ///   - addsWeights: the weights of the added ones may differ.
  ///   - interruption: not of an operation that acts by itself, which would not act again.
  ///   - keeps: whether a synapse, by the order users see, stays.
  func rebuild(
    _ projection: Projection, adding added: [AddedSynapse] = [], masks: Bool = false,
    addsWeights: Bool = true, until interruption: Interruption?, keeps: (Int) -> Bool
  ) throws(SNNError) {
    let storage = try ownSynapses(projection)
    let structure = projection.structure
    let name = projection.name
    let count = storage.synapseCount
    try requireNumber(count + added.count, of: projection)
    if case .each = projection.dendritic, !added.isEmpty {
      throw .state(
        "'\(name)' has a dendritic delay for each synapse, which new ones would lack; give all "
          + "one dendritic delay, or prune only")
    }
    projection.online?.settle(kernels: kernels)
    defer { projection.online?.resume(kernels: kernels) }
    let aside = structure.setAside.map(\.order)
    let orders = aside.isEmpty ? nil : try presentOrders(count, aside, until: interruption)
    let rebuilt = try RebuiltSynapses(
      projection, storage, orders: orders, adding: added, addsWeights: addsWeights,
      until: interruption, keeps: keeps)
    try adopt(rebuilt, projection, storage, added)
    if let orders, !masks { renumberSetAside(projection, orders, rebuilt.origins) }
  }

  /// Gives a projection other synapses than it has, whose weights and all that is kept of them are
  /// to be set. Nothing has changed where it throws, except that rows may no longer be shared.
  func replaceSynapses(
    _ projection: Projection, by listed: ListedSynapses, weighted: Bool, misfit: SNNError
  ) throws(SNNError) {
    let storage = try ownSynapses(projection, listing: 0)
    try requireNumber(listed.count, of: projection)
    projection.online?.settle(kernels: kernels)
    defer { projection.online?.resume(kernels: kernels) }
    let rebuilt = try RebuiltSynapses(
      projection, storage, replacedBy: listed, weighted: weighted, until: team.interruption,
      misfit: misfit)
    try adopt(rebuilt, projection, storage, [])
  }

  private func requireNumber(_ count: Int, of projection: Projection) throws(SNNError) {
    guard count <= Int(Int32.max) else {
      throw .shape("'\(projection.name)' would have more than \(Int32.max) synapses; add fewer")
    }
  }

  /// All that lies like the weights moves to where the synapses lie now.
  private func adopt(
    _ rebuilt: RebuiltSynapses, _ projection: Projection, _ storage: SynapseStorage,
    _ added: [AddedSynapse]
  ) throws(SNNError) {
    let structure = projection.structure
    let name = projection.name
    if !projection.terms.isEmpty { _ = try rebuilt.storage.materialise() }
    let frozen = try rebuilt.moved(structure.frozen, added)
    let survival = try rebuilt.moved(structure.survival) {
      added[$0].notes.survival ?? .nan
    }
    let snapshot = try rebuilt.moved(structure.snapshot) {
      added[$0].notes.snapshot ?? added[$0].weight
    }
    let release = try projection.dynamics.flatMap { dynamics throws(SNNError) in
      try dynamics.release.map { release throws(SNNError) in
        try Release(sites: release.sites, projection, rebuilt.storage, seed: seed)
      }
    }
    let dendritic = try moved(projection.dendritic, rebuilt.origins, name)
    let recording = recorders.filter { $0.projection === projection }
    for recorder in recording { try recorder.keepEnds(team) }
    try projection.synapsesMoved(to: rebuilt.storage, places: rebuilt.places)

    if viewedWeights.remove(projection.index) != nil, let weights = storage.weights {
      structure.viewed.append(weights)
    }
    projection.storage = rebuilt.storage
    projection.dendritic = dendritic
    if let release { projection.dynamics?.release = release }
    (structure.frozen, structure.survival, structure.snapshot) = (frozen, survival, snapshot)
    projection.informOnline()
    structure.origins = rebuilt.sinceCall ?? rebuilt.origins
    structure.changes += 1
    for region in plan?.regions ?? [] {
      for delivery in region.deliveries {
        guard case .projection(let carried, _) = delivery.route, carried === projection else {
          continue
        }
        delivery.refillCalendar(step: step)
      }
    }
    for recorder in recording { recorder.moved(rebuilt.origins) }
  }

  /// Places of the present synapses among all, of which those set aside have the given ones.
  func presentOrders(
    _ count: Int, _ aside: [Int], until interruption: Interruption?
  ) throws(SNNError) -> [Int] {
    var orders: [Int] = []
    orders.reserveCapacity(count)
    var (order, next) = (0, 0)
    let taken = aside.sorted()
    while orders.count < count {
      if order % Interruption.period == 0 { try interruption?.check() }
      if next < taken.count, taken[next] == order {
        next += 1
      } else {
        orders.append(order)
      }
      order += 1
    }
    return orders
  }

  /// Says anew where among all synapses those set aside are, after others have come or gone.
  ///
  /// - Parameter orders: places of the present synapses before.
  private func renumberSetAside(
    _ projection: Projection, _ orders: [Int], _ origins: Origins
  ) {
    let structure = projection.structure
    var aside = structure.setAside.sorted { $0.order < $1.order }
    var (order, next) = (0, 0)
    var own = [Int](repeating: Int.max, count: origins.count)
    origins.forEachSynapse { k, origin in if origin >= 0 { own[k] = orders[origin] } }
    projection.storage?.forEachSynapse { k, _, source, target, delay in
      let own = (source, delay, target, own[k])
      while next < aside.count, aside[next].key < own {
        aside[next].order = order
        order += 1
        next += 1
      }
      order += 1
    }
    for rest in next..<aside.count { aside[rest].order = order + rest - next }
    structure.setAside = aside
  }

  private func moved(
    _ dendritic: DendriticDelays, _ origins: Origins, _ name: String
  ) throws(SNNError) -> DendriticDelays {
    guard case .each(let steps) = dendritic else { return dendritic }
    let made = try Buffer<Int32>("dendritic delays of '\(name)'", count: origins.count)
    origins.forEachSynapse { k, origin in if origin >= 0 { made.base[k] = steps.base[origin] } }
    return .each(made)
  }
}
