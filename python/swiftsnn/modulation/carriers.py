"""Signals that reach the neurons of any population alike, or class by class."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from swiftsnn import _capi
from swiftsnn._describing import journaled_class
from swiftsnn.errors import InvalidArgumentError
from swiftsnn.modulation.base import Modulator
from swiftsnn.modulation.signals import Signal, check_signal
from swiftsnn.population import Population


class Carrier(Modulator):
    """A signal with a way to neurons."""

    def __init__(self, signal: Signal, what: str) -> None:
        self.signal = check_signal(signal, what)
        self.network = signal.network

    def carry(
        self,
        population: Population,
        shape: str,
        values: Mapping[str, float],
        *,
        arrays: Mapping[str, NDArray[np.float64]] | None = None,
        nonlinearity: str | None = None,
        projection: int = -1,
    ) -> int:
        """A modulator of the signal and a population; its index."""
        if population.network is not self.network:
            of = f" of {self.signal.population.name!r}" if self.signal.population else ""
            raise InvalidArgumentError(
                f"the signal{of} and {population.name!r} belong to different networks"
            )
        index = ctypes.c_int32()
        _capi.check(
            _capi.lib.snn_modulator_add_as(
                self.network.token,
                self.signal.index,
                population.index,
                shape.encode(),
                _capi.optional(nonlinearity, "nonlinearity"),
                projection,
                *_capi.parameters(values, f"a modulator of {population.name!r}"),
                *_capi.columns(arrays or {}),
                ctypes.byref(index),
            )
        )
        return index.value

    def carry_once(self, population: Population, shape: str, values: Mapping[str, float]) -> int:
        """A modulator that all who ask alike share; its index."""
        key = (population.index, shape, *values.items())
        if key not in self.signal.reached:
            self.signal.reached[key] = self.carry(population, shape, values)
        return self.signal.reached[key]


@journaled_class
class Scalar(Carrier):
    """A signal of one number, the same for all neurons of whatever population it modulates.

    Parameters
    ----------
    signal : Signal
    gain : float
        Multiplies it.
    sign : bool
        Whether only its sign counts: -1, 0 or 1.
    """

    def __init__(self, signal: Signal, *, gain: float = 1.0, sign: bool = False) -> None:
        super().__init__(signal, "a Scalar")
        self._values = {"gain": gain, "sign": sign}

    def reach(self, population: Population) -> int:
        """The number to all neurons."""
        return self.carry_once(population, "scalar", self._values)


@journaled_class
class ClassGroups(Carrier):
    """The error of a class for each neuron of the class's group.

    Parameters
    ----------
    signal : Signal
        Its dimension must divide the sizes of the populations it modulates.
    gain : float
        Multiplies it.
    sign : bool
        Whether only the signs of errors count.
    """

    def __init__(self, signal: Signal, *, gain: float = 1.0, sign: bool = False) -> None:
        super().__init__(signal, "ClassGroups")
        self._values = {"gain": gain, "sign": sign}

    def reach(self, population: Population) -> int:
        """Each class to its group of neurons."""
        return self.carry_once(population, "class_groups", self._values)
