"""Hodgkin-Huxley neurons at constant currents, at two steps.

``python python/tests/reference/record_hodgkin_huxley.py`` in an environment with NEST 3.10 writes
``hodgkin_huxley.json`` beside it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from _nest import create, fresh, nest, sampler, samples, spike_recorder, spike_times, write  # pyright: ignore[reportMissingImports]

GATES = ["Act_m", "Inact_h", "Act_n"]
PARAMS: dict[str, dict[str, Any]] = {
    "hh_cond_exp_traub": {
        "C_m": 200.0, "g_Na": 20000.0, "g_K": 6000.0, "g_L": 10.0, "E_Na": 50.0, "E_K": -90.0,
        "E_L": -60.0, "V_T": -63.0, "E_ex": 0.0, "E_in": -80.0, "tau_syn_ex": 5.0,
        "tau_syn_in": 10.0, "V_m": -60.0, "t_ref": 2.0,
    },
    "hh_psc_alpha": {
        "C_m": 100.0, "g_Na": 12000.0, "g_K": 3600.0, "g_L": 30.0, "E_Na": 50.0, "E_K": -77.0,
        "E_L": -54.402, "tau_syn_ex": 0.2, "tau_syn_in": 2.0, "V_m": -65.0, "t_ref": 2.0,
    },
}  # fmt: skip
CURRENTS = {"hh_cond_exp_traub": (100.0, 200.0, 500.0), "hh_psc_alpha": (400.0, 700.0, 1200.0)}

PROTOCOL = (
    "I_e from t = 0 for until_ms; the gates start at the values given in params (Act_m, Inact_h, "
    "Act_n). V_m and the gates every sample_ms from sample_ms on for the first 100 ms, rounded to "
    "1e-10. There is no reset: a spike is the end of the first step that ends with V_m lower than "
    "the step before did but still at or above a threshold, 0 mV for hh_psc_alpha and V_T + 30 mV "
    "for hh_cond_exp_traub; after a spike none is looked for during t_ref. The recording script "
    "checks this rule against V_m at every step. These models use an adaptive integrator whose "
    "tolerance cannot be set, and differ from Runge-Kutta of the fourth order in steps of 0.01 ms "
    "by, at dt 0.1 and 0.01: hh_cond_exp_traub 3e-3 and 3e-5 mV in the median, 1.3 and 8e-3 mV at "
    "worst on the flanks of spikes; hh_psc_alpha 4e-5 and 3e-7 mV in the median, 4e-3 and 9e-5 mV "
    "at worst."
)


def run(model: str, current: float, dt: float) -> dict[str, Any]:
    """One neuron: spikes, V_m and gates."""
    fresh(dt)
    neuron, params = create(model, {**PARAMS[model], "I_e": current})
    recorder, meter = spike_recorder(neuron), sampler(neuron, ["V_m", *GATES], 0.5)
    nest.Simulate(1005.0)
    series = samples(meter, 100.0, digits=10)
    return {
        "model": model,
        "dt_ms": dt,
        "params": params,
        "spikes_ms": [t for t in spike_times(recorder) if t <= 1000.0],
        "V_m_mV": series.pop("V_m"),
        **series,
    }


def spikes_by_the_stated_rule(
    model: str, current: float, dt: float
) -> tuple[list[float], list[float]]:
    """Spikes as recorded, and as the protocol's rule finds them in V_m at every step."""
    fresh(dt)
    neuron, params = create(model, {**PARAMS[model], "I_e": current})
    recorder, meter = spike_recorder(neuron), sampler(neuron, ["V_m"], dt)
    nest.Simulate(305.0)
    v = np.array(samples(meter, 300.0)["V_m"])
    threshold = params["V_T"] + 30.0 if "V_T" in params else 0.0
    found, free_from = [], 0
    for k in range(1, len(v)):
        if k >= free_from and v[k] >= threshold and v[k] < v[k - 1]:
            found.append(round((k + 1) * dt, 6))
            free_from = k + 1 + round(params["t_ref"] / dt)
    return [t for t in spike_times(recorder) if t <= 300.0], found


def main() -> None:
    """Records, checks, writes."""
    cases = []
    for model, currents in CURRENTS.items():
        for current in currents:
            for dt in (0.1, 0.01):
                case = run(model, current, dt)
                recorded, found = spikes_by_the_stated_rule(model, current, dt)
                again = run(model, current, dt)
                print(
                    model, current, dt, len(case["spikes_ms"]), case["spikes_ms"][:3],
                    "rule holds", recorded == found, "repeats", case == again,
                )  # fmt: skip
                cases.append(case)
    content = {
        "dt_ms": [0.1, 0.01],
        "units": {"V": "mV", "I_e": "pA", "g": "nS", "C_m": "pF", "t": "ms", "gates": "1"},
        "until_ms": 1000.0,
        "sample_ms": 0.5,
        "cases": cases,
    }
    write(__file__, PROTOCOL, content)


if __name__ == "__main__":
    main()
