"""Input of a network: drives of presentations, fed spikes."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from swiftsnn import _capi
from swiftsnn.errors import InvalidArgumentError, ShapeError
from swiftsnn.modulation import LabelledSignal
from swiftsnn.neurons import Bernoulli
from swiftsnn.population import Population, check_population

if TYPE_CHECKING:
    from swiftsnn.network import Network


def set_inputs(network: Network, inputs: Mapping[Population, ArrayLike]) -> None:
    """Hand over the drives of a presentation."""
    for population, values in _mapping(inputs, "inputs", "{population: array}"):
        check_population(population, "input of a presentation", network)
        set_drive(population, values)


@contextmanager
def labels(network: Network, teach: Mapping[LabelledSignal, ArrayLike]) -> Iterator[None]:
    """Hand over the labels of a presentation, and take them back where it is refused."""
    signals = _mapping(teach, "teach", "{error: labels}")
    for signal, _ in signals:
        if not isinstance(signal, LabelledSignal) or signal.network is not network:
            raise InvalidArgumentError(
                "teach maps PopulationErrors of this network to labels, "
                f"but {signal!r} is none or of another network"
            )
    try:
        for signal, given in signals:
            signal.set_labels(given)
        yield
    except BaseException:
        for signal, _ in signals:
            signal.set_labels(np.full(network.batch, -1))
        raise


def _mapping(given: Any, what: str, form: str) -> Iterable[tuple[Any, Any]]:
    if not isinstance(given, Mapping):
        raise InvalidArgumentError(f"{what} of a presentation is a mapping {form}, not {given!r}")
    return given.items()


def set_drive(population: Population, values: ArrayLike) -> None:
    """Hand over the drive of a source population, [batch, size] or [size] without a batch."""
    array = _capi.contiguous(values, np.float32, f"input of {population.name!r}")
    batch = population.network.batch
    shapes = [(batch, population.size)]
    if array.shape not in (shapes if batch > 1 else [*shapes, (population.size,)]):
        raise ShapeError(
            f"input of {population.name!r} must be of shape {shapes[0]}, not {array.shape}"
        )
    _warn_of_certain_spikes(population, array)
    _capi.check(
        _capi.lib.snn_drive_set(
            population.network.token, population.index, _capi.address(array), array.size
        )
    )


def _warn_of_certain_spikes(population: Population, drive: NDArray[np.float32]) -> None:
    """Pixels of 0 to 255 are no probabilities."""
    is_bernoulli = isinstance(population.model, Bernoulli)
    if is_bernoulli and drive.max() > 1 and np.max(drive * population.get("gain")) > 1:
        warnings.warn(
            f"input of {population.name!r} times its gain is above 1 for some neurons, which then "
            "fire in every step; scale it to probabilities, or make the gain smaller",
            RuntimeWarning,
            stacklevel=5,
        )


def poisson(population: Population, rate: float, weight: float, receptor: str | None) -> None:
    """Add Poisson input to every neuron of a population."""
    _capi.check(
        _capi.lib.snn_poisson_input_add(
            population.network.token,
            population.index,
            _capi.optional(receptor, "receptor"),
            _capi.number(rate, f"rate of the Poisson input to {population.name!r}"),
            _capi.number(weight, f"weight of the Poisson input to {population.name!r}"),
        )
    )
