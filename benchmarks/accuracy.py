"""SR-SNN on MNIST, Fashion-MNIST and spoken digits: accuracy over seeds, as docs/srsnn.md has it.

    python benchmarks/accuracy.py [ROW ...] [--seeds 5] [--test] [--threads 2]

``SWIFTSNN_DATA`` names the folder of the data. Without ``--test`` a tenth of the training part is
held out and tested on, which is what recipes were found with.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import numpy as np

from swiftsnn.datasets import Dataset, SpikeDataset, load, spoken_digits
from swiftsnn.learn.cost import cost
from swiftsnn.learn.recipes import follow, make, recipe_of
from swiftsnn.learn.training import classify

_PLAIN = {"shift": 0}
_LINEAR = "spoken, linear"


@dataclass(frozen=True)
class Row:
    """A data set, what differs from its recipe, and from the settings in it."""

    data: str
    recipe: dict[str, Any] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)


ROWS = {
    "mnist": Row("mnist"),
    "mnist, 2000 neurons": Row("mnist", {"epochs": 10}, {"hidden": (2000,)}),
    "mnist, as it is": Row("mnist", _PLAIN),
    "mnist, spike": Row("mnist", {}, {"post": "spike"}),
    "mnist, centred": Row("mnist", {}, {"post": "centred"}),
    "mnist, 5 % readout": Row("mnist", {}, {"readout_density": 0.05}),
    "fashion-mnist": Row("fashion-mnist"),
    "fashion-mnist, moved": Row("fashion-mnist", {"shift": 1, "flips": True}),
    "spoken": Row("spoken digits"),
    "spoken, no recurrence": Row("spoken digits", {}, {"recurrent_scale": 0.0}),
    "spoken, 500": Row("spoken digits", {}, {"hidden": (500,)}),
    "spoken, 500, no recurrence": Row(
        "spoken digits", {}, {"hidden": (500,), "recurrent_scale": 0.0}
    ),
}


def main() -> None:
    """Train every row with every seed and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="*", default=[*ROWS, _LINEAR])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--test", action="store_true", help="use the test part")
    given = parser.parse_args()
    for name in given.rows:
        if name == _LINEAR:
            _linear(given)
        else:
            _row(name, given)


def _linear(given: argparse.Namespace) -> None:
    """Logistic regression of each cell's number of spikes, regularised by cross-validation."""
    from sklearn.linear_model import LogisticRegressionCV
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    data = _data("spoken digits")
    if not given.test:
        data = data.validation(0.1, 0)
    train, test = (spikes.sum(axis=1, dtype=float) for spikes in (data.train_x, data.test_x))
    search = LogisticRegressionCV(Cs=list(np.logspace(-4, 1, 6)), cv=5, max_iter=500)
    model = make_pipeline(StandardScaler(), search).fit(train, data.train_y)
    print(f"{_LINEAR:<28}{100 * model.score(test, data.test_y):>7.2f} %", flush=True)


def _row(name: str, given: argparse.Namespace) -> None:
    row = ROWS[name]
    data = _data(row.data)
    recipe = replace(recipe_of(row.data), **row.recipe)
    if not given.test:
        data = data.validation(0.1, 0)
    accuracies, seconds = [], 0.0
    for seed in range(given.seeds):
        system = make(data, recipe.made(**row.settings), seed, given.threads, recipe.batch)
        start = time.perf_counter()
        follow(recipe, system, data, seed=seed)
        seconds += time.perf_counter() - start
        accuracies.append(100 * np.mean(classify(system, data.test_x) == data.test_y))
    each = " ".join(f"{value:.2f}" for value in accuracies)
    mean, spread = np.mean(accuracies), np.std(accuracies)
    print(f"{name:<28}{mean:>7.2f} +- {spread:.2f} %  {seconds / given.seeds:>6.0f} s  {each}")
    print(f"{'':<28}{cost(system, data.test_x[:1000]).line()}", flush=True)


@cache
def _data(name: str) -> Dataset | SpikeDataset:
    return spoken_digits() if name == "spoken digits" else load(name)


if __name__ == "__main__":
    main()
