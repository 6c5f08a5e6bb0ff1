"""Two networks of a hundred neurons whose every synapse is listed, against NEST's rasters."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

import swiftsnn as snn
from validation.cell import largest
from validation.reference import as_ours, recorded, weight_unit
from validation.results import Row, Topic, trains, within

ABOUT = """
80 excitatory and 20 inhibitory neurons with delta or exponential synapses, 1000 recurrent
synapses and 800 from 20 sources, each with a weight and a delay of its own, autapses and repeated
pairs included; 1 s in double precision, dt = 0.1 ms. The rasters must be identical; potentials at
the end to 1e-9 mV, since the order in which simultaneous inputs are added is not NEST's.
"""
Trains = list[NDArray[np.float64]]


def check() -> Topic:
    """Rasters and last potentials of both networks."""
    rows: list[Row] = []
    rasters: list[tuple[dict[str, Any], Trains]] = []
    for case in recorded("network")["cases"]:
        spikes, v = run(case)
        rasters.append((case, spikes))
        name = type(as_ours(case["model"], case["params"])).__name__
        rows.append(trains(f"{name}, raster of 100 neurons", spikes, _theirs(case)))
        shown = "100 neurons"
        rows.append(
            within(f"{name}, v at the end", shown, "NEST", largest(v, case["V_end_mV"]), 1e-9)
        )
    return Topic(
        "A network, spike by spike",
        ABOUT,
        rows,
        draw=lambda figure: _draw(figure, rasters),
        size=(8.0, 4.6),
    )


def run(case: dict[str, Any], threads: int = 1) -> tuple[Trains, NDArray[np.float64]]:
    """Spikes of every neuron and the potentials at the end."""
    net = snn.Network(dt=0.1, precision="double", threads=threads)
    start = np.array(case["V_start_mV"])
    model = as_ours(case["model"], {**case["params"], "V_m": start})
    cells = net.population("cells", start.size, model)
    lists = [np.array(times) for times in case["inputs"]["spikes_ms"]]
    # A source cell fires once a step: what a list has a second time comes from a second cell.
    turns = [np.arange(times.size) - np.searchsorted(times, times) for times in lists]
    most = 1 + max(int(turn.max()) for turn in turns)
    sources = net.population("sources", most * len(lists), snn.SpikeSource())
    for number, (times, turn) in enumerate(zip(lists, turns, strict=True)):
        net.feed(sources, times=times, neurons=number + len(lists) * turn)
    for turn in range(most):
        _connect(sources, cells, case["inputs"], case["model"], turn * len(lists))
    _connect(cells, cells, case["synapses"], case["model"])
    spikes = net.record(cells, "spikes")
    net.run(1000.0)
    return [np.round(train, 6) for train in spikes.trains()], np.array(cells.state("v"), np.float64)


def _connect(
    source: snn.Population, cells: snn.Population, table: dict[str, Any], model: str, first: int = 0
) -> None:
    pre, post = first + np.array(table["pre"]), np.array(table["post"])
    weights = np.array(table["weight"]) * weight_unit(model)
    delays = np.array(table["delay_ms"])
    for positive, receptor in ((True, "excitatory"), (False, "inhibitory")):
        chosen = (weights > 0) == positive
        if chosen.any():
            source.network.connect(
                source,
                cells,
                snn.FromArrays(pre[chosen], post[chosen]),
                weight=weights[chosen],
                delay=delays[chosen],
                receptor=None if model == "iaf_psc_delta" else receptor,
            )


def _theirs(case: dict[str, Any]) -> Trains:
    times, neurons = (np.array(case["raster"][key]) for key in ("times_ms", "neurons"))
    return [times[neurons == number] for number in range(100)]


def _draw(figure: Figure, rasters: list[tuple[dict[str, Any], Trains]]) -> None:
    """Part of both rasters: NEST's spikes as open circles, ours as dots that fill them."""
    axes = figure.subplots(2, 1, sharex=True)
    for ax, (case, spikes) in zip(axes, rasters, strict=True):
        times, neurons = (np.array(case["raster"][key]) for key in ("times_ms", "neurons"))
        ax.scatter(times, neurons, s=14, facecolors="none", edgecolors="#d9822b", linewidths=0.6)
        for number, train in enumerate(spikes):
            ax.plot(train, np.full(train.size, number), ".", color="#2b6ca3", markersize=2)
        ax.set(ylabel="neuron", xlim=(0, 400), ylim=(-1, 100))
        ax.set_title(f"{case['model']}: swiftsnn (dots) in NEST (circles)", fontsize=9)
    axes[-1].set_xlabel("time (ms)")
