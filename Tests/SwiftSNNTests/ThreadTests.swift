import Testing

@testable import SwiftSNN

/// Numbers that each member of a team writes in a place of its own.
private final class Marks: @unchecked Sendable {
  private let values: UnsafeMutableBufferPointer<Int>

  init(_ count: Int) {
    values = .allocate(capacity: count)
    values.initialize(repeating: 0)
  }

  deinit { values.deallocate() }

  subscript(_ k: Int) -> Int {
    get { values[k] }
    set { values[k] = newValue }
  }

  var all: [Int] { Array(values) }
}

/// More members than this machine is likely to have processors free for.
private let members = 8

struct ThreadTests {
  @Test func `every member runs every piece of work once`() {
    let team = ThreadTeam(size: members)
    let marks = Marks(members)
    for round in 1...400 {
      #expect(team.run(independent: false) { marks[$0] += 1 })
      #expect(marks.all == Array(repeating: round, count: members))
    }
  }

  @Test func `a team of one runs in the caller`() {
    let marks = Marks(1)
    #expect(ThreadTeam(size: 1).run(independent: false) { marks[$0] += 1 })
    #expect(marks[0] == 1)
  }

  @Test func `teams come and go`() {
    let marks = Marks(members)
    for _ in 0..<30 {
      _ = ThreadTeam(size: members).run(independent: true) { marks[$0] += 1 }
    }
    #expect(marks.all == Array(repeating: 30, count: members))
  }

  @Test func `nobody passes a barrier before all have arrived`() {
    let rounds = 400
    let barrier = Barrier(parties: members)
    let arrived = Marks(members)
    let behind = Marks(members)
    let completions = Marks(1)
    _ = ThreadTeam(size: members).run(independent: false) { member in
      for round in 1...rounds {
        arrived[member] = round
        barrier.arrive {
          completions[0] += arrived.all.allSatisfy { $0 == round } ? 1 : 0
        }
        if completions[0] != round { behind[member] += 1 }
        barrier.arrive {}
      }
    }
    #expect(completions[0] == rounds)
    #expect(behind.all == Array(repeating: 0, count: members))
    #expect(arrived.all == Array(repeating: rounds, count: members))
  }

  @Test func `a barrier holds for members that come late`() {
    let barrier = Barrier(parties: 3)
    let order = Marks(3)
    _ = ThreadTeam(size: 3).run(independent: false) { member in
      for round in 1...20 {
        if member == round % 3 { waste() }
        order[member] = round
        barrier.arrive { if order.all != [round, round, round] { order[0] = -1000 } }
      }
    }
    #expect(order.all == [20, 20, 20])
  }

  @Test func `a barrier of one never waits`() {
    let barrier = Barrier(parties: 1)
    var completions = 0
    for _ in 0..<100 { barrier.arrive { completions += 1 } }
    #expect(completions == 100)
  }
}

/// Long enough for the others to fall asleep.
private func waste() {
  var random = RandomRow(seed: 0, stream: 0, row: 0)
  var sum = 0.0
  for _ in 0..<20_000 { sum += random.unit() }
  precondition(sum > 0)
}
