"""Axonal and dendritic delays: what the engine takes is their sum, and the dendritic part of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from swiftsnn import _capi
from swiftsnn.distributions import (
    Constant,
    DistanceDelay,
    Distribution,
    Exponential,
    Normal,
    Uniform,
)
from swiftsnn.errors import InvalidArgumentError, ShapeError

Delay = float | Distribution | ArrayLike


def dendritic(given: object, name: str) -> NDArray[np.float64] | None:
    """A dendritic delay, or one a synapse; None for none."""
    if given is None:
        return None
    if isinstance(given, Distribution):
        raise InvalidArgumentError(
            f"dendritic_delay of {name!r} must be a number, not a distribution; draw it into an "
            "array for synapses from FromArrays"
        )
    array = _capi.contiguous(given, np.float64, f"dendritic_delay of {name!r}")
    if array.ndim > 1:
        raise ShapeError(
            f"dendritic_delay of {name!r} must be a number or one value a synapse, not of shape "
            f"{array.shape}"
        )
    return array


def total(axonal: Delay | None, part: NDArray[np.float64] | None, dt: float, name: str) -> Delay:
    """Axonal and dendritic delay together; one step where neither is given."""
    if part is None:
        return dt if axonal is None else axonal
    if axonal is None:
        return part
    if not isinstance(axonal, Distribution):
        own = _capi.contiguous(axonal, np.float64, f"delay of {name!r}")
        if own.ndim and part.ndim and own.shape != part.shape:
            raise ShapeError(
                f"delay and dendritic_delay of {name!r} must be numbers or as many as there are "
                f"synapses, not of shapes {own.shape} and {part.shape}"
            )
        return own + part
    if part.ndim:
        raise InvalidArgumentError(
            f"dendritic_delay of {name!r} must be a number where the delay is drawn"
        )
    return _shifted(axonal, float(part), name)


def _shifted(drawn: Distribution, by: float, name: str) -> Distribution:
    if isinstance(drawn, Normal):
        return replace(drawn, mean=drawn.mean + by, lower=drawn.lower + by, upper=drawn.upper + by)
    if isinstance(drawn, Uniform):
        return replace(drawn, low=drawn.low + by, high=drawn.high + by)
    if isinstance(drawn, Constant):
        return replace(drawn, value=drawn.value + by)
    if isinstance(drawn, Exponential):
        return replace(drawn, lower=drawn.lower + by, upper=drawn.upper + by)
    if isinstance(drawn, DistanceDelay):
        return replace(drawn, base=drawn.base + by)
    raise InvalidArgumentError(
        f"delays of {name!r} drawn from {type(drawn).__name__} cannot be joined with a dendritic "
        "delay; draw them into an array for synapses from FromArrays"
    )


def in_order_of_weights(
    part: NDArray[np.float64],
    pre: NDArray[np.int32],
    post: NDArray[np.int32],
    delay: Delay,
    dt: float,
) -> NDArray[np.float64]:
    """Values given with the synapses as the engine lists them: by source, delay and target."""
    steps = np.floor(np.broadcast_to(np.asarray(delay, np.float64), pre.shape) / dt + 0.5)
    return np.ascontiguousarray(part[np.lexsort((post, steps, pre))])
