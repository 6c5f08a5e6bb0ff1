"""Conductance-based integrate-and-fire neurons under input spikes, at two steps.

``python python/tests/reference/record_conductances.py`` in an environment with NEST 3.10 writes
``conductances.json`` beside it.
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

PARAMS = {
    "C_m": 250.0, "g_L": 16.6667, "E_L": -70.0, "V_m": -70.0, "V_reset": -60.0, "V_th": -55.0,
    "t_ref": 2.0, "E_ex": 0.0, "E_in": -85.0, "tau_syn_ex": 2.0, "tau_syn_in": 5.0, "I_e": 0.0,
}  # fmt: skip
WEIGHTS = {"iaf_cond_exp": (3.4, -6.0), "iaf_cond_alpha": (1.3, -2.2)}
DELAY = 1.5

PROTOCOL = (
    "Input: two spike lists drive a neuron over connections with delay_ms and the weights given "
    "by model (nS: the jump of the conductance for exp, its peak for alpha; the sign says which "
    "conductance, and the inhibitory one grows by the absolute value); a time that occurs twice "
    "is two spikes; the same lists at both steps, V_m every sample_ms from sample_ms on. PSP: one "
    "spike at spike_ms, V_m and g every sample_ms, without a threshold crossing. These models use "
    "an adaptive integrator whose tolerance cannot be set; Runge-Kutta of the fourth order in "
    "steps of 0.01 ms gave the same spikes, and V_m within 2e-8 mV of the input cases at dt 0.1 "
    "(1e-11 mV at dt 0.01). Conductances go on during t_ref; V_m is held at V_reset and moves "
    "again in the step after t_ref."
)


def driven(model: str, dt: float, ex: list[float], inh: list[float]) -> dict[str, Any]:
    """Spikes and V_m under input spikes."""
    fresh(dt)
    neuron, params = create(model, PARAMS)
    for times, weight in zip((ex, inh), WEIGHTS[model], strict=True):
        nest.Connect(spike_source(times, dt), neuron, syn_spec={"weight": weight, "delay": DELAY})
    recorder, meter = spike_recorder(neuron), sampler(neuron, ["V_m"], 5.0)
    nest.Simulate(1005.0)
    return {
        "model": model,
        "dt_ms": dt,
        "params": params,
        "weight_ex": WEIGHTS[model][0],
        "weight_in": WEIGHTS[model][1],
        "spikes_ms": [t for t in spike_times(recorder) if t <= 1000.0],
        "V_m_mV": samples(meter, 1000.0)["V_m"],
    }


def psp(model: str, dt: float, weight: float) -> dict[str, Any]:
    """V_m and the conductance after one spike."""
    fresh(dt)
    neuron, params = create(model, PARAMS)
    nest.Connect(spike_source([5.0], dt), neuron, syn_spec={"weight": weight, "delay": DELAY})
    conductance = "g_ex" if weight > 0 else "g_in"
    meter = sampler(neuron, ["V_m", conductance], 0.5)
    nest.Simulate(55.0)
    series = samples(meter, 50.0)
    return {
        "model": model,
        "dt_ms": dt,
        "params": params,
        "weight": weight,
        "V_m_mV": series["V_m"],
        conductance + "_nS": series[conductance],
    }


def main() -> None:
    """Records, checks, writes."""
    rng = np.random.default_rng(200)
    ex, inh = grid_times(rng, 2000.0, 1000.0), grid_times(rng, 500.0, 1000.0)
    cases = [driven(model, dt, ex, inh) for model in WEIGHTS for dt in (0.1, 0.01)]
    for case in cases:
        again = driven(case["model"], case["dt_ms"], ex, inh)
        count = len(case["spikes_ms"])
        print(case["model"], case["dt_ms"], count, "spikes, repeats", case == again)
    psps = [psp(model, dt, w) for model in WEIGHTS for dt in (0.1, 0.01) for w in (3.0, -3.0)]
    content = {
        "dt_ms": [0.1, 0.01],
        "units": {"V": "mV", "g": "nS", "t": "ms", "C_m": "pF", "I_e": "pA"},
        "input": {
            "delay_ms": DELAY,
            "sample_ms": 5.0,
            "spikes_ex_ms": ex,
            "spikes_in_ms": inh,
            "cases": cases,
        },
        "psp": {"delay_ms": DELAY, "spike_ms": 5.0, "sample_ms": 0.5, "cases": psps},
    }
    write(__file__, PROTOCOL, content)


if __name__ == "__main__":
    main()
