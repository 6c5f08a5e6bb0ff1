import KernelTypes

/// The terms of a projection as a walk through records needs them, sorted by when they act.
struct HistoryTerms {
  /// What a term multiplies on the postsynaptic side.
  struct Post {
    let rate: Double
    let product: FactorProduct
    let fires: Bool
    /// Nil where there is none, or where it acts on the eligibility.
    let modulator: ModulatedValue?
  }

  private(set) var records: [RecordTerm] = []
  private(set) var recordPosts: [Post] = []
  private(set) var arrivals: [ArrivalTerm] = []
  private(set) var arrivalPosts: [Post] = []
  /// The presynaptic factors, and where the values of each begin among a row's.
  let pre: RowFactors
  private(set) var hasEligibility = false
  private(set) var eligibilityTau = 0.0
  private(set) var modulator: ModulatedValue?
  private(set) var ownTau: Double?
  private(set) var ownIsNearest = false
  private let owner: String

  /// Synapses have to know of their targets' spikes or steps.
  var leavesRecords: Bool { !records.isEmpty || ownTau != nil }
  var isDense: Bool { recordPosts.contains { !$0.fires } }

  init(
    _ terms: [PlasticityTerm], factors: PostFactors, modulators: [Modulator], dt: Double,
    owner: String
  ) throws(SNNError) {
    self.owner = owner
    pre = try RowFactors(terms, dt: dt, owner: owner)
    for term in terms {
      try takeEligibility(term, modulators)
      let post = Post(
        rate: term.rate * term.density(dt: dt), product: try factors.product(of: term.post),
        fires: term.fires,
        modulator: term.hasEligibility ? nil : term.modulator.map { ModulatedValue(modulators[$0]) }
      )
      if term.arrives {
        arrivals.append(try arrival(term))
        arrivalPosts.append(post)
      } else {
        records.append(try record(term))
        recordPosts.append(post)
      }
    }
    if ownTau == nil, arrivals.contains(where: \.needsFired) {
      // It only says whether the neuron has fired.
      ownTau = 1e9
      ownIsNearest = true
    }
    if ownTau != nil, isDense {
      throw .invalid(
        "\(owner) pairs neighbouring spikes beside a term that acts without spikes; put one of them "
          + "on a component of its own")
    }
  }

  private mutating func takeEligibility(
    _ term: PlasticityTerm, _ modulators: [Modulator]
  ) throws(SNNError) {
    guard term.hasEligibility else { return }
    let given = term.modulator.map { modulators[$0] }
    if hasEligibility {
      guard term.tauEligibility == eligibilityTau, given === modulator?.modulator else {
        throw .invalid(
          "\(owner) has eligibility traces of different time constants or modulators on one "
            + "projection; in run there is one a synapse, so give the others a component of their "
            + "own, or add them with online off")
      }
    }
    guard term.dependence.form == .none else {
      throw .invalid(
        "\(owner) has an eligibility trace and depends on the weight; only one of the two can be")
    }
    hasEligibility = true
    eligibilityTau = term.tauEligibility
    modulator = given.map(ModulatedValue.init)
  }

  private mutating func record(_ term: PlasticityTerm) throws(SNNError) -> RecordTerm {
    if term.pairing != .traces {
      guard let factor = term.pre.first, factor.isUniform,
        factor.kind == .trace || factor.kind == .nearestTrace, term.fires
      else {
        throw .invalid(
          "\(owner) pairs neighbouring spikes, which needs a trace before and spikes after")
      }
      guard ownTau == nil || (ownTau == factor.tau && ownIsNearest == (term.pairing == .adjacent))
      else {
        throw .invalid("\(owner) pairs neighbouring spikes in two ways on one projection")
      }
      ownTau = factor.tau
      ownIsNearest = term.pairing == .adjacent
    }
    let place = try pre.place(of: term.pre.first)
    return RecordTerm(
      pre: ownTau != nil && term.pairing != .traces ? .own : place.form, table: place.table,
      fastTable: place.table + 1, slope: place.slope, value: place.value,
      fastValue: place.value + 1, isEligible: term.hasEligibility, form: term.dependence.change)
  }

  private func arrival(_ term: PlasticityTerm) throws(SNNError) -> ArrivalTerm {
    guard term.pairing != .sinceFired else {
      throw .invalid(
        "\(owner) pairs arrivals since the neuron fired, but acts at arrivals; this pairing is of "
          + "terms that act when the neuron fires")
    }
    var value: Int32 = -1
    if let factor = term.preTrace {
      value = try pre.place(of: factor).value + Int32(pre.count)
    }
    return ArrivalTerm(
      value: value, needsFired: term.pairing == .adjacent,
      isEligible: term.hasEligibility, form: term.dependence.change)
  }
}

extension WeightDependence {
  /// As kernels take it.
  fileprivate var change: ChangeForm { ChangeForm(kind: kind, mu: mu, reference: reference) }

  private var kind: ChangeForm.Kind {
    switch form {
    case .none: .none
    case .upper: .upper
    case .lower: .lower
    case .power: .power
    case .proportional: .proportional
    case .exponentiated: .exponentiated
    }
  }
}

/// The terms as kernels take them, with the tables of decays they refer to.
final class HistoryTables {
  /// 512 numbers each.
  let decays: Buffer<Double>
  let records: Buffer<RecordTerm>
  let arrivals: Buffer<ArrivalTerm>
  /// Tables of the eligibility and of synapses' own traces; 0 where there are none.
  let eligibility: Int32
  let own: Int32

  init(_ terms: HistoryTerms, what: String) throws(SNNError) {
    own = terms.ownTau.map { terms.pre.addTable(tau: $0) } ?? 0
    eligibility = terms.hasEligibility ? terms.pre.addTable(tau: terms.eligibilityTau) : 0
    decays = try Buffer(what, count: terms.pre.tables.count)
    records = try Buffer(what, count: terms.records.count)
    arrivals = try Buffer(what, count: terms.arrivals.count)
    for (k, value) in terms.pre.tables.enumerated() { decays.base[k] = value }
    for (k, term) in terms.arrivals.enumerated() { arrivals.base[k] = term }
    for (k, term) in terms.records.enumerated() {
      records.base[k] = term
      if term.pre == .own { records.base[k].table = own }
    }
  }
}
