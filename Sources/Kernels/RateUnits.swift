import KernelTypes

/// r <- r + (f(gain (input + bias)) - r) (1 - exp(-dt / tau_m)).
@inline(never)
func rateUnits(_ a: RateArguments) {
  switch a.rate.precision {
  case .single: rateUnits(a, Float.self)
  case .double: rateUnits(a, Double.self)
  }
}

@inline(__always)
private func rateUnits<R: Real>(_ a: RateArguments, _: R.Type) {
  switch a.function {
  case .linear: approach(a) { (x: R) in x }
  case .tanh: approach(a) { (x: R) in hyperbolicTangent(x) }
  case .threshold: approach(a) { (x: R) in select(mask(x > 0), x, 0) }
  case .logistic: approach(a) { (x: R) in 1 / (1 + exponential(-x)) }
  }
}

@inline(__always)
private func approach<R: Real>(_ a: RateArguments, _ function: (R) -> R) {
  let (rate, input, leak) = (a.rate.of(R.self), a.input.of(R.self), a.leak.of(R.self))
  let (gain, bias) = (a.gain.of(R.self), a.bias.of(R.self))
  for i in 0..<a.count {
    let held = rate[i]
    rate[i] = held + (function(gain[i] * (input[i] + bias[i])) - held) * leak[i]
    input[i] = 0
  }
}
