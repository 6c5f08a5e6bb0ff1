extension ConnectorRule {
  /// Refuses a rule that does not fit the populations.
  func check(_ ends: WiringEnds) throws(SNNError) {
    switch self {
    case .oneToOne where ends.sources != ends.targets:
      throw .shape(
        "one_to_one needs equal sizes, not \(ends.sources) sources and \(ends.targets) targets")
    case .smallWorld(let k, _) where k > ends.targets - (ends.recurrent ? 1 : 0):
      throw .invalid(
        "small_world with k = \(k) needs more than the \(ends.targets) targets there are")
    case .fixedInDegree(let k, let allowSelf, let multapses):
      let available = ends.recurrent && !allowSelf ? ends.sources - 1 : ends.sources
      guard k == 0 || available >= (multapses ? 1 : k) else {
        throw .invalid(
          "fixed_in_degree with k = \(k) finds only \(available) possible sources; "
            + "make k smaller or allow self-connections or multapses")
      }
    case .fixedOutDegree(let k, let allowSelf, let multapses):
      let available = ends.targets(ofEach: allowSelf)
      guard k == 0 || available >= (multapses ? 1 : k) else {
        throw .invalid(
          "fixed_out_degree with k = \(k) finds only \(available) possible targets; "
            + "make k smaller or allow self-connections or multapses")
      }
    case .fixedTotalNumber(let n, let allowSelf, let multapses):
      let available = ends.targets(ofEach: allowSelf)
      guard n == 0 || available > 0 else {
        throw .invalid("fixed_total_number finds no possible target; allow self-connections")
      }
      guard multapses || n <= available * ends.sources else {
        throw .invalid(
          "fixed_total_number with n = \(n) finds only \(available * ends.sources) different "
            + "pairs; make n smaller or allow self-connections or multapses")
      }
    case .blocks(let model, _): try model.check(ends)
    case .distance(let profile, let periodic, _):
      _ = try Separation(ends, periodic: periodic, for: profile.shape.name)
    default: return
    }
  }

  func expectedSynapses(_ ends: WiringEnds) throws(SNNError) -> Double {
    let (sources, targets) = (Double(ends.sources), Double(ends.targets))
    switch self {
    case .allToAll: return sources * targets
    case .oneToOne: return sources
    case .fixedProbability(let p, _): return sources * targets * p
    case .fixedInDegree(let k, _, _): return targets * Double(k)
    case .fixedOutDegree(let k, _, _): return sources * Double(k)
    case .fixedTotalNumber(let n, _, _): return Double(n)
    case .modular(let size, let p): return sources * Double(min(size, ends.targets)) * p
    case .smallWorld(let k, _): return sources * Double(k)
    case .blocks(let model, _): return model.expectedSynapses
    case .distance(let profile, let periodic, _):
      return try profile.expectedSynapses(
        Separation(ends, periodic: periodic, for: profile.shape.name))
    }
  }
}

extension WiringEnds {
  /// Neurons that a source may connect to.
  func targets(ofEach allowSelf: Bool) -> Int { targets - (recurrent && !allowSelf ? 1 : 0) }
}

extension DistanceProfile {
  /// Estimated from a few sources where there are many pairs.
  fileprivate func expectedSynapses(_ separation: Separation) throws(SNNError) -> Double {
    let nearby = try NearbyTargets(separation, self)
    let sources = separation.sources.count
    let asked = min(sources, min(max((1 << 22) / separation.targets.count, 8), 64))
    let sum = (0..<asked).reduce(0.0) {
      $0 + nearby.expectedTargets((2 * $1 + 1) * sources / (2 * asked))
    }
    return sum * Double(sources) / Double(asked)
  }
}

extension Distribution {
  /// Knows its longest delay where that lies in the distances of neurons.
  func placed(_ ends: WiringEnds, of what: String) throws(SNNError) -> Distribution {
    guard case .distance(var delay) = self else { return self }
    let separation = try Separation(ends, periodic: delay.periodic, for: what)
    delay.longest = delay.delay(separation.longest)
    return .distance(delay)
  }
}
