"""What projections have for the changes of presentations, and for mixtures of weights."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING

from swiftsnn import _capi
from swiftsnn._describing import journaled
from swiftsnn._prototypes import Named
from swiftsnn.optimisers import Optimiser, WeightUpdate, set_optimiser, set_update

if TYPE_CHECKING:
    from swiftsnn.network import Network


class Updated:
    """Part of :class:`Projection`."""

    network: Network
    index: int
    _optimiser: Optimiser | None = None
    _update: WeightUpdate | None = None

    @property
    def name(self) -> str:
        """Names of source and target."""
        raise NotImplementedError

    def __len__(self) -> int:
        raise NotImplementedError

    def _choose(self, optimiser: Optimiser | None, update: WeightUpdate | None) -> None:
        """Set what was given when the projection was made."""
        if optimiser is not None:
            self.optimiser = optimiser
        if update is not None:
            self.update = update

    @property
    def optimiser(self) -> Optimiser | None:
        """What makes steps of the changes of presentations; setting it begins its state anew."""
        return self._optimiser

    @optimiser.setter
    def optimiser(self, optimiser: Optimiser | None) -> None:
        choose_optimiser(self, optimiser)

    @property
    def update(self) -> WeightUpdate | None:
        """What the steps of the optimiser go through."""
        return self._update

    @update.setter
    def update(self, update: WeightUpdate | None) -> None:
        choose_update(self, update)

    @property
    def coefficient(self) -> float:
        """What multiplies the weights where they are delivered, 1 at first.

        Weights and learning do not see it. After the network has run, it can be changed where it
        was set before.
        """
        value = ctypes.c_double()
        _capi.check(
            _capi.lib.snn_projection_coefficient_get(
                self.network.token, self.index, ctypes.byref(value)
            )
        )
        return value.value

    @coefficient.setter
    def coefficient(self, value: float) -> None:
        choose_coefficient(self, value)

    def set_learning_rate(self, factor: float) -> None:
        """Multiply the changes to come, in runs and presentations: a schedule, or 0 to freeze."""
        _capi.check(
            _capi.lib.snn_projection_learning_rate(
                self.network.token, self.index, _capi.number(factor, "factor")
            )
        )


@journaled
def choose_optimiser(projection: Updated, optimiser: Optimiser | None) -> None:
    """Set what makes steps of changes."""
    set_optimiser(projection.network.token, projection.index, optimiser, projection.name)
    projection._optimiser = optimiser


@journaled
def choose_update(projection: Updated, update: WeightUpdate | None) -> None:
    """Set what steps go through."""
    token = projection.network.token
    set_update(token, projection.index, update, projection.name, len(projection))
    projection._update = update


@journaled
def choose_coefficient(projection: Updated, value: float) -> None:
    """Set what multiplies the weights."""
    what = f"coefficient of {projection.name!r}"
    _capi.check(
        _capi.lib.snn_projection_coefficient_set(
            projection.network.token, projection.index, _capi.number(value, what)
        )
    )


def connect_like(other: Updated, weight: Named) -> int:
    """Index of a projection with the same pairs and delays as another has."""
    index = ctypes.c_int32()
    _capi.check(
        _capi.lib.snn_connect_like(
            other.network.token, other.index, ctypes.byref(weight), ctypes.byref(index)
        )
    )
    return index.value
