/// The arrays that describe a current, checked.
struct CurrentArrays {
  /// One a neuron; empty: 1 for all.
  private(set) var gain: [Double] = []
  /// ms, ascending.
  private(set) var times: [Double] = []
  private(set) var amplitudes: [Double] = []
  private(set) var samples: [Double] = []

  init(
    _ given: [(name: String, values: [Double])], kind: String, size: Int, owner: String
  ) throws(SNNError) {
    let own = kind == "step" ? ["times", "amplitudes"] : kind == "samples" ? ["values"] : []
    for (name, values) in given {
      for (k, value) in values.enumerated() where !ParameterSpec.anything.contains(value) {
        throw .invalid(
          "\(name)[\(k)] of \(owner) must be a finite number of at most 1e30, not \(value)")
      }
      switch name {
      case "gain":
        guard values.count == size else {
          throw .shape("gain of \(owner) needs \(size) values, not \(values.count)")
        }
        gain = values
      case _ where !own.contains(name):
        throw .unknown("array of \(owner)", name, valid: ["gain"] + own)
      case "times": times = values
      case "amplitudes": amplitudes = values
      default: samples = values
      }
    }
    guard times.count == amplitudes.count, kind != "step" || !times.isEmpty else {
      throw .shape(
        "\(owner) needs as many times as amplitudes, at least one, not \(times.count) and "
          + "\(amplitudes.count)")
    }
    for k in times.indices
    where times[k] < 0 || times[k] > 1e12 || (k > 0 && times[k] <= times[k - 1]) {
      throw .invalid(
        "times of \(owner) must ascend from 0 to at most 1e12 ms, but times[\(k)] is \(times[k]) ms"
      )
    }
  }
}
