"""Plots: what is on the axes, their labels, and the sentences for input that does not fit."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest

from swiftsnn import plot

pytest.importorskip("matplotlib")

if TYPE_CHECKING:
    from matplotlib.axes import Axes

RNG = np.random.default_rng(0)

PICTURES: dict[str, Callable[..., Axes]] = {
    "raster": lambda **to: plot.raster([1.0, 2.5], [0, 3], **to),
    "silent raster": lambda **to: plot.raster([], [], **to),
    "learning curve": lambda **to: plot.learning_curve([1, 2], [0.5, 0.9], [0.4, 0.8], **to),
    "one epoch": lambda **to: plot.learning_curve([1], [0.5], **to),
    "confusion": lambda **to: plot.confusion([[5, 1], [0, 0]], ["no", "yes"], **to),
    "weights": lambda **to: plot.weights(RNG.normal(size=(3, 4)), RNG.normal(size=12), **to),
    "equal weights": lambda **to: plot.weights(np.ones(3), np.ones(3), **to),
    "no weights": lambda **to: plot.weights([], [], **to),
    "rates": lambda **to: plot.rates({"in": RNG.random(9), "out": np.zeros(2)}, target=5, **to),
    "no rates": lambda **to: plot.rates({}, **to),
    "image": lambda **to: plot.image(RNG.random(6), (2, 3), **to),
    "image of one row": lambda **to: plot.image(RNG.random(6), (6,), **to),
    "receptive fields": lambda **to: plot.receptive_fields(RNG.normal(size=(5, 6)), (2, 3), **to),
    "zero fields": lambda **to: plot.receptive_fields(np.zeros((1, 6)), (2, 3), **to),
    "trace": lambda **to: plot.trace([0, 1], [[1, 2], [3, 4]], ylabel="voltage (mV)", **to),
}


# Older releases of matplotlib call what newer ones of pyparsing deprecate.
@pytest.mark.filterwarnings("error", "ignore::DeprecationWarning")
@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_renders_with_labelled_axes(name: str) -> None:
    ax = PICTURES[name]()
    assert ax.get_xlabel()
    assert ax.get_ylabel() or name.endswith("fields")
    png = io.BytesIO()
    ax.figure.figure.savefig(png, format="png")
    assert png.getvalue().startswith(b"\x89PNG")


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_goes_into_given_axes(name: str) -> None:
    from matplotlib.figure import Figure

    ax = Figure().subplots()
    assert PICTURES[name](ax=ax) is ax


def test_plotting_does_not_load_pyplot() -> None:
    code = (
        "import sys\n"
        "from swiftsnn import plot\n"
        "assert 'matplotlib' not in sys.modules, 'imported too early'\n"
        "plot.raster([1.0], [0])\n"
        "assert 'matplotlib.pyplot' not in sys.modules, 'pyplot chooses a backend'\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_without_matplotlib_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(ImportError, match=r"swiftsnn\[plot\]"):
        plot.trace([0], [1], ylabel="x")


def test_raster_draws_every_spike_on_the_whole_population() -> None:
    ax = plot.raster([1.0, 2.5, 9.0], [0, 3, 1], n_neurons=8, duration=10.0, title="hidden")
    (line,) = ax.lines
    assert np.array_equal(line.get_xydata(), [[1.0, 0], [2.5, 3], [9.0, 1]])
    assert ax.get_xlim() == (0, 10)
    assert ax.get_ylim() == (-0.5, 7.5)
    assert (ax.get_title(), ax.get_xlabel()) == ("hidden", "time (ms)")


def test_learning_curve_is_in_percent() -> None:
    ax = plot.learning_curve([1, 2], [0.5, 0.9], [0.4, 1.0])
    assert np.allclose(ax.lines[0].get_ydata(), [50, 90])
    assert np.allclose(ax.lines[1].get_ydata(), [40, 100])
    assert ax.get_ylim()[1] >= 100
    assert all(float(tick).is_integer() for tick in ax.get_xticks())


def test_confusion_writes_every_count() -> None:
    matrix = RNG.integers(0, 900, (20, 20))
    ax = plot.confusion(matrix, [str(i) for i in range(20)])
    assert [text.get_text() for text in ax.texts] == [str(n) for n in matrix.ravel()]
    assert ax.get_ylabel() == "true class"


def test_confusion_counts_fit_their_cells() -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    ax = plot.confusion(np.full((20, 20), 9999), [f"class {i}" for i in range(20)])
    canvas = FigureCanvasAgg(ax.figure.figure)
    canvas.draw()
    cell_px = ax.get_window_extent().width / 20
    assert all(text.get_window_extent().width < cell_px for text in ax.texts)


def test_weights_share_bins_and_leave_out_what_is_not_finite() -> None:
    ax = plot.weights([0.0, 1.0, np.nan], [2.0, 3.0, np.inf])
    assert len(ax.patches) == 2
    before, after = (np.asarray(patch.get_path().vertices)[:, 0] for patch in ax.patches)
    assert (before.min(), before.max()) == (after.min(), after.max()) == (0, 3)


def test_rates_reach_the_target_and_say_the_mean() -> None:
    ax = plot.rates({"hidden": np.array([1.0, 3.0])}, target=20.0)
    assert ax.get_xlim()[1] >= 20
    legend = ax.get_legend()
    assert legend is not None
    texts = [text.get_text() for text in legend.get_texts()]
    assert "hidden: 2 neurons, mean 2.0 Hz" in texts
    assert "target 20 Hz" in texts


def test_receptive_fields_are_tiled_with_symmetric_colours() -> None:
    fields = RNG.normal(size=(50, 6))
    ax = plot.receptive_fields(fields, (2, 3), n=4)
    (shown,) = ax.images
    grid = np.asarray(shown.get_array())
    assert grid.shape == (2 * 3 - 1, 2 * 4 - 1)
    assert np.allclose(grid[3:5, 0:3], fields[2].reshape(2, 3))
    low, high = shown.get_clim()
    assert low == -high


@pytest.mark.parametrize(
    ("draw", "sentence"),
    [
        (lambda: plot.raster([1.0, 2.0], [0]), "one neuron for each spike time"),
        (lambda: plot.learning_curve([1, 2], [0.5]), "one value for each epoch"),
        (lambda: plot.confusion(np.zeros((2, 3)), ["a", "b"]), "does not fit 2 labels"),
        (lambda: plot.image(np.zeros(7), (2, 3)), "7 features cannot be drawn"),
        (lambda: plot.image(np.zeros(8), (2, 2, 2)), "8 features cannot be drawn"),
        (lambda: plot.receptive_fields(np.zeros(6), (2, 3)), r"shape \[neurons, features\]"),
        (lambda: plot.receptive_fields(np.zeros((2, 6)), (2, 2)), "6 features cannot be drawn"),
        (lambda: plot.trace([0, 1], [1], ylabel="x"), "one value for each time"),
    ],
)
def test_input_that_does_not_fit_is_refused(draw: Callable[[], Axes], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        draw()
