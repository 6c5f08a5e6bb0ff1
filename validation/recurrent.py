"""Rates of the standard recurrent networks, against NEST, closed forms and published figures."""

from __future__ import annotations

import math

import numpy as np
from workloads import WORKLOADS, brunel

from validation import siegert
from validation.reference import recorded
from validation.results import Row, Topic, compare, deviation

ABOUT = """
The networks of `benchmarks/workloads`, in full size (`brunel`, `coba`, `cuba`) over their whole
time, in single precision, each with several seeds. NEST's rates are those of the same networks
with as many seeds of its own; synapses, start values and input are drawn anew by each seed, so
rates must agree within 4 standard errors of the difference of the means, the standard error being
taken over the seeds of both. The rate of `brunel` must also be within 1 % of the self-consistent
Siegert rate (Brunel 2000, at g = 5, eta = 2 and a reset to 0 mV), that of `coba` within 10 % of
18 Hz and that of `cuba` within 3 % of 5.6 Hz, which are the figures known of these networks.
"""
SEEDS = range(1, 7)
KNOWN = {"coba": (18.0, 10.0), "cuba": (5.6, 3.0)}
"""Hz, and per cent that a rate may be away from it."""


def check() -> Topic:
    """Rates of three networks."""
    rows = [row for name in ("brunel", "coba", "cuba") for row in _network(name)]
    return Topic("Recurrent networks", ABOUT, rows)


def rates(workload: str, t_bio: float) -> dict[str, list[float]]:
    """Rate of every population with each seed, in Hz over the whole run."""
    found: dict[str, list[float]] = {}
    for seed in SEEDS:
        network = WORKLOADS[workload].build(1.0, seed, None).network
        network.run(t_bio)
        for cells in network.populations:
            spikes = int(np.sum(cells.counts, dtype=np.int64))
            found.setdefault(cells.name, []).append(1000.0 * spikes / (len(cells) * t_bio))
    return found


def brunel_rate() -> float:
    """The self-consistent Siegert rate of the workload, in Hz."""
    return siegert.brunel(
        excitatory=brunel.C_E,
        inhibitory=brunel.C_I,
        jump=brunel.J,
        g=brunel.G,
        external=brunel.ETA * 1000.0 * brunel.THRESHOLD / (brunel.J * brunel.TAU_M),
        tau_m=brunel.TAU_M,
        v_reset=0.0,
        v_thresh=brunel.THRESHOLD,
        tau_refrac=2.0,
    )


def _network(name: str) -> list[Row]:
    theirs = recorded("workloads")["workloads"][name]
    found = rates(name, theirs["t_bio_ms"])
    rows = [
        against(f"{name}, {population}", found[population], theirs["rate_Hz"][population])
        for population in found
    ]
    mean = float(np.mean(found["E"]))
    if name == "brunel":
        exact = brunel_rate()
        rows.append(compare(f"{name}, E, Siegert", mean, exact, 1.0, "Hz", relative=True))
    else:
        figure, most = KNOWN[name]
        rows.append(compare(f"{name}, E, as known", mean, figure, most, "Hz", relative=True))
    return rows


def against(what: str, ours: list[float], theirs: list[float], unit: str = "Hz") -> Row:
    """Means over seeds, apart in their common standard error."""
    squares = sum(np.var(each) * len(each) for each in (ours, theirs))
    spread = squares / (len(ours) + len(theirs) - 2)
    error = math.sqrt(spread * (1 / len(ours) + 1 / len(theirs)))
    return deviation(
        f"{what}, {len(ours)} and {len(theirs)} seeds",
        float(np.mean(ours)),
        float(np.mean(theirs)),
        error,
        4.0,
        unit,
    )
