"""What :meth:`Network.record` does."""

from __future__ import annotations

import functools
import os
import shutil
from typing import TYPE_CHECKING, Any, Literal, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from swiftsnn import _capi, _stream
from swiftsnn._describing import journaled
from swiftsnn.errors import InvalidArgumentError, ShapeError
from swiftsnn.population import Population, check_population
from swiftsnn.projection import Projection
from swiftsnn.recorder import AddRecorder, Recorder, SpikeRecorder
from swiftsnn.samples import StateRecorder, StatesRecorder, WeightRecorder

if TYPE_CHECKING:
    from swiftsnn.network import Network

Path = str | os.PathLike[str]


@overload
def record(
    self: Network,
    what: Population,
    variable: Literal["spikes"] = "spikes",
    *,
    neurons: ArrayLike | None = None,
    to: Path | None = None,
) -> SpikeRecorder: ...


@overload
def record(
    self: Network,
    what: Population,
    variable: str,
    *,
    every: float | None = None,
    neurons: ArrayLike | None = None,
    to: Path | None = None,
) -> StateRecorder: ...


@overload
def record(
    self: Network,
    what: Population,
    variable: list[str] | tuple[str, ...],
    *,
    every: float | None = None,
    neurons: ArrayLike | None = None,
    to: Path | None = None,
) -> StatesRecorder: ...


@overload
def record(
    self: Network,
    what: Projection,
    variable: Literal["weights"] = "weights",
    *,
    every: float | None = None,
    synapses: ArrayLike | None = None,
    to: Path | None = None,
) -> WeightRecorder: ...


def record(
    self: Network,
    what: Population | Projection,
    variable: str | list[str] | tuple[str, ...] | None = None,
    *,
    every: float | None = None,
    neurons: ArrayLike | None = None,
    synapses: ArrayLike | None = None,
    to: Path | None = None,
) -> Recorder:
    """Record spikes, state variables or weights from now on.

    Weights stand still within :meth:`present` and change at its end: a presentation in which a
    sample falls due gives one, at its end and with what was learned. In :meth:`run` they are
    taken as if the network had stopped there. Recording changes no result.

    Parameters
    ----------
    what : Population or Projection
    variable : str or list of str
        Of a population "spikes", which it is if left out, a state variable such as "v", or several
        of them; of a projection "weights".
    every : ms, optional
        Sampling interval of state and weights, counted from time 0; every step if None, and after
        every presentation for weights.
    neurons : array_like of int or bool, optional
        The ones of a population to record; all if None.
    synapses : array_like of int or bool, optional
        The ones of a projection to record, as places in :attr:`Projection.weights`; all if None.
    to : path, optional
        Folder to make and write a Zarr group to, so that memory stays flat: rows are appended
        during long runs, when enough have come together, when they are read, by ``flush()`` and
        when the network is closed. The recorder reads from it, after the network was closed too.
        Needs ``pip install "swiftsnn[stream]"``.

    Returns
    -------
    SpikeRecorder, StateRecorder, StatesRecorder (several variables) or WeightRecorder
    """
    if to is None:
        return add_recorder(self, what, variable, every, neurons, synapses)
    path = _stream.claim(to)
    made = None
    try:
        made = add_recorder(self, what, variable, every, neurons, synapses)
        made.stream_to(_stream.Stream(path, made))
    except BaseException:
        if made is not None:
            made.pause()
        shutil.rmtree(path)
        raise
    return made


@journaled
def add_recorder(
    network: Network,
    what: Population | Projection,
    variable: Any,
    every: float | None,
    neurons: ArrayLike | None,
    synapses: ArrayLike | None,
) -> Recorder:
    """Record to memory."""
    if isinstance(what, Projection):
        return _of_projection(network, what, variable, every, neurons, synapses)()
    return _of_population(network, what, variable, every, neurons, synapses)()


