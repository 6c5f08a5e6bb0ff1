import KernelTypes

/// What decides, spike by spike, which part of its weight a synapse transmits. It depends on the
/// spikes of the presynaptic neuron alone, so its state is kept once a neuron, and the part a spike
/// transmits is found when it is fired and travels with it.
///
/// `tsodyks_markram`: short-term depression and facilitation. The part is u x, and after an interval
/// h since the last spike
///
///     x <- 1 + (x - u x - 1) exp(-h / tau_rec),   u <- U + u (1 - U) exp(-h / tau_facil)
///
/// with the u and x of the last spike (Tsodyks & Markram 1997, PNAS 94:719; Tsodyks, Pawelzik &
/// Markram 1998, Neural Comput 10:821; NEST's tsodyks2_synapse). The first spike finds u_init and
/// x_init.
///
/// `stochastic_release`: the part is p.
///
/// With n release sites, each synapse transmits k / n of its weight instead, k of n sites
/// succeeding independently with the part as their probability. u and x then stay what they are on
/// average (the mean field of Fuhrmann et al. 2002, J Neurophysiol 87:140): that a site which just
/// failed still holds its vesicle is not followed.
final class SynapticDynamics {
  enum Kind: String, CaseIterable {
    case tsodyksMarkram = "tsodyks_markram"
    case stochasticRelease = "stochastic_release"
  }

  let kind: Kind
  /// 0: a spike transmits the part itself.
  let sites: Int
  /// [lane][neuron]: as the last spike found them.
  let u: RealBuffer
  let x: RealBuffer
  /// [lane][neuron]: the step after the one of the last spike, 0 before any.
  private let last: Buffer<Int>
  private let size: Int
  private let dt: Double
  private let parameters: ParameterColumns
  /// p, or U.
  private let use: ParameterColumns.Column
  private let tauRec: ParameterColumns.Column
  private let tauFacil: ParameterColumns.Column
  /// The parts that spikes carry; nil until the network is prepared.
  var carried: ValueRing?
  /// Nil where nothing is drawn, and until the network is prepared.
  var release: Release?

  init(
    _ kind: Kind, _ parameters: ParameterColumns, source: Population, dt: Double,
    _ precision: Precision, owner: String
  ) throws(SNNError) {
    self.kind = kind
    self.parameters = parameters
    self.dt = dt
    size = source.size
    sites = Int(parameters.column("sites")[0])
    use = parameters.column(kind == .tsodyksMarkram ? "U" : "p")
    tauRec = parameters.column("tau_rec")
    tauFacil = parameters.column("tau_facil")
    u = try RealBuffer(owner, shape: [source.lanes, size], precision)
    x = try RealBuffer(owner, shape: [source.lanes, size], precision)
    last = try Buffer(owner, shape: source.lanes, size)
    reset()
  }

  /// State that can be read.
  var variables: [String] { kind == .tsodyksMarkram ? ["u", "x"] : [] }

  func state(_ name: String) -> RealBuffer? {
    guard variables.contains(name) else { return nil }
    return name == "u" ? u : x
  }

  func listState(in list: StateList) {
    list.reals("u", u)
    list.reals("x", x)
    list.buffer("last", last)
    if let carried { list.under("carried") { carried.listState(in: list) } }
  }

  /// As if no spike had ever been fired.
  func reset() {
    last.fill(0)
    let (uStart, xStart) = (parameters.column("u_init"), parameters.column("x_init"))
    for k in 0..<u.count {
      let neuron = k % size
      let isGiven = kind == .tsodyksMarkram && uStart[neuron] >= 0
      u[k] = isGiven ? uStart[neuron] : use[neuron]
      x[k] = kind == .tsodyksMarkram ? xStart[neuron] : 1
    }
  }

  /// Finds the parts that the spikes in a list, which begins at place `first` of the step's, carry.
  func spikes(
    _ list: UnsafePointer<Int32>, _ count: Int, first: Int, lane: Int, step: Int
  ) {
    guard count > 0, let out = carried?.list(lane: lane, step: step, first: first) else { return }
    for k in 0..<count {
      let neuron = Int(list[k])
      let place = lane &* size &+ neuron
      if kind == .tsodyksMarkram {
        if last.base[place] > 0 { recover(neuron, place, steps: step &+ 1 &- last.base[place]) }
        last.base[place] = step &+ 1
      }
      out[k] = u[place] * x[place]
    }
  }

  private func recover(_ neuron: Int, _ place: Int, steps: Int) {
    let interval = Double(steps) * dt
    let (u, x) = (self.u[place], self.x[place])
    let facilitation = tauFacil[neuron]
    self.x[place] = 1 + (x - u * x - 1) * Elementary.exp(-interval / tauRec[neuron])
    let kept = facilitation > 0 ? Elementary.exp(-interval / facilitation) : 0
    self.u[place] = use[neuron] + u * (1 - use[neuron]) * kept
  }
}
