"""Learning while samples stream by: labels that come late, and data that change."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from swiftsnn.datasets import Dataset
from swiftsnn.errors import InvalidArgumentError
from swiftsnn.learn.ablation import Result
from swiftsnn.learn.recipes import make, recipe_of
from swiftsnn.learn.training import Inputs, Labels, classify
from swiftsnn.systems import SRSNN, SRSNNSettings

RATES = {"hidden_rate": 0.05, "readout_rate": 0.05}
"""Learning rates of samples that come alone."""
DELAYS = (0.0, 25.0, 50.0, 100.0, 200.0, 400.0)
"""Of labels (ms)."""
TRACES = (50.0, 200.0, 1e9)
"""Time constants of eligibility (ms)."""


def stream(system: SRSNN, inputs: Inputs, labels: Labels) -> NDArray[np.bool_]:
    """Learn from samples in the order they come, each predicted before its label is known.

    Where labels are late, the samples that follow are shown meanwhile, or nothing: as the settings
    say.

    Parameters
    ----------
    system : SRSNN
        A batch of 1 learns from one sample at a time; of n, from n streams.
    inputs : [sample, ...]
    labels : [sample]

    Returns
    -------
    [sample] of bool
        Whether the prediction was right.
    """
    batch, settings = system.network.batch, system.settings
    count = len(inputs) // batch
    parts = inputs[: count * batch].reshape(count, batch, *inputs.shape[1:])
    truth = labels[: count * batch].reshape(count, batch)
    waits = -(-settings.label_delay // settings.duration)
    follow = int(waits) if settings.meanwhile == "others" else 0
    right = np.zeros((count, batch), bool)
    for k in range(count):
        # The stream begins anew where it ends.
        then = [parts[(k + 1 + each) % count] for each in range(follow)]
        right[k] = system.learn(parts[k], truth[k], then) == truth[k]
    return right.reshape(-1)


def changed_data(
    data: Dataset, *, seeds: int = 3, threads: int | None = None, **settings: Any
) -> Iterator[Result]:
    """Half of the training part as it is, half with images turned by 90 degrees, in one stream.

    Yields the accuracy in each quarter of both halves, each sample predicted before its label; of
    the second half also for a network that does not learn any more; then of held-out samples as
    they were.

    Parameters
    ----------
    data, seeds, threads, settings
        As of :func:`late_labels`.
    """
    if len(set(data.shape)) != 1 or len(data.shape) != 2:
        raise InvalidArgumentError(f"images of {data.shape} pixels cannot be turned; take square")
    held = data.validation(0.1, 0)
    suited = recipe_of(data.name).made(**RATES | settings)
    found: dict[str, list[float]] = {}
    start = time.perf_counter()
    for seed in range(seeds):
        system = make(held, suited, seed, threads, batch=1)
        order = np.random.default_rng(seed).permutation(len(held.train_x))
        first, second = np.array_split(order, 2)
        for name, chosen, turns in (("as they were", first, 0), ("turned", second, 1)):
            shown = turned(held.train_x[chosen], data.shape, turns)
            if turns:
                still = classify(system, shown) == held.train_y[chosen]
                found.setdefault("turned, nothing learned any more", []).append(still.mean())
            right = stream(system, shown, held.train_y[chosen])
            for k, quarter in enumerate(np.array_split(right, 4)):
                found.setdefault(f"{name}, quarter {k + 1}", []).append(quarter.mean())
        for name, turns in (("as they were", 0), ("turned", 1)):
            answers = classify(system, turned(held.test_x, data.shape, turns))
            label = f"in the end, held-out samples {name}"
            found.setdefault(label, []).append(float(np.mean(answers == held.test_y)))
    seconds = (time.perf_counter() - start) / seeds
    for label, accuracies in found.items():
        yield Result(label, [float(each) for each in accuracies], seconds)


def turned(images: Inputs, shape: tuple[int, ...], quarters: int) -> Inputs:
    """Images, [sample, pixel], turned by quarters of a circle."""
    square = images.reshape(-1, *shape)
    return np.ascontiguousarray(np.rot90(square, quarters, (1, 2))).reshape(images.shape)


def late_labels(
    data: Dataset, *, seeds: int = 3, threads: int | None = None, **settings: Any
) -> Iterator[Result]:
    """One pass over the training part, for every delay of labels; accuracy of held-out samples.

    Parameters
    ----------
    data : Dataset
        A tenth of its training part is held out; its test part is not looked at.
    seeds : int
    threads
        As of :class:`swiftsnn.Network`.
    settings
        In place of what suits the data.
    """
    held = data.validation(0.1, 0)
    suited = recipe_of(data.name).made(**RATES | settings)
    for meanwhile in ("silence", "others"):
        for tau in TRACES:
            for delay in DELAYS:
                changed = replace(
                    suited, label_delay=delay, tau_eligibility=tau, meanwhile=meanwhile
                )
                gathers = "without decay" if tau >= 1e6 else f"{tau:g} ms"
                label = f"{meanwhile}, eligibility {gathers}, {delay:g} ms"
                yield _pass(label, held, changed, seeds, threads)


def _pass(
    label: str, held: Dataset, settings: SRSNNSettings, seeds: int, threads: int | None
) -> Result:
    accuracies, start = [], time.perf_counter()
    for seed in range(seeds):
        system = make(held, settings, seed, threads, batch=1)
        order = np.random.default_rng(seed).permutation(len(held.train_x))
        stream(system, held.train_x[order], held.train_y[order])
        accuracies.append(float(np.mean(classify(system, held.test_x) == held.test_y)))
    return Result(label, accuracies, (time.perf_counter() - start) / seeds)
