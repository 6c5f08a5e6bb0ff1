"""What all homeostats have."""

from __future__ import annotations

from dataclasses import fields
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from swiftsnn import _capi
from swiftsnn._described import Described
from swiftsnn.errors import ShapeError


class Homeostat(Described):
    """Base of the homeostats a user describes; :meth:`Network.homeostasis` adds one."""

    kind: ClassVar[str]
    is_of_neurons: ClassVar[bool] = True
    """Of a population; else of a projection."""

    def columns(self, owner: str) -> dict[str, NDArray[np.float64]]:
        """Parameters as the engine takes them, by name."""
        return {
            field.name: as_column(getattr(self, field.name), f"{field.name} of {owner}")
            for field in fields(self)  # type: ignore[arg-type]
        }


def as_column(value: ArrayLike, what: str) -> NDArray[np.float64]:
    """One value, or one a neuron, as the engine takes it."""
    if np.ndim(value) == 0:
        return np.array([_capi.number(value, what)])
    values = _capi.contiguous(value, np.float64, what)
    if values.ndim != 1:
        raise ShapeError(f"{what} is one value or one a neuron, not of shape {values.shape}")
    return values
