"""What depressing and facilitating synapses deliver at each spike.

``python python/tests/reference/record_short_term_plasticity.py`` in an environment with NEST 3.10
writes ``short_term_plasticity.json`` beside it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from _nest import create, fresh, nest, plain, sampler, spike_source, write  # pyright: ignore[reportMissingImports]

TARGET = {
    "C_m": 250.0, "tau_m": 1e12, "E_L": 0.0, "V_m": 0.0, "V_reset": 0.0, "V_th": 1e9, "I_e": 0.0,
    "t_ref": 0.1, "refractory_input": False,
}  # fmt: skip
SETS: dict[str, dict[str, float]] = {
    "depressing": {"U": 0.5, "tau_rec": 800.0, "tau_fac": 0.0, "u": 0.5, "x": 1.0},
    "depressing, some facilitation": {
        "U": 0.59, "tau_rec": 813.0, "tau_fac": 1.0, "u": 0.59, "x": 1.0,
    },
    "facilitating": {"U": 0.05, "tau_rec": 130.0, "tau_fac": 1500.0, "u": 0.05, "x": 1.0},
    "facilitating, other start": {
        "U": 0.15, "tau_rec": 100.0, "tau_fac": 500.0, "u": 0.4, "x": 0.6,
    },
}  # fmt: skip
TAU_PSC = 3.0
WEIGHT, DELAY = 250.0, 1.5

PROTOCOL = (
    "One synapse with weight, delay_ms and the parameters given (u and x, and y for "
    "tsodyks_synapse, as at t = 0); the presynaptic neuron fires at spikes_ms; delivered is what "
    "the synapse sends at each of those spikes, in the units of weight, as the jump of V_m of a "
    "neuron that neither leaks nor fires, seen in the sample at spike + delay_ms, and equal to "
    "what a weight_recorder said. tsodyks2_synapse: between spikes u relaxes to 0 with tau_fac "
    "and x to 1 with tau_rec; at a spike other than the first x loses u*x (of the spike before), "
    "both relax over the interval, u += U*(1 - u); every spike delivers u*x*weight, the first one "
    "with u and x as given, whenever it comes. tsodyks_synapse: y is the active part, decays with "
    "tau_psc into the inactive part z = 1 - x - y, which recovers to x with tau_rec; all of them "
    "and u relax from t = 0 on, so a u above 0 at the start decays until the first spike; at each "
    "spike u += U*(1 - u), then u*x moves from x to y and u*x*weight is delivered. The same "
    "trains for every set: regular is ten spikes at 20 Hz and one 500 ms after the last, "
    "irregular is a Poisson-like list without repeats."
)


def delivered(model: str, values: dict[str, float], train: list[float]) -> tuple[list, list, dict]:
    """What each spike delivers by the jumps of V_m and by a weight recorder, and the parameters."""
    fresh()
    target, _ = create("iaf_psc_delta", TARGET)
    weights = nest.Create("weight_recorder")
    nest.CopyModel(model, "recorded", {"weight_recorder": weights})
    source, relay = spike_source([t - 1.0 for t in train]), nest.Create("parrot_neuron")
    nest.Connect(source, relay, syn_spec={"delay": 1.0})
    spec = {"synapse_model": "recorded", "weight": WEIGHT, "delay": DELAY, **values}
    nest.Connect(relay, target, syn_spec=spec)
    stated = nest.GetConnections(relay, target)[0].get()
    meter = sampler(target, ["V_m"], 0.1)
    nest.Simulate(max(train) + 10.0)
    v = np.concatenate([[0.0], meter.events["V_m"]])  # v[k] is the sample at k steps
    at = np.array([round((t + DELAY) / 0.1) for t in train])
    jumps = v[at] - v[at - 1]
    names = ("U", "tau_rec", "tau_fac", "tau_psc", "u", "x", "y", "weight", "delay")
    return jumps.tolist(), weights.events["weights"].tolist(), {
        name: plain(stated[name]) for name in names if name in stated
    }  # fmt: skip


def naive(model: str, p: dict[str, float], train: list[float]) -> list[float]:
    """The protocol's words as a loop, to check that they say what NEST does."""
    u, x, y, last, out = p["u"], p["x"], p.get("y", 0.0), 0.0, []
    for k, time in enumerate(train):
        gap, last = time - last, time
        kept = np.exp(-gap / p["tau_rec"])
        facilitated = np.exp(-gap / p["tau_fac"]) if p["tau_fac"] > 0 else 0.0
        if model == "tsodyks2_synapse":
            if k > 0:
                x = 1.0 - (1.0 - (x - u * x)) * kept
                u = p["U"] + u * (1.0 - p["U"]) * facilitated
            out.append(u * x * p["weight"])
            continue
        z, active = 1.0 - x - y, np.exp(-gap / p["tau_psc"])
        # z' = y / tau_psc - z / tau_rec with y decaying: a sum of the two exponentials.
        share = y * p["tau_rec"] / (p["tau_psc"] - p["tau_rec"])
        z = (z - share) * kept + share * active
        y = y * active
        x = 1.0 - y - z
        u = u * facilitated
        u += p["U"] * (1.0 - u)
        out.append(u * x * p["weight"])
        x, y = x - u * x, y + u * x
    return out


def main() -> None:
    """Records, checks, writes."""
    regular = [round(50.0 * k, 6) for k in range(1, 11)] + [1000.0]
    rng = np.random.default_rng(800)
    steps = np.sort(rng.choice(np.arange(20, 20000), 40, replace=False))
    trains = {"regular": regular, "irregular": [round(float(s) * 0.1, 6) for s in steps]}
    cases: list[dict[str, Any]] = []
    for model in ("tsodyks2_synapse", "tsodyks_synapse"):
        for name, values in SETS.items():
            given = dict(values)
            if model == "tsodyks_synapse":
                given |= {"tau_psc": TAU_PSC, "y": 0.0}
            for train, times in trains.items():
                jumps, sent, stated = delivered(model, given, times)
                difference = np.abs(np.array(jumps) - sent).max()
                off = np.abs(np.array(naive(model, stated, times)) - sent).max()
                same = delivered(model, given, times)[1] == sent
                print(
                    f"{model} {name} {train}: {len(sent)} spikes, "
                    f"{sent[0]:.4f} to {sent[-1]:.4f}, jumps within {difference:.1e}, "
                    f"loop within {off:.1e}, repeats {same}"
                )
                if len(sent) != len(times) or difference > 1e-9 * WEIGHT:
                    raise SystemExit("the weight recorder and the jumps of V_m disagree")
                cases.append(
                    {
                        "model": model,
                        "set": name,
                        "params": stated,
                        "train": train,
                        "delivered": sent,
                    }
                )
    content = {
        "dt_ms": 0.1,
        "units": {"weight": "any", "t": "ms"},
        "spikes_ms": trains,
        "cases": cases,
    }
    write(__file__, PROTOCOL, content)


if __name__ == "__main__":
    main()
