import KernelTypes

/// What e-prop adds to a term of a presentation (Bellec et al. 2020, Nat Commun 11:3625): a
/// triangular pseudo-derivative, and the part of the eligibility that goes through an adapting
/// threshold.
///
/// With x the presynaptic trace, h the triangle, b = beta / width and rho = exp(-dt / tau_adapt), the
/// eligibility of a synapse is (equations 22 to 25, with eps in units of the width)
///
///     e(t) = h(t) [x(t) - b eps(t)],   eps(t + 1) = h(t) x(t) + [rho - b h(t)] eps(t).
///
/// The change is the sum over time of N(t) e(t), N the modulator seen through the eligibility
/// trace. eps is linear in x with coefficients of the target alone, so that its adjoint
///
///     a(t) = -b h(t) N(t) + [rho - b h(t)] a(t + 1)
///
/// is one number a neuron, and x(t) counts h(t) [N(t) + a(t + 1)]: the same numbers backwards as
/// forwards, without a state of the synapse.
extension PlasticityTerm {
  var adapts: Bool { beta > 0 }

  func requireTriangle(owner: String) throws(SNNError) {
    guard beta == 0 || (post.count == 1 && post[0].kind == .triangle && post[0].isUniform) else {
      throw .invalid(
        "\(owner) has beta, the jump of an adapting threshold, which needs 'triangle' as its only "
          + "post factor, one for all neurons")
    }
    guard beta == 0 || !online else {
      throw .invalid(
        "\(owner) has beta, the jump of an adapting threshold, which counts in presentations only; "
          + "add it with online off")
    }
  }
  /// Turns `row`, gain h N of a step, into gain h [N + a of the next step], and goes on to a of this.
  ///
  /// - Parameters:
  ///   - factor: gain h.
  ///   - adjoint: gain a, of the next step before and of this step after the call.
  func adapt(
    _ row: UnsafeMutablePointer<Float>, factor: UnsafePointer<Float>,
    adjoint: UnsafeMutablePointer<Float>, _ gain: Float, dt: Double, _ count: Int
  ) {
    guard gain != 0 else { return }
    let rho = Float(Elementary.exp(-dt / tauAdapt))
    let jump = Float(beta / post[0].value("width"))
    for j in 0..<count {
      let h = factor[j] / gain
      let (direct, later) = (row[j], adjoint[j])
      row[j] = direct + h * later
      adjoint[j] = (rho - jump * h) * later - jump * direct
    }
  }
}

extension Factor {
  /// `out = gain * h`.
  func triangle(
    _ out: UnsafeMutablePointer<Float>, _ margin: UnsafePointer<Float>, _ gain: Float, _ count: Int
  ) {
    let (height, base) = (value("height"), value("width"))
    let (peak, slope) = (gain * Float(height), gain * Float(height / base))
    // A neuron that is refractory is far below: the product must not overflow.
    let width = Float(base)
    for j in 0..<count {
      let distance = min(abs(margin[j]), width)
      out[j] = distance < width ? peak - slope * distance : 0
    }
  }
}
