"""Pictures of spikes, learning and weights, drawn with matplotlib.

Every function draws into the matplotlib ``Axes`` it is given, or into one of a new figure, and
returns the ``Axes``; ``.figure.savefig("name.png")`` writes the picture. Nothing here opens a
window or chooses a backend. Needs ``pip install "swiftsnn[plot]"``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import cycle
from math import ceil, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

__all__ = [
    "confusion",
    "image",
    "learning_curve",
    "raster",
    "rates",
    "receptive_fields",
    "trace",
    "weights",
]

# From the colour-blind safe palette of Okabe and Ito.
_BLUE, _ORANGE, _GREEN, _PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
_CYCLE = (_BLUE, _ORANGE, _GREEN, _PURPLE, "#E69F00", "#56B4E9")
_GREY, _INK = "#8A8A8A", "#222222"


def raster(
    times_ms: ArrayLike,
    neurons: ArrayLike,
    ax: Axes | None = None,
    *,
    n_neurons: int | None = None,
    duration: float | None = None,
    title: str | None = None,
) -> Axes:
    """Draw one tick for each spike, time to the right and neuron numbers upwards.

    Parameters
    ----------
    times_ms
        Spike times in ms, [spikes].
    neurons
        Which neuron fired, [spikes].
    ax
        Where to draw; a new figure when None.
    n_neurons
        Neurons on the vertical axis; up to the highest that fired when None.
    duration
        End of the time axis in ms; the last spike when None.
    title
        Title of the axes.

    Raises
    ------
    ValueError
        If the two arrays differ in length.
    """
    times, fired = np.asarray(times_ms, float), np.asarray(neurons)
    if times.ndim != 1 or times.shape != fired.shape:
        raise ValueError(
            f"a raster needs one neuron for each spike time, but times_ms has shape {times.shape} "
            f"and neurons {fired.shape}"
        )
    ax = _axes(ax, (7.0, 3.0))
    if n_neurons is None:
        n_neurons = int(fired.max()) + 1 if fired.size else 1
    height_pt = 72 * ax.bbox.height / ax.figure.dpi
    tick_pt = float(np.clip(0.9 * height_pt / n_neurons, 2.5, 12.0))
    ax.plot(
        times, fired, "|", color=_INK, markersize=tick_pt, markeredgewidth=min(1.0, tick_pt / 2)
    )
    if not fired.size:
        ax.text(0.5, 0.5, "no spikes", transform=ax.transAxes, ha="center", color=_GREY)
        duration = 1.0 if duration is None else duration
    if duration is not None:
        ax.set_xlim(0, duration)
    ax.set_ylim(-0.5, n_neurons - 0.5)
    _whole_numbers(ax.yaxis)
    ax.set(xlabel="time (ms)", ylabel="neuron")
    if title is not None:
        ax.set_title(title, fontsize="medium")
    return ax


def learning_curve(
    epochs: ArrayLike,
    train_accuracy: ArrayLike,
    test_accuracy: ArrayLike | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the accuracy after each epoch; the last value of each line is written beside it.

    Parameters
    ----------
    epochs
        Epoch numbers, [epochs].
    train_accuracy, test_accuracy
        Fractions from 0 to 1, [epochs]; drawn in percent.
    ax
        Where to draw; a new figure when None.

    Raises
    ------
    ValueError
        If a curve has not one value for each epoch.
    """
    x = np.asarray(epochs)
    curves = [("training", train_accuracy, _BLUE, "o")]
    if test_accuracy is not None:
        curves.append(("held-out", test_accuracy, _ORANGE, "s"))
    ax = _axes(ax, (7.0, 3.4))
    for name, accuracy, colour, marker in curves:
        percent = 100 * np.asarray(accuracy, float)
        if percent.shape != x.shape or x.ndim != 1:
            raise ValueError(
                f"the {name} accuracy has shape {percent.shape} for {x.shape} epochs; give one "
                "value for each epoch"
            )
        label = f"{name}, {percent[-1]:.1f} % at the end" if len(x) else name
        ax.plot(x, percent, marker=marker, markersize=4, color=colour, label=label)
    _whole_numbers(ax.xaxis)
    if len(x):
        ax.set_xlim(x.min() - 0.5, x.max() + 0.5)
    ax.set_ylim(top=min(ax.get_ylim()[1], 100.5))
    ax.set(xlabel="epoch", ylabel="accuracy (%)")
    ax.grid(color="#DDDDDD", linewidth=0.6)
    ax.legend(loc="best", frameon=False)
    return ax


