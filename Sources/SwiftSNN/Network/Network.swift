import KernelTypes

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Populations, projections, signals, modulators, homeostats and recorders on one clock.
///
/// One thread uses a network at a time; the C layer sees to that.
public final class Network: @unchecked Sendable {
  public let dt: Double
  public let seed: UInt64
  public let lanes: Int
  public let threads: Int
  /// Parts that populations are split into, one for each thread unless set otherwise.
  public private(set) var partition: Int
  public let precision: Precision
  let kernels: KernelTable

  var populations: [Population] = []
  var projections: [Projection] = []
  var signals: [Signal] = []
  var modulators: [Modulator] = []
  var routes: [ParameterRoute] = []
  var homeostats: [any Homeostat] = []
  var recorders: [Recorder] = []
  /// Structural operations that act by themselves.
  var structures: [ScheduledStructure] = []
  /// Populations and projections that were taken back: views of them stay valid.
  var removed: [AnyObject] = []

  /// Steps since the start.
  public internal(set) var step = 0
  /// Spikes and synaptic events so far.
  public internal(set) var spikes = 0
  public internal(set) var synapticEvents = 0
  /// Projections that a view of their weights was given of.
  var viewedWeights: Set<Int> = []
  var learning: PresentationLearning?
  /// Nil until the network is prepared.
  var plan: Plan?
  let team: ThreadTeam
  /// A state was set in part: what is there does not go together.
  public internal(set) var isLost = false
  /// As of the last `listState`; none once the network has gone on.
  public internal(set) var stateFields: [StateField] = []

  /// The most batch lanes and threads.
  public static let maximumLanes = 65536
  public static let maximumThreads = 1024

  public init(
    dt: Double, seed: UInt64, lanes: Int, threads: Int, precision: Precision = .single,
    kernels: KernelTable = KernelChoice.chosen
  ) throws(SNNError) {
    guard dt >= 1e-6, dt <= 1e6 else {
      throw .invalid("dt must be 1e-6 to 1e6 ms, not \(dt)")
    }
    guard (1...Network.maximumLanes).contains(lanes) else {
      throw .invalid("batch must be 1 to \(Network.maximumLanes), not \(lanes)")
    }
    guard (0...Network.maximumThreads).contains(threads) else {
      throw .invalid(
        "threads must be 1 to \(Network.maximumThreads), or 0 for the default, not \(threads)")
    }
    self.dt = dt
    self.seed = seed
    self.lanes = lanes
    self.precision = precision
    if let problem = KernelChoice.problem { throw .invalid(problem) }
    self.threads = threads > 0 ? threads : try Network.defaultThreads()
    partition = self.threads
    self.kernels = kernels
    team = ThreadTeam(size: self.threads)
  }

  /// A population knows the projections that end on it, and these what teaches them, which leads back
  /// to populations and projections: none of them would go by itself.
  deinit {
    for population in populations {
      population.rest = nil
      population.plastic = []
    }
    for projection in projections {
      projection.terms = []
      projection.online = nil
    }
  }

  /// - Throws: for a name other than "single" and "double".
  public static func precision(named name: String) throws(SNNError) -> Precision {
    guard let found = Precision.allCases.first(where: { $0.name == name }) else {
      throw .unknown("precision", name, valid: Precision.allCases.map(\.name))
    }
    return found
  }

  /// What SWIFTSNN_NUM_THREADS says, else all processors.
  private static func defaultThreads() throws(SNNError) -> Int {
    if let text = getenv("SWIFTSNN_NUM_THREADS").map({ String(cString: $0) }), !text.isEmpty {
      guard let asked = Int(text), (1...maximumThreads).contains(asked) else {
        throw .invalid(
          "the environment variable SWIFTSNN_NUM_THREADS must be 1 to \(maximumThreads), "
            + "not '\(text)'")
      }
      return asked
    }
    return min(max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))), maximumThreads)
  }

  public func setPartition(_ parts: Int) throws(SNNError) {
    guard (1...Network.maximumThreads).contains(parts) else {
      throw .invalid("parts must be 1 to \(Network.maximumThreads), not \(parts)")
    }
    guard populations.isEmpty else {
      throw .state("the partition must be set before there is a population")
    }
    partition = parts
  }

  /// Asks the call that another thread is in to stop; it throws `interrupted` when it does.
  public func interrupt() { team.interruption.request() }

  /// Forgets a wish to interrupt that came after a call had ended.
  public func clearInterruption() { team.interruption.clear() }

  public var neuronCount: Int { populations.reduce(0) { $0 + $1.size } }
  public func synapseCount() throws(SNNError) -> Int {
    var total = 0
    for projection in projections { total += try projection.synapseCount() }
    return total
  }

  /// Looks up by index, or says which there are.
  func find<Element>(
    _ index: Int32, in all: [Element], _ what: String
  ) throws(SNNError) -> Element {
    guard index >= 0, Int(index) < all.count else {
      let known = all.isEmpty ? "there is none yet" : "there are 0 to \(all.count - 1)"
      throw .index("\(what) \(index) does not exist; \(known)")
    }
    return all[Int(index)]
  }

  func population(_ index: Int32) throws(SNNError) -> Population {
    try find(index, in: populations, "population")
  }

  func projection(_ index: Int32) throws(SNNError) -> Projection {
    try find(index, in: projections, "projection")
  }

  func recorder(_ index: Int32) throws(SNNError) -> Recorder {
    try find(index, in: recorders, "recorder")
  }

  /// Populations, projections and what learns cannot be added once the clock has moved.
  func requireNotStarted(_ what: String) throws(SNNError) {
    guard plan == nil else {
      throw .state(
        "\(what) cannot be added after the network has run or was prepared; add everything first, "
          + "or make a new network")
    }
  }
}
