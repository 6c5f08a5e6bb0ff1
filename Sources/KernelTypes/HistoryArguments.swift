/// What brings plastic rows up to date from the records of their targets: see
/// `Kernels/HistoryRow.swift`.

/// How a change depends on the weight it meets.
public struct ChangeForm: BitwiseCopyable {
  public enum Kind: UInt8, BitwiseCopyable, Sendable {
    case none, upper, lower, power, proportional, exponentiated
  }

  public var kind: Kind
  public var mu: Double
  public var reference: Double

  public init(kind: Kind, mu: Double, reference: Double) {
    self.kind = kind
    self.mu = mu
    self.reference = reference
  }
}

/// A term that acts where the target left a record.
public struct RecordTerm: BitwiseCopyable {
  /// How the presynaptic factor goes on after a row's last visit.
  public enum Pre: UInt8, BitwiseCopyable, Sendable {
    /// 1 throughout.
    case one
    /// Decays by the term's tables.
    case exponential
    /// The difference of two that do.
    case difference
    /// Falls by `slope` a step to 0.
    case linear
    /// Each synapse's own trace, which begins anew when the target fires.
    case own
  }

  public var pre: Pre
  /// Where the decays of the presynaptic factor stand in the tables; of the faster one, if any.
  public var table: Int32
  public var fastTable: Int32
  public var slope: Double
  /// Place of its values at the row's last visit among the row's; of the faster one, if any.
  public var value: Int32
  public var fastValue: Int32
  public var isEligible: Bool
  public var form: ChangeForm

  public init(
    pre: Pre, table: Int32, fastTable: Int32, slope: Double, value: Int32, fastValue: Int32,
    isEligible: Bool, form: ChangeForm
  ) {
    self.pre = pre
    self.table = table
    self.fastTable = fastTable
    self.slope = slope
    self.value = value
    self.fastValue = fastValue
    self.isEligible = isEligible
    self.form = form
  }
}

/// A term that acts when a presynaptic spike arrives.
public struct ArrivalTerm: BitwiseCopyable {
  /// Place of its presynaptic factor among the row's values; below 0: 1.
  public var value: Int32
  /// Only where the target has fired since the last arrival.
  public var needsFired: Bool
  public var isEligible: Bool
  public var form: ChangeForm

  public init(
    value: Int32, needsFired: Bool, isEligible: Bool, form: ChangeForm
  ) {
    self.value = value
    self.needsFired = needsFired
    self.isEligible = isEligible
    self.form = form
  }
}

/// A row that is visited.
public struct HistoryVisit: BitwiseCopyable {
  public var start: Int
  public var count: Int
  /// Step of the last visit: records from it on are new.
  public var since: Int32
  public var now: Int32
  /// Modulator integral when last visited, and what makes a difference of integrals begin there.
  public var mark: Double
  public var gain: Double
  /// What is left of a synapse's own trace.
  public var ownDecay: Double

  public init(
    start: Int, count: Int, since: Int32, now: Int32, mark: Double, gain: Double,
    ownDecay: Double
  ) {
    self.start = start
    self.count = count
    self.since = since
    self.now = now
    self.mark = mark
    self.gain = gain
    self.ownDecay = ownDecay
  }
}

/// Rows into one target block, and what their targets recorded.
public struct HistoryRows {
  public var visits: UnsafePointer<HistoryVisit>
  public var visitCount: Int
  /// Presynaptic factors of each visit at its `since`; arrival terms: at `now`. [visit][value].
  public var rowValues: UnsafePointer<Double>
  public var rowValueCount: Int
  public var weights: Reals
  /// Of each synapse, where a term has it.
  public var eligibility: Reals?
  public var own: Reals?
  /// Where eligibilities go that are only looked at; lies like the weights.
  public var shown: Reals?
  /// Modulator integral of the target at the row's last visit, where neurons differ in it.
  public var seen: Reals?
  public var frozen: UnsafePointer<UInt8>?
  /// Block-local targets, one a synapse; nil where a row holds every target in order.
  public var targets: UnsafePointer<UInt16>?
  /// Records of each target, oldest first, [target][capacity].
  public var counts: UnsafePointer<Int32>
  public var steps: UnsafePointer<Int32>
  /// [target][capacity][record term].
  public var values: Reals
  /// Modulator integral and gain as of each record, side by side; nil without eligibility.
  public var marks: UnsafePointer<Double>?
  /// Modulator integrals now: of each target, or one for all.
  public var integrals: UnsafePointer<Double>?
  public var sharesIntegral: Bool
  public var capacity: Int
  public var records: UnsafePointer<RecordTerm>
  public var recordCount: Int
  public var arrivals: UnsafePointer<ArrivalTerm>
  public var arrivalCount: Int
  /// What counts at arrivals, [arrival term][target of the population's blocks].
  public var arrivalValues: Reals
  public var arrivalStride: Int
  /// Decay over 0...255 steps, then over so many times 256; of each table in turn.
  public var tables: UnsafePointer<Double>
  public var eligibilityTable: Int32
  public var lower: Double
  public var upper: Double
  public var coefficient: Double
  /// The visits are arrivals; false: rows are only brought up to date.
  public var arrives: Bool
  /// An arrival restarts the synapse's own trace at 1; false: adds 1.
  public var ownIsNearest: Bool
  /// What is found is kept beside the weights; false: only weights are written.
  public var keeps: Bool

  public init(
    visits: UnsafePointer<HistoryVisit>, rowValues: UnsafePointer<Double>, rowValueCount: Int,
    weights: Reals, counts: UnsafePointer<Int32>, steps: UnsafePointer<Int32>, values: Reals,
    capacity: Int, records: UnsafePointer<RecordTerm>, recordCount: Int,
    arrivals: UnsafePointer<ArrivalTerm>, arrivalCount: Int, arrivalValues: Reals,
    arrivalStride: Int, tables: UnsafePointer<Double>
  ) {
    self.visits = visits
    visitCount = 0
    self.rowValues = rowValues
    self.rowValueCount = rowValueCount
    self.weights = weights
    self.counts = counts
    self.steps = steps
    self.values = values
    self.capacity = capacity
    self.records = records
    self.recordCount = recordCount
    self.arrivals = arrivals
    self.arrivalCount = arrivalCount
    self.arrivalValues = arrivalValues
    self.arrivalStride = arrivalStride
    self.tables = tables
    sharesIntegral = true
    eligibilityTable = 0
    lower = -.infinity
    upper = .infinity
    coefficient = 1
    arrives = false
    ownIsNearest = false
    keeps = true
  }
}
