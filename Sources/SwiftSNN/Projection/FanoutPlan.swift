/// What a fanout is made of, before it is drawn.
struct FanoutPlan {
  /// A part's targets: pieces of the members' target populations.
  var parts: [[Fanout.Piece]]
  var members: [Wiring]
  /// Rows are bits rather than lists of targets.
  let usesBits: Bool

  /// The fanout of one projection alone, parts as its target population is split.
  ///
  /// - Parameter learns: weights will differ.
  init(alone wiring: Wiring, blocks: [Range<Int>], learns: Bool) {
    parts = blocks.map { [Fanout.Piece(member: 0, neurons: $0, first: 0)] }
    members = [wiring]
    usesBits = !learns && wiring.fitsBits
  }

  init(members: [Wiring], parts: [[Fanout.Piece]]) {
    self.members = members
    self.parts = parts
    usesBits = members[0].fitsBits
  }

  /// Whether rows of two projections from one population can be one.
  static func canJoin(_ a: Wiring, _ b: Wiring) -> Bool {
    guard (a.columns == nil) == (b.columns == nil), a.fitsBits == b.fitsBits else { return false }
    guard a.delay.constant == b.delay.constant else { return false }
    // A fanout has segments for all delays of its members.
    guard a.delay.support.overlaps(b.delay.support) else { return false }
    // Of joined rows with several delays none may be too long that is not so alone.
    guard a.delay.constant != nil || (a.rowsFitTargets && b.rowsFitTargets) else { return false }
    return a.weight.constant == b.weight.constant
  }
}

extension FanoutPlan {
  func build(_ team: ThreadTeam) throws(SNNError) -> Fanout {
    members.allSatisfy { $0.columns != nil }
      ? try ColumnBuilder(self, team: team).build() : try FanoutBuilder(self, team: team).build()
  }
}
