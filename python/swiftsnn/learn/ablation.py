"""What each part of SR-SNN is worth: the same training with one part changed, on held-out data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from swiftsnn.datasets import Dataset
from swiftsnn.errors import InvalidArgumentError
from swiftsnn.learn.recipes import follow, make, recipe_of
from swiftsnn.learn.training import classify
from swiftsnn.systems import SRSNN


@dataclass(frozen=True)
class Variant:
    """One row: what is changed.

    Attributes
    ----------
    label : str
    settings : dict
        That differ from what suits the data.
    after : callable, optional
        What is done to the network after training.
    """

    label: str
    settings: dict[str, Any] = field(default_factory=dict)
    after: Callable[[SRSNN], None] | None = None


def _values(name: str, values: Sequence[Any], **others: Any) -> list[Variant]:
    return [Variant(f"{name} = {value}", {name: value} | others) for value in values]


_AS_IT_IS = Variant("as it is")
_EVERYTHING = ("input", "forward", "recurrent", "readout")

ABLATIONS: dict[str, list[Variant]] = {
    "readout-density": _values("readout_density", (0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0)),
    "rewiring": _values("rewire", (0.0, 0.01, 0.1, 0.3, 1.0), readout_density=0.1),
    "feedback-dimension": [
        *_values("modulators", (1, 2, 4, 8, 16, 32, 64)),
        Variant("no modulatory neurons", {"modulators": 0}),
    ],
    "layers": [
        Variant(f"{layers} layers of {size}", {"hidden": (size,) * layers})
        for layers, size in ((1, 600), (2, 300), (3, 200), (4, 150))
    ],
    "parts": [
        _AS_IT_IS,
        Variant("no eligibility", {"tau_eligibility": 0.0}),
        Variant("no homeostasis", {"homeostasis_gain": 0.0}),
        Variant("no recurrent synapses", {"recurrent_scale": 0.0}),
        Variant("recurrent synapses stand still", {"learns": ("input", "forward", "readout")}),
        Variant("recurrent synapses learn", {"learns": _EVERYTHING}),
        Variant("hidden layers stand still", {"learns": ("readout",)}),
        Variant("sign-only teacher", {"sign_only": True}),
        Variant("spikes as postsynaptic factor", {"post": "spike"}),
        Variant("spikes less their mean", {"post": "centred"}),
        Variant("10 % silenced after training", after=lambda system: system.silence(0.1)),
    ],
    "weight-bits": _values("bits", (2, 4, 6, 8, 0)),
}
"""The rows of each table."""


@dataclass(frozen=True)
class Result:
    """A row of the table: accuracy of held-out samples, of each seed, and seconds of training."""

    label: str
    accuracies: list[float]
    seconds: float

    def line(self) -> str:
        """As a person reads it."""
        mean, spread = np.mean(self.accuracies), np.std(self.accuracies)
        return f"{self.label:<44}{100 * mean:>8.2f} {100 * spread:>6.2f} {self.seconds:>8.1f}"


HEADING = f"{'variant':<44}{'mean %':>8} {'+- %':>6} {'s':>8}"


def ablate(
    name: str,
    data: Dataset,
    *,
    seeds: int = 3,
    epochs: int | None = None,
    threads: int | None = None,
    **settings: Any,
) -> Iterator[Result]:
    """Train every variant of a table, with some seeds each.

    Parameters
    ----------
    name : str
        Of :data:`ABLATIONS`.
    data : Dataset
        A tenth of its training part is held out; its test part is not looked at.
    seeds : int
    epochs : int, optional
        What suits the data if None.
    threads
        As of :class:`swiftsnn.Network`.
    settings
        Of all variants, in place of what suits the data.
    """
    if name not in ABLATIONS:
        raise InvalidArgumentError(
            f"there is no ablation {name!r}; there are {', '.join(ABLATIONS)}"
        )
    held = data.validation(0.1, 0)
    recipe = recipe_of(data.name)
    suited = recipe.made(**settings)
    for variant in ABLATIONS[name]:
        accuracies, seconds = [], 0.0
        for seed in range(seeds):
            changed = replace(suited, **variant.settings)
            system = make(held, changed, seed, threads, recipe.batch)
            training = follow(recipe, system, held, epochs=epochs, seed=seed)
            if variant.after is not None:
                variant.after(system)
            accuracies.append(float(np.mean(classify(system, held.test_x) == held.test_y)))
            seconds += training.seconds / seeds
        yield Result(variant.label, accuracies, seconds)
