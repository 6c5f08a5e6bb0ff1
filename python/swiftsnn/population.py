"""Populations: neurons of one model, with their parameters and state."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from swiftsnn import _capi
from swiftsnn._settled import Settled
from swiftsnn.errors import InvalidArgumentError, ShapeError, SwiftSNNError
from swiftsnn.neurons import Model
from swiftsnn.positions import Placement, as_placement

if TYPE_CHECKING:
    from swiftsnn.network import Network


class Population(Settled):
    """Neurons of one model; made by :meth:`Network.population`.

    Attributes
    ----------
    name : str
    size : int
    model : Model
        As it was described; :meth:`get` has the parameters as they are now.
    positions : array or None
        Where neurons lie, [size, dimensions], as it was described.
    extent : array or None
        Length of each axis after which periodic rules begin it anew.
    """

    changing = frozenset({"positions", "extent"})
    advice = "; set parameters by set({name}=...), state by state({name!r})[:] = ..."

    def __init__(
        self,
        network: Network,
        name: str,
        size: int,
        model: Model,
        positions: Placement | ArrayLike | None = None,
    ) -> None:
        self.network = network
        self.name = name
        self.size = _capi.integer(size, f"size of population {name!r}")
        self.model = model
        parameters = model.parameters()
        arrays = {name: value for name, value in parameters.items() if not _is_number(value)}
        columns = {name: self._column(name, value) for name, value in arrays.items()}
        # The engine checks parameters against each other: an array's first value stands for it.
        first = {name: column[0] for name, column in columns.items()}
        index = ctypes.c_int32()
        receptors = [
            _capi.Receptor(_capi.encode(receptor, "the name of a receptor"), given.kind.encode())
            for receptor, given in model.chosen_receptors().items()
        ]
        _capi.check(
            _capi.lib.snn_population_add_with(
                network.token,
                _capi.encode(name, "name"),
                _capi.encode(model.name, "model"),
                self.size,
                (_capi.Receptor * len(receptors))(*receptors),
                len(receptors),
                *_capi.parameters({**parameters, **first}, f"population {name!r}"),
                ctypes.byref(index),
            )
        )
        self.index = index.value
        self.positions: NDArray[np.float64] | None = None
        self.extent: NDArray[np.float64] | None = None
        try:
            self.set(**columns)
            if positions is not None:
                self._place(as_placement(positions))
        except SwiftSNNError:
            _capi.lib.snn_population_remove(network.token, self.index)
            raise

    def _column(self, parameter: str, values: ArrayLike) -> NDArray[np.float64]:
        """Values of a parameter as the engine takes them."""
        what = f"{parameter} of population {self.name!r}"
        column = np.atleast_1d(_capi.contiguous(values, np.float64, what))
        if column.ndim != 1:
            raise ShapeError(
                f"{what} takes 1 value or {self.size}, not an array of shape {column.shape}"
            )
        if column.size not in (1, self.size):
            raise ShapeError(f"{what} takes 1 value or {self.size}, not {column.size}")
        return column

    def _place(self, placement: Placement) -> None:
        """Say where the neurons lie."""
        what = f"positions of population {self.name!r}"
        points = placement.points(self.size, (self.network.seed, self.index), what)
        extent = placement.period(points.shape[1], what)
        _capi.check(
            _capi.lib.snn_population_positions(
                self.network.token,
                self.index,
                _capi.address(points),
                *points.shape,
                None if extent is None else _capi.address(extent),
            )
        )
        points.flags.writeable = False
        self.positions, self.extent = points, extent

    def __len__(self) -> int:
        return self.size

    def __repr__(self) -> str:
        return f"Population({self.name!r}, {self.size}, {self.model.name})"

    def set(self, **parameters: ArrayLike) -> None:
        """Set parameters, each one value for all neurons or one a neuron; all of them or none.

        Names and units are the model's; ``subtract`` (0 or 1) stands for ``reset`` of a LIF.
        """
        columns = {name: self._column(name, values) for name, values in parameters.items()}
        _capi.check(
            _capi.lib.snn_population_set(self.network.token, self.index, *_capi.columns(columns))
        )

    def get(self, parameter: str) -> NDArray[np.float64]:
        """Copy of a parameter as it is now, one value a neuron."""
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

    def set_gain(self, values: ArrayLike) -> None:
        """Set the factors of the neurons' synaptic input, one for all or one a neuron.

        0 to 1e6, 1 at first. Poisson input is multiplied as well, currents are not.
        ``state("gain")`` has them from then on, and writing to it sets them too.
        """
        given = self._column("gain", values)
        _capi.check(
            _capi.lib.snn_population_gain_set(
                self.network.token, self.index, _capi.address(given), given.size
            )
        )

    def state(self, variable: str) -> NDArray[np.floating]:
        """View of a state variable, [batch, size], or [size] where there is no batch.

        Writing changes the network, and is not checked: a neuron whose potential is not finite
        may never fire again. ``swiftsnn.catalogue()`` lists the variables.
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
        return self._view(pointer, count.value, self.network.handle.dtype.str)

    @property
    def counts(self) -> NDArray[np.int32]:
        """View of the spike counts since the last presentation or reset began.

        [batch, size], or [size] where there is no batch. ``counts[:] = 0`` begins anew.
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


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float, str)) or np.isscalar(value)


def check_population(given: Any, what: str, network: Network | None = None) -> Population:
    """The population, refused where it is none or belongs to another network."""
    if not isinstance(given, Population):
        raise InvalidArgumentError(f"{what} needs a population, not {given!r}")
    if network is not None and given.network is not network:
        raise InvalidArgumentError(
            f"{what} needs a population of this network, but {given.name!r} belongs to "
            "another network"
        )
    return given


def distances(
    source: Population,
    target: Population,
    pre: NDArray[np.int32],
    post: NDArray[np.int32],
    periodic: bool,
) -> NDArray[np.float64]:
    """Distances of neurons ``pre`` of one population from ``post`` of another."""
    here, there = source.positions, target.positions
    if here is None or there is None or here.shape[1] != there.shape[1]:
        raise InvalidArgumentError(
            f"distances need positions of equal dimensions of {source.name!r} and {target.name!r}"
        )
    away = np.abs(here[pre] - there[post])
    if periodic:
        extent = source.extent
        if extent is None or target.extent is None or not np.array_equal(extent, target.extent):
            raise InvalidArgumentError(
                "periodic distances need one extent of the positions of "
                f"{source.name!r} and {target.name!r}"
            )
        away %= extent
        away = np.minimum(away, extent - away)
    return np.sqrt((away**2).sum(axis=1))
