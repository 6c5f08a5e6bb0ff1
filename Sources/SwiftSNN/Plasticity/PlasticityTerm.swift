/// One mechanism on the synapses of a projection:
///
///     rate of change of w = rate * pre(t) * post(t) * M(t)
///
/// or, with an eligibility trace, rate * M(t) * e(t), where e is the low-pass of pre(t) * post(t)
/// with `tauEligibility` and unit area, so that `rate` means the same with and without. Rules of the
/// literature are lists of such terms: pair STDP is (trace, spike, +) and (spike, trace, -).
///
/// Spikes are events, weight 1; the other post factors are densities, integrated over time in ms.
public struct PlasticityTerm: Equatable {
  public enum Pre: String, CaseIterable {
    /// The change happens when a presynaptic spike arrives.
    case spike
    /// Low-pass of the arriving spikes, + 1 a spike, decaying with `tauPre`.
    case trace
  }

  public enum Post: String, CaseIterable {
    case spike
    /// Low-pass of the postsynaptic spikes before this step, + 1 a spike, decaying with `tauPost`.
    case trace
    /// 1 while the potential, before a reset, is within `width` mV of the threshold.
    case window
    /// `dampening` x max(0, 1 - |v - threshold| / `width`), the potential before a reset.
    case triangle
    case one

    var needsMargin: Bool { self == .window || self == .triangle }
  }

  public let pre: Pre
  public let post: Post
  /// A modulator of the target population, or nil for M = 1.
  public let modulator: Int?
  public let rate: Double
  public let tauPre: Double
  public let tauPost: Double
  public let width: Double
  public let dampening: Double
  /// mV that a spike raises the threshold by, of an adapting one; 0: it does not adapt.
  public let beta: Double
  public let tauAdapt: Double
  /// 0: no eligibility trace.
  public let tauEligibility: Double
  /// Act spike by spike while the network runs, where the term can.
  public let online: Bool

  static let specs = [
    ParameterSpec("rate", default: 1e-3, "mV of weight a unit of the factors"),
    ParameterSpec(
      "tau_pre", unit: "ms", default: 20, in: 0...1e9, includesLower: false,
      "decay of the presynaptic trace"),
    ParameterSpec(
      "tau_post", unit: "ms", default: 20, in: 0...1e9, includesLower: false,
      "decay of the postsynaptic trace"),
    ParameterSpec(
      "width", unit: "mV", default: 0.5, in: 0...1e6,
      "half width of the window or triangle at threshold"),
    ParameterSpec(
      "dampening", default: 1, in: 0...1e6, "peak of the triangle"),
    ParameterSpec(
      "beta", unit: "mV", default: 0, in: 0...1e6,
      "jump of an adapting threshold at a spike, whose part in the eligibility counts; 0: none"),
    ParameterSpec(
      "tau_adapt", unit: "ms", default: 200, in: 0...1e9, includesLower: false,
      "decay of the adapting threshold"),
    ParameterSpec(
      "tau_eligibility", unit: "ms", default: 0, in: 0...1e9,
      "decay of the eligibility trace; 0: none"),
    ParameterSpec(
      switch: "online", default: 1,
      "1: acts while the network runs where it can; 0: in presentations only"),
  ]

  init(
    pre: String, post: String, modulator: Int?, _ given: [(name: String, value: Double)],
    owner: String
  ) throws(SNNError) {
    guard let pre = Pre(rawValue: pre) else {
      throw .unknown("pre factor of \(owner)", pre, valid: Pre.allCases.map(\.rawValue))
    }
    guard let post = Post(rawValue: post) else {
      throw .unknown("post factor of \(owner)", post, valid: Post.allCases.map(\.rawValue))
    }
    let values = try ParameterValues(given, specs: Self.specs, owner: owner)
    self.pre = pre
    self.post = post
    self.modulator = modulator
    rate = values["rate"]
    tauPre = values["tau_pre"]
    tauPost = values["tau_post"]
    width = values["width"]
    dampening = values["dampening"]
    beta = values["beta"]
    tauAdapt = values["tau_adapt"]
    tauEligibility = values["tau_eligibility"]
    online = values["online"] == 1
    try requireTriangle(owner: owner)
  }

  /// What a step's factors count for: densities bring their dt, the low-pass its unit area.
  func weight(dt: Double) -> Double {
    let density = pre == .trace && post != .spike ? dt : 1
    let area = tauEligibility > 0 ? Elementary.oneMinusExp(dt / tauEligibility) : 1
    return rate * density * area
  }

  /// The term acts spike by spike while the network runs.
  var actsOnline: Bool {
    guard online, modulator == nil, tauEligibility == 0 else { return false }
    return (pre == .trace && post == .spike) || (pre == .spike && post == .trace)
  }
}
