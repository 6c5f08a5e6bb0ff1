"""Recorders of state and weights: samples over time as arrays."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from swiftsnn import _capi, _export, _turn
from swiftsnn._field import Field, Fields
from swiftsnn.errors import InvalidArgumentError
from swiftsnn.info import models
from swiftsnn.population import Population
from swiftsnn.projection import Projection
from swiftsnn.recorder import AddRecorder, Recorder

if TYPE_CHECKING:
    import neo
    import pandas
    import xarray

    from swiftsnn.network import Network


class Samples(Recorder):
    """State or weights at certain times.

    Attributes
    ----------
    every : ms
        Sampling interval.
    column : str
        The dimension of what is recorded: "neuron" or "synapse".
    """

    def __init__(
        self,
        network: Network,
        name: str,
        every: float,
        column: str,
        parts: dict[str, tuple[str, AddRecorder]],
    ) -> None:
        self.every = every
        self.column = column
        super().__init__(network, name, {name: add for name, (_, add) in parts.items()})
        self._columns: int | None = None
        self._units = {name: unit for name, (unit, _) in parts.items()}

    @property
    def columns(self) -> int:
        """How many neurons or synapses are recorded."""
        if self._columns is None:
            out = ctypes.c_int64()
            token = self.network.token
            _capi.check(_capi.lib.snn_recorder_columns(token, self.index, ctypes.byref(out)))
            self._columns = out.value
        return self._columns

    def fetch(self) -> Fields:
        """Times (ms) and samples the engine holds."""
        fields: Fields = {}
        for variable, index in self._indices.items():
            times, values = self._copy(index)
            fields.setdefault("time", Field(("time",), times, "ms"))
            dims = ("time", self.column) if values.ndim == 2 else ("lane", "time", self.column)
            fields[variable] = Field(dims, values, self._units[variable])
        return fields

    def _copy(self, index: int) -> tuple[NDArray[np.float64], NDArray[np.floating]]:
        rows = self.pending
        times, values = np.empty(rows), np.empty((rows, self.columns), self.network.handle.dtype)
        _capi.check(
            _capi.lib.snn_recorder_values(
                self.network.token,
                index,
                _capi.address(times),
                None,
                _capi.address(values),
                rows,
                self.columns,
            )
        )
        lanes = self.lanes_of_rows
        if lanes == 1:
            return times, values
        samples = rows // lanes
        return times[:samples], values.reshape(lanes, samples, self.columns)

    def attributes(self) -> dict[str, Any]:
        """What was recorded; ``every`` in ms."""
        return {**super().attributes(), "variables": list(self._indices), "every": self.every}

    @property
    def times(self) -> NDArray[np.float64]:
        """Times (ms) of the samples, the same for every batch lane."""
        return self.data("time")["time"].values

    def to_pandas(self) -> pandas.DataFrame:
        """As a ``DataFrame`` indexed by time (ms), with a column for each neuron or synapse.

        Rows are indexed by lane and time where there is a batch, columns by variable and neuron
        where there are several variables, and by synapse and its neurons for weights. Units are in
        ``.attrs["units"]``. Needs ``pip install "swiftsnn[export]"``.
        """
        return _export.samples_to_pandas(self)

    def to_neo(self) -> neo.Block:
        return _export.samples_to_neo(self)


class _Single(Samples):
    """Samples of one variable."""

    @property
    def variable(self) -> str:
        """What is recorded."""
        return next(iter(self._indices))

    @property
    def values(self) -> NDArray[np.floating]:
        """Samples, [time, neuron or synapse]; of state [batch, time, neuron] with a batch."""
        return self.data(self.variable)[self.variable].values

    def to_xarray(self) -> xarray.DataArray:
        """As a ``DataArray`` with dimensions ("lane",) "time" (ms) and "neuron" or "synapse".

        Needs ``pip install "swiftsnn[export]"``.
        """
        return _export.dataset(self)[self.variable]


class _OfPopulation(Samples):
    """State of a population.

    Attributes
    ----------
    population : Population
    recorded : array of int
        The neurons recorded.
    """

    def __init__(
        self,
        population: Population,
        recorded: NDArray[np.int32],
        every: float,
        parts: dict[str, AddRecorder],
    ) -> None:
        table = models()[population.model.name]["state"]
        units = {state["name"]: state["unit"] for state in table}
        with_units = {name: (units.get(name, ""), add) for name, add in parts.items()}
        self.population = population
        self.recorded = recorded
        super().__init__(population.network, population.name, every, "neuron", with_units)

    @property
    def lanes_of_rows(self) -> int:
        """The batch size: lanes are sampled at the same times."""
        return self.network.batch

    def _fixed(self) -> Fields:
        return {"neuron": Field(("neuron",), self.recorded)}


class StateRecorder(_Single, _OfPopulation):
    """A state variable of some neurons, every few steps."""


class StatesRecorder(_OfPopulation):
    """Several state variables of some neurons, every few steps.

    ``recorder["v"]`` has the samples of one, [time, neuron], or [batch, time, neuron] where there
    is a batch.
    """

    @property
    def variables(self) -> tuple[str, ...]:
        """What is recorded."""
        return tuple(self._indices)

    def __getitem__(self, variable: str) -> NDArray[np.floating]:
        if variable not in self._indices:
            raise InvalidArgumentError(
                f"{variable!r} is not recorded here; {', '.join(self.variables)} are"
            )
        return self.data(variable)[variable].values

    @property
    def values(self) -> dict[str, NDArray[np.floating]]:
        """Samples by variable."""
        data = self.data()
        return {variable: data[variable].values for variable in self.variables}

    def to_xarray(self) -> xarray.Dataset:
        """As a ``Dataset`` of the variables, with dimensions ("lane",) "time" (ms) and "neuron".

        Needs ``pip install "swiftsnn[export]"``.
        """
        return _export.dataset(self)


class WeightRecorder(_Single):
    """Weights of a projection, every few steps or after presentations.

    Attributes
    ----------
    projection : Projection
    """

    def __init__(
        self,
        projection: Projection,
        synapses: NDArray[np.int64] | None,
        every: float,
        add: AddRecorder,
    ) -> None:
        parts = {"weights": (_weight_unit(projection), add)}
        self.projection = projection
        super().__init__(projection.network, projection.name, every, "synapse", parts)
        self._chosen = synapses

    @property
    def synapses(self) -> NDArray[np.int64]:
        """The synapses recorded, as places in :attr:`Projection.weights` when it was made."""
        return np.arange(self.columns) if self._chosen is None else self._chosen

    @property
    def pre(self) -> NDArray[np.int32]:
        """Presynaptic neuron of each recorded synapse, those that are gone included."""
        return self.constants()["pre"].values

    @property
    def post(self) -> NDArray[np.int32]:
        """Postsynaptic neuron of each recorded synapse, those that are gone included."""
        return self.constants()["post"].values

    def _fixed(self) -> Fields:
        size = self.columns
        pre, post, delay = np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size)
        function = _capi.lib.snn_recorder_synapses
        _turn.call(self.network.handle, function, self.index, pre, post, delay, size)
        synapse = ("synapse",)
        return {
            "synapse": Field(synapse, self.synapses),
            "pre": Field(synapse, pre),
            "post": Field(synapse, post),
            "delay": Field(synapse, delay, "ms"),
        }


def _weight_unit(projection: Projection) -> str:
    receptors = models()[projection.target.model.name]["receptors"]
    wanted = projection.receptor or receptors[0]["name"]
    return next(receptor["unit"] for receptor in receptors if receptor["name"] == wanted)
