"""Workload microcircuit in NEST."""

from __future__ import annotations

import nest
import nest_kernel
from measure import Options, Run
from microcircuit import (
    DELAYS,
    NEURON,
    POPULATIONS,
    T_BIO,
    V_MEAN,
    V_SD,
    WEIGHT_SPREAD,
    Microcircuit,
)
from parameters import DT

LARGEST = 2**27 - 2
"""Synapses that NEST can hold of one model in one thread."""


def run(options: Options) -> Run:
    """Simulate the network once."""
    circuit = Microcircuit(options.scale)
    run = nest_kernel.run(options, options.t_bio or T_BIO, lambda: _build(circuit, options.threads))
    run.extra["scale"] = options.scale
    return run


def _build(circuit: Microcircuit, threads: int) -> nest_kernel.Network:
    indices = range(len(POPULATIONS))
    counts = [[circuit.synapses(target, source) for source in indices] for target in indices]
    total = sum(map(sum, counts))
    if total > threads * LARGEST:
        raise SystemExit(
            f"NEST holds at most {LARGEST} synapses of one model in a thread; {total} need "
            f"--threads {-(-total // LARGEST)} or a smaller --scale"
        )
    populations = [_create(circuit, i) for i in indices]
    for target in indices:
        for source in indices:
            if counts[target][source]:
                _connect(
                    populations[source],
                    populations[target],
                    counts[target][source],
                    circuit.mean_weight(target, source),
                    DELAYS[POPULATIONS[source][-1]],
                )
    degrees = {
        POPULATIONS[source]: sum(row[source] for row in counts) / circuit.sizes[source]
        for source in indices
    }
    return nest_kernel.Network(dict(zip(POPULATIONS, populations, strict=True)), total, degrees)


def _create(circuit: Microcircuit, i: int) -> nest.NodeCollection:
    """Neurons of one population and their external input."""
    neuron = {name: value for name, value in NEURON.items() if name != "tau_syn"} | {
        "tau_syn_ex": NEURON["tau_syn"],
        "tau_syn_in": NEURON["tau_syn"],
        "I_e": circuit.current(i),
        "V_m": nest.random.normal(V_MEAN[i], V_SD[i]),
    }
    population = nest.Create("iaf_psc_exp", circuit.sizes[i], params=neuron)
    drive = nest.Create("poisson_generator", params={"rate": circuit.external_rate(i)})
    nest.Connect(drive, population, syn_spec={"weight": circuit.weight, "delay": 1.5})
    return population


def _connect(
    source: nest.NodeCollection,
    target: nest.NodeCollection,
    number: int,
    weight: float,
    delay: tuple[float, float],
) -> None:
    """A fixed number of synapses with random weights and delays."""
    low, high = (0.0, float("inf")) if weight > 0 else (float("-inf"), 0.0)
    spread = nest.random.normal(weight, WEIGHT_SPREAD * abs(weight))
    nest.Connect(
        source,
        target,
        {"rule": "fixed_total_number", "N": number},
        {
            "synapse_model": "static_synapse",
            "weight": nest.math.redraw(spread, min=low, max=high),
            "delay": nest.math.redraw(nest.random.normal(*delay), min=DT, max=float("inf")),
        },
    )
