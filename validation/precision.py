"""Single against double precision on recurrent networks."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from spike_statistics import mean_cv
from workloads import brunel, microcircuit
from workloads.built import Built

from validation.recurrent import SEEDS, against
from validation.results import Row, Topic

ABOUT = """
`brunel` in full size and the microcircuit at a tenth of it, 1 s each, with the same seeds in both
precisions. What is drawn is the same in both: synapses and delays exactly, weights up to the
rounding to single precision. These networks are chaotic, so that single spikes soon differ: rates
and CVs of intervals must be equal within 4 standard errors of the difference, taken over six
seeds.
"""
UNTIL = 1000.0
Build = Callable[..., Built]
NETWORKS: dict[str, tuple[Build, float]] = {
    "brunel": (brunel.build, 1.0),
    "microcircuit": (microcircuit.build, 0.1),
}


def check() -> Topic:
    """Drawn numbers, rates and CVs of both networks."""
    rows: list[Row] = []
    for name, (build, scale) in NETWORKS.items():
        rows += _drawn(name, build, scale)
        single, double = (
            _statistics(build, scale, precision) for precision in ("single", "double")
        )
        rows += [
            against(f"{name}, {what}", single[what], double[what], _unit(what)) for what in single
        ]
    return Topic("Single and double precision", ABOUT, rows)


def _unit(what: str) -> str:
    return "Hz" if what.endswith("rate") else ""


def _drawn(name: str, build: Build, scale: float) -> list[Row]:
    """Whether both precisions draw one network; a part of a large one is enough."""
    small = min(scale, 0.2)
    pair = [build(small, 1, None, precision).network for precision in ("single", "double")]
    synapses = apart = 0
    for single, double in zip(*(net.projections for net in pair), strict=True):
        synapses += len(single)
        for one, other in (
            (single.pre, double.pre),
            (single.post, double.post),
            (single.delays, double.delays),
            (single.weights, double.weights.astype(np.float32)),
        ):
            apart += int(np.count_nonzero(one != other))
    shown = f"{synapses:,} synapses"
    return [Row(f"{name}, what is drawn", shown, "double precision", float(apart), 0.0, "synapses")]


def _statistics(build: Build, scale: float, precision: str) -> dict[str, list[float]]:
    """Rates (Hz) and CV of each population, one for each seed."""
    found: dict[str, list[float]] = {}
    for seed in SEEDS:
        network = build(scale, seed, None, precision).network
        spikes = [network.record(cells, "spikes") for cells in network.populations]
        network.run(UNTIL)
        for cells, recorder in zip(network.populations, spikes, strict=True):
            rate = 1000.0 * len(recorder) / (len(cells) * UNTIL)
            found.setdefault(f"{cells.name}, rate", []).append(rate)
            times, neurons = recorder.events()
            cv = mean_cv(times, neurons, least=5)
            found.setdefault(f"{cells.name}, CV", []).append(np.nan if cv is None else cv)
    return found
