"""Draws what ``curves.py`` measured: four costs against size and against in-degree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

Curves = list[dict[str, Any]]

COSTS = (
    ("ns_per_event", 1.0, "ns per synaptic event", (0.1, 100.0)),
    ("ns_per_neuron_step", 1.0, "ns per neuron and step", (0.5, 20.0)),
    ("bytes_per_synapse", 1.0, "bytes per synapse", (1.0, 5.0)),
    ("synapses_per_s", 1e-6, "million synapses built per second", (20.0, 500.0)),
)
"""Figure, factor, label, and limits of the axis."""
LEAST_SYNAPSES = 1_000_000
"""In smaller networks memory is that of the neurons, and building takes a millisecond."""
COLOURS = ("#d9822b", "#2b6ca3", "#4a4a4a")


def draw(curves: Curves, degrees: tuple[int, ...], size: int, file: Path) -> None:
    """Write the figure: against size at each of ``degrees``, against in-degree at one size."""
    style = {"font.size": 9, "axes.spines.top": False, "axes.spines.right": False}
    with plt.rc_context(style):
        figure, axes = plt.subplots(2, 4, figsize=(12.0, 5.6), layout="constrained")
        for column, (key, factor, label, limits) in enumerate(COSTS):
            upper, lower = axes[0, column], axes[1, column]
            for degree, colour in zip(degrees, COLOURS, strict=False):
                chosen = [c for c in curves if c["in_degree"] == degree]
                _lines(upper, chosen, "neurons", key, factor, f"in-degree {degree:,}", colour)
            chosen = [c for c in curves if c["neurons"] == size]
            _lines(lower, chosen, "in_degree", key, factor, f"{size:,} neurons", COLOURS[-1])
            for ax, what in ((upper, "neurons"), (lower, "in-degree")):
                ax.set(xscale="log", yscale="log", xlabel=what, ylabel=label, ylim=limits)
                ax.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
                ax.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:g}"))
                ax.yaxis.set_minor_formatter(NullFormatter())
                ax.yaxis.grid(which="major", color="#e4e4e4", linewidth=0.6)
                ax.set_axisbelow(True)
            upper.set_xlim(700, 140_000)
            lower.set_xlim(7, 4_300)
        axes[0, 0].legend(frameon=False, loc="upper right")
        axes[1, 1].legend(frameon=False, loc="upper left")
        figure.savefig(file, dpi=110)
        plt.close(figure)


def _lines(
    ax: Axes, curves: Curves, along: str, key: str, factor: float, name: str, colour: str
) -> None:
    """One line for each number of threads: full on one, dashed on all."""
    scarce = key in ("bytes_per_synapse", "synapses_per_s")
    for threads, line, marker in ((1, "-", "o"), (0, "--", "s")):
        chosen = sorted(
            (
                c
                for c in curves
                if c["threads"] == threads and not (scarce and c["synapses"] < LEAST_SYNAPSES)
            ),
            key=lambda c: c[along],
        )
        if not chosen:
            continue
        used = chosen[0]["threads_used"]
        ax.plot(
            [c[along] for c in chosen],
            [c[key] * factor for c in chosen],
            line,
            marker=marker,
            markersize=4,
            markerfacecolor=colour if threads == 1 else "white",
            color=colour,
            label=f"{name}, {used} thread{'s' if used > 1 else ''}",
        )
