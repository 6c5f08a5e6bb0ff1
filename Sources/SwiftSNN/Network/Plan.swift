/// What a described network needs to run: its regions, and how spikes reach them.
final class Plan {
  let regions: [Region]
  /// Steps that regions can run without each other's spikes: the shortest delay.
  let window: Int
  let run: Run
  let synapseCount: Int
  /// Projections whose rows are bits of one fanout, or would be had nobody read them before.
  private let bitGroups: [[Projection]]

  /// The longest window: a spike list is kept for each of its steps.
  private static let longestWindow = 32

  init(_ network: Network) throws(SNNError) {
    var lists = Plan.slots(network.populations, parts: network.lanes == 1 ? network.partition : 1)
    lists.removeAll(where: \.isEmpty)
    var regions: [Region] = []
    for slots in lists {
      regions.append(try Region(slots, lanes: network.lanes, network.precision))
    }
    self.regions = regions
    window = network.projections.reduce(Plan.longestWindow) { min($0, $1.delays.lowerBound) }
    let groups = Plan.groups(network)
    bitGroups = groups.map(\.projections).filter { $0.count > 1 && $0[0].wiring?.fitsBits == true }
    var fanouts: [Group] = []
    for group in groups { fanouts += try Plan.draw(group, network, regions) }
    try Plan.route(network, regions, fanouts)
    run = Run(network, regions: regions, window: window)
    synapseCount = network.projections.reduce(0) { $0 + ($1.storage?.synapseCount ?? 0) }
  }

  /// What becomes lists when one becomes lists, whether they share a fanout or not: what was read
  /// before must not show.
  func together(with projection: Projection) -> [Projection] {
    bitGroups.first { $0.contains { $0 === projection } } ?? []
  }

  /// Puts block b of every population into region b; other blocks where there is most room.
  private static func slots(_ populations: [Population], parts: Int) -> [[Region.Slot]] {
    var lists = [[Region.Slot]](repeating: [], count: max(parts, 1))
    var sizes = [Int](repeating: 0, count: lists.count)
    for population in populations {
      for (block, range) in population.blocks.enumerated() {
        var place = block
        if population.blocks.count != lists.count || sizes[block] + range.count > Fanout.mostTargets
        {
          place = sizes.indices.min { sizes[$0] < sizes[$1] } ?? 0
          if sizes[place] + range.count > Fanout.mostTargets {
            lists.append([])
            sizes.append(0)
            place = lists.count - 1
          }
        }
        lists[place].append(Region.Slot(population: population, block: block, first: sizes[place]))
        sizes[place] += range.count
      }
    }
    return lists
  }

  /// A fanout and the projections it holds.
  private struct Group {
    var projections: [Projection]
    var fanout: Fanout?
    /// In each region, where the targets of the fanout begin.
    var firsts: [Int] = []

    /// Whether the rows of one more can be among these.
    func canTake(_ projection: Projection, _ network: Network) -> Bool {
      guard let wiring = projection.wiring else { return false }
      // Bits of neurons between two targets would be memory for nothing.
      guard !wiring.fitsBits || projections.last?.target.index == projection.target.index - 1
      else { return false }
      return projections.allSatisfy { other in
        other.receptor == projection.receptor && !other.staysAlone
          && network.canBeSplit(other.target)
          && other.wiring.map { !$0.isComplete && FanoutPlan.canJoin($0, wiring) } ?? false
      }
    }
  }

  /// The projections from one population whose rows can be one, for every population. Small and
  /// plastic ones stay alone: they can be viewed or changed.
  private static func groups(_ network: Network) -> [Group] {
    var groups: [Group] = []
    for source in network.populations {
      var open: [Group] = []
      for projection in network.projections where projection.source === source {
        guard projection.wiring?.isComplete == false, !projection.staysAlone,
          network.canBeSplit(projection.target)
        else {
          open.append(Group(projections: [projection]))
          continue
        }
        // Contributions to a neuron add up in the order of projections, joined or not.
        let last = open.lastIndex { $0.projections.contains { $0.target === projection.target } }
        let place = open.indices.first { index in
          index > last ?? -1 && open[index].canTake(projection, network)
        }
        if let place {
          open[place].projections.append(projection)
        } else {
          open.append(Group(projections: [projection]))
        }
      }
      groups += open
    }
    return groups
  }

  /// Draws what is not drawn yet of a group, as one; what is drawn stays alone.
  private static func draw(
    _ group: Group, _ network: Network, _ regions: [Region]
  ) throws(SNNError) -> [Group] {
    let drawn = group.projections.filter { $0.storage != nil }
    let left = group.projections.filter { $0.storage == nil }
    var made = drawn.map { Group(projections: [$0]) }
    if left.count == 1 {
      _ = try left[0].drawn(network.team)
      made.append(Group(projections: left))
    } else if left.count > 1 {
      made.append(try join(left, network, regions))
    }
    if group.projections.count > 1, drawn.contains(where: { $0.storage?.isBits == false }) {
      for projection in group.projections { try projection.storage?.makeLists() }
    }
    return made
  }

  private static func join(
    _ projections: [Projection], _ network: Network, _ regions: [Region]
  ) throws(SNNError) -> Group {
    var firsts: [Int] = []
    let parts = regions.map { region in
      let slots = region.slots.compactMap { slot in
        projections.firstIndex { $0.target === slot.population }.map { ($0, slot) }
      }
      let first = slots.first?.1.first ?? 0
      firsts.append(first)
      return slots.map { member, slot in
        Fanout.Piece(
          member: member, neurons: slot.population.blocks[slot.block], first: slot.first - first)
      }
    }
    let fanout = try FanoutPlan(
      members: projections.compactMap(\.wiring), parts: parts
    ).build(network.team)
    for (member, projection) in projections.enumerated() {
      projection.storage = .sparse(fanout, member: member)
    }
    return Group(projections: projections, fanout: fanout, firsts: firsts)
  }

  private static func route(
    _ network: Network, _ regions: [Region], _ groups: [Group]
  ) throws(SNNError) {
    for group in groups {
      for (part, region) in regions.enumerated() {
        let receptor = group.projections[0].receptor
        if let fanout = group.fanout {
          region.deliveries.append(
            try Delivery(
              source: group.projections[0].source, route: .fanout(fanout, part: part),
              inputOffset: region.inputOffset(group.firsts[part], receptor: receptor),
              lanes: network.lanes,
              dt: network.dt))
          continue
        }
        let projection = group.projections[0]
        for slot in region.slots where slot.population === projection.target {
          region.deliveries.append(
            try Delivery(
              source: projection.source, route: .projection(projection, block: slot.block),
              inputOffset: region.inputOffset(slot.first, receptor: receptor), lanes: network.lanes,
              dt: network.dt))
        }
      }
    }
  }
}
