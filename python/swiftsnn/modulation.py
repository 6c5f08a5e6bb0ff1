"""Signals that say how well a population did, and how they reach other populations."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from swiftsnn import _capi
from swiftsnn.errors import InvalidArgumentError
from swiftsnn.population import Population, check_population


class PopulationError:
    """Error of a population read as equal groups of neurons, one a class.

    With r_c the low-pass rate of group c, r* the target rate and y the label:

    - "winner_take_all": the labelled group gets clip(1 - r_y / r*, 0, 1), the strongest of the
      others -min(1, r / r*), the rest 0: the labelled group shall win, and take all.
    - "rate": every group gets clip([c = y] - r_c / r*, -1, 1).
    - "softmax": every group gets [c = y] - softmax(r / temperature).

    Labels come with :meth:`Network.present`.

    Parameters
    ----------
    population : Population
        Its neurons are ``classes`` groups in order.
    classes : int
        Number of groups; must divide the population's size.
    rule : {"winner_take_all", "rate", "softmax"}
    tau : ms
        Of the group rates.
    target : Hz
        Rate r* that the labelled group is taught.
    start : ms
        No error before this time of a presentation.
    temperature : Hz
        Of the softmax.
    """

    def __init__(
        self,
        population: Population,
        classes: int = 10,
        *,
        rule: str = "winner_take_all",
        tau: float = 20.0,
        target: float = 500.0,
        start: float = 0.0,
        temperature: float = 100.0,
    ) -> None:
        check_population(population, "an error signal")
        self.population = population
        self.network = population.network
        self.classes = _capi.integer(classes, "classes", 32)
        values = {
            "classes": classes,
            "tau": tau,
            "target": target,
            "start": start,
            "temperature": temperature,
        }
        index = ctypes.c_int32()
        _capi.check(
            _capi.lib.snn_signal_add(
                self.network.token,
                population.index,
                _capi.encode(rule, "rule"),
                *_capi.parameters(values),
                ctypes.byref(index),
            )
        )
        self.index = index.value

    def set_labels(self, labels: ArrayLike) -> None:
        """Labels of the coming presentation, one a batch lane; -1 switches a lane off."""
        array = _capi.indices(labels, "label", self.classes).reshape(-1)
        _capi.check(
            _capi.lib.snn_signal_labels(
                self.network.token, self.index, _capi.address(array), array.size
            )
        )

    def decode(self) -> NDArray[np.int64]:
        """The class whose group fired most since the last presentation began, one a batch lane.

        The lowest class wins a tie, so a lane without a spike gives class 0.
        """
        counts = np.atleast_2d(self.population.counts)
        return counts.reshape(len(counts), self.classes, -1).sum(2).argmax(1)

    def __repr__(self) -> str:
        return f"PopulationError({self.population.name!r}, classes={self.classes})"


class Modulator:
    """Base: carries a signal to every neuron of a population."""

    def reach(self, population: Population) -> int:
        """The modulator's index in the network, once it reaches ``population``."""
        raise NotImplementedError

    @staticmethod
    def _add(signal: PopulationError, population: Population, values: dict[str, Any]) -> int:
        if population.network is not signal.network:
            raise InvalidArgumentError(
                f"the signal of {signal.population.name!r} and {population.name!r} "
                "belong to different networks"
            )
        index = ctypes.c_int32()
        _capi.check(
            _capi.lib.snn_modulator_add(
                signal.network.token,
                signal.index,
                population.index,
                *_capi.parameters(values),
                ctypes.byref(index),
            )
        )
        return index.value


class ClassGroups(Modulator):
    """The error of a class for each neuron of the class's group."""

    def __init__(self, signal: PopulationError) -> None:
        self.signal = _signal(signal)

    def reach(self, population: Population) -> int:
        """Each class to its group of neurons."""
        known = self.signal.network.class_groups
        key = (self.signal.index, population.index)
        if key not in known:
            known[key] = self._add(self.signal, population, {"class_groups": 1})
        return known[key]


class Broadcast(Modulator):
    """A signal carried by fixed random weights, directly or through a few modulatory neurons.

    ``M = B' tanh(A' e)`` with A [classes, through] and B [through, n] drawn once from normal
    distributions; ``M = B' e`` without modulatory neurons. They are graded and memoryless.

    Parameters
    ----------
    signal : PopulationError
        What is broadcast.
    to : Population
        Whom it reaches.
    through : int
        Number of modulatory neurons; 0 for none.
    scale_a, scale_b : float, optional
        Standard deviations of A and B; 1 / sqrt(rows) if None.
    """

    def __init__(
        self,
        signal: PopulationError,
        to: Population,
        *,
        through: int = 16,
        scale_a: float | None = None,
        scale_b: float | None = None,
    ) -> None:
        self.signal = _signal(signal)
        self.population = check_population(to, "a broadcast")
        values: dict[str, Any] = {"through": through}
        for name, scale in (("scale_a", scale_a), ("scale_b", scale_b)):
            if scale is not None:
                if _capi.number(scale, name) < 0:
                    raise InvalidArgumentError(
                        f"{name} of the broadcast to {to.name!r} must be 0 or more, not {scale}"
                    )
                values[name] = scale
        self.index = self._add(signal, to, values)

    def reach(self, population: Population) -> int:
        """The population it was made for, no other."""
        if population is not self.population:
            raise InvalidArgumentError(
                f"this broadcast reaches {self.population.name!r}, not {population.name!r}; "
                "make one for it"
            )
        return self.index

    def matrix(self, name: str) -> NDArray[np.float32]:
        """View of the matrix "a" [classes, through] or "b" [through or classes, n]."""
        pointer, rows, columns = ctypes.c_void_p(), ctypes.c_int64(), ctypes.c_int64()
        network = self.signal.network
        _capi.check(
            _capi.lib.snn_modulator_matrix_view(
                network.token,
                self.index,
                _capi.encode(name, "matrix"),
                ctypes.byref(pointer),
                ctypes.byref(rows),
                ctypes.byref(columns),
            )
        )
        return _capi.view(network.handle, pointer.value or 0, (rows.value, columns.value), "<f4")


def _signal(signal: PopulationError) -> PopulationError:
    if not isinstance(signal, PopulationError):
        raise InvalidArgumentError(
            f"what is carried to the neurons must be a PopulationError, not {signal!r}"
        )
    return signal
