"""Currents into neurons."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from swiftsnn import _capi
from swiftsnn._described import Described
from swiftsnn._describing import journaled
from swiftsnn._record import chosen_places
from swiftsnn.errors import IndexOutOfRangeError, InvalidArgumentError, ShapeError
from swiftsnn.population import Population, check_population

if TYPE_CHECKING:
    from swiftsnn.network import Network


@dataclass(frozen=True, kw_only=True, eq=False)
class Current(Described):
    """Base of the currents, in nA or the unit of the model's ``i_offset``.

    A current is constant over each step at what it is at the step's start. Times in ms are those of
    the network's clock, rounded to the step; ``stop`` is the first step without it.
    """

    kind: ClassVar[str]
    _arrays: ClassVar[tuple[str, ...]] = ()

    def numbers(self, population: Population) -> dict[str, Any]:
        """Parameters as the engine takes them, by name."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in self._arrays}

    def arrays(self, population: Population) -> dict[str, NDArray[np.float64]]:
        """Arrays as the engine takes them, by name."""
        return {
            name: np.ravel(
                _capi.contiguous(
                    getattr(self, name), np.float64, f"{name} of {type(self).__name__}"
                )
            )
            for name in self._arrays
        }


@dataclass(frozen=True, kw_only=True, eq=False)
class ConstantCurrent(Current):
    """``amplitude`` (nA) from ``start`` to ``stop`` (ms)."""

    kind: ClassVar[str] = "constant"
    amplitude: float
    start: float = 0.0
    stop: float = np.inf


@dataclass(frozen=True, kw_only=True, eq=False)
class StepCurrent(Current):
    """``amplitudes[k]`` (nA) from ``times[k]`` (ms, ascending) to the next; 0 before the first."""

    kind: ClassVar[str] = "step"
    _arrays: ClassVar[tuple[str, ...]] = ("times", "amplitudes")
    times: ArrayLike
    amplitudes: ArrayLike


@dataclass(frozen=True, kw_only=True, eq=False)
class RampCurrent(Current):
    """Grows steadily from ``first`` at ``start`` to ``last`` at ``stop`` (nA, ms); 0 outside."""

    kind: ClassVar[str] = "ramp"
    first: float = 0.0
    last: float
    start: float = 0.0
    stop: float


@dataclass(frozen=True, kw_only=True, eq=False)
class SineCurrent(Current):
    """``offset + amplitude sin(2 pi frequency (t - start) + phase)`` (nA, Hz, rad)."""

    kind: ClassVar[str] = "sine"
    amplitude: float
    frequency: float
    offset: float = 0.0
    phase: float = 0.0
    start: float = 0.0
    stop: float = np.inf


@dataclass(frozen=True, kw_only=True, eq=False)
class NoisyCurrent(Current):
    """Normal numbers, independent for every neuron, drawn every ``interval``.

    Parameters
    ----------
    mean, std : nA
        Of the numbers. White noise of density s (nA ms^1/2) has ``std = s / sqrt(interval)``.
    interval : ms, optional
        Between draws; one step if None.
    tau : ms
        Correlation time of an Ornstein-Uhlenbeck process of that standard deviation, which begins
        at its mean; 0: none.
    start, stop : ms
        When it flows.
    """

    kind: ClassVar[str] = "noise"
    mean: float = 0.0
    std: float
    interval: float | None = None
    tau: float = 0.0
    start: float = 0.0
    stop: float = np.inf

    def numbers(self, population: Population) -> dict[str, Any]:
        """Parameters as the engine takes them, by name."""
        return super().numbers(population) | {"interval": _interval(self)}


@dataclass(frozen=True, kw_only=True, eq=False)
class ArrayCurrent(Current):
    """A current given as an array over time.

    Parameters
    ----------
    values : array_like, [time] or [time, neuron]
        nA; each row for ``interval``. 0 after the last.
    interval : ms, optional
        One step if None.
    repeats : bool
        Begin again after the last row.
    start, stop : ms
        When it flows.
    """

    kind: ClassVar[str] = "samples"
    _arrays: ClassVar[tuple[str, ...]] = ("values",)
    values: ArrayLike
    interval: float | None = None
    repeats: bool = False
    start: float = 0.0
    stop: float = np.inf

    def numbers(self, population: Population) -> dict[str, Any]:
        """Parameters as the engine takes them, by name."""
        shape = np.shape(self.values)
        if not (len(shape) == 1 or (len(shape) == 2 and shape[1] == population.size)) or 0 in shape:
            raise ShapeError(
                f"values of an ArrayCurrent into {population.name!r} must be [time] or "
                f"[time, {population.size}], not of shape {shape}"
            )
        numbers = {"interval": _interval(self), "rows": shape[0]}
        return super().numbers(population) | numbers


def _interval(current: NoisyCurrent | ArrayCurrent) -> float:
    """As the engine takes it: 0 for one step."""
    return 0.0 if current.interval is None else current.interval


@journaled
def inject(
    self: Network,
    population: Population,
    current: Current,
    *,
    neurons: ArrayLike | None = None,
    gain: ArrayLike = 1.0,
) -> None:
    """Let a current flow into neurons, in addition to others and to ``i_offset``.

    Parameters
    ----------
    current : Current
        Such as :class:`~swiftsnn.StepCurrent` or :class:`~swiftsnn.NoisyCurrent`.
    neurons : array_like of int or bool, optional
        The ones it flows into; all if None.
    gain : float or array_like
        Multiplies the current, one number or one for each of these neurons.
    """
    check_population(population, "a current", self)
    if not isinstance(current, Current) or type(current) is Current:
        raise InvalidArgumentError(
            f"the current into {population.name!r} must be one such as "
            f"swiftsnn.SineCurrent(amplitude=0.1, frequency=10.0), not {current!r}"
        )
    owner = f"the current into {population.name!r}"
    arrays = current.arrays(population)
    if neurons is not None or np.ndim(gain) > 0 or gain != 1.0:
        arrays["gain"] = _gains(population, neurons, gain)
    _capi.check(
        _capi.lib.snn_current_add(
            population.network.token,
            population.index,
            current.kind.encode(),
            *_capi.parameters(current.numbers(population), owner),
            *_capi.columns(arrays),
        )
    )


def _gains(
    population: Population, neurons: ArrayLike | None, gain: ArrayLike
) -> NDArray[np.float64]:
    chosen = np.arange(population.size)
    if neurons is not None:
        chosen = chosen_places(neurons, population.size, "neuron", population.name, "inject into")
        outside = chosen[(chosen < 0) | (chosen >= population.size)]
        if outside.size:
            raise IndexOutOfRangeError(
                f"neuron {outside[0]} to inject into is not one of the neurons 0 to "
                f"{population.size - 1} of {population.name!r}"
            )
        if np.unique(chosen).size < chosen.size:
            raise InvalidArgumentError(
                f"neurons to inject into of {population.name!r} must be different ones"
            )
    given = _capi.contiguous(gain, np.float64, f"gain of a current into {population.name!r}")
    if given.ndim > 0 and given.shape != chosen.shape:
        raise ShapeError(
            f"gain of a current into {population.name!r} must be a number or {chosen.size} of "
            f"them, not of shape {given.shape}"
        )
    gains = np.zeros(population.size)
    gains[chosen] = given
    return gains
