import KernelTypes

/// The terms of a projection that running integrals can follow, sorted by when they act: nil where
/// they cannot.
struct IntegralSum {
  private struct Growth {
    let rate: Double
    let product: FactorProduct
    let fires: Bool
    let modulator: ModulatedValue?
  }

  private struct Arrival {
    let rate: Double
    /// Among `arrivalTraces`; nil: the spike alone.
    let trace: Int?
    /// Multiplies the targets' values, or is the same for all.
    let isSlope: Bool
  }

  private var growths: [Growth] = []
  /// Changes in proportion to the weight, whatever the presynaptic side does.
  private var decays: [Growth] = []
  private var arrivals: [Arrival] = []
  /// Decay of the presynaptic trace; nil where nothing grows.
  private(set) var tauPre: Double?
  private(set) var isNearest = false
  private(set) var arrivalTraces: [Factor] = []
  /// What of the targets counts at arrivals.
  private(set) var arrivalProduct = FactorProduct(places: [])
  private(set) var arrivalModulator: ModulatedValue?
  /// Decay of what counts at arrivals, where it is a trace alone; nil: it is asked for each time.
  private(set) var tauArrival: Double?
  private(set) var isNearestArrival = false
  /// What every arrival changes, where no trace of the row counts.
  private(set) var plainArrival = (slope: 0.0, offset: 0.0)

  var isDense: Bool { growths.contains { !$0.fires } || decays.contains { !$0.fires } }
  var decaysWeights: Bool { !decays.isEmpty }
  var arrives: Bool { !arrivals.isEmpty }

  /// Whether running integrals can follow these terms.
  static func suits(_ terms: [PlasticityTerm]) -> Bool {
    let terms = terms.filter { !isDecay($0) }
    let isPlain = terms.allSatisfy {
      $0.dependence.form == .none && $0.pairing == .traces
        && ($0.preTrace.map { isExponential($0) } ?? $0.arrives)
    }
    guard isPlain else { return false }
    let growing = terms.filter { !$0.arrives }
    guard growing.allSatisfy({ $0.pre == growing[0].pre }) else { return false }
    let sloped = terms.filter { $0.arrives && isSloped($0) }
    return sloped.allSatisfy { $0.post == sloped[0].post && gate($0) == gate(sloped[0]) }
  }

  /// It changes weights in proportion to themselves by what the postsynaptic side does alone.
  static func isDecay(_ term: PlasticityTerm) -> Bool {
    term.dependence.form == .proportional && term.pre.isEmpty && !term.hasEligibility
      && term.pairing == .traces
  }

  private static func isSloped(_ term: PlasticityTerm) -> Bool {
    !term.post.isEmpty || gate(term) != nil
  }

  /// The modulator of what happens at once; that of an eligibility trace acts later.
  private static func gate(_ term: PlasticityTerm) -> Int? {
    term.hasEligibility ? nil : term.modulator
  }

  private static func isExponential(_ factor: Factor) -> Bool {
    (factor.kind == .trace || factor.kind == .nearestTrace) && factor.isUniform
  }

  init(
    _ terms: [PlasticityTerm], factors: PostFactors, modulators: [Modulator], dt: Double
  ) throws(SNNError) {
    for term in terms {
      let modulator = IntegralSum.gate(term).map { ModulatedValue(modulators[$0]) }
      guard term.arrives else {
        guard !IntegralSum.isDecay(term) else {
          decays.append(
            Growth(
              rate: term.rate * term.density(dt: dt), product: try factors.product(of: term.post),
              fires: term.fires, modulator: modulator))
          continue
        }
        growths.append(
          Growth(
            rate: term.rate * term.density(dt: dt), product: try factors.product(of: term.post),
            fires: term.fires, modulator: modulator))
        tauPre = term.pre[0].tau
        isNearest = term.pre[0].kind == .nearestTrace
        continue
      }
      var trace: Int?
      if let factor = term.preTrace {
        trace = arrivalTraces.firstIndex(of: factor)
        if trace == nil {
          trace = arrivalTraces.count
          arrivalTraces.append(factor)
        }
      }
      let isSlope = IntegralSum.isSloped(term)
      arrivals.append(Arrival(rate: term.rate, trace: trace, isSlope: isSlope))
      guard isSlope else { continue }
      if modulator == nil, term.post.count == 1, IntegralSum.isExponential(term.post[0]) {
        tauArrival = term.post[0].tau
        isNearestArrival = term.post[0].kind == .nearestTrace
      } else {
        arrivalProduct = try factors.product(of: term.post)
        arrivalModulator = modulator
      }
    }
    plainArrival = arrival { _ in 1 }
  }

  /// What an arrival changes: `slope` times the targets' values, plus `offset`.
  func atArrival(_ traces: RowTraces, _ row: Int) -> (slope: Double, offset: Double) {
    arrival { traces.value(row, $0) }
  }

  private func arrival(_ trace: (Int) -> Double) -> (slope: Double, offset: Double) {
    var (slope, offset) = (0.0, 0.0)
    for arrival in arrivals {
      let rate = arrival.rate * (arrival.trace.map(trace) ?? 1)
      if arrival.isSlope { slope += rate } else { offset += rate }
    }
    return (slope, offset)
  }

  /// What a spike of a neuron adds to its integral.
  func growth(of neuron: Int, _ factors: PostFactors) -> Double {
    sum(growths, neuron, factors)
  }

  /// Relative change of a neuron's weights at a spike of it.
  func decay(of neuron: Int, _ factors: PostFactors) -> Double { sum(decays, neuron, factors) }

  private func sum(_ parts: [Growth], _ neuron: Int, _ factors: PostFactors) -> Double {
    var sum = 0.0
    for part in parts where part.fires {
      sum +=
        part.rate * factors.value(part.product, neuron) * (part.modulator?.value(neuron) ?? 1)
    }
    return sum
  }

  /// What a step adds to the integrals of some neurons.
  func fillGrowth(
    _ out: Reals, _ room: Reals, _ factors: PostFactors, _ spikes: UnsafePointer<Int32>,
    _ count: Int, _ neurons: Range<Int>
  ) {
    fill(out, growths, room, factors, spikes, count, neurons)
  }

  /// The relative change of a step for some neurons.
  func fillDecay(
    _ out: Reals, _ room: Reals, _ factors: PostFactors, _ spikes: UnsafePointer<Int32>,
    _ count: Int, _ neurons: Range<Int>
  ) {
    fill(out, decays, room, factors, spikes, count, neurons)
  }

  private func fill(
    _ out: Reals, _ parts: [Growth], _ room: Reals, _ factors: PostFactors,
    _ spikes: UnsafePointer<Int32>, _ count: Int, _ neurons: Range<Int>
  ) {
    for j in neurons { out[j] = 0 }
    for part in parts where !part.fires {
      factors.fill(room, part.product, gain: part.rate, neurons)
      part.modulator?.multiply(room, neurons)
      for j in neurons { out[j] += room[j] }
    }
    for k in 0..<count { out[Int(spikes[k])] += sum(parts, Int(spikes[k]), factors) }
  }
}

/// The present value of a modulator for each neuron.
struct ModulatedValue {
  let modulator: Modulator

  init(_ modulator: Modulator) { self.modulator = modulator }

  func value(_ neuron: Int) -> Double {
    modulator.current(lane: 0)[modulator.isScalar ? 0 : neuron]
      - (modulator.tau == nil ? 0 : modulator.baseline)
  }

  func multiply(_ x: Reals, _ neurons: Range<Int>) {
    for j in neurons { x[j] *= value(j) }
  }
}
