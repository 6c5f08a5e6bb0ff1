"""Rates of leaky neurons under Poisson input, to compare with the Siegert formula.

``python python/tests/reference/record_rates.py`` in an environment with NEST 3.10 writes
``rates.json`` beside it (about a minute).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from _nest import create, fresh, nest, spike_recorder, write  # pyright: ignore[reportMissingImports]

PARAMS = {
    "C_m": 250.0, "tau_m": 20.0, "E_L": 0.0, "V_m": 0.0, "V_reset": 10.0, "V_th": 20.0,
    "t_ref": 2.0, "I_e": 0.0, "refractory_input": False,
}  # fmt: skip
NEURONS, UNTIL, DISCARD, SEED = 1000, 5000.0, 200.0, 10
CASES = (
    # rate of the excitatory input in Hz, its weight in mV, the same for the inhibitory one
    (9000.0, 0.1, 0.0, -0.5),
    (10000.0, 0.1, 0.0, -0.5),
    (20000.0, 0.1, 0.0, -0.5),
    (12000.0, 0.2, 2000.0, -0.8),
    (24000.0, 0.2, 5000.0, -0.8),
)

PROTOCOL = (
    "neurons independent neurons with the threshold of Brunel (2000), each driven by its own "
    "Poisson trains: rate_ex_Hz with weight_ex_mV jumps and rate_in_Hz with weight_in_mV jumps, "
    "the number in a step being Poisson. Spikes from discard_ms to until_ms: mean rate, its "
    "standard error over neurons, mean CV of the inter-spike intervals of neurons with ten or "
    "more spikes, and the total count. Jumps that arrive during t_ref are dropped. siegert_Hz is "
    "the diffusion approximation in continuous time, computed by the recording script, not by "
    "NEST: finite jumps and the step of 0.1 ms make the recorded rates differ from it by the "
    "usual few per cent."
)


def siegert(rate_ex: float, weight_ex: float, rate_in: float, weight_in: float) -> float:
    """Rate of the diffusion approximation in Hz, by the midpoint rule."""
    tau = PARAMS["tau_m"] / 1000.0
    mu = tau * (rate_ex * weight_ex + rate_in * weight_in)
    sigma = np.sqrt(tau * (rate_ex * weight_ex**2 + rate_in * weight_in**2))
    low, high = (PARAMS["V_reset"] - mu) / sigma, (PARAMS["V_th"] - mu) / sigma
    # The integral of exp(u^2)(1 + erf u), as one over s > 0: 2/sqrt(pi) exp(2us - s^2).
    u = low + (high - low) * (np.arange(2000) + 0.5) / 2000
    s = (np.arange(20000) + 0.5) * 1e-3
    inner = np.array([np.exp(2.0 * each * s - s**2).sum() * 1e-3 for each in u])
    integral = inner.sum() * (high - low) / 2000 * 2.0 / np.sqrt(np.pi)
    return float(1.0 / (PARAMS["t_ref"] / 1000.0 + tau * np.sqrt(np.pi) * integral))


def run(rate_ex: float, weight_ex: float, rate_in: float, weight_in: float) -> dict[str, Any]:
    """Rate and CV for one input."""
    fresh(seed=SEED)
    neurons, params = create("iaf_psc_delta", PARAMS, NEURONS)
    for rate, weight in ((rate_ex, weight_ex), (rate_in, weight_in)):
        if rate > 0.0:
            source = nest.Create("poisson_generator", params={"rate": rate})
            nest.Connect(source, neurons, syn_spec={"weight": weight, "delay": 1.0})
    recorder = spike_recorder(neurons)
    nest.Simulate(UNTIL)
    events = recorder.events
    late = events["times"] > DISCARD
    ids, times = events["senders"][late], events["times"][late]
    order = np.lexsort((times, ids))
    ids, times = ids[order], times[order]
    counts = np.bincount(ids - neurons.tolist()[0], minlength=NEURONS)
    trains = np.split(times, np.cumsum(counts)[:-1])
    cvs = [np.std(d) / np.mean(d) for d in map(np.diff, trains) if len(d) >= 9]
    rates = counts / (UNTIL - DISCARD) * 1000.0
    return {
        "params": params,
        "rate_ex_Hz": rate_ex,
        "weight_ex_mV": weight_ex,
        "rate_in_Hz": rate_in,
        "weight_in_mV": weight_in,
        "spikes": int(counts.sum()),
        "rate_Hz": float(rates.mean()),
        "rate_standard_error_Hz": float(rates.std(ddof=1) / np.sqrt(NEURONS)),
        "isi_cv": float(np.mean(cvs)) if cvs else None,
        "siegert_Hz": siegert(rate_ex, weight_ex, rate_in, weight_in),
    }


def main() -> None:
    """Records, checks, writes."""
    cases = []
    for case in CASES:
        result = run(*case)
        print(case, {key: result[key] for key in ("spikes", "rate_Hz", "isi_cv", "siegert_Hz")})
        cases.append(result)
    print("repeats", run(*CASES[0]) == cases[0])
    content = {
        "dt_ms": 0.1,
        "units": {"rate": "Hz", "V": "mV", "t": "ms"},
        "seed": SEED,
        "neurons": NEURONS,
        "until_ms": UNTIL,
        "discard_ms": DISCARD,
        "cases": cases,
    }
    write(__file__, PROTOCOL, content)


if __name__ == "__main__":
    main()
