"""Recorders: spikes or state over time, as arrays."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from swiftsnn import _capi
from swiftsnn.errors import InvalidArgumentError, ShapeError, StateError
from swiftsnn.population import Population, check_population

if TYPE_CHECKING:
    from swiftsnn.network import Network


class _Recorder:
    def __init__(
        self,
        network: Network,
        population: Population,
        variable: str,
        every: int,
        neurons: ArrayLike | None,
    ) -> None:
        self.network = network
        self.population = population
        self.variable = variable
        chosen = None if neurons is None else _chosen(neurons, population)
        self.recorded = np.arange(population.size) if chosen is None else chosen
        index = ctypes.c_int32()
        _capi.check(
            _capi.lib.snn_recorder_add(
                network.token,
                population.index,
                _capi.encode(variable, "variable"),
                every,
                None if chosen is None else _capi.address(chosen),
                0 if chosen is None else chosen.size,
                ctypes.byref(index),
            )
        )
        self.index = index.value

    def __len__(self) -> int:
        size = ctypes.c_int64()
        _capi.check(_capi.lib.snn_recorder_size(self.network.token, self.index, ctypes.byref(size)))
        return size.value

    def __repr__(self) -> str:
        try:
            rows = str(len(self))
        except StateError:
            rows = "closed"
        return f"{type(self).__name__}({self.population.name!r}, {self.variable!r}, {rows})"

    def clear(self) -> None:
        """Forget what was recorded so far."""
        _capi.check(_capi.lib.snn_recorder_clear(self.network.token, self.index))


class SpikeRecorder(_Recorder):
    """Recorded spikes, ordered by batch lane, time and neuron."""

    def _copy(self) -> tuple[NDArray[np.float64], NDArray[np.int32], NDArray[np.int32]]:
        size = len(self)
        times, neurons = np.empty(size), np.empty(size, np.int32)
        lanes = np.empty(size, np.int32)
        _capi.check(
            _capi.lib.snn_recorder_spikes(
                self.network.token,
                self.index,
                _capi.address(times),
                _capi.address(neurons),
                _capi.address(lanes),
                size,
            )
        )
        return times, neurons, lanes

    @property
    def times(self) -> NDArray[np.float64]:
        """Times (ms), the ends of the steps the neurons fired in."""
        return self._copy()[0]

    @property
    def neurons(self) -> NDArray[np.int32]:
        """The neuron of each spike."""
        return self._copy()[1]

    @property
    def lanes(self) -> NDArray[np.int32]:
        """The batch lane of each spike."""
        return self._copy()[2]

    def events(self, lane: int = 0) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
        """Times (ms) and neurons of one batch lane."""
        times, neurons, lanes = self._copy()
        chosen = lanes == lane
        return times[chosen], neurons[chosen]


class StateRecorder(_Recorder):
    """A state variable of some neurons, every few steps."""

    def _copy(self) -> tuple[NDArray[np.float64], NDArray[np.int32], NDArray[np.floating]]:
        rows, columns = len(self), len(self.recorded)
        times, lanes = np.empty(rows), np.empty(rows, np.int32)
        values = np.empty((rows, columns), self.network.handle.dtype)
        _capi.check(
            _capi.lib.snn_recorder_values(
                self.network.token,
                self.index,
                _capi.address(times),
                _capi.address(lanes),
                _capi.address(values),
                rows,
                columns,
            )
        )
        return times, lanes, values

    @property
    def times(self) -> NDArray[np.float64]:
        """Times (ms) of the samples, the same for every batch lane."""
        times, lanes, _ = self._copy()
        return times[lanes == 0]

    @property
    def values(self) -> NDArray[np.floating]:
        """Samples, [time, neuron], or [batch, time, neuron] where there is a batch."""
        values = self._copy()[2]
        lanes = self.network.batch
        if lanes == 1:
            return values
        return values.reshape(lanes, len(values) // lanes, values.shape[1])


def _chosen(neurons: ArrayLike, population: Population) -> NDArray[np.int32]:
    """Neurons to record, given as indices or as a mask."""
    given = np.asarray(neurons)
    if given.ndim > 1:
        raise ShapeError(f"neurons to record must be flat, not of shape {given.shape}")
    if given.dtype == np.bool_ and given.shape == (population.size,):
        given = np.flatnonzero(given)
    elif given.dtype == np.bool_:
        raise ShapeError(
            f"a mask of neurons of {population.name!r} has {population.size} entries, "
            f"not {given.size}"
        )
    if given.size == 0:
        return np.empty(0, np.int32)
    what = f"neuron to record of {population.name!r}"
    return np.atleast_1d(_capi.indices(given, what, population.size))


def make(
    network: Network,
    population: Population,
    variable: str,
    every: float | None,
    neurons: ArrayLike | None,
) -> SpikeRecorder | StateRecorder:
    """Recorder for ``variable``; ``every`` in ms."""
    check_population(population, "a recorder", network)
    steps = 1
    if every is not None:
        if variable == "spikes":
            raise InvalidArgumentError("every is for state variables; spikes are all recorded")
        steps = network.steps(every, "every")
        if steps == 0:
            raise InvalidArgumentError(f"every must be at least one step of {network.dt} ms, not 0")
    kind = SpikeRecorder if variable == "spikes" else StateRecorder
    return kind(network, population, variable, steps, neurons)
