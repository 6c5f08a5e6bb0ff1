/// Fires the spikes it is fed.
final class SpikeSource: PopulationModel {
  static let spec = ModelSpec(
    name: "spike_source", summary: "fires the spikes it is fed", parameters: [], state: [],
    receptors: [])

  let spec: ModelSpec = SpikeSource.spec

  /// Pending spikes of one lane, ordered by step and neuron; those before `next` are done. A class,
  /// so that lanes on different threads share no storage.
  private final class Pending {
    var steps: [Int] = []
    var neurons: [Int32] = []
    var next = 0
  }
  private let pending: [Pending]

  private let size: Int

  init(_ size: Int, lanes: Int) {
    self.size = size
    pending = (0..<lanes).map { _ in Pending() }
  }

  /// Memory that it takes to feed so many spikes more: they come in arrays, are sorted together with
  /// those that wait, and kept in arrays again.
  func bytes(toFeed more: Int, lane: Int) -> Int {
    (pending[lane].steps.count - pending[lane].next + more) * 48
  }

  /// Adds spikes to what a lane has still to fire; `steps` lie in the future.
  func feed(lane: Int, steps: [Int], neurons: [Int32]) {
    let old = pending[lane]
    var all: [(Int, Int32)] = []
    all.reserveCapacity(old.steps.count - old.next + steps.count)
    all += zip(old.steps, old.neurons).dropFirst(old.next)
    all += zip(steps, neurons)
    all.sort { $0 < $1 }
    old.steps = all.map(\.0)
    old.neurons = all.map(\.1)
    old.next = 0
  }

  func state(_ name: String) -> RealBuffer? { nil }
  func parameterChanged(_ name: String) {}
  func reset() {}

  private func isNeuron(_ number: Int32) -> Bool { (0..<size).contains(Int(number)) }

  func listState(in list: StateList) {
    for (lane, pending) in pending.enumerated() {
      list.array("pending/\(lane)/steps", Array(pending.steps.dropFirst(pending.next))) {
        pending.steps = $0
        pending.next = 0
      }
      list.array(
        "pending/\(lane)/neurons", Array(pending.neurons.dropFirst(pending.next)),
        suits: isNeuron
      ) { (neurons) throws(SNNError) in
        guard neurons.count == pending.steps.count else { throw StateList.misfit("a spike source") }
        pending.neurons = neurons
      }
    }
  }

  func advance(_ slice: StepSlice) {
    slice.spikes.update(repeating: 0, count: slice.neurons.count)
    let lane = pending[slice.lane]
    var k = lane.next
    while k < lane.steps.count, lane.steps[k] <= slice.step {
      slice.spikes[Int(lane.neurons[k]) - slice.neurons.lowerBound] = 1
      k += 1
    }
    lane.next = k
  }
}
