"""How each data set is trained: epochs, settings and what is done to the samples."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from swiftsnn.datasets import Dataset, SpikeDataset
from swiftsnn.learn.training import Augment, Training, train
from swiftsnn.systems import SRSNN, SRSNNSettings, Stimuli


@dataclass(frozen=True)
class Recipe:
    """How a data set is trained.

    Attributes
    ----------
    epochs : int
    batch : int
    settings : dict
        That differ from the system's.
    shift : pixels
        Each image is moved by up to this much in both directions, anew in each epoch.
    flips : bool
        Half of the images are seen in a mirror.
    """

    epochs: int = 10
    batch: int = 32
    settings: dict[str, Any] = field(default_factory=dict)
    shift: int = 0
    flips: bool = False

    def made(self, **settings: Any) -> SRSNNSettings:
        """The settings, but for those given."""
        return SRSNNSettings(**self.settings | settings)

    def augment(self, shape: tuple[int, ...]) -> Augment | None:
        """What is done to the images of a shape; None for nothing."""
        if not (self.shift or self.flips):
            return None
        return lambda images, draws: augmented(images, shape, self.shift, self.flips, draws)


_IMAGES: dict[str, Any] = {"hidden": (1000,), "field": 8.0, "rate_decay": 0.8}

RECIPES: dict[str, Recipe] = {
    "digits": Recipe(30, settings={"rate_decay": 0.9}),
    "mnist": Recipe(8, settings=_IMAGES, shift=1),
    "fashion-mnist": Recipe(8, settings=_IMAGES | {"hidden_rate": 0.5, "readout_rate": 0.25}),
    "fsdd": Recipe(20, settings={"rate_decay": 0.9}),
    "spoken digits": Recipe(
        8,
        batch=8,
        settings={
            "hidden": (1000,),
            "duration": 700.0,
            "tau_m": 20.0,
            "tau_trace": 20.0,
            "target_rate": 10.0,
            "homeostasis_gain": 0.02,
            "recurrent_scale": 0.6,
            "recurrent_delay": (50.0, 250.0),
            "learns": ("readout",),
            "readout_rate": 0.3,
            "temperature": 10.0,
            "rate_decay": 0.85,
        },
    ),
}


def recipe_of(data: str) -> Recipe:
    """What suits a data set of a name, or any other."""
    return RECIPES.get(data, Recipe())


def make(
    data: Dataset | SpikeDataset,
    settings: SRSNNSettings,
    seed: int,
    threads: int | None,
    batch: int = 32,
) -> SRSNN:
    """The structured recurrent network for a data set."""
    return SRSNN(
        Stimuli.of(data.train_x, data.shape),
        data.classes,
        settings=settings,
        batch=batch,
        seed=seed,
        threads=threads,
    )


def follow(
    recipe: Recipe,
    system: SRSNN,
    data: Dataset | SpikeDataset,
    *,
    epochs: int | None = None,
    seed: int = 0,
    progress: Callable[[int, int, int, float], None] | None = None,
) -> Training:
    """Train a system on the training part; the recipe's epochs if None are given."""
    return train(
        system,
        data.train_x,
        data.train_y,
        epochs=recipe.epochs if epochs is None else epochs,
        seed=seed,
        augment=recipe.augment(data.shape),
        progress=progress,
    )


def augmented(
    images: NDArray[Any],
    shape: tuple[int, ...],
    shift: int,
    flips: bool,
    draws: np.random.Generator,
) -> NDArray[Any]:
    """Images, [sample, pixel], each moved by up to ``shift`` pixels and mirrored by chance.

    What comes in from outside is 0.
    """
    height, width = shape
    count = len(images)
    around = ((0, 0), (shift, shift), (shift, shift))
    padded = np.pad(images.reshape(count, height, width), around)
    down, right = draws.integers(0, 2 * shift + 1, (2, count))
    rows = down[:, None] + np.arange(height)
    columns = right[:, None] + np.arange(width)
    if flips:
        mirrored = draws.random(count) < 0.5
        columns = np.where(mirrored[:, None], columns[:, ::-1], columns)
    moved = padded[np.arange(count)[:, None, None], rows[:, :, None], columns[:, None, :]]
    return moved.reshape(images.shape)
