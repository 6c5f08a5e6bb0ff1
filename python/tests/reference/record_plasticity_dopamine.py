"""The weight, eligibility and dopamine of one synapse of reward-modulated plasticity.

``python python/tests/reference/record_plasticity_dopamine.py`` in an environment with NEST 3.10
writes ``plasticity_dopamine.json`` beside it.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from _nest import fresh, nest, spike_source, write  # pyright: ignore[reportMissingImports]
from _plasticity import trains  # pyright: ignore[reportMissingImports]

DELAY, UNTIL, GRID = 1.0, 2500.0, 25.0
TAU_PLUS, TAU_MINUS = 20.0, 25.0
COMMON = {
    "A_plus": 1.0, "A_minus": 1.2, "tau_plus": TAU_PLUS, "Wmin": -1000.0, "Wmax": 1000.0,
}  # fmt: skip
CASES = {
    "phasic": {"tau_c": 1000.0, "tau_n": 200.0, "b": 0.0},
    "short": {"tau_c": 100.0, "tau_n": 50.0, "b": 0.0},
    "baseline": {"tau_c": 500.0, "tau_n": 100.0, "b": 0.01},
    "slow dopamine": {"tau_c": 200.0, "tau_n": 2000.0, "b": 0.002},
    "bounded": {"tau_c": 400.0, "tau_n": 100.0, "b": 0.005, "Wmin": 49.0, "Wmax": 51.0},
}

PROTOCOL = (
    "One stdp_dopamine_synapse between two parrot neurons that fire at pre_ms and post_ms (the "
    "synapse does not make the post neuron fire); dopamine_ms are the times at which spikes reach "
    "the synapse's volume_transmitter, several at one time possible. The whole delay_ms is "
    "dendritic: a post spike at t reaches the synapse at t + delay_ms, a pre spike at once; spikes "
    "count when they reach the synapse, and a pre spike shares its ms (k, k + 1] with no post and "
    "no dopamine spike (NEST does not keep the order of those, an effect of its delivery in "
    "slices). Dopamine: n += 1/tau_n at a dopamine spike, decays with tau_n. Eligibility: c += "
    "A_plus x at a post spike, c -= A_minus y at a pre spike, decays with tau_c; x (tau_plus), y "
    "(tau_minus): sums of exp(-age/tau) over all pre, post spikes before. Weight: dw/dt = c (n - "
    "b), integrated exactly between events, clipped to [Wmin, Wmax] at pre, post, dopamine spikes "
    "and at each ms (so between them where c (n - b) keeps its sign). weight_at_pre: what each pre "
    "spike transmits; left out of the case bounded, where NEST, which has already gone to the end "
    "of the ms, clips there and goes back. weight, c, n: at time_ms, every event up to and at that "
    "time included."
)


def record(
    params: dict[str, float], pre: list[float], post: list[float], dopamine: list[float]
) -> dict[str, Any]:
    """The course of one synapse."""
    fresh()
    recorded = nest.Create("weight_recorder")
    transmitter = nest.Create("volume_transmitter", params={"deliver_interval": 1})
    common = {"volume_transmitter": transmitter, "weight_recorder": recorded}
    nest.CopyModel("stdp_dopamine_synapse", "recorded", {**params, **common})
    before = nest.Create("parrot_neuron")
    after = nest.Create("parrot_neuron", params={"tau_minus": TAU_MINUS})
    releases = nest.Create("parrot_neuron")
    nest.Connect(spike_source([t - 1.0 for t in pre]), before, syn_spec={"delay": 1.0})
    nest.Connect(spike_source([t - 1.0 for t in post]), after, syn_spec={"delay": 1.0})
    nest.Connect(spike_source([t - 2.0 for t in dopamine]), releases, syn_spec={"delay": 1.0})
    nest.Connect(releases, transmitter, syn_spec={"delay": 1.0})
    spec = {"synapse_model": "recorded", "delay": DELAY, "receptor_type": 1, "weight": 50.0}
    nest.Connect(before, after, syn_spec=spec)
    synapse = nest.GetConnections(before, after, "recorded")
    course: dict[str, list[float]] = {"weight": [], "c": [], "n": []}
    for _ in range(round(UNTIL / GRID)):
        nest.Simulate(GRID)
        for name, values in course.items():
            values.append(synapse.get(name))
    return {"weight_at_pre": recorded.events["weights"].tolist(), **course}


def walked(
    params: dict[str, float], pre: list[float], post: list[float], dopamine: list[float]
) -> dict[str, list[float]]:
    """The protocol's words, from event to event, with an entry at each pre spike and grid time."""
    tau_c, tau_n, b = params["tau_c"], params["tau_n"], params["b"]
    arrived = np.array([t + DELAY for t in post])
    marks = [(t, 1, "post") for t in arrived] + [(t, 0, "dopamine") for t in dopamine]
    marks += [(t, 2, "pre") for t in pre]
    marks += [((k + 1) * 1.0, 3, "grid") for k in range(round(UNTIL))]
    w, c, n, last = 50.0, 0.0, 0.0, 0.0
    out: dict[str, list[float]] = {"weight_at_pre": [], "weight": [], "c": [], "n": []}
    for t, _, kind in sorted(marks):
        span, rate = t - last, 1 / tau_c + 1 / tau_n
        w += c * (n * -np.expm1(-rate * span) / rate + b * tau_c * np.expm1(-span / tau_c))
        w = min(max(w, params["Wmin"]), params["Wmax"])
        c, n, last = c * np.exp(-span / tau_c), n * np.exp(-span / tau_n), t
        ages = t - np.array(pre if kind == "post" else arrived)
        ages = ages[ages > 1e-6]
        if kind == "dopamine":
            n += 1 / tau_n
        elif kind == "post":
            c += params["A_plus"] * np.exp(-ages / TAU_PLUS).sum()
        elif kind == "pre":
            out["weight_at_pre"].append(w)
            c -= params["A_minus"] * np.exp(-ages / TAU_MINUS).sum()
        elif round(t) % round(GRID) == 0:
            for name, value in (("weight", w), ("c", c), ("n", n)):
                out[name].append(value)
    return out


