"""Rates of the standard recurrent networks, against NEST, closed forms and published figures."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.figure import Figure
from workloads import WORKLOADS, brunel

from validation import siegert
from validation.reference import recorded
from validation.results import Row, Topic, compare, deviation

ABOUT = """
The networks of `benchmarks/workloads` over their whole time, in single precision: `brunel`,
`coba` and `cuba` in full size, the microcircuit at a tenth of it. NEST's rates are those of the
same networks. Synapses, start values and input are drawn anew by every seed, six of them here, so
rates must agree within 4 standard errors of the difference of the means, taken over the seeds of
both. The rate of `brunel` must also be within 1 % of the self-consistent Siegert rate (Brunel
2000, at g = 5, eta = 2 and a reset to 0 mV), that of `coba` within 10 % of 18 Hz and that of
`cuba` within 3 % of 5.6 Hz, which are the figures known of these networks. (Rates of `coba`
differ by some 15 % from seed to seed, in NEST as here.)
"""
SEEDS = range(1, 7)
KNOWN = {"coba": (18.0, 10.0), "cuba": (5.6, 3.0)}
"""Hz, and per cent that a rate may be away from it."""


Rates = dict[str, list[float]]
"""Of each population with each seed, in Hz over the whole run."""


def check() -> Topic:
    """Rates of the four networks."""
    networks = recorded("workloads")["workloads"]
    found = {
        name: rates(name, networks[name]["t_bio_ms"], networks[name]["scale"])
        for name in ("brunel", "coba", "cuba", "microcircuit")
    }
    rows = [row for name in found for row in _rows(name, found[name], networks[name]["rate_Hz"])]
    return Topic("Recurrent networks", ABOUT, rows, draw=lambda figure: _draw(figure, found))


def rates(workload: str, t_bio: float, scale: float = 1.0) -> Rates:
    """Rate of every population with each seed, in Hz over the whole run."""
    found: Rates = {}
    for seed in SEEDS:
        network = WORKLOADS[workload].build(scale, seed, None).network
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


def _rows(name: str, ours: Rates, theirs: Rates) -> list[Row]:
    rows = [
        against(f"{name}, {population}", ours[population], theirs[population])
        for population in ours
    ]
    if name == "brunel":
        mean = float(np.mean(ours["E"]))
        rows.append(compare(f"{name}, E, Siegert", mean, brunel_rate(), 1.0, "Hz", relative=True))
    if name in KNOWN:
        figure, most = KNOWN[name]
        mean = float(np.mean(ours["E"]))
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


def _draw(figure: Figure, found: dict[str, Rates]) -> None:
    """Every seed's rate of every population, beside NEST's."""
    ax = figure.subplots()
    labels = []
    for name, populations in found.items():
        for population, ours in populations.items():
            theirs = recorded("workloads")["workloads"][name]["rate_Hz"][population]
            here = len(labels)
            ax.plot(np.full(len(ours), here - 0.12), ours, "o", color="#2b6ca3", markersize=4)
            ax.plot(np.full(len(theirs), here + 0.12), theirs, "x", color="#d9822b", markersize=5)
            labels.append(population if name == "microcircuit" else f"{name}\n{population}")
    ax.set_xticks(range(len(labels)), labels, fontsize=7)
    ax.set(yscale="log", ylabel="rate (Hz)")
    ax.set_title("one mark a seed: swiftsnn (dots), NEST (crosses)", fontsize=8)
