"""Triplet plasticity over the frequency of pairings, against NEST."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from validation.reference import recorded
from validation.results import Row, Topic
from validation.scripted import Weights, weights_at

ABOUT = """
Sixty pairs of spikes, 10 ms apart in either order, at seven frequencies, for the four sets of
`TripletSTDP` in Pfister & Gerstner (2006), tables 3 and 4, in double precision: the weight after
all of them, NEST's within 1e-9 of where it began. The sets of the visual cortex show what pairs
alone cannot (figure 2 of that paper): growth for pre before post vanishes at low frequencies, and
at 50 Hz the order matters less.
"""
STEPS = {1.0: slice(0, 2), 0.1: slice(2, None)}
"""Length of a step (ms), and frequencies that it is good for: traces are exact in any."""


def check() -> Topic:
    """All sets, orders and frequencies."""
    recording = recorded("plasticity_rules")["frequency"]
    found = _weights()
    rows = []
    for name, orders in recording["weight_after"].items():
        for k, (difference, theirs) in enumerate(orders.items()):
            start = recorded("plasticity_rules")["rules"][name]["weight_at_start"]
            rows.append(
                Row(
                    f"{name}, {difference} ms (50 Hz shown)",
                    f"{found[name][k][-1]:.8g}",
                    f"{theirs[-1]:.8g}",
                    float(np.max(np.abs(found[name][k] - np.array(theirs)))) / start,
                    1e-9,
                    "of the weight",
                )
            )
    return Topic(
        "Triplets and the frequency of pairings",
        ABOUT,
        rows,
        draw=lambda figure: _draw(figure, found),
        size=(8.0, 3.6),
    )


def _weights() -> dict[str, Weights]:
    """By set: [order, frequency]."""
    given = recorded("plasticity_rules")
    recording = given["frequency"]
    names = list(recording["weight_after"])
    orders = [float(d) for d in recording["weight_after"][names[0]]]
    found = {name: np.empty((len(orders), len(recording["frequencies_hz"]))) for name in names}
    for dt, some in STEPS.items():
        frequencies = recording["frequencies_hz"][some]
        pre, post = [], []
        for difference in orders:
            for frequency in frequencies:
                first = [
                    round(100.0 + k * 1000.0 / frequency, 1) for k in range(recording["pairings"])
                ]
                post.append([round(t + difference - given["delay_ms"], 1) for t in first])
                last = max(first[-1], post[-1][-1]) + recording["read_after_ms"]
                pre.append([*first, round(last, 1)])
        ends = sorted({train[-1] for train in pre})
        weights = weights_at(names, pre, post, ends, dt)
        for name in names:
            at_end = [weights[name][ends.index(train[-1]), k] for k, train in enumerate(pre)]
            found[name][:, some] = np.reshape(at_end, (len(orders), len(frequencies)))
    return found


def _draw(figure: Figure, found: dict[str, Weights]) -> None:
    recording = recorded("plasticity_rules")["frequency"]
    frequencies = recording["frequencies_hz"]
    axes = figure.subplots(1, len(found), sharey=True)
    for ax, (name, weights) in zip(axes, found.items(), strict=True):
        ax.axhline(1.0, color="#bbbbbb", linewidth=0.6)
        for difference, ours in zip(recording["weight_after"][name], weights, strict=True):
            (line,) = ax.plot(frequencies, ours, linewidth=0.9, label=f"{difference} ms")
            theirs = recording["weight_after"][name][difference]
            ax.plot(frequencies, theirs, "o", markersize=3, color=line.get_color())
        ax.set_title(name.removeprefix("triplet_").replace("_", " "), fontsize=8)
    axes[0].set(ylabel="weight after 60 pairs")
    axes[0].legend(frameon=False, fontsize=7, title="post - pre", title_fontsize=7)
    figure.supxlabel("frequency (Hz): swiftsnn (lines), NEST (dots)", fontsize=8)
