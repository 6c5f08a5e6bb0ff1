"""What modulators have in common, and products of them."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from swiftsnn import _capi
from swiftsnn._describing import journaled_class
from swiftsnn._settled import Part
from swiftsnn.errors import InvalidArgumentError
from swiftsnn.population import Population, check_population

if TYPE_CHECKING:
    from swiftsnn.network import Network


class Modulator(Part):
    """Base: multiplies the changes of the synapses on a population, or moves its parameters.

    ``a * b`` is the product of two, neuron by neuron: an error that counts within a gate, a reward
    times an error.
    """

    network: Network

    def reach(self, population: Population) -> int:
        """The modulator's index in the network, once it reaches ``population``."""
        raise NotImplementedError

    def values(self, population: Population) -> NDArray[np.float64]:
        """What it is for ``population`` now, as the last step left it.

        [batch, size], or [batch, 1] of one number for all neurons; without the first axis where
        there is no batch.
        """
        check_population(population, "a modulator", self.network)
        index, size = self.reach(population), ctypes.c_int64()
        token, batch = self.network.token, self.network.batch
        _capi.check(_capi.lib.snn_modulator_size(token, index, ctypes.byref(size)))
        values = np.empty((batch, size.value))
        _capi.check(
            _capi.lib.snn_modulator_values(token, index, _capi.address(values), values.size)
        )
        return values if batch > 1 else values[0]

    def __mul__(self, other: Modulator) -> Product:
        """The product with another modulator."""
        return Product(self, other)


@journaled_class
class Product(Modulator):
    """Two modulators multiplied neuron by neuron; ``a * b`` makes it.

    It is constant over a step, even where a factor decays.
    """

    def __init__(self, first: Modulator, second: Modulator) -> None:
        for factor in (first, second):
            if not isinstance(factor, Modulator):
                raise InvalidArgumentError(
                    f"a modulator can be multiplied by another, not by {factor!r}; "
                    "Scalar(signal, gain=...) has a gain"
                )
        if first.network is not second.network:
            raise InvalidArgumentError(
                "two modulators that are multiplied belong to different networks"
            )
        self.factors = first, second
        self.network = first.network
        self._reached: dict[int, int] = {}

    def reach(self, population: Population) -> int:
        """Both factors to the population."""
        if population.index not in self._reached:
            index = ctypes.c_int32()
            first, second = (factor.reach(population) for factor in self.factors)
            _capi.check(
                _capi.lib.snn_modulator_multiply(
                    self.network.token, first, second, ctypes.byref(index)
                )
            )
            self._reached[population.index] = index.value
        return self._reached[population.index]
