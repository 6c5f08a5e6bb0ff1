"""The weight of one additive STDP synapse under scripted spikes, for several dendritic delays.

``python python/tests/reference/record_plasticity_delays.py`` in an environment with NEST 3.10
writes ``plasticity_delays.json`` beside it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from _nest import fresh, nest, spike_recorder, spike_source, spike_times, write  # pyright: ignore[reportMissingImports]

RULE = {
    "lambda": 0.01, "alpha": 1.05, "tau_plus": 20.0, "mu_plus": 0.0, "mu_minus": 0.0,
    "Wmax": 100.0, "weight": 50.0,
}  # fmt: skip
TAU_MINUS = 25.0
DELAYS = (1.0, 3.0, 5.0)

PROTOCOL = (
    "One stdp_synapse between two parrot neurons that fire at pre_ms and post_ms (the synapse "
    "does not make the post neuron fire). weights_at_pre[k] is the weight that pre spike k "
    "transmits, that is after everything up to that spike was applied; post spikes after the last "
    "pre spike have no effect on it. All of delay_ms is dendritic: a post spike at t reaches the "
    "synapse at t + delay_ms, a pre spike at once. All pairs count: at a post arrival w += "
    "lambda*Wmax*K_pre, at a pre spike w -= alpha*lambda*Wmax*K_post, K_pre with tau_plus, K_post "
    "with tau_minus, w kept within [0, Wmax]. In the lists named coincident some post spikes "
    "arrive in the step of a pre spike (post + delay_ms = pre): such a pair changes nothing, all "
    "others count as usual."
)


def run(pre: list[float], post: list[float], delay: float, weight: float) -> dict[str, Any]:
    """The weight at each pre spike."""
    fresh()
    recorded = nest.Create("weight_recorder")
    nest.CopyModel("stdp_synapse", "recorded", {"weight_recorder": recorded})
    before = nest.Create("parrot_neuron")
    after = nest.Create("parrot_neuron", params={"tau_minus": TAU_MINUS})
    nest.Connect(spike_source([t - 1.0 for t in pre]), before, syn_spec={"delay": 1.0})
    nest.Connect(spike_source([t - 1.0 for t in post]), after, syn_spec={"delay": 1.0})
    # A parrot does not repeat what arrives at its receptor 1, so the synapse cannot make it fire.
    spec = {"synapse_model": "recorded", "delay": delay, "receptor_type": 1, **RULE}
    nest.Connect(before, after, syn_spec={**spec, "weight": weight})
    fired_pre, fired_post = spike_recorder(before), spike_recorder(after)
    nest.Simulate(1050.0)
    if spike_times(fired_pre) != pre or spike_times(fired_post) != post:
        raise SystemExit("the parrots did not fire as scripted")
    return {
        "delay_ms": delay,
        "weight_at_start": weight,
        "weights_at_pre": recorded.events["weights"].tolist(),
    }


def naive(pre: list[float], post: list[float], delay: float, weight: float) -> list[float]:
    """The protocol's words as a sum over all pairs, to check that they say what NEST does."""
    step, top = RULE["lambda"] * RULE["Wmax"], RULE["Wmax"]
    events = sorted([(t + delay, 0) for t in post] + [(t, 1) for t in pre])
    out = []
    for time, is_pre in events:
        if is_pre:
            lags = np.array([time - t - delay for t in post])
            lags = lags[lags > 1e-6]
            weight -= RULE["alpha"] * step * np.exp(-lags / TAU_MINUS).sum()
            weight = max(weight, 0.0)
            out.append(weight)
        else:
            lags = np.array([time - t for t in pre])
            lags = lags[lags > 1e-6]
            weight = min(weight + step * np.exp(-lags / RULE["tau_plus"]).sum(), top)
    return out


def main() -> None:
    """Records, checks, writes."""
    lists = []
    rng = np.random.default_rng(1200)
    for name, weight in (("irregular", 50.0), ("coincident", 50.0), ("near the limit", 99.0)):
        draw = [np.sort(rng.choice(np.arange(20, 10000), 20, replace=False)) for _ in range(2)]
        pre, post = ([round(float(step) * 0.1, 6) for step in each] for each in draw)
        if name == "coincident":
            chosen = {4: 1.0, 8: 3.0, 12: 5.0, 16: 1.0, 18: 3.0}
            moved = {k: round(pre[k] - delay, 6) for k, delay in chosen.items()}
            post = sorted([t for k, t in enumerate(post) if k not in moved] + [*moved.values()])
        cases = [run(pre, post, delay, weight) for delay in DELAYS]
        for case in cases:
            again = run(pre, post, case["delay_ms"], weight)
            summed = naive(pre, post, case["delay_ms"], weight)
            off = np.abs(np.array(summed) - case["weights_at_pre"])
            print(
                name, case["delay_ms"], len(case["weights_at_pre"]), case["weights_at_pre"][-1],
                f"all-pairs sum within {off.max():.1e}, repeats {again == case}",
            )  # fmt: skip
        lists.append({"name": name, "pre_ms": pre, "post_ms": post, "cases": cases})
    rule = {name: value for name, value in RULE.items() if name != "weight"}
    content = {
        "dt_ms": 0.1,
        "units": {"weight": "any", "t": "ms"},
        "rule": {"model": "stdp_synapse", **rule, "tau_minus": TAU_MINUS},
        "lists": lists,
    }
    write(__file__, PROTOCOL, content)


if __name__ == "__main__":
    main()
