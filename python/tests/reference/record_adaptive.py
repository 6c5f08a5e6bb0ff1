"""Adaptive exponential neurons at constant currents and under input spikes, at two steps.

``python python/tests/reference/record_adaptive.py`` in an environment with NEST 3.10 writes
``adaptive.json`` beside it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from _nest import (  # pyright: ignore[reportMissingImports]
    create,
    fresh,
    grid_times,
    nest,
    sampler,
    samples,
    spike_recorder,
    spike_source,
    spike_times,
    write,
)

COMMON = {
    "C_m": 281.0, "g_L": 30.0, "E_L": -70.6, "V_m": -70.6, "V_th": -50.4, "Delta_T": 2.0,
    "V_peak": 0.0, "w": 0.0, "I_e": 0.0, "gsl_error_tol": 1e-9,
}  # fmt: skip
SETS = {
    "regular": {"a": 4.0, "b": 0.0, "tau_w": 144.0, "V_reset": -70.6, "t_ref": 0.0},
    "adapting": {"a": 4.0, "b": 80.5, "tau_w": 144.0, "V_reset": -70.6, "t_ref": 0.0},
    "adapting with t_ref": {"a": 4.0, "b": 80.5, "tau_w": 144.0, "V_reset": -60.0, "t_ref": 2.0},
    "bursting": {"a": 4.0, "b": 500.0, "tau_w": 20.0, "V_reset": -45.4, "t_ref": 0.0},
}
CURRENTS = (700.0, 1000.0)
CURRENT_SYNAPSES = {"tau_syn_ex": 2.0, "tau_syn_in": 5.0}
SYNAPSES: dict[str, dict[str, Any]] = {
    "aeif_cond_exp": {**CURRENT_SYNAPSES, "E_ex": 0.0, "E_in": -85.0},
    "aeif_cond_alpha": {**CURRENT_SYNAPSES, "E_ex": 0.0, "E_in": -85.0},
    "aeif_psc_exp": CURRENT_SYNAPSES,
    "aeif_psc_delta": {"refractory_input": False},
}
WEIGHTS = {
    "aeif_cond_exp": (14.0, -10.0),
    "aeif_cond_alpha": (5.0, -4.0),
    "aeif_psc_exp": (700.0, -150.0),
    "aeif_psc_delta": (3.5, -2.0),
}
DELAY = 1.5

PROTOCOL = (
    "Brette and Gerstner (2005) parameters; the sets differ in a, b, tau_w, V_reset and t_ref. "
    "Constant: I_e from t = 0 for until_ms. Input: two spike lists drive a neuron of the adapting "
    "set over connections with delay_ms and the weights given (nS for cond: the jump of the "
    "conductance for exp, its peak for alpha; pA for psc_exp; mV for psc_delta; the sign says "
    "which synapse). V_m and w every sample_ms from sample_ms on, for the first 200 ms, rounded "
    "to 1e-10, where a case has them. A spike is V_m >= V_peak at the end of a sub-step of the "
    "adaptive integrator (gsl_error_tol 1e-9): there V_m becomes V_reset and w grows by b, and "
    "the rest of the step is integrated from there, so with t_ref 0 V_m at the end of the step is "
    "already away from V_reset; with t_ref above 0 V_m is held at V_reset from there until t_ref "
    "after the spike time, while w goes on (with V_reset in its equation). Spike times are ends "
    "of steps all the same, and where the sub-step ended depends on the integrator: expect the "
    "two steps to differ, and later spikes to differ more than earlier ones. Runge-Kutta of the "
    "fourth order in fine steps, with the crossing found within the step, gave the constant cases "
    "of aeif_cond_exp for 200 ms with every spike within 0.01 ms (at dt 0.1: the same spikes), "
    "V_m within 1e-9 mV before the first spike and about 1e-3 mV after it, w within 0.04 pA after "
    "bursts and 2e-3 pA otherwise."
)


def run(
    model: str, dt: float, params: dict[str, Any], inputs: tuple, until: float, traces: bool
) -> dict[str, Any]:
    """One neuron: its spikes and, if asked for, V_m and w."""
    fresh(dt)
    neuron, stated = create(model, {**COMMON, **SYNAPSES[model], **params})
    for times, weight in inputs:
        nest.Connect(spike_source(times, dt), neuron, syn_spec={"weight": weight, "delay": DELAY})
    recorder, meter = spike_recorder(neuron), sampler(neuron, ["V_m", "w"], 1.0)
    nest.Simulate(until + 5.0)
    case: dict[str, Any] = {"model": model, "dt_ms": dt, "params": stated}
    case["spikes_ms"] = [t for t in spike_times(recorder) if t <= until]
    if traces:
        series = samples(meter, 200.0, digits=10)
        case |= {"V_m_mV": series["V_m"], "w_pA": series["w"]}
    return case


def constant() -> list[dict[str, Any]]:
    """Every model, set, current and step; traces where they say something new."""
    cases = []
    for model in SYNAPSES:
        for name, values in SETS.items():
            for current in CURRENTS:
                for dt in (0.1, 0.01):
                    traces = model == "aeif_cond_exp" or (
                        dt == 0.1 and name == "adapting" and current == CURRENTS[0]
                    )
                    case = run(model, dt, {**values, "I_e": current}, (), 500.0, traces)
                    cases.append({"set": name, **case})
    return cases


def driven(ex: list[float], inh: list[float]) -> list[dict[str, Any]]:
    """Every model and step under the same input spikes."""
    cases = []
    for model, (weight_ex, weight_in) in WEIGHTS.items():
        for dt in (0.1, 0.01):
            inputs = ((ex, weight_ex), (inh, weight_in))
            case = run(model, dt, SETS["adapting"], inputs, 500.0, traces=True)
            cases.append({"weight_ex": weight_ex, "weight_in": weight_in, **case})
    return cases


def main() -> None:
    """Records, checks, writes."""
    rng = np.random.default_rng(300)
    ex, inh = grid_times(rng, 1000.0, 500.0), grid_times(rng, 250.0, 500.0)
    steady, spiking = constant(), driven(ex, inh)
    for case in steady + spiking:
        spikes = case["spikes_ms"]
        print(
            case["model"], case.get("set", "input"), case["params"]["I_e"], case["dt_ms"],
            len(spikes), spikes[:3], spikes[-1:],
        )  # fmt: skip
    print("repeats", steady == constant() and spiking == driven(ex, inh))
    content = {
        "dt_ms": [0.1, 0.01],
        "units": {"V": "mV", "w": "pA", "I_e": "pA", "g": "nS", "C_m": "pF", "t": "ms"},
        "until_ms": 500.0,
        "sample_ms": 1.0,
        "constant": steady,
        "input": {
            "delay_ms": DELAY, "spikes_ex_ms": ex, "spikes_in_ms": inh, "cases": spiking,
        },
    }  # fmt: skip
    write(__file__, PROTOCOL, content)


if __name__ == "__main__":
    main()
