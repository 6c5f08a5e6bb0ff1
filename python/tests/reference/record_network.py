"""Two networks of a hundred neurons, every synapse listed, and their complete rasters.

``python python/tests/reference/record_network.py`` in an environment with NEST 3.10 writes
``network.json`` beside it.
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
    spike_recorder,
    spike_source,
    write,
)

EXCITATORY, NEURONS, SOURCES, UNTIL = 80, 100, 20, 1000.0
COMMON = {
    "C_m": 250.0, "tau_m": 20.0, "E_L": -70.0, "V_reset": -65.0, "V_th": -50.0, "t_ref": 2.0,
    "I_e": 0.0,
}  # fmt: skip
CASES: dict[str, dict[str, Any]] = {
    "iaf_psc_delta": {
        "params": {**COMMON, "refractory_input": False},
        "unit": "mV", "excitatory": 0.9, "inhibitory": -3.0, "input": 1.7,
    },
    "iaf_psc_exp": {
        "params": {**COMMON, "tau_syn_ex": 2.0, "tau_syn_in": 4.0},
        "unit": "pA", "excitatory": 100.0, "inhibitory": -210.0, "input": 230.0,
    },
}  # fmt: skip

PROTOCOL = (
    "Neurons 0 to 79 are excitatory, 80 to 99 inhibitory by their weights; all start at "
    "V_start_mV with no current. synapses: pre, post, weight, delay_ms of every synapse, in the "
    "order in which it was connected, autapses and repeated pairs included. inputs: source k "
    "fires at spikes_ms[k] and reaches post over the synapses listed, pre being the source. "
    "raster: spikes until until_ms in the order of time, then of neuron. V_end_mV: V_m of every "
    "neuron in the sample at until_ms. Inputs that arrive while a neuron is refractory are "
    "dropped by iaf_psc_delta and go on acting on the current of iaf_psc_exp. The order in which "
    "simultaneous inputs are added up is not stated, so V_m may differ in the last bits; a "
    "replica in numpy gave the same rasters and V_end_mV within 1e-13 mV."
)


def synapses(rng: np.random.Generator, case: dict[str, Any]) -> dict[str, list[Any]]:
    """About ten sources a neuron, each synapse with a weight and a delay of its own."""
    count = 10 * NEURONS
    pre, post = rng.integers(0, NEURONS, count), rng.integers(0, NEURONS, count)
    pre[:2], post[:2] = (5, 85), (5, 85)  # an autapse of each kind
    pre[2:5], post[2:5] = 7, 8  # and a pair that occurs three times
    mean = np.where(pre < EXCITATORY, case["excitatory"], case["inhibitory"])
    return {
        "pre": pre.tolist(),
        "post": post.tolist(),
        "weight": (mean * rng.uniform(0.5, 1.5, count)).tolist(),
        "delay_ms": (rng.integers(10, 31, count) * 0.1).round(6).tolist(),
    }


def inputs(rng: np.random.Generator, case: dict[str, Any]) -> dict[str, Any]:
    """Spike lists of the sources and where they go, eight of them to each neuron."""
    count = 8 * NEURONS
    return {
        "spikes_ms": [grid_times(rng, 65.0, UNTIL) for _ in range(SOURCES)],
        "pre": rng.integers(0, SOURCES, count).tolist(),
        "post": rng.integers(0, NEURONS, count).tolist(),
        "weight": (case["input"] * rng.uniform(0.5, 1.5, count)).tolist(),
        "delay_ms": (rng.integers(10, 31, count) * 0.1).round(6).tolist(),
    }


def connect(sources: Any, neurons: Any, table: dict[str, Any]) -> None:
    """One synapse for each row of the table."""
    pre_ids, post_ids = np.array(sources.tolist()), np.array(neurons.tolist())
    nest.Connect(
        pre_ids[table["pre"]],
        post_ids[table["post"]],
        conn_spec="one_to_one",
        syn_spec={
            "synapse_model": "static_synapse",
            "weight": np.array(table["weight"]),
            "delay": np.array(table["delay_ms"]),
        },
    )


def run(model: str, seed: int) -> dict[str, Any]:
    """One network: its tables and its raster."""
    case = CASES[model]
    rng = np.random.default_rng(seed)
    table, driving = synapses(rng, case), inputs(rng, case)
    start = rng.uniform(-70.0, -51.0, NEURONS).tolist()
    fresh()
    neurons, params = create(model, case["params"], NEURONS)
    neurons.set([{"V_m": v} for v in start])
    params.pop("V_m")
    generators = spike_source(driving["spikes_ms"][0])
    for times in driving["spikes_ms"][1:]:
        generators += spike_source(times)
    connect(generators, neurons, driving)
    connect(neurons, neurons, table)
    recorder, meter = spike_recorder(neurons), sampler(neurons, ["V_m"], UNTIL)
    nest.Simulate(UNTIL + 5.0)
    events = recorder.events
    times, senders = events["times"].round(6), events["senders"] - neurons.tolist()[0]
    order = np.lexsort((senders, times))
    order = order[times[order] <= UNTIL]
    ends = meter.events
    return {
        "model": model,
        "params": params,
        "weight_unit": case["unit"],
        "V_start_mV": start,
        "synapses": table,
        "inputs": driving,
        "raster": {"times_ms": times[order].tolist(), "neurons": senders[order].tolist()},
        "V_end_mV": ends["V_m"][np.argsort(ends["senders"])].tolist(),
    }


def main() -> None:
    """Records, checks, writes."""
    cases = []
    for seed, model in enumerate(CASES, start=900):
        case = run(model, seed)
        times, ids = (np.array(case["raster"][key]) for key in ("times_ms", "neurons"))
        rates = np.bincount(ids, minlength=NEURONS) / UNTIL * 1000.0
        gaps = [np.diff(times[ids == n]) for n in range(NEURONS)]
        cv = np.mean([np.std(g) / np.mean(g) for g in gaps if len(g) >= 4])
        table = case["synapses"]
        pairs = list(zip(table["pre"], table["post"], strict=True))
        print(
            f"{model}: {len(times)} spikes, rates {rates.min()} to {rates.max()} Hz, mean "
            f"{rates.mean():.1f} (E {rates[:80].mean():.1f}, I {rates[80:].mean():.1f}), "
            f"CV {cv:.2f}, {sum(a == b for a, b in pairs)} autapses, "
            f"{len(pairs) - len(set(pairs))} repeats of "
            f"a pair, repeats {run(model, seed) == case}"
        )
        cases.append(case)
    content = {
        "dt_ms": 0.1,
        "units": {"V": "mV", "t": "ms", "C_m": "pF", "I_e": "pA"},
        "until_ms": UNTIL,
        "cases": cases,
    }
    write(__file__, PROTOCOL, content)


if __name__ == "__main__":
    main()
