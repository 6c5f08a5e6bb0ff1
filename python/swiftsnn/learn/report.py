"""The report of a training: one HTML file with its numbers and pictures.

The file needs nothing else: the pictures are inside, and there are no scripts. Drawing them
needs matplotlib, ``pip install "swiftsnn[plot]"``.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from swiftsnn import plot

if TYPE_CHECKING:
    from matplotlib.figure import Figure, SubFigure

__all__ = ["TrainingRecord", "write_report"]

_CSS_PX_PER_INCH = 96
_PIXELS_PER_CSS_PX = 2  # sharp on dense screens
_PAGE_INCHES = 9.58  # figures of the full text width
_MOST_FIELDS = 36

_STYLE = """
:root { color-scheme: light; }
body { margin: 0 auto; max-width: 960px; padding: 1.5rem 1.25rem 4rem; background: #fff;
  color: #222; font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
h1 { margin: 0; font-size: 1.7rem; line-height: 1.25; }
h2 { margin: 2.4rem 0 .8rem; padding-bottom: .25rem; border-bottom: 1px solid #ddd;
  font-size: 1.2rem; }
header p { margin: .3rem 0 1.4rem; color: #666; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem 0; border-bottom: 1px solid #eee; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; }
th { padding-right: 2.5rem; font-weight: 400; color: #555; white-space: nowrap; }
.result td { font-weight: 600; }
figure { margin: 1rem 0 1.8rem; }
figure img { display: block; max-width: 100%; height: auto; }
figcaption { max-width: 46rem; margin-top: .5rem; color: #555; font-size: .9rem; }
"""


@dataclass(frozen=True, eq=False)
class TrainingRecord:
    """What a training run leaves for its report.

    Parameters
    ----------
    system, data, version
        What was trained, on which data set, with which version of swiftsnn.
    settings
        Settings of the run, printed as a table at the end.
    summary
        Results (test accuracy, training time, spikes/s, ...), printed as a table at the top; the
        names carry the units.
    epochs, train_accuracy, test_accuracy
        The learning curve; accuracies are fractions from 0 to 1. ``test_accuracy`` is the curve
        on samples held out from training, None if it was not recorded.
    confusion
        Test samples, [classes, classes], true classes in rows and predicted ones in columns.
    labels
        The name of each class.
    example, example_shape, example_label, example_prediction
        A test sample, features [features] in [0, 1] drawn in that shape; its true and its
        predicted class.
    rasters
        For each population its spikes on the example: times in ms, neurons, population size.
    duration_ms
        How long the example was shown.
    weights
        For each projection its weights before and after training (mV).
    receptive_fields
        Input weights after training, [neurons, features of the example]; None to leave them out.
    rates_hz
        For each population the mean rate of every neuron over the test set.
    target_rate_hz
        Rate that the network was held to; None if there was no such target.

    Raises
    ------
    ValueError
        If the lengths of the curves or the shape of the confusion matrix do not fit.
    """

    system: str
    data: str
    version: str
    settings: Mapping[str, object]
    summary: Mapping[str, object]
    epochs: Sequence[int]
    train_accuracy: Sequence[float]
    test_accuracy: Sequence[float] | None
    confusion: NDArray[np.int64]
    labels: Sequence[str]
    example: NDArray[np.float32]
    example_shape: tuple[int, ...]
    example_label: str
    example_prediction: str
    rasters: Mapping[str, tuple[NDArray[Any], NDArray[Any], int]]
    duration_ms: float
    weights: Mapping[str, tuple[NDArray[Any], NDArray[Any]]]
    receptive_fields: NDArray[Any] | None
    rates_hz: Mapping[str, NDArray[Any]]
    target_rate_hz: float | None

    def __post_init__(self) -> None:
        for name, curve in (("train", self.train_accuracy), ("test", self.test_accuracy)):
            if curve is not None and len(curve) != len(self.epochs):
                raise ValueError(
                    f"the record has {len(self.epochs)} epochs but {len(curve)} values in "
                    f"{name}_accuracy; give one for each epoch"
                )
        if self.confusion.shape != (len(self.labels), len(self.labels)):
            raise ValueError(
                f"the record has {len(self.labels)} labels but a confusion matrix of shape "
                f"{self.confusion.shape}; give one row and one column for each label"
            )


def write_report(record: TrainingRecord, folder: Path) -> Path:
    """Write the report of a training run as one HTML file.

    Parameters
    ----------
    record
        What the run left.
    folder
        Where ``report.html`` is written; created if it does not exist.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ImportError
        If matplotlib is not installed.
    ValueError
        If arrays of the record cannot be drawn: an example that does not fill its shape, spike
        times without neurons.
    """
    title = f"{record.system} on {record.data}"
    body = "\n".join(_sections(record))
    page = f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<header>
<h1>{escape(title)}</h1>
<p>Training report, swiftsnn {escape(record.version)}</p>
</header>
<main>
{body}
</main>
</body>
</html>
"""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "report.html"
    path.write_text(page, encoding="utf-8")
    return path


def _sections(record: TrainingRecord) -> Iterator[str]:
    yield _section("Result", _table(record.summary, kind="result", grouped=True))
    yield _section("One test sample", _example(record))
    if len(record.epochs):
        yield _section("Learning", _learning(record))
    yield _section("Confusion", _confusion(record))
    if record.weights or record.receptive_fields is not None:
        yield _section("Weights", *_weights(record))
    if record.rates_hz:
        yield _section("Firing rates", _rates(record))
    yield _section("Settings", _table(record.settings, kind="settings", grouped=False))


def _example(record: TrainingRecord) -> str:
    from matplotlib.figure import Figure

    heights = [1.9 if size > 32 else 1.1 for _, _, size in record.rasters.values()] or [2.2]
    figure = Figure(figsize=(_PAGE_INCHES, 0.5 + sum(heights) * 1.25), layout="constrained")
    grid = figure.add_gridspec(len(heights), 2, width_ratios=[1, 3], height_ratios=heights)
    plot.image(record.example, record.example_shape, figure.add_subplot(grid[:, 0]))
    for row, (name, (times_ms, neurons, size)) in enumerate(record.rasters.items()):
        ax = plot.raster(
            times_ms,
            neurons,
            figure.add_subplot(grid[row, 1]),
            n_neurons=size,
            duration=record.duration_ms,
            title=f"{name}: {size:,} neurons, {len(times_ms):,} spikes",
        )
        if row + 1 < len(record.rasters):
            ax.set_xlabel("")
            ax.tick_params(labelbottom=False)
    populations = ", ".join(record.rasters) or "no population"
    return _figure(
        figure,
        alt=f"Test sample {record.example_label} and rasters of the spikes of {populations}",
        caption=f"A test sample of class {record.example_label}, predicted as "
        f"{record.example_prediction}, with features from 0 (black) to 1 (white). Beside it each "
        f"tick is one spike while the sample was shown for {record.duration_ms:g} ms.",
    )


def _learning(record: TrainingRecord) -> str:
    ax = plot.learning_curve(record.epochs, record.train_accuracy, record.test_accuracy)
    what = "training samples"
    if record.test_accuracy is not None:
        what += " and of samples held out from training"
    return _figure(
        ax.figure,
        alt=f"Accuracy in percent over {len(record.epochs)} epochs",
        caption=f"Share of the {what} classified correctly after each epoch, in percent.",
    )


def _confusion(record: TrainingRecord) -> str:
    counts = record.confusion
    total, right = int(counts.sum()), int(np.trace(counts))
    caption = (
        "Number of test samples of each true class (row) that were predicted as each class "
        "(column); the colour is the share of the row."
    )
    if total:
        caption += f" {right:,} of {total:,} ({100 * right / total:.1f} %) are on the diagonal."
    if total > right:
        wrong = counts - np.diag(np.diag(counts))
        true, predicted = divmod(int(np.argmax(wrong)), len(wrong))
        caption += (
            f" The most frequent mistake: {record.labels[true]} taken for "
            f"{record.labels[predicted]}, {wrong[true, predicted]:,} times."
        )
    return _figure(
        plot.confusion(counts, record.labels).figure,
        alt=f"Confusion matrix of {len(record.labels)} classes, {right:,} of {total:,} right",
        caption=caption,
    )


def _weights(record: TrainingRecord) -> Iterator[str]:
    from matplotlib.figure import Figure

    if record.weights:
        across = min(3, len(record.weights))
        down = -(-len(record.weights) // across)
        figure = Figure(figsize=(min(_PAGE_INCHES, 4.6 * across), 3.1 * down), layout="constrained")
        for place, (name, (before, after)) in enumerate(record.weights.items(), start=1):
            ax = plot.weights(before, after, figure.add_subplot(down, across, place))
            ax.set_title(f"{name}\n{np.size(after):,} synapses", fontsize="medium")
        yield _figure(
            figure,
            alt=f"Histograms of the weights of {', '.join(record.weights)}",
            caption="Weights of each projection before (grey) and after (blue) training, in "
            "mV. The counts are on a logarithmic axis.",
        )
    fields = record.receptive_fields
    if fields is not None:
        shown = min(len(fields), _MOST_FIELDS)
        which = "all" if shown == len(fields) else f"the first {shown} of"
        yield _figure(
            plot.receptive_fields(fields, record.example_shape, n=shown).figure,
            alt="Input weights of single neurons drawn as images",
            caption=f"Input weights of {which} {len(fields):,} neurons after training, one image "
            "for each neuron, placed as in the sample above: red is positive, blue negative. "
            "The largest 0.5 % take the colours of the arrowheads.",
        )


def _rates(record: TrainingRecord) -> str:
    ax = plot.rates(record.rates_hz, target=record.target_rate_hz)
    caption = "Share of the neurons of each population by their mean rate over the test set, in Hz."
    if record.target_rate_hz is not None:
        caption += f" The dashed line is the target of {record.target_rate_hz:g} Hz."
    return _figure(
        ax.figure,
        alt=f"Histograms of the mean firing rates of {', '.join(record.rates_hz)}",
        caption=caption,
    )


def _section(heading: str, *parts: str) -> str:
    inside = "\n".join(parts)
    return f"<section>\n<h2>{escape(heading)}</h2>\n{inside}\n</section>"


def _figure(figure: Figure | SubFigure, *, alt: str, caption: str) -> str:
    root = figure.figure
    png = io.BytesIO()
    root.savefig(png, format="png", dpi=_CSS_PX_PER_INCH * _PIXELS_PER_CSS_PX)
    width, height = (round(_CSS_PX_PER_INCH * inches) for inches in root.get_size_inches())
    encoded = base64.b64encode(png.getvalue()).decode("ascii")
    return (
        f'<figure>\n<img src="data:image/png;base64,{encoded}" width="{width}" '
        f'height="{height}" alt="{escape(alt)}">\n'
        f"<figcaption>{escape(caption)}</figcaption>\n</figure>"
    )


def _table(rows: Mapping[str, object], *, kind: str, grouped: bool) -> str:
    if not rows:
        return "<p>None recorded.</p>"
    cells = "\n".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{escape(_text(value, grouped))}</td></tr>'
        for name, value in rows.items()
    )
    return f'<table class="{kind}">\n<tbody>\n{cells}\n</tbody>\n</table>'


def _text(value: object, grouped: bool) -> str:
    """Write a value for a table; ``grouped`` separates thousands, which would garble a seed."""
    match value:
        case None:
            return "none"
        case bool() | np.bool_():
            return "yes" if value else "no"
        case int() | np.integer():
            return f"{int(value):,}" if grouped else str(int(value))
        case float() | np.floating():
            if grouped:
                return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
            return f"{value:.6g}"
        case Mapping():
            return ", ".join(f"{name}: {_text(item, grouped)}" for name, item in value.items())
        case list() | tuple():
            return ", ".join(_text(item, grouped) for item in value)
        case _:
            return str(value)