def confusion(matrix: ArrayLike, labels: Sequence[str], ax: Axes | None = None) -> Axes:
    """Draw a confusion matrix with the counts in its cells.

    Parameters
    ----------
    matrix
        Sample counts, [classes, classes], true classes in rows and predicted ones in columns.
    labels
        The name of each class.
    ax
        Where to draw; a new figure, larger for more classes, when None.

    Raises
    ------
    ValueError
        If the matrix is not square or does not fit the labels.
    """
    counts = np.asarray(matrix)
    n = len(labels)
    if counts.shape != (n, n):
        raise ValueError(f"a confusion matrix of shape {counts.shape} does not fit {n} labels")
    ax = _axes(ax, (max(3.2, 1.8 + 0.45 * n), max(2.8, 0.8 + 0.45 * n)))
    share = 100 * counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    shown = ax.imshow(share, cmap="Blues", vmin=0, vmax=100)
    size = 9.0 if n <= 10 else 7.0
    for (row, column), count in np.ndenumerate(counts):
        colour = "white" if share[row, column] > 55 else _INK if count else "#BBBBBB"
        ax.text(column, row, str(count), ha="center", va="center", color=colour, fontsize=size)
    slanted = max((len(label) for label in labels), default=0) > 3
    ax.set_xticks(
        range(n),
        labels,
        rotation=45 if slanted else 0,
        ha="right" if slanted else "center",
        rotation_mode="anchor",
    )
    ax.set_yticks(range(n), labels)
    ax.tick_params(length=0)
    ax.set(xlabel="predicted class", ylabel="true class")
    ax.figure.colorbar(shown, ax=ax, shrink=0.8, label="share of the true class (%)")
    return ax


def weights(before: ArrayLike, after: ArrayLike, ax: Axes | None = None) -> Axes:
    """Draw how the weights of a projection were distributed before and after training.

    Parameters
    ----------
    before, after
        Weights of any shape (mV). Values that are not finite are left out.
    ax
        Where to draw; a new figure when None.
    """
    ax = _axes(ax, (5.0, 3.2))
    first, last = (_finite(values) for values in (before, after))
    edges = np.histogram_bin_edges(np.concatenate([first, last]), bins=60).tolist()
    ax.hist(first, edges, histtype="stepfilled", color="#C9C9C9", label="before")
    ax.hist(last, edges, histtype="step", color=_BLUE, linewidth=1.4, label="after")
    if first.size or last.size:
        # A few weights far out, or many at a bound, would hide one another on a linear axis.
        ax.set_yscale("log")
        ax.set_ylim(0.7, 6 * ax.get_ylim()[1])  # room for the legend
    ax.locator_params(axis="x", nbins=5)
    ax.set(xlabel="weight (mV)", ylabel="synapses (count)")
    ax.legend(loc="upper right", ncols=2, frameon=False)
    return ax


def rates(
    rates_hz_by_population: Mapping[str, NDArray[Any]],
    ax: Axes | None = None,
    target: float | None = None,
) -> Axes:
    """Draw how the mean firing rates of the neurons of each population are distributed.

    Parameters
    ----------
    rates_hz_by_population
        For each population the mean rate of every neuron in Hz, [neurons].
    ax
        Where to draw; a new figure when None.
    target
        Rate in Hz that the network was held to; drawn as a dashed line.
    """
    ax = _axes(ax, (7.0, 3.2))
    every = {
        name: rates_hz
        for name, given in rates_hz_by_population.items()
        if (rates_hz := _finite(given)).size
    }
    highest = max((float(rates_hz.max()) for rates_hz in every.values()), default=0.0)
    edges = np.linspace(0, max(highest, target or 0.0, 1e-9), 41).tolist()
    for (name, rates_hz), colour in zip(every.items(), cycle(_CYCLE), strict=False):
        ax.hist(
            rates_hz,
            edges,
            weights=np.full(rates_hz.size, 100 / rates_hz.size),
            histtype="step",
            linewidth=1.4,
            color=colour,
            label=f"{name}: {rates_hz.size:,} neurons, mean {rates_hz.mean():.1f} Hz",
        )
    if target is not None:
        ax.axvline(target, color=_GREY, linestyle="--", label=f"target {target:g} Hz")
    if every or target is not None:
        ax.set_ylim(top=1.5 * ax.get_ylim()[1])  # room for the legend
        ax.legend(loc="upper left", framealpha=1, edgecolor="none", ncols=2, fontsize="small")
    ax.set_xlim(left=0)
    ax.set(xlabel="mean firing rate (Hz)", ylabel="share of the neurons (%)")
    return ax