def _of_projection(
    network: Network,
    projection: Projection,
    variable: Any,
    every: float | None,
    neurons: ArrayLike | None,
    synapses: ArrayLike | None,
) -> functools.partial[WeightRecorder]:
    if projection.network is not network:
        raise InvalidArgumentError(
            f"a recorder needs a projection of this network, but {projection.name!r} belongs to "
            "another network"
        )
    if variable not in (None, "weights"):
        raise InvalidArgumentError(
            f"of a projection 'weights' are recorded, not {variable!r}; state and spikes are those "
            "of a population"
        )
    if neurons is not None:
        raise InvalidArgumentError("neurons are those of a population; a projection has synapses")
    interval, steps = _interval(network, every)
    chosen = None
    if synapses is not None:
        # Of a network that is loaded, which synapses there are is known later.
        size = 2**31 - 1 if network.journal.is_read_back else len(projection)
        chosen = chosen_places(synapses, size, "synapse", projection.name).astype(np.int64)
    told = None if network.journal.is_read_back else chosen

    def add(out: Any) -> int:
        return _capi.lib.snn_recorder_add_weights(
            network.token, projection.index, steps, *_pointer(told), out
        )

    return functools.partial(WeightRecorder, projection, chosen, interval, add)


def _of_population(
    network: Network,
    population: Population,
    variable: Any,
    every: float | None,
    neurons: ArrayLike | None,
    synapses: ArrayLike | None,
) -> functools.partial[SpikeRecorder | StateRecorder | StatesRecorder]:
    check_population(population, "a recorder", network)
    if synapses is not None:
        raise InvalidArgumentError("synapses are those of a projection; a population has neurons")
    variable = "spikes" if variable is None else variable
    if variable == "weights":
        raise InvalidArgumentError(
            "weights are those of a projection: record what connect returned, not a population"
        )
    together = isinstance(variable, (list, tuple))
    names = _several(variable) if together else [variable]
    if variable == "spikes" and every is not None:
        raise InvalidArgumentError("every is for state variables; spikes are all recorded")
    interval, steps = _interval(network, every)
    chosen = None
    if neurons is not None:
        chosen = chosen_places(neurons, population.size, "neuron", population.name)
    recorded = np.arange(population.size, dtype=np.int32) if chosen is None else chosen

    def adding(name: str) -> AddRecorder:
        encoded = _capi.encode(name, "variable")
        return lambda out: _capi.lib.snn_recorder_add(
            network.token, population.index, encoded, steps, *_pointer(chosen), out
        )

    if variable == "spikes":
        return functools.partial(SpikeRecorder, population, recorded, adding("spikes"))
    kind = StatesRecorder if together else StateRecorder
    parts = {name: adding(name) for name in names}
    return functools.partial(kind, population, recorded, interval, parts)


def _several(variables: list[Any] | tuple[Any, ...]) -> list[str]:
    """Names of state variables to record together."""
    names = [_capi.encode(name, "variable").decode() for name in variables]
    if not names or len(set(names)) < len(names) or "spikes" in names:
        raise InvalidArgumentError(
            "several variables to record must be different state variables, spikes apart, "
            f"not {list(variables)!r}"
        )
    return names


def _interval(network: Network, every: float | None) -> tuple[float, int]:
    """Sampling interval in ms and in steps."""
    if every is None:
        return network.dt, 1
    steps = network.steps(every, "every")
    if steps == 0:
        raise InvalidArgumentError(f"every must be at least one step of {network.dt} ms, not 0")
    return steps * network.dt, steps


def chosen_places(
    given: ArrayLike, size: int, kind: str, owner: str, verb: str = "record"
) -> NDArray[np.int32]:
    """Neurons or synapses given as indices or as a mask, to do something with."""
    array = np.asarray(given)
    if array.ndim > 1:
        raise ShapeError(f"{kind}s to {verb} of {owner!r} must be flat, not of shape {array.shape}")
    if array.dtype == np.bool_ and array.shape == (size,):
        array = np.flatnonzero(array)
    elif array.dtype == np.bool_:
        raise ShapeError(f"a mask of {kind}s of {owner!r} has {size} entries, not {array.size}")
    if array.size == 0:
        return np.empty(0, np.int32)
    return np.atleast_1d(_capi.indices(array, f"{kind} to {verb} of {owner!r}", size))


def _pointer(chosen: NDArray[Any] | None) -> tuple[int | None, int]:
    """Indices and their number as the engine takes them; none for all."""
    return (None, 0) if chosen is None else (_capi.address(chosen), chosen.size)
