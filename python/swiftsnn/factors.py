"""Factors of plasticity terms: what a neuron has for itself, as its synapses see it.

Factors multiply: ``Spike() * Trace(100.0)`` is the trace at each spike. On the presynaptic side of
a term stand a spike, one trace, a spike and one trace, or :data:`ONE`; on the postsynaptic side any
product. Low-passes are read as at the beginning of a step, before its spikes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from swiftsnn import _capi
from swiftsnn._described import Described
from swiftsnn.errors import InvalidArgumentError


class Product:
    """A product of factors; without any it is 1."""

    def __init__(self, *factors: Factor) -> None:
        self.factors = factors

    def __mul__(self, other: Product | Factor) -> Product:
        return Product(*self, *_product(other))

    def __iter__(self) -> Iterator[Factor]:
        return iter(self.factors)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Product) and self.factors == other.factors

    def __hash__(self) -> int:
        return hash(self.factors)

    def __repr__(self) -> str:
        return " * ".join(map(repr, self.factors)) or "ONE"


ONE = Product()
"""The factor 1: the term does not ask for this side."""


@dataclass(frozen=True, eq=False)
class Factor(Described):
    """Base of the factors. Parameters are one number for all neurons, or one a neuron."""

    kind: ClassVar[str]

    def __mul__(self, other: Product | Factor) -> Product:
        return Product(self, *_product(other))

    def described(self) -> _capi.Factor:
        """As the C functions take it; keeps its parameters alive."""
        numbers: dict[str, float] = {}
        arrays = {}
        for field in fields(self):
            value = getattr(self, field.name)
            what = f"{field.name} of {type(self).__name__}"
            if value is None:
                continue
            if np.ndim(value) == 0:
                numbers[field.name] = _capi.number(value, what)
            else:
                arrays[field.name] = _capi.contiguous(value, np.float64, what)
        made = _capi.Factor(self.kind.encode(), *_capi.parameters(numbers), *_capi.columns(arrays))
        made.kept = arrays
        return made


@dataclass(frozen=True, eq=False)
class Spike(Factor):
    """An event at each spike: the term acts then, and only then."""

    kind = "spike"


@dataclass(frozen=True, eq=False)
class Trace(Factor):
    """Low-pass of spikes, + 1 a spike, so that all of them count.

    Parameters
    ----------
    tau : ms
        Decay.
    """

    kind = "trace"
    tau: float | ArrayLike = 20.0


@dataclass(frozen=True, eq=False)
class NearestTrace(Factor):
    """Set to 1 at a spike, so that only the last one counts.

    Parameters
    ----------
    tau : ms
        Decay.
    """

    kind = "nearest_trace"
    tau: float | ArrayLike = 20.0


@dataclass(frozen=True, eq=False)
class LinearTrace(Factor):
    """Set to 1 at a spike, falling linearly to 0.

    Parameters
    ----------
    duration : ms
        Time to 0.
    """

    kind = "linear_trace"
    duration: float | ArrayLike = 20.0


@dataclass(frozen=True, eq=False)
class DoubleTrace(Factor):
    """Difference of two exponentials a spike, 1 at the peak of a single one.

    Parameters
    ----------
    tau_rise, tau_decay : ms
    """

    kind = "double_trace"
    tau_rise: float | ArrayLike = 2.0
    tau_decay: float | ArrayLike = 20.0


@dataclass(frozen=True, eq=False)
class Rate(Factor):
    """Running estimate of the firing rate, Hz.

    On the presynaptic side a spike counts from its own step on, on the postsynaptic one from the
    next.

    Parameters
    ----------
    tau : ms
        Time constant.
    """

    kind = "rate"
    tau: float | ArrayLike = 100.0


@dataclass(frozen=True, eq=False)
class SlidingThreshold(Factor):
    """Low-pass of the squared rate divided by a target, Hz (Bienenstock, Cooper & Munro 1982).

    Postsynaptic side only. A neuron that fires at the target has its rate as threshold.

    Parameters
    ----------
    tau_rate : ms
        Time constant of the rate that is squared.
    tau : ms
        Time constant of the threshold.
    target : Hz
    """

    kind = "sliding_threshold"
    tau_rate: float | ArrayLike = 100.0
    tau: float | ArrayLike = 1000.0
    target: float | ArrayLike = 10.0


@dataclass(frozen=True, eq=False)
class Potential(Factor):
    """Low-pass of the membrane potential above a threshold, mV; 0 below it.

    Postsynaptic side only.

    Parameters
    ----------
    tau : ms
        Time constant; 0 for the potential itself.
    threshold : mV, optional
        None for the low-pass as it is.
    v_spike : mV, optional
        The potential in the step of a spike, where the model has reset it by then.
    delay : ms
        Age of the value.
    """

    kind = "potential"
    tau: float | ArrayLike = 10.0
    threshold: float | ArrayLike | None = None
    v_spike: float | ArrayLike | None = None
    delay: float = 0.0


@dataclass(frozen=True, eq=False)
class Window(Factor):
    """1 while the potential before a reset is within ``width`` of the threshold.

    Postsynaptic side only. Numerically the rectangular pseudo-derivative of surrogate-gradient
    methods.

    Parameters
    ----------
    width : mV
        Half width.
    """

    kind = "window"
    width: float | ArrayLike = 0.5


@dataclass(frozen=True, eq=False)
class Triangle(Factor):
    """height max(0, 1 - \\|v - threshold\\| / width), before a reset (Bellec et al. 2020).

    Postsynaptic side only.

    Parameters
    ----------
    width : mV
        Half width at the base.
    height : float
        At the threshold.
    """

    kind = "triangle"
    width: float | ArrayLike = 1.0
    height: float | ArrayLike = 0.3


def _product(factor: Product | Factor) -> Product:
    """A factor alone is a product of one."""
    if isinstance(factor, Factor):
        return Product(factor)
    if isinstance(factor, Product):
        return factor
    raise InvalidArgumentError(
        f"a factor must be one such as swiftsnn.Spike() or swiftsnn.Trace(20.0), or a product of "
        f"them, not {factor!r}"
    )


def described(factor: Product | Factor) -> list[_capi.Factor]:
    """The factors of a product as the C functions take them."""
    return [each.described() for each in _product(factor)]
