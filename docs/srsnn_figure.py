"""Draws what a synapse of SR-SNN sees when it learns: ``python docs/srsnn_figure.py``."""

from __future__ import annotations

from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

FORWARD, TEACHING, LOCAL = "#444444", "#c0392b", "#2471a3"
OUT = Path(__file__).parent / "images" / "srsnn.png"


def box(ax: Axes, x: float, y: float, text: str, colour: str = FORWARD, width: float = 2.2) -> None:
    """A population or a number, centred on a place."""
    ax.add_patch(
        FancyBboxPatch(
            (x - width / 2, y - 0.42),
            *(width, 0.84),
            boxstyle="round,pad=0.06",
            facecolor="white",
            edgecolor=colour,
            linewidth=1.6,
        )
    )
    ax.text(x, y, text, ha="center", va="center", fontsize=9.5, color=colour)


def arrow(
    ax: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    colour: str = FORWARD,
    *,
    style: str = "-",
    bend: float = 0.0,
) -> None:
    """From one place to another."""
    ax.add_patch(
        FancyArrowPatch(
            start,
            end,
            arrowstyle="-|>",
            mutation_scale=13,
            linewidth=1.6,
            linestyle=style,
            color=colour,
            connectionstyle=f"arc3,rad={bend}",
        )
    )


def network(ax: Axes) -> None:
    """Populations, what they send forwards, and how the error comes back."""
    box(ax, 1.4, 2.0, "input\nnumbers or spikes")
    box(ax, 5.2, 2.0, "hidden layer\nmodules, shortcuts")
    box(ax, 9.0, 2.0, "readout\na group a class")
    box(ax, 12.4, 2.0, "label", TEACHING, 1.4)
    box(ax, 9.0, 4.4, "error of each group\nat the end", TEACHING, 2.6)
    box(ax, 5.2, 4.4, "modulatory neurons\ntanh(A'e)", TEACHING, 2.6)
    arrow(ax, (2.6, 2.0), (4.0, 2.0))
    arrow(ax, (6.4, 2.0), (7.8, 2.0))
    arrow(ax, (4.7, 1.5), (5.7, 1.5), bend=1.5)
    ax.text(5.2, 0.42, "recurrent", ha="center", fontsize=8.5, color=FORWARD)
    arrow(ax, (9.0, 2.5), (9.0, 3.9), TEACHING)
    arrow(ax, (12.2, 2.5), (10.4, 4.2), TEACHING)
    arrow(ax, (7.6, 4.4), (6.6, 4.4), TEACHING)
    ax.text(7.1, 4.62, "fixed A", ha="center", fontsize=8.5, color=TEACHING)
    arrow(ax, (5.2, 3.9), (5.2, 2.5), TEACHING, style="--")
    ax.text(
        5.35, 3.2, "M = B'm, fixed random B,\none number a neuron", fontsize=8.5, color=TEACHING
    )
    ax.text(9.15, 3.2, "softmax of\nmean rates", fontsize=8.5, color=TEACHING)


def synapse(ax: Axes) -> None:
    """One synapse, and the three things it is told."""
    y = -2.1
    box(ax, 1.8, y, "presynaptic neuron i\nwhat it sends", LOCAL, 2.8)
    box(ax, 6.0, y, "synapse: gathers\ne += trace of i x near j", LOCAL, 3.2)
    box(ax, 10.4, y, "postsynaptic neuron j\nnearness to threshold", LOCAL, 3.0)
    box(ax, 6.0, y - 1.9, "change of w = rate x M of j x e", LOCAL, 4.4)
    arrow(ax, (3.3, y), (4.3, y), LOCAL)
    arrow(ax, (8.8, y), (7.7, y), LOCAL)
    arrow(ax, (6.0, y - 0.5), (6.0, y - 1.4), LOCAL)
    box(ax, 12.0, y - 1.9, "broadcast M of j", TEACHING)
    arrow(ax, (10.8, y - 1.9), (8.3, y - 1.9), TEACHING, style="--")


def main() -> None:
    """Write the figure."""
    figure = Figure(figsize=(9.2, 6.6), layout="constrained")
    ax = figure.add_subplot()
    network(ax)
    synapse(ax)
    ax.text(0.2, 5.15, "The network", fontsize=11, weight="bold")
    ax.text(0.2, -1.25, "What a synapse sees", fontsize=11, weight="bold")
    ax.set_xlim(0, 13.4)
    ax.set_ylim(-4.7, 5.5)
    ax.set_aspect("equal")
    ax.axis("off")
    figure.savefig(OUT, dpi=140)


if __name__ == "__main__":
    main()