def image(
    x: ArrayLike, shape: tuple[int, ...], ax: Axes | None = None, title: str | None = None
) -> Axes:
    """Draw the features of one sample as an image, 0 black and 1 white.

    Parameters
    ----------
    x
        Features in [0, 1], [features].
    shape
        Rows and columns; a single number draws one row.
    ax
        Where to draw; a new figure when None.
    title
        Title of the axes.

    Raises
    ------
    ValueError
        If the features do not fill the shape.
    """
    rows, columns = _rows_and_columns(np.size(x), shape)
    ax = _axes(ax, (3.0, 3.0))
    ax.imshow(np.reshape(x, (rows, columns)), cmap="gray", vmin=0, vmax=1)
    _whole_numbers(ax.xaxis, most=4)
    _whole_numbers(ax.yaxis, most=4)
    ax.set(xlabel="column", ylabel="row")
    if title is not None:
        ax.set_title(title, fontsize="medium")
    return ax


def receptive_fields(
    weights: ArrayLike, shape: tuple[int, ...], ax: Axes | None = None, n: int = 36
) -> Axes:
    """Draw the input weights of the first neurons, each as an image, in one grid.

    Parameters
    ----------
    weights
        Input weights (mV), [neurons, features].
    shape
        Rows and columns of the image of one neuron.
    ax
        Where to draw; a new figure when None.
    n
        The most neurons to draw.

    Raises
    ------
    ValueError
        If the weights are not a matrix or a row does not fill the shape.
    """
    fields = np.asarray(weights, float)
    if fields.ndim != 2 or len(fields) == 0 or n < 1:
        raise ValueError(
            f"receptive fields need weights of shape [neurons, features] and n of at least 1, "
            f"and got shape {fields.shape} and n={n}"
        )
    rows, columns = _rows_and_columns(fields.shape[1], shape)
    fields = fields[:n].reshape(-1, rows, columns)
    across = ceil(sqrt(len(fields)))
    down = ceil(len(fields) / across)
    # One empty pixel between neighbours; NaN takes the colour of the paper.
    grid = np.full((down * (rows + 1) - 1, across * (columns + 1) - 1), np.nan)
    for number, field in enumerate(fields):
        top, left = (rows + 1) * (number // across), (columns + 1) * (number % across)
        grid[top : top + rows, left : left + columns] = field
    ax = _axes(ax, (6.0, 5.2 * down / across + 0.4))
    # Single outliers would wash out the rest; they take the darkest colours.
    size = np.abs(fields)
    limit = float(np.percentile(size, 99.5)) or float(size.max()) or 1.0
    shown = ax.imshow(grid, cmap="RdBu_r", vmin=-limit, vmax=limit, interpolation="nearest")
    ax.spines[:].set_visible(False)
    ax.set(xticks=[], yticks=[], xlabel=f"{len(fields)} neurons, {rows} x {columns} weights each")
    ax.figure.colorbar(shown, ax=ax, shrink=0.6, aspect=25, extend="both", label="weight (mV)")
    return ax


def trace(times_ms: ArrayLike, values: ArrayLike, ax: Axes | None = None, *, ylabel: str) -> Axes:
    """Draw one or several values over time.

    Parameters
    ----------
    times_ms
        Times in ms, [times].
    values
        [times], or [times, lines] for one line each.
    ax
        Where to draw; a new figure when None.
    ylabel
        What the values are, with the unit: ``"membrane potential (mV)"``.

    Raises
    ------
    ValueError
        If there is not one value for each time.
    """
    times, y = np.asarray(times_ms, float), np.asarray(values, float)
    if times.ndim != 1 or y.ndim not in (1, 2) or len(y) != len(times):
        raise ValueError(
            f"a trace needs one value for each time, but times_ms has shape {times.shape} and "
            f"values {y.shape}"
        )
    ax = _axes(ax, (7.0, 2.6))
    ax.set_prop_cycle(color=_CYCLE)
    ax.plot(times, y, linewidth=1.0)
    ax.margins(x=0)
    ax.set(xlabel="time (ms)", ylabel=ylabel)
    return ax


def _axes(ax: Axes | None, size_inches: tuple[float, float]) -> Axes:
    if ax is not None:
        return ax
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ImportError('plotting needs matplotlib: pip install "swiftsnn[plot]"') from error
    return Figure(figsize=size_inches, layout="constrained").subplots()


def _whole_numbers(axis: Axis, most: int = 9) -> None:
    from matplotlib.ticker import MaxNLocator

    axis.set_major_locator(MaxNLocator(most, integer=True, min_n_ticks=1, steps=[1, 2, 5, 10]))


def _finite(values: ArrayLike) -> NDArray[np.float64]:
    flat = np.asarray(values, float).ravel()
    return flat[np.isfinite(flat)]


def _rows_and_columns(features: int, shape: tuple[int, ...]) -> tuple[int, int]:
    rows, columns = (1, *shape) if len(shape) == 1 else shape if len(shape) == 2 else (0, 0)
    if rows * columns != features or features == 0:
        raise ValueError(
            f"{features} features cannot be drawn with shape {shape}; give (rows, columns) whose "
            f"product is {features}"
        )
    return rows, columns
