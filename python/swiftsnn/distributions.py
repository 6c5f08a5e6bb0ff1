"""Distributions: how weights and delays are drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from swiftsnn import _capi
from swiftsnn._described import Described
from swiftsnn.errors import InvalidArgumentError


@dataclass(frozen=True)
class Distribution(Described):
    """Base of the distributions of weights and delays (ms)."""

    kind: ClassVar[str]

    def numbers(self, what: str) -> dict[str, float]:
        """Parameters as the engine takes them, by name; ``what`` is drawn."""
        return {
            f.name: _capi.number(getattr(self, f.name), f"{f.name} of the {what}")
            for f in fields(self)
        }

    def named(self, what: str) -> _capi.Named:
        """As the engine takes it; ``what`` is drawn."""
        return _capi.named(self.kind, self.numbers(what))


@dataclass(frozen=True)
class Constant(Distribution):
    """The same value for every synapse; a plain number means this."""

    kind: ClassVar[str] = "constant"
    value: float


@dataclass(frozen=True)
class Normal(Distribution):
    """Normal, drawn again while outside ``lower`` to ``upper``."""

    kind: ClassVar[str] = "normal"
    mean: float
    std: float
    lower: float = -np.inf
    upper: float = np.inf


@dataclass(frozen=True)
class Uniform(Distribution):
    """Uniform from ``low`` to ``high``."""

    kind: ClassVar[str] = "uniform"
    low: float
    high: float


@dataclass(frozen=True)
class LogNormal(Distribution):
    """Log-normal, drawn again while outside ``lower`` to ``upper``.

    Parameters
    ----------
    median : above 0
        Half of the values lie below it: ``exp(mu)``, where mu is the mean of the logarithm. The
        mean of the values is ``median * exp(sigma**2 / 2)``.
    sigma : 0 to 10
        Standard deviation of the natural logarithm.
    lower, upper
        Bounds, at least 0.
    """

    kind: ClassVar[str] = "lognormal"
    median: float
    sigma: float
    lower: float = 0.0
    upper: float = np.inf

    def numbers(self, what: str) -> dict[str, float]:
        """Parameters as the engine takes them, by name; ``what`` is drawn."""
        values = super().numbers(what)
        median = values.pop("median")
        if not 1e-26 <= median <= 1e26:
            raise InvalidArgumentError(f"median of the {what} must be 1e-26 to 1e26, not {median}")
        return {"mu": math.log(median), **values}


@dataclass(frozen=True)
class Exponential(Distribution):
    """Exponential, drawn again while outside ``lower`` to ``upper``; ``mean`` is without them."""

    kind: ClassVar[str] = "exponential"
    mean: float
    lower: float = 0.0
    upper: float = np.inf


@dataclass(frozen=True)
class DistanceDelay(Distribution):
    """Delays that grow with the distance of the neurons: ``base + distance / velocity``.

    Both populations need positions.

    Parameters
    ----------
    base : ms
        Over no distance; at least one step.
    velocity : unit of the positions per ms
        Of the spikes.
    periodic : bool
        Whether axes begin anew after the extent of the positions.
    """

    kind: ClassVar[str] = "distance"
    base: float
    velocity: float
    periodic: bool = False


def drawn(value: float | Distribution | ArrayLike, what: str) -> _capi.Named:
    """A number or distribution as the engine takes it; ``what`` is drawn."""
    if isinstance(value, Distribution):
        return value.named(what)
    if np.ndim(value) > 0:
        raise InvalidArgumentError(
            f"{what} must be a number or a distribution, not an array; synapses with delays of "
            "their own come from FromArrays, or from an array [source, target] for AllToAll"
        )
    number = _capi.number(value, what)
    if not math.isfinite(number):
        raise InvalidArgumentError(f"{what} must be finite, not {number}")
    return Constant(number).named(what)
