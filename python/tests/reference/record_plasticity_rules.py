"""The weight of one synapse under scripted spikes, for the rules of spike-timing plasticity.

``python python/tests/reference/record_plasticity_rules.py`` in an environment with NEST 3.10
writes ``plasticity_rules.json`` beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from _nest import write  # pyright: ignore[reportMissingImports]
from _plasticity import (  # pyright: ignore[reportMissingImports]
    pair_sum,
    power_law_sum,
    trains,
    triplet_sum,
    vogels_sum,
    weights_at_pre,
)

DELAY = 1.0
TAU_PLUS, TAU_MINUS = 16.8, 33.7
DIFFERENCES = (
    -100, -50, -30, -20, -10, -5, -3, -2, -1.5, -0.9, -0.5,
    0, 0.5, 1, 2, 3, 5, 10, 20, 30, 50, 100,
)  # fmt: skip
FREQUENCIES = (0.1, 1.0, 10.0, 20.0, 30.0, 40.0, 50.0)

PROTOCOL = (
    "One synapse of the model named between two parrot neurons that fire at pre_ms and post_ms "
    "(the synapse does not make the post neuron fire). weights_at_pre[k] is the weight that pre "
    "spike k transmits, that is after everything up to and at that spike was applied. All of "
    "delay_ms is dendritic: a post spike at t reaches the synapse at t + delay_ms, a pre spike at "
    "once; in what follows spikes count when they reach the synapse, and before means strictly "
    "before. No two spikes reach the synapse in one step (where they do, NEST lets neither see the "
    "other, but in nearest_pre_centered and nearest_restricted, which differ from what follows). "
    "The first is a pre spike, for the nearest-neighbour synapses treat time 0 as one. x(tau), "
    "y(tau): sum of exp(-age/tau) over all pre, post spikes before. params are those of the "
    "synapse, post_params those of the postsynaptic node. Pairings all, nearest_symmetric, "
    "nearest_pre_centered, nearest_restricted say which spikes x and y hold. all: every one. "
    "nearest_symmetric: the last one. "
    "nearest_pre_centered: x the pre spikes since the last post spike, y the last post spike. "
    "nearest_restricted: the last one, if no spike of the other side (than that of the trace) came "
    "after it. "
    "Pair rules (law pair): at a post spike w += lambda Wmax (1 - w/Wmax)^mu_plus x(tau_plus), at "
    "a pre spike w -= alpha lambda Wmax (w/Wmax)^mu_minus y(tau_minus); each change is clipped to "
    "[0, Wmax]. "
    "Law power: at a post spike w += lambda w^mu x(tau_plus), at a pre spike w -= lambda alpha w "
    "y(tau_minus), not below 0. "
    "Law triplet: at a post spike w += x(tau_plus) (Aplus + Aplus_triplet y(tau_minus_triplet)), "
    "at a pre spike w -= y(tau_minus) (Aminus + Aminus_triplet x(tau_plus_triplet)), within [0, "
    "Wmax]. "
    "Law vogels: at a post spike w += eta x(tau), at a pre spike w += eta (y(tau) - alpha), within "
    "[0, Wmax]; weights are magnitudes. "
    "windows: one pre spike at pre_ms, one post spike at pre_ms + difference; the weight that a "
    "second pre spike at read_ms transmits. A post spike that reaches the synapse in the step of "
    "the pre spike (difference = -delay_ms) is not in the list, where NEST lets the pair change "
    "nothing. "
    "frequency: pairings repeats of a pair with difference_ms (post minus pre, as they reach the "
    "synapse: the post neuron fires delay_ms earlier) at each frequency, first pre spike at "
    "100 ms, times rounded to dt_ms; weight_after is what a pre spike read_after_ms behind the "
    "last spike transmits."
)

PAIR = {"lambda": 0.01, "alpha": 1.05, "tau_plus": TAU_PLUS, "Wmax": 100.0}
ADDITIVE = {**PAIR, "mu_plus": 0.0, "mu_minus": 0.0}
POST = {"tau_minus": TAU_MINUS}


def _pair(model: str, pairing: str, **changes: float) -> dict[str, Any]:
    params = {**ADDITIVE, **changes}
    return {
        "model": model, "law": "pair", "pairing": pairing, "params": params, "post_params": POST,
        "weight_at_start": 50.0,
    }  # fmt: skip


def _triplet(
    a2_plus: float, a3_plus: float, a2_minus: float, a3_minus: float, tau_x: float, tau_y: float
) -> dict[str, Any]:
    """Parameters of Pfister & Gerstner (2006), tables 3 and 4, all pairs."""
    params = {
        "Aplus": a2_plus, "Aplus_triplet": a3_plus, "Aminus": a2_minus, "Aminus_triplet": a3_minus,
        "tau_plus": 16.8, "tau_plus_triplet": tau_x, "Wmax": 100.0,
    }  # fmt: skip
    post = {"tau_minus": 33.7, "tau_minus_triplet": tau_y}
    return {
        "model": "stdp_triplet_synapse", "law": "triplet", "pairing": "all", "params": params,
        "post_params": post, "weight_at_start": 1.0,
    }  # fmt: skip


RULES: dict[str, dict[str, Any]] = {
    "additive": _pair("stdp_synapse", "all"),
    "additive near the limit": {
        **_pair("stdp_synapse", "all", alpha=0.2), "weight_at_start": 99.5,
    },
    "additive near zero": {**_pair("stdp_synapse", "all"), "weight_at_start": 0.5},
    "multiplicative": _pair("stdp_synapse", "all", mu_plus=1.0, mu_minus=1.0),
    "guetig": _pair("stdp_synapse", "all", mu_plus=0.4, mu_minus=0.4),
    "van_rossum": _pair("stdp_synapse", "all", mu_plus=0.0, mu_minus=1.0),
    "nearest_symmetric": _pair("stdp_nn_symm_synapse", "nearest_symmetric"),
    "nearest_pre_centered": _pair("stdp_nn_pre_centered_synapse", "nearest_pre_centered"),
    "nearest_restricted": _pair("stdp_nn_restr_synapse", "nearest_restricted"),
    "power_law": {
        "model": "stdp_pl_synapse_hom", "law": "power", "pairing": "all",
        "params": {"lambda": 0.1, "alpha": 0.11, "mu": 0.4, "tau_plus": 15.0},
        "post_params": {"tau_minus": 30.0}, "weight_at_start": 50.0,
    },
    "triplet_visual_cortex_full": _triplet(5e-10, 6.2e-3, 7e-3, 2.3e-4, 101.0, 125.0),
    "triplet_visual_cortex_minimal": _triplet(0.0, 6.5e-3, 7.1e-3, 0.0, 101.0, 114.0),
    "triplet_hippocampus_full": _triplet(6.1e-3, 6.7e-3, 1.6e-3, 1.4e-3, 946.0, 27.0),
    "triplet_hippocampus_minimal": _triplet(5.3e-3, 8.0e-3, 3.5e-3, 0.0, 946.0, 40.0),
    "vogels": {
        "model": "vogels_sprekeler_synapse", "law": "vogels", "pairing": "all",
        "params": {"eta": 0.01, "alpha": 0.2, "tau": 20.0, "Wmax": 10.0},
        "post_params": {"tau_minus": 20.0}, "weight_at_start": 1.0,
    },
}  # fmt: skip


def summed(rule: dict[str, Any], pre: list[float], post: list[float]) -> list[float]:
    """The rule's law as a sum over pairs."""
    params, at_post = rule["params"], rule["post_params"]
    tau_minus, last = at_post["tau_minus"], (pre, post, DELAY, rule["weight_at_start"])
    laws: dict[str, Callable[[], list[float]]] = {
        "pair": lambda: pair_sum(rule["pairing"], params, tau_minus, *last),
        "power": lambda: power_law_sum(params, tau_minus, *last),
        "triplet": lambda: triplet_sum(params, tau_minus, at_post["tau_minus_triplet"], *last),
        "vogels": lambda: vogels_sum(params, *last),
    }
    return laws[rule["law"]]()


