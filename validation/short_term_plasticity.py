"""What depressing and facilitating synapses transmit, against NEST."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure

import swiftsnn as snn
from validation.reference import recorded
from validation.results import Row, Topic

ABOUT = """
One synapse of weight 250 under a regular and an irregular train, four sets of parameters; what
each spike transmits is the jump of an integrator, in double precision. `TsodyksMarkram` is NEST's
`tsodyks2_synapse`, which transmits u x of its weight at each spike: 1e-9 of the weight. NEST's
other model, `tsodyks_synapse`, counts resources that are still active apart, and has no
counterpart here.
"""
TAU_M = 1e9
"""ms, the longest there is; what leaks in a step is taken into account."""


def check() -> Topic:
    """All recorded trains."""
    cases = [
        case
        for case in recorded("short_term_plasticity")["cases"]
        if case["model"] == "tsodyks2_synapse"
    ]
    runs = [(case, _transmitted(case)) for case in cases]
    return Topic(
        "Short-term plasticity",
        ABOUT,
        [_row(case, found) for case, found in runs],
        draw=lambda figure: _draw(figure, runs),
    )


def _transmitted(case: dict[str, Any]) -> np.ndarray[Any, Any]:
    p = case["params"]
    train = np.array(recorded("short_term_plasticity")["spikes_ms"][case["train"]])
    net = snn.Network(dt=0.1, precision="double")
    source = net.population("source", 1, snn.SpikeSource())
    cell = net.population("cell", 1, snn.LeakyReadout(tau_m=TAU_M, v_rest=0.0))
    dynamics = snn.TsodyksMarkram(
        U=p["U"], tau_rec=p["tau_rec"], tau_facil=p["tau_fac"], u_init=p["u"], x_init=p["x"]
    )
    net.connect(
        source, cell, snn.OneToOne(), weight=p["weight"], delay=p["delay"], dynamics=dynamics
    )
    net.feed(source, times=train, neurons=np.zeros(train.size))
    v = net.record(cell, "v")
    net.run(round(float(train.max()) + 5.0, 6))
    reached = np.array(v.values[:, 0], np.float64)
    steps = reached - np.exp(-0.1 / TAU_M) * np.concatenate([[0.0], reached[:-1]])
    return steps[np.rint((train + p["delay"]) / 0.1).astype(int) - 1]


def _row(case: dict[str, Any], found: np.ndarray[Any, Any]) -> Row:
    weight = case["params"]["weight"]
    theirs = np.array(case["delivered"])
    apart = float(np.max(np.abs(found - theirs))) / weight
    return Row(
        f"{case['set']}, {case['train']} train (last shown)",
        f"{found[-1] / weight:.6f}",
        f"{theirs[-1] / weight:.6f}",
        apart,
        1e-9,
        "of the weight",
    )


def _draw(figure: Figure, runs: list[tuple[dict[str, Any], np.ndarray[Any, Any]]]) -> None:
    ax = figure.subplots()
    for case, found in runs:
        if case["train"] == "irregular":
            train = recorded("short_term_plasticity")["spikes_ms"]["irregular"]
            weight = case["params"]["weight"]
            (line,) = ax.plot(train, found / weight, "-", linewidth=0.9, label=case["set"])
            theirs = np.array(case["delivered"]) / weight
            ax.plot(train, theirs, "o", markersize=3, color=line.get_color())
    ax.set(xlabel="time (ms)", ylabel="transmitted part of the weight")
    ax.legend(frameon=False, fontsize=7, title="swiftsnn (lines), NEST (dots)", title_fontsize=7)
