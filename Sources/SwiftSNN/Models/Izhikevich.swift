/// Izhikevich's simple model (2003, IEEE Trans Neural Netw 14:1569), v in mV and time in ms:
///
///     dv/dt = 0.04 v^2 + 5 v + 140 - u + i_offset + receptor currents;   du/dt = a (b v - u)
///     v >= v_peak at a step's end: v = c, u += d
///
/// by the classical Runge-Kutta rule, of fourth order (method 0), by Euler's rule (1; NEST's
/// izhikevich with consistent integration), or as published (2), where v goes two half steps and then
/// u one, and jumps of the potential count as currents over a step.
extension ModelDefinition {
  static let izhikevich = nonlinear(
    "izhikevich", "Izhikevich's simple model, Runge-Kutta (order 4), Euler's rule or as published",
    parameters: [
      ParameterSpec("a", unit: "1/ms", default: 0.02, in: -1e3...1e3, "rate of u"),
      ParameterSpec("b", unit: "1/ms", default: 0.2, in: -1e3...1e3, "how u follows v"),
      Membrane.potential("c", -65, "potential after a spike"),
      ParameterSpec("d", unit: "mV/ms", default: 2, in: -1e6...1e6, "what a spike adds to u"),
      Membrane.potential("v_peak", 30, "potential from which it fires"),
      ParameterSpec(
        "i_offset", unit: "mV/ms", default: 0, in: -1e6...1e6, "constant current"),
      Membrane.potential("v_init", -65, "potential at the start"),
      ParameterSpec("u_init", unit: "mV/ms", default: -13, in: -1e6...1e6, "u at the start"),
      ParameterSpec(
        count: "method", default: 0, in: 0...2,
        "0: Runge-Kutta; 1: Euler's rule; 2: as published, two half steps of v and one of u"),
    ],
    state: [StateSpec(name: "u", unit: "mV/ms", summary: "recovery variable")],
    receptors: [ReceptorSpec("delta", .delta)],
    NonlinearDynamics(
      kernel: .izhikevich,
      names: Membrane.Names(threshold: "v_peak", reset: "c"), variables: ["u"],
      start: { [$0("u_init")] }, coefficients: { [$0("a"), $0("b")] }, jump: "d", resets: true,
      longestPart: 0.25),
    below: ["c"])
}
