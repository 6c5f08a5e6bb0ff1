"""Pair plasticity with a dendritic delay, against NEST."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure

import swiftsnn as snn
from validation.reference import recorded
from validation.results import Row, Topic

ABOUT = """
The weight of one synapse with additive pair plasticity after each of twenty presynaptic spikes,
its delay of 1, 3 or 5 ms wholly dendritic, in double precision: NEST's within 1e-9 of the largest
weight. Pairs that meet at the synapse in one step are the one difference: NEST leaves them out,
here the presynaptic spike counts as the earlier, which adds a_plus. In the list with such pairs,
made for the purpose, NEST's weights are compared after a_plus has been added for each.
"""
SCALE = 1e-3
"""Of weights, so that the synapse does not make its target fire."""


def check() -> Topic:
    """All recorded lists and delays."""
    runs = [
        (trains, case, _weights(trains, case))
        for trains in recorded("plasticity_delays")["lists"]
        for case in trains["cases"]
    ]
    return Topic(
        "Pair plasticity with dendritic delay",
        ABOUT,
        [_row(*run) for run in runs],
        draw=lambda figure: _draw(figure, runs),
    )


Values = np.ndarray[Any, Any]


def _rule() -> snn.PairSTDP:
    rule = recorded("plasticity_delays")["rule"]
    step = rule["lambda"] * rule["Wmax"] * SCALE
    return snn.PairSTDP(
        a_plus=step,
        a_minus=rule["alpha"] * step,
        tau_plus=rule["tau_plus"],
        tau_minus=rule["tau_minus"],
        w_min=0.0,
        w_max=rule["Wmax"] * SCALE,
    )


def _weights(trains: dict[str, Any], case: dict[str, Any]) -> Values:
    """The weight right after each presynaptic spike has reached the soma."""
    pre, post = np.array(trains["pre_ms"]), np.array(trains["post_ms"])
    net = snn.Network(dt=0.1, precision="double")
    source = net.population("source", 1, snn.SpikeSource())
    trigger = net.population("trigger", 1, snn.SpikeSource())
    cell = net.population("cell", 1, snn.LIF(tau_refrac=0.0))
    net.connect(trigger, cell, snn.OneToOne(), weight=100.0)
    synapse = net.connect(
        source,
        cell,
        snn.OneToOne(),
        weight=case["weight_at_start"] * SCALE,
        delay=0.0,
        dendritic_delay=case["delay_ms"],
        plasticity=_rule(),
    )
    net.feed(source, times=pre, neurons=np.zeros(pre.size))
    net.feed(trigger, times=post - 0.1, neurons=np.zeros(post.size))
    found = []
    for time in pre:
        net.run(round(float(time) + case["delay_ms"] - net.t, 6))
        found.append(float(synapse.weights[0]) / SCALE)
    return np.array(found)


def _expected(trains: dict[str, Any], case: dict[str, Any]) -> Values:
    """NEST's weights, and a_plus for every pair so far that met in one step."""
    pre, post = np.array(trains["pre_ms"]), np.array(trains["post_ms"])
    meet = np.abs(pre[:, None] - post[None, :] - case["delay_ms"]) < 1e-6
    return np.array(case["weights_at_pre"]) + np.cumsum(meet.sum(axis=1)) * _rule().a_plus / SCALE


def _row(trains: dict[str, Any], case: dict[str, Any], found: Values) -> Row:
    theirs = _expected(trains, case)
    top = recorded("plasticity_delays")["rule"]["Wmax"]
    return Row(
        f"{trains['name']}, {case['delay_ms']:g} ms (last shown)",
        f"{found[-1]:.8g}",
        f"{theirs[-1]:.8g}",
        float(np.max(np.abs(found - theirs))) / top,
        1e-9,
        "of the largest weight",
    )


def _draw(figure: Figure, runs: list[tuple[dict[str, Any], dict[str, Any], Values]]) -> None:
    ax = figure.subplots()
    for trains, case, found in runs:
        if trains["name"] == "irregular":
            label = f"{case['delay_ms']:g} ms"
            (line,) = ax.plot(trains["pre_ms"], found, linewidth=0.9, label=label)
            theirs = case["weights_at_pre"]
            ax.plot(trains["pre_ms"], theirs, "o", markersize=3, color=line.get_color())
    ax.set(xlabel="time (ms)", ylabel="weight")
    ax.legend(frameon=False, fontsize=7, title="swiftsnn (lines), NEST (dots)", title_fontsize=7)
