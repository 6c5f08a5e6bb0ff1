"""Numbers of spikes against constant currents, against NEST."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from validation.cell import respond
from validation.reference import as_ours, recorded
from validation.results import Row, Topic

ABOUT = """
Spikes within 1 s of constant currents at dt = 0.1 ms in double precision, from two recordings;
first and last spike where there are any. Models that are exact or do NEST's arithmetic must give
NEST's numbers, and the same steps; so must conductance-based models, which constant currents
leave linear. Hodgkin-Huxley cells: the same numbers, first spikes within one step. AdEx: numbers
within one spike, because of the reset on the grid (see there); first spikes within one step.
"""
NEAR = {"aeif_cond_exp": 1, "hh_psc_alpha": 0, "hh_cond_exp_traub": 0}
"""Models that need not fire in the same steps: how much numbers of spikes may differ."""
GATES = {"m": "Act_m", "h": "Inact_h", "n": "Act_n"}
Curve = tuple[list[float], list[int], list[int]]


def check() -> Topic:
    """Every curve of both recordings."""
    rows: list[Row] = []
    drawn: dict[str, Curve] = {}
    for name, given in _curves().items():
        found = [_spikes(given, current) for current in given["I_e"]]
        counts = [int(train.size) for train in found]
        drawn[name] = given["I_e"], counts, given["spikes"]
        rows += _rows(name, given, found)
    return Topic(
        "Rate against current", ABOUT, rows, draw=lambda figure: _draw(figure, drawn), size=(8, 5)
    )


def _curves() -> dict[str, dict[str, Any]]:
    """The curves of both recordings in one form."""
    curves = {name: dict(given) for name, given in recorded("fi")["models"].items()}
    for model, given in recorded("neuron_currents")["models"].items():
        name = f"{model}, other currents" if model in curves else model
        curves[name] = {**given, "model": model, "I_e": given["I_e_pA"]}
    return curves


def _spikes(given: dict[str, Any], current: float) -> np.ndarray[Any, Any]:
    params = {**given["params"], "I_e": current}
    starts = {ours: params[theirs] for ours, theirs in GATES.items() if theirs in params}
    return respond(as_ours(given["model"], params), 1000.0, variables=(), start=starts).spikes


def _rows(name: str, given: dict[str, Any], found: list[np.ndarray[Any, Any]]) -> list[Row]:
    near = NEAR.get(given["model"])
    counts = np.array([train.size for train in found])
    apart = float(np.abs(counts - given["spikes"]).max())
    mine, theirs = f"{counts.sum():,} spikes", f"{sum(given['spikes']):,} spikes"
    rows = [Row(f"{name}, numbers of spikes", mine, theirs, apart, float(near or 0), "spikes")]
    ends = ((0, "first"),) if near is not None else ((0, "first"), (-1, "last"))
    for place, end in ends:
        pairs = [
            (train[place], other)
            for train, other in zip(found, given[f"{end}_ms"], strict=True)
            if train.size and other is not None
        ]
        late = max(abs(ours - other) for ours, other in pairs)
        shown = f"{len(pairs)} currents"
        most = 1e-6 if near is None else 0.1 + 1e-6
        rows.append(Row(f"{name}, {end} spikes", shown, "NEST", float(late), most, "ms"))
    return rows


def _draw(figure: Figure, drawn: dict[str, Curve]) -> None:
    axes = figure.subplots(3, 4).flat
    for ax, (name, (currents, ours, theirs)) in zip(axes, drawn.items(), strict=False):
        ax.plot(currents, ours, "-", color="#2b6ca3", linewidth=1.2)
        ax.plot(currents, theirs, "x", color="#d9822b", markersize=4)
        ax.set_title(name, fontsize=6.5)
        ax.tick_params(labelsize=6)
    figure.supxlabel("current (pA; of izhikevich mV/ms)", fontsize=8)
    figure.supylabel("spikes in 1 s: swiftsnn (line), NEST (crosses)", fontsize=8)
