"""Generalised integrate-and-fire neurons, with an almost sharp threshold and with a noisy one.

``python python/tests/reference/record_gif.py`` in an environment with NEST 3.10 writes
``gif.json`` beside it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from _nest import create, fresh, nest, sampler, samples, spike_recorder, spike_times, write  # pyright: ignore[reportMissingImports]

COMMON = {
    "C_m": 83.1, "g_L": 3.7, "E_L": -67.0, "V_m": -67.0, "V_reset": -36.7, "V_T_star": -39.6,
    "lambda_0": 1.0, "t_ref": 4.0, "tau_syn_ex": 2.0, "tau_syn_in": 2.0,
}  # fmt: skip
SYNAPSES: dict[str, dict[str, Any]] = {
    "gif_psc_exp": {},
    "gif_cond_exp": {"E_ex": 0.0, "E_in": -85.0, "gsl_error_tol": 1e-9},
}
NONE: dict[str, list[float]] = {"q_stc": [], "tau_stc": [], "q_sfa": [], "tau_sfa": []}
STC = {"q_stc": [56.7, -6.9], "tau_stc": [57.8, 218.2]}
SFA = {"q_sfa": [11.7, 1.8], "tau_sfa": [53.8, 640.0]}
SETS = {
    "none": {**NONE, "V_reset": -60.0},
    "stc": {**NONE, **STC, "V_reset": -60.0},
    "sfa": {**NONE, **SFA, "V_reset": -60.0},
    "both": {**STC, **SFA},
}
CURRENTS = (120.0, 200.0)
SHARP = 1e-6
NEURONS, NOISY_MS = 50, 20000.0
NOISY_CURRENTS = (95.0, 100.0, 105.0, 110.0, 130.0, 160.0, 200.0)

PROTOCOL = (
    "Sharp: Delta_V 1e-6 mV makes the threshold sharp to about 1e-5 mV; the spikes were the same "
    "for five seeds. I_e from t = 0 for 1000 ms; V_m, I_stc and E_sfa every sample_ms from "
    "sample_ms on for the first 100 ms (E_sfa as recorded is the threshold itself, V_T_star "
    "included; I_stc and E_sfa at t are the values that the step ending at t used, so a spike at "
    "t adds q in full to the sample at t + dt, and they decay from there). During t_ref V_m is "
    "held at V_reset from the step after the spike on: the sample at the spike time is the "
    "potential that crossed. I_stc enters V_m with a minus sign, constant over the step, and the "
    "threshold is compared before it decays; a replica of this gave the same spikes in all cases "
    "and V_m within 1e-11 mV. Noisy: Delta_V 0.5 mV, lambda_0 1 per second, so the hazard is "
    "lambda_0 * exp((V_m - E_sfa) / Delta_V); neurons independent neurons for until_ms, the first "
    "discard_ms left out: mean rate, its standard error over neurons, and the mean CV of the "
    "inter-spike intervals of those with ten or more spikes (null without any)."
)


def sharp(model: str, name: str, current: float, dt: float, seed: int = 1) -> dict[str, Any]:
    """One almost deterministic neuron."""
    fresh(dt, seed)
    params = {**COMMON, **SYNAPSES[model], **SETS[name], "Delta_V": SHARP, "I_e": current}
    neuron, stated = create(model, params)
    recorder, meter = spike_recorder(neuron), sampler(neuron, ["V_m", "I_stc", "E_sfa"], 1.0)
    nest.Simulate(1005.0)
    series = samples(meter, 100.0)
    return {
        "model": model,
        "set": name,
        "dt_ms": dt,
        "params": stated,
        "spikes_ms": [t for t in spike_times(recorder) if t <= 1000.0],
        "V_m_mV": series["V_m"],
        "I_stc_pA": series["I_stc"],
        "E_sfa_mV": series["E_sfa"],
    }


def noisy(model: str, name: str) -> dict[str, Any]:
    """Rates and CVs against the current."""
    rates, errors, cvs, params = [], [], [], {}
    for current in NOISY_CURRENTS:
        fresh(0.1, seed=7)
        values = {**COMMON, **SYNAPSES[model], **SETS[name], "Delta_V": 0.5}
        neurons, params = create(model, {**values, "I_e": current}, NEURONS)
        recorder = spike_recorder(neurons)
        nest.Simulate(NOISY_MS)
        events = recorder.events
        late = events["times"] > 1000.0
        trains = [events["times"][late & (events["senders"] == n)] for n in neurons.tolist()]
        rate = np.array([len(train) for train in trains]) / (NOISY_MS - 1000.0) * 1000.0
        spread = [np.std(d) / np.mean(d) for d in map(np.diff, trains) if len(d) >= 9]
        rates.append(float(rate.mean()))
        errors.append(float(rate.std(ddof=1) / np.sqrt(NEURONS)))
        cvs.append(float(np.mean(spread)) if spread else None)
        print("noisy", model, name, current, rates[-1], errors[-1], cvs[-1])
    params.pop("I_e")
    return {
        "model": model, "set": name, "params": params, "seed": 7, "neurons": NEURONS,
        "until_ms": NOISY_MS, "discard_ms": 1000.0, "I_e_pA": list(NOISY_CURRENTS),
        "rate_Hz": rates, "rate_standard_error_Hz": errors, "isi_cv": cvs,
    }  # fmt: skip


def main() -> None:
    """Records, checks, writes."""
    cases = []
    for model in SYNAPSES:
        for name in SETS:
            for current in CURRENTS:
                for dt in (0.1, 0.01) if model == "gif_psc_exp" and name == "both" else (0.1,):
                    case = sharp(model, name, current, dt)
                    others = [sharp(model, name, current, dt, seed) for seed in (2, 3, 4, 5)]
                    same = all(other == case for other in others)
                    if not same:
                        raise SystemExit(f"{model} {name} {current}: the seeds differ")
                    print(model, name, current, dt, len(case["spikes_ms"]), case["spikes_ms"][:4])
                    cases.append(case)
    curves = [noisy("gif_psc_exp", "none"), noisy("gif_psc_exp", "both")]
    content = {
        "dt_ms": 0.1,
        "units": {
            "V": "mV", "I_e": "pA", "q_stc": "pA", "q_sfa": "mV", "g_L": "nS", "C_m": "pF",
            "t": "ms", "lambda_0": "1/s",
        },
        "sample_ms": 1.0,
        "sharp": cases,
        "noisy": curves,
    }  # fmt: skip
    write(__file__, PROTOCOL, content)


if __name__ == "__main__":
    main()
