"""Training and testing of any classifier that learns from presentations."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from swiftsnn._batches import batches
from swiftsnn.network import Network

Inputs = NDArray[Any]
Labels = NDArray[np.int32]
Augment = Callable[[Inputs, np.random.Generator], Inputs]


class Predictor(Protocol):
    """What :func:`classify` needs of a system."""

    network: Network

    def predict(self, inputs: Inputs) -> NDArray[np.int64]:
        """Predict one batch without learning."""
        ...


class Classifier(Predictor, Protocol):
    """What :func:`train` needs of a system."""

    def begin_epoch(self, epoch: int) -> None:
        """Set what changes between epochs, such as learning rates."""

    def learn(self, inputs: Inputs, labels: Labels) -> NDArray[np.int64]:
        """Learn one batch; return what was predicted while learning."""
        ...


@dataclass
class Training:
    """How a training went.

    Attributes
    ----------
    epochs : int
        Epochs begun, the interrupted one included.
    seconds : float
        Wall time of learning alone.
    train_accuracy : list of float
        Of each epoch, of the predictions made while learning.
    spikes, synaptic_events : int
        Of learning.
    interrupted : bool
        Ended by Ctrl-C; what was learned is kept.
    """

    epochs: int = 0
    seconds: float = 0.0
    train_accuracy: list[float] = field(default_factory=list)
    spikes: int = 0
    synaptic_events: int = 0
    interrupted: bool = False


def train(
    system: Classifier,
    inputs: Inputs,
    labels: Labels,
    *,
    epochs: int,
    seed: int | None = 0,
    augment: Augment | None = None,
    progress: Callable[[int, int, int, float], None] | None = None,
    after_epoch: Callable[[int], bool] | None = None,
) -> Training:
    """Train for some epochs; a last part batch is filled up with the first samples of the epoch.

    Parameters
    ----------
    system : Classifier
    inputs : [sample, ...]
    labels : [sample]
    epochs : int
    seed : int or None
        Of a random order for each epoch; None: as they come.
    augment : callable, optional
        Called with the samples of a batch and a generator; what it returns is learned in their
        place.
    progress : callable, optional
        Called after each batch with the epoch, the batch and number of batches, and the epoch's
        accuracy so far.
    after_epoch : callable, optional
        Called with the epoch that is over; training ends where it returns true.
    """
    batch = system.network.batch
    if len(inputs) == 0:
        raise ValueError("training needs samples, but there are none")
    count = -(-len(inputs) // batch)
    order = None if seed is None else np.random.default_rng(seed)
    draws = np.random.default_rng([1, seed or 0])
    before = system.network.counters
    result = Training()
    try:
        for epoch in range(epochs):
            drawn = np.arange(len(inputs)) if order is None else order.permutation(len(inputs))
            chosen = np.resize(drawn, (count, batch))
            system.begin_epoch(epoch)
            result.epochs = epoch + 1
            result.train_accuracy.append(0.0)
            correct = 0
            for index, samples in enumerate(chosen):
                start = time.perf_counter()
                shown = inputs[samples]
                if augment is not None:
                    shown = augment(shown, draws)
                predicted = system.learn(shown, labels[samples])
                result.seconds += time.perf_counter() - start
                correct += int(np.sum(predicted == labels[samples]))
                result.train_accuracy[-1] = correct / ((index + 1) * batch)
                if progress is not None:
                    progress(epoch, index, count, result.train_accuracy[-1])
            if after_epoch is not None and after_epoch(epoch):
                break
    except KeyboardInterrupt:
        result.interrupted = True
    after = system.network.counters
    result.spikes = after.spikes - before.spikes
    result.synaptic_events = after.synaptic_events - before.synaptic_events
    return result


def classify(system: Predictor, inputs: Inputs) -> NDArray[np.int64]:
    """Predict every sample; a last part batch is filled up with empty samples."""
    predicted = [
        system.predict(part)[:size] for part, size in batches(inputs, system.network.batch)
    ]
    return np.concatenate(predicted) if predicted else np.empty(0, np.int64)


def confusion(truth: Labels, predicted: NDArray[np.int64], classes: int) -> NDArray[np.int64]:
    """Counts [true class, predicted class]."""
    matrix = np.zeros((classes, classes), np.int64)
    np.add.at(matrix, (truth, predicted), 1)
    return matrix
