"""Populations: neurons of one model, with their parameters and state."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from swiftsnn import _capi
from swiftsnn.errors import SwiftSNNError
from swiftsnn.models import Model

if TYPE_CHECKING:
    from swiftsnn.network import Network


class Population:
    """Neurons of one model; made by :meth:`Network.population`.

    Attributes
    ----------
    name : str
    size : int
    model : Model
        As it was described; :meth:`get` has the parameters as they are now.
    """

    def __init__(self, network: Network, name: str, size: int, model: Model) -> None:
        self.network = network
        self.name = name
        self.size = _capi.integer(size, f"size of population {name!r}")
        self.model = model
        scalars: dict[str, float] = {}
        arrays: dict[str, ArrayLike] = {}
        for parameter, value in model.parameters().items():
            (scalars if np.ndim(value) == 0 else arrays)[parameter] = value
        index = ctypes.c_int32()
        _capi.check(
            _capi.lib.snn_population_add(
                network.token,
                _capi.encode(name, "name"),
                _capi.encode(model.name, "model"),
                self.size,
                *_capi.parameters(scalars, f"population {name!r}"),
                ctypes.byref(index),
            )
        )
        self.index = index.value
        try:
            for parameter, value in arrays.items():
                self.set(**{parameter: value})
        except SwiftSNNError:
            _capi.lib.snn_population_remove(network.token, self.index)
            raise

    def __len__(self) -> int:
        return self.size

    def __repr__(self) -> str:
        return f"Population({self.name!r}, {self.size}, {self.model.name})"

    def set(self, **parameters: ArrayLike) -> None:
        """Set parameters, each one value for all neurons or one a neuron.

        Names and units are the model's; ``subtract`` (0 or 1) stands for ``reset`` of a LIF.
        """
        for name, value in parameters.items():
            array = np.atleast_1d(_capi.contiguous(value, np.float64, f"{name} of {self.name!r}"))
            _capi.check(
                _capi.lib.snn_population_set(
                    self.network.token,
                    self.index,
                    _capi.encode(name, "parameter"),
                    _capi.address(array),
                    array.size,
                )
            )

    def get(self, parameter: str) -> NDArray[np.float64]:
        """Copy of a parameter, one value a neuron."""
        values = np.empty(self.size)
        _capi.check(
            _capi.lib.snn_population_get(
                self.network.token,
                self.index,
                _capi.encode(parameter, "parameter"),
                _capi.address(values),
                values.size,
            )
        )
        return values

    def state(self, variable: str) -> NDArray[np.float32]:
        """View of a state variable, [batch, size], or [size] where there is no batch.

        Writing changes the network. ``swiftsnn.catalogue()`` lists the variables.
        """
        pointer, count = ctypes.c_void_p(), ctypes.c_int64()
        _capi.check(
            _capi.lib.snn_population_state_view(
                self.network.token,
                self.index,
                _capi.encode(variable, "variable"),
                ctypes.byref(pointer),
                ctypes.byref(count),
            )
        )
        return self._view(pointer, count.value, "<f4")

    @property
    def counts(self) -> NDArray[np.int32]:
        """View of the spike counts since the last presentation or reset began.

        [batch, size], or [size] where there is no batch.
        """
        pointer, count = ctypes.c_void_p(), ctypes.c_int64()
        _capi.check(
            _capi.lib.snn_population_counts_view(
                self.network.token, self.index, ctypes.byref(pointer), ctypes.byref(count)
            )
        )
        return self._view(pointer, count.value, "<i4")

    def _view(self, pointer: ctypes.c_void_p, count: int, kind: str) -> NDArray[Any]:
        lanes = count // self.size
        shape = (self.size,) if lanes == 1 else (lanes, self.size)
        return _capi.view(self.network.handle, pointer.value or 0, shape, kind)
