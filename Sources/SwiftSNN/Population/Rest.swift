import KernelTypes

/// A model whose neurons, left without input, go a way that a formula gives for any number of steps.
protocol RestingModel: PopulationModel {
  /// No neuron fires without input, however long.
  var isSubthreshold: Bool { get }
  /// All neurons of a block lie below their thresholds: none is held above while refractory.
  func isBelow(lane: Int, _ neurons: Range<Int>) -> Bool
  /// Remembers the state of a block as what rest begins with.
  func beginRest(lane: Int, _ neurons: Range<Int>)
  /// Sets the state to what it is `steps` steps after rest began.
  func showRest(lane: Int, _ neurons: Range<Int>, after steps: Int)
  /// Whether the state is what `showRest` set: nobody has written to it.
  func isShown(lane: Int, _ neurons: Range<Int>, after steps: Int) -> Bool
  /// Memory for what rest begins with.
  func prepareRest() throws(SNNError)
}

/// Lets the blocks of a population rest while no spike arrives, and brings them up to date in one go
/// when one does, or when somebody looks.
///
/// Rest begins after a number of steps without arrivals and is counted from there, whatever the
/// calls in which the steps are done and the threads that do them; looking leaves what it began
/// with as it is. So results depend on neither.
final class Rest {
  /// Steps without arrivals before rest begins: shorter silences are cheaper done step by step.
  private static let patience = 16

  private let model: any RestingModel
  /// Not the population itself, which holds this.
  private let blocks: [Range<Int>]
  private let lanes: Int
  private let incoming: [Projection]
  /// Of each lane and block: steps without arrivals so far, and the step rest began in, or -1.
  private let quiet: Buffer<Int>
  private let since: Buffer<Int>
  private(set) var isAllowed = false

  /// Nil where the population cannot rest.
  init?(_ population: Population, incoming: [Projection]) throws(SNNError) {
    guard let model = population.model as? any RestingModel, population.poissonInputs.isEmpty,
      population.currents.isEmpty
    else { return nil }
    try model.prepareRest()
    self.model = model
    self.incoming = incoming
    (blocks, lanes) = (population.blocks, population.lanes)
    quiet = try Buffer("silence of '\(population.name)'", shape: lanes, blocks.count)
    since = try Buffer("silence of '\(population.name)'", shape: lanes, blocks.count)
    since.fill(-1)
  }

  /// Before a run that begins with `step`: what users did to the state counts.
  func begin(step: Int, keepsHistory: Bool) {
    forEachResting { lane, block, place in
      let range = blocks[block]
      if !model.isShown(lane: lane, range, after: step - since.base[place]) {
        since.base[place] = -1
        quiet.base[place] = 0
      }
    }
    isAllowed = !keepsHistory && model.isSubthreshold
    if !isAllowed { wake(step: step) }
  }

  /// Within a run, where thresholds may have been changed since it began.
  func reconsider(keepsHistory: Bool) {
    isAllowed = !keepsHistory && model.isSubthreshold
  }

  /// After a run.
  func show(step: Int) {
    for lane in 0..<lanes { show(lane: lane, step: step) }
  }

  /// Before somebody looks at a lane in the middle of a run.
  func show(lane: Int, step: Int) {
    for block in blocks.indices {
      let began = since.base[lane * blocks.count + block]
      guard began >= 0 else { continue }
      model.showRest(lane: lane, blocks[block], after: step - began)
    }
  }

  /// Ends rest: what follows does not know of it.
  func wake(step: Int) {
    show(step: step)
    forget()
  }

  func listState(in list: StateList) {
    list.buffer("quiet", quiet)
    list.buffer("since", since)
  }

  /// Rest that was set could have begun.
  func isSound(at step: Int) -> Bool {
    (0..<since.count).allSatisfy { (-1...step).contains(since.base[$0]) && quiet.base[$0] >= 0 }
  }

  func forget() {
    since.fill(-1)
    quiet.fill(0)
  }

  private func forEachResting(_ body: (_ lane: Int, _ block: Int, _ place: Int) -> Void) {
    for place in 0..<since.count where since.base[place] >= 0 {
      body(place / blocks.count, place % blocks.count, place)
    }
  }

  /// Whether a block rests through a step; where spikes arrive, it is brought up to date before.
  func rests(lane: Int, block: Int, step: Int) -> Bool {
    guard isAllowed else { return false }
    let place = lane * blocks.count + block
    let range = blocks[block]
    guard !arrives(lane: lane, step: step) else {
      if since.base[place] >= 0 {
        model.showRest(lane: lane, range, after: step - since.base[place])
        since.base[place] = -1
      }
      quiet.base[place] = 0
      return false
    }
    if since.base[place] >= 0 { return true }
    quiet.base[place] += 1
    guard quiet.base[place] > Rest.patience, model.isBelow(lane: lane, range) else { return false }
    model.beginRest(lane: lane, range)
    since.base[place] = step
    return true
  }

  /// Any spike of a source arrives in a step: the same for all blocks.
  private func arrives(lane: Int, step: Int) -> Bool {
    for projection in incoming {
      let lists = projection.source.ring.lists
      for delay in projection.delays where lists.hasSpikes(lane: lane, step: step - delay) {
        return true
      }
    }
    return false
  }
}