def measured(rule: dict[str, Any], pre: list[float], post: list[float]) -> list[float]:
    """What NEST's synapse transmits, checked against the sum."""
    weights = weights_at_pre(
        rule["model"], rule["params"], rule["post_params"], pre, post, DELAY,
        rule["weight_at_start"],
    )  # fmt: skip
    off = np.abs(np.array(weights) - summed(rule, pre, post)).max()
    if off > 1e-9:
        raise SystemExit(f"{rule['model']} ({rule['pairing']}) differs from its law by {off}")
    return weights


def window(rule: dict[str, Any]) -> list[float]:
    """Weight after one pair, for each difference."""
    return [measured(rule, [500.0, 2000.0], [500.0 + d])[-1] for d in DIFFERENCES]


def pairings(frequency: float, difference: float, count: int) -> tuple[list[float], list[float]]:
    """Spike times of the frequency protocol, the reading spike included."""
    pre = [round(100.0 + k * 1000.0 / frequency, 1) for k in range(count)]
    post = [round(t + difference - DELAY, 1) for t in pre]
    return [*pre, round(max(pre[-1], post[-1]) + 2000.0, 1)], post


def main() -> None:
    """Records, checks, writes."""
    rng = np.random.default_rng(2006)
    counts = {"sparse": (25, 20), "dense": (40, 40)}
    lists = {name: trains(rng, each, 2500.0, DELAY) for name, each in counts.items()}
    # Threes a few ms apart, which the schemes of pairing treat most differently.
    starts = [round(100.0 + 199.3 * k, 1) for k in range(12)]
    pre = [50.0] + [round(s + d, 1) for s in starts for d in (0.0, 7.3 + s % 3, 30.2)]
    post = [round(s + d, 1) for s in starts for d in (-4.4, 3.1 + s % 5, 33.5)]
    lists["bursts"] = (pre, post)
    for name, (pre, post) in lists.items():
        if set(pre) & {round(t + DELAY, 1) for t in post}:
            raise SystemExit(f"spikes of {name!r} meet")
    rules = {}
    for name, rule in RULES.items():
        weights = {key: measured(rule, *each) for key, each in lists.items()}
        rules[name] = {**rule, "weights_at_pre": weights}
        print(f"{name}: {[round(w[-1], 4) for w in weights.values()]}")
    together = (pre, sorted({*post[::2], *(round(t - DELAY, 1) for t in pre[1::3])}))
    for rule in RULES.values():
        if rule["pairing"] in ("all", "nearest_symmetric"):
            measured(rule, *together)
    windows = {name: window(RULES[name]) for name in RULES if "near" not in name}
    frequency = {}
    for name, rule in RULES.items():
        if rule["law"] == "triplet":
            frequency[name] = {
                str(difference): [
                    measured(rule, *pairings(f, difference, 60))[-1] for f in FREQUENCIES
                ]
                for difference in (10.0, -10.0)
            }
            print(name, frequency[name])
    content = {
        "dt_ms": 0.1,
        "delay_ms": DELAY,
        "units": {"weight": "any", "t": "ms"},
        "trains": {name: {"pre_ms": a, "post_ms": b} for name, (a, b) in lists.items()},
        "rules": rules,
        "windows": {
            "pre_ms": 500.0, "read_ms": 2000.0, "differences_ms": list(DIFFERENCES),
            "weight_after": windows,
        },
        "frequency": {
            "pairings": 60, "read_after_ms": 2000.0, "frequencies_hz": list(FREQUENCIES),
            "weight_after": frequency,
        },
    }  # fmt: skip
    write(__file__, PROTOCOL, content)


if __name__ == "__main__":
    main()
