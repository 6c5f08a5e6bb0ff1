/// A step of a lane, as signals see it.
struct Moment {
  let lane: Int
  let step: Int
  /// Steps since the presentation began; nil in a run.
  let age: Int?
}

/// A number or several of a lane that say how things go: rewards, errors, concentrations, gates.
/// They are updated once a step, after all regions have done it, and reach neurons through
/// modulators.
///
/// Between two steps the values are those that the coming step uses. A subclass writes them in
/// `compute`; with a delay they come out that many steps later.
class Signal {
  static let delaySpec = ParameterSpec(
    "delay", unit: "ms", default: 0, in: 0...1e9, "from what happened to the value")

  /// For sentences.
  let owner: String
  /// What is read, if anything.
  let population: Population?
  let dimension: Int
  let lanes: Int
  /// [lane][slot][number], a slot a step.
  private let line: Buffer<Double>
  private let slots: Int
  /// Of each lane, the slot of the last step.
  private let newest: Buffer<Int>

  init(
    _ owner: String, of population: Population?, dimension: Int, lanes: Int, delaySteps: Int = 0
  ) throws(SNNError) {
    self.owner = owner
    self.population = population
    self.dimension = dimension
    self.lanes = lanes
    slots = delaySteps + 1
    line = try Buffer("values of \(owner)", shape: lanes, slots, dimension)
    newest = try Buffer("values of \(owner)", count: lanes)
  }

  /// Refuses a population without spikes.
  static func requireSpikes(of population: Population, _ owner: String) throws(SNNError) {
    guard population.model.graded == nil else {
      throw .invalid(
        "\(owner) reads spikes, which neurons of model '\(population.model.spec.name)' do not have")
    }
  }

  /// Decay time (ms) of values that fall exponentially between jumps; nil where they do not.
  var tau: Double? { nil }
  /// What is subtracted from every value.
  var baseline: Double { 0 }
  /// `begin` changes values.
  var looksAhead: Bool { false }
  /// Number of labels there are; 0 where the signal knows of none.
  var labelCount: Int { 0 }

  /// The values of a lane, [number], the baseline not subtracted.
  final func values(lane: Int) -> UnsafePointer<Double> {
    let oldest = (newest.base[lane] + 1) % slots
    return UnsafePointer(line.base + (lane * slots + oldest) * dimension)
  }

  private func written(_ lane: Int) -> UnsafeMutablePointer<Double> {
    line.base + (lane * slots + newest.base[lane]) * dimension
  }

  /// Takes in a step that is done.
  final func update(_ moment: Moment) {
    newest.base[moment.lane] = (newest.base[moment.lane] + 1) % slots
    compute(moment, into: written(moment.lane))
  }

  /// Brings in what is known to happen at the beginning of a step.
  final func begin(_ moment: Moment) {
    if looksAhead { prepare(moment, into: written(moment.lane)) }
  }

  /// Writes the values after a step.
  func compute(_ moment: Moment, into out: UnsafeMutablePointer<Double>) {}

  /// Changes the values for the step that is about to be done.
  func prepare(_ moment: Moment, into out: UnsafeMutablePointer<Double>) {}

  /// Back to the start, but for labels and what is to come.
  func reset() {
    line.fill(0)
    newest.fill(0)
  }

  func listState(in list: StateList) {
    list.buffer("line", line)
    list.buffer("newest", newest) { [slots] in (0..<slots).contains($1) }
  }

  /// - Parameter step: the next one.
  func setLabels(_ values: UnsafeBufferPointer<Int32>, step: Int) throws(SNNError) {
    throw .invalid("\(owner) takes no labels")
  }

  /// Labels are of one presentation.
  func forgetLabels() {}
}

/// A label a lane, -1 for none; kept until others are given or a presentation ends.
struct Labels {
  let count: Int
  private let values: Buffer<Int32>
  /// The step before which they were given.
  var since = 0

  init(count: Int, lanes: Int) throws(SNNError) {
    self.count = count
    values = try Buffer("labels", count: lanes)
    values.fill(-1)
  }

  subscript(_ lane: Int) -> Int { Int(values.base[lane]) }

  mutating func set(_ given: UnsafeBufferPointer<Int32>, step: Int) throws(SNNError) {
    for (lane, label) in given.enumerated() where label < -1 || Int(label) >= count {
      throw .index(
        "label \(label) of batch lane \(lane) is not one of the classes 0 to \(count - 1), "
          + "nor -1 for none")
    }
    for (lane, label) in given.enumerated() { values.base[lane] = label }
    since = step
  }

  func forget() { values.fill(-1) }

  func listState(in list: StateList, set: @escaping (Int) -> Void) {
    list.buffer("labels", values) { [count] in $1 >= -1 && Int($1) < count }
    list.value("labelled", since, set)
  }
}
