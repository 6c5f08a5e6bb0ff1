"""Signals carried to a population through a matrix."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from swiftsnn import _capi
from swiftsnn._describing import journaled_class
from swiftsnn.errors import InvalidArgumentError, ShapeError
from swiftsnn.modulation.carriers import Carrier
from swiftsnn.modulation.signals import Signal
from swiftsnn.population import Population, check_population

if TYPE_CHECKING:
    from swiftsnn.projection import Projection


class _Feedback(Carrier):
    """A signal carried to one population through a matrix."""

    index: int

    def __init__(self, signal: Signal, to: Population, what: str) -> None:
        super().__init__(signal, what)
        self.population = check_population(to, what)

    def reach(self, population: Population) -> int:
        """The population it was made for, no other."""
        if population is not self.population:
            raise InvalidArgumentError(
                f"this {type(self).__name__.lower()} reaches {self.population.name!r}, not "
                f"{population.name!r}; make one for it"
            )
        return self.index

    @property
    def value(self) -> NDArray[np.float64]:
        """What it is now for each neuron, [batch, size], or [size] where there is no batch."""
        return self.values(self.population)

    def matrix(self, name: str) -> NDArray[np.float32]:
        """View of the matrix "a" [classes, through] or "b" [classes or through, n]."""
        pointer, rows, columns = ctypes.c_void_p(), ctypes.c_int64(), ctypes.c_int64()
        _capi.check(
            _capi.lib.snn_modulator_matrix_view(
                self.network.token,
                self.index,
                _capi.encode(name, "matrix"),
                ctypes.byref(pointer),
                ctypes.byref(rows),
                ctypes.byref(columns),
            )
        )
        return _capi.view(
            self.network.handle, pointer.value or 0, (rows.value, columns.value), "<f4"
        )

    def _scales(self, **scales: float | None) -> dict[str, float]:
        values: dict[str, float] = {}
        for name, scale in scales.items():
            if scale is not None:
                what = f"{name} of the {type(self).__name__.lower()} to {self.population.name!r}"
                if _capi.number(scale, name) < 0:
                    raise InvalidArgumentError(f"{what} must be 0 or more, not {scale}")
                values[name] = scale
        return values


@journaled_class
class Broadcast(_Feedback):
    """A signal carried by fixed random weights, directly or through a few modulatory neurons.

    ``M = gain B' f(A' e)`` with A [classes, through] and B [through, n] drawn once from normal
    distributions; ``M = gain B' e`` without modulatory neurons. They are graded and memoryless.

    Parameters
    ----------
    signal : Signal
        What is broadcast.
    to : Population
        Whom it reaches.
    through : int
        Number of modulatory neurons; 0 for none.
    scale_a, scale_b : float, optional
        Standard deviations of A and B; 1 / sqrt(rows) if None.
    nonlinearity : {"tanh", "identity", "relu"}
        f of the modulatory neurons.
    gain : float
        Multiplies the modulator.
    sign : bool
        Whether only the signs of the signal's numbers count.
    """

    def __init__(
        self,
        signal: Signal,
        to: Population,
        *,
        through: int = 16,
        scale_a: float | None = None,
        scale_b: float | None = None,
        nonlinearity: str = "tanh",
        gain: float = 1.0,
        sign: bool = False,
    ) -> None:
        super().__init__(signal, to, "a broadcast")
        values: dict[str, Any] = {"through": through, "gain": gain, "sign": sign}
        values |= self._scales(scale_a=scale_a, scale_b=scale_b)
        self.index = self.carry(to, "random", values, nonlinearity=nonlinearity)


@journaled_class
class FixedFeedback(_Feedback):
    """A signal carried through a matrix of the user's: ``M = gain B' e``.

    Parameters
    ----------
    signal : Signal
    to : Population
    matrix : array [dimension of the signal, size of the population]
        B.
    gain, sign
        As of a :class:`Broadcast`.
    """

    def __init__(
        self,
        signal: Signal,
        to: Population,
        matrix: ArrayLike,
        *,
        gain: float = 1.0,
        sign: bool = False,
    ) -> None:
        super().__init__(signal, to, "a feedback matrix")
        array = _capi.contiguous(matrix, np.float64, f"the feedback matrix to {to.name!r}")
        if array.shape != (signal.dimension, to.size):
            raise ShapeError(
                f"the feedback matrix to {to.name!r} must be of shape "
                f"{(signal.dimension, to.size)}, not {array.shape}"
            )
        values = {"gain": gain, "sign": sign}
        self.index = self.carry(to, "matrix", values, arrays={"matrix": array.reshape(-1)})


@journaled_class
class TransposedFeedback(_Feedback):
    """A signal carried back through the weights of a projection, to where it comes from.

    ``M_j = gain sum_c e_c sum_k w_jk`` over the neurons k of class c: the symmetric feedback of
    the backpropagation of errors. Weights are read when a presentation begins, and in a run at
    every whole ``period``.

    Parameters
    ----------
    signal : Signal
        Usually the error of the projection's target; its dimension must divide the target's size.
    projection : Projection
        From the population that is modulated.
    period : ms
        Between readings in a run.
    gain, sign
        As of a :class:`Broadcast`.
    """

    def __init__(
        self,
        signal: Signal,
        projection: Projection,
        *,
        period: float = 100.0,
        gain: float = 1.0,
        sign: bool = False,
    ) -> None:
        super().__init__(signal, projection.source, "a transposed feedback")
        self.projection = projection
        self.index = self.carry(
            projection.source,
            "transposed",
            {"period": period, "gain": gain, "sign": sign},
            projection=projection.index,
        )


@journaled_class
class LearnedFeedback(_Feedback):
    """A signal carried through a matrix that changes as forward weights do (Kolen & Pollack 1994).

    ``dB_cj/dt = rate e_c x_j - decay B_cj`` with x_j the trace of the spikes of neuron j. B begins
    at random. Where forward weights from these neurons change by rate x_j e_c and decay alike, B
    becomes their transpose (Akrout et al. 2019). It changes when a presentation that learns ends,
    by the mean over the lanes, and in a run without a batch at every whole ``period``.

    Parameters
    ----------
    signal : Signal
    to : Population
    rate : 1/ms
        Of growth.
    decay : 1/ms
        Of B.
    tau : ms
        Of the traces.
    period : ms
        Between changes in a run.
    scale_b : float, optional
        Standard deviation of B at first; 1 / sqrt(rows) if None.
    gain, sign
        As of a :class:`Broadcast`.
    """

    def __init__(
        self,
        signal: Signal,
        to: Population,
        *,
        rate: float = 1e-4,
        decay: float = 0.0,
        tau: float = 20.0,
        period: float = 100.0,
        scale_b: float | None = None,
        gain: float = 1.0,
        sign: bool = False,
    ) -> None:
        super().__init__(signal, to, "a learned feedback")
        values = {
            "rate": rate,
            "decay": decay,
            "tau": tau,
            "period": period,
            "gain": gain,
            "sign": sign,
        }
        self.index = self.carry(to, "learned", values | self._scales(scale_b=scale_b))