def apart(pre: float, others: list[float]) -> bool:
    """Where NEST is exact about the order of events.

    It brings synapses to the end of a slice of 1 ms with the dopamine spikes of the slice, and only
    then hands them its presynaptic spikes; what is read at a grid time lacks those of the slice.
    """
    slices = {math.ceil(round(t, 1)) for t in others}
    return math.ceil(pre) not in slices and (pre % GRID) < GRID - 2.0


def main() -> None:
    """Records, checks, writes."""
    rng = np.random.default_rng(2010)
    pre, post = trains(rng, (50, 45), UNTIL - 20.0, DELAY)
    steps = np.sort(rng.integers(200, 24000, 30))
    dopamine = [round(float(s) * 0.1, 6) for s in steps]
    pre = [t for t in pre if apart(t, [s + DELAY for s in post] + dopamine)]
    dopamine = sorted([*dopamine, dopamine[9], dopamine[9]])
    cases = {}
    for name, changes in CASES.items():
        params = {**COMMON, **changes}
        cases[name] = {"params": params, **record(params, pre, post, dopamine)}
        expected = walked(params, pre, post, dopamine)
        if name == "bounded":  # NEST goes back in time from the end of the slice, clipped there
            del cases[name]["weight_at_pre"], expected["weight_at_pre"]
        off = {k: float(np.abs(np.subtract(v, cases[name][k])).max()) for k, v in expected.items()}
        print(name, len(pre), cases[name]["weight"][-1], off)
        if max(off.values()) > 1e-9:
            raise SystemExit(f"the case {name!r} differs from its law")
    content = {
        "dt_ms": 0.1,
        "delay_ms": DELAY,
        "units": {"weight": "any", "t": "ms", "n": "1/ms"},
        "tau_minus": TAU_MINUS,
        "weight_at_start": 50.0,
        "pre_ms": pre,
        "post_ms": post,
        "dopamine_ms": dopamine,
        "time_ms": [(k + 1) * GRID for k in range(round(UNTIL / GRID))],
        "cases": cases,
    }
    write(__file__, PROTOCOL, content)


if __name__ == "__main__":
    main()
