"""Signals: numbers of a network that are updated once a step."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from swiftsnn import _capi
from swiftsnn._describing import journaled_class
from swiftsnn.errors import InvalidArgumentError
from swiftsnn.modulation.base import Modulator
from swiftsnn.population import Population, check_population

if TYPE_CHECKING:
    from swiftsnn.network import Network


class Signal(Modulator):
    """Base: a number or several, updated after every step and used from the next one on.

    One that has a single number is a modulator: the same for all neurons it reaches. Others need
    a way to the neurons, such as a :class:`Broadcast`.

    Attributes
    ----------
    network : Network
    index : int
        Of the signal in the network.
    dimension : int
        Number of numbers.
    population : Population or None
        That it reads.
    """

    def __init__(self, network: Network, index: int, population: Population | None = None) -> None:
        self.network = network
        self.population = population
        self.index = index
        dimension = ctypes.c_int64()
        _capi.check(_capi.lib.snn_signal_dimension(network.token, index, ctypes.byref(dimension)))
        self.dimension = dimension.value
        self.reached: dict[tuple[object, ...], int] = {}
        """Indices of the modulators that were made of it, by population and options."""

    @staticmethod
    def _add(
        network: Network,
        kind: str,
        population: Population | None,
        values: Mapping[str, float],
        arrays: Mapping[str, NDArray[np.float64]] | None = None,
    ) -> int:
        from swiftsnn.network import Network

        if not isinstance(network, Network):
            raise InvalidArgumentError(f"a {kind} belongs to a network, not to {network!r}")
        index = ctypes.c_int32()
        owner = f"a {kind}" + (f" of {population.name!r}" if population else "")
        _capi.check(
            _capi.lib.snn_source_add(
                network.token,
                kind.encode(),
                population.index if population else -1,
                *_capi.parameters(values, owner),
                *_capi.columns(arrays or {}),
                ctypes.byref(index),
            )
        )
        return index.value

    def __repr__(self) -> str:
        of = f" of {self.population.name!r}" if self.population else ""
        return f"{type(self).__name__}{of}"

    def reach(self, population: Population) -> int:
        """The same number to all neurons."""
        from swiftsnn.modulation.carriers import Scalar

        return Scalar(self).reach(population)

    @property
    def value(self) -> float | NDArray[np.float64]:
        """What it is now, less its baseline, as the last step left it.

        [batch, dimension], without the axes that are 1; a float where both are.
        """
        batch = self.network.batch
        values = np.empty((batch, self.dimension))
        _capi.check(
            _capi.lib.snn_signal_values(
                self.network.token, self.index, _capi.address(values), values.size
            )
        )
        if batch == self.dimension == 1:
            return float(values[0, 0])
        return values[0] if batch == 1 else values[:, 0] if self.dimension == 1 else values


@journaled_class
class Reward(Signal):
    """A number that is given in pulses or set, and decays: a reward, a burst of dopamine.

    Parameters
    ----------
    network : Network
    tau : ms
        Decay; ``inf``: it stays until it is set again.
    baseline : float
        Subtracted from the value.
    mean_rate : float
        Above 0 a pulse counts as its difference from the running mean of pulses, the reward
        prediction error; each pulse then moves the mean this share of the way to itself (Fremaux &
        Gerstner 2016). A lane's mean outlasts :meth:`Network.reset`.
    delay : ms
        From giving to the value.

    Examples
    --------
    >>> import swiftsnn as snn
    >>> net = snn.Network(dt=1.0)
    >>> dopamine = snn.Reward(net, tau=200.0)
    >>> dopamine.give(0.5, at=10.0)
    >>> net.run(210.0)
    >>> round(dopamine.value, 4)
    0.1839
    """

    def __init__(
        self,
        network: Network,
        *,
        tau: float = 200.0,
        baseline: float = 0.0,
        mean_rate: float = 0.0,
        delay: float = 0.0,
    ) -> None:
        values = {"tau": tau, "baseline": baseline, "mean_rate": mean_rate, "delay": delay}
        super().__init__(network, self._add(network, "reward", None, values))

    def give(self, amount: ArrayLike, at: float | None = None) -> None:
        """Let the value grow by ``amount``, one or one a batch lane.

        ``at`` is the network's time (ms), now if None: the step that begins then is the first to
        see it, unless the reward has a delay. A reset does not take back what is still to come.
        """
        self._give(amount, at, replaces=False)

    def set(self, value: ArrayLike, at: float | None = None) -> None:
        """Let the value, the baseline not subtracted, become ``value``; see :meth:`give`."""
        self._give(value, at, replaces=True)

    def _give(self, amount: ArrayLike, at: float | None, *, replaces: bool) -> None:
        amounts = _capi.contiguous(amount, np.float64, "amount of a reward").reshape(-1)
        step = -1 if at is None else self.network.steps(at, "time of a reward")
        _capi.check(
            _capi.lib.snn_reward_give(
                self.network.token,
                self.index,
                step,
                _capi.address(amounts),
                amounts.size,
                replaces,
            )
        )


@journaled_class
class Concentration(Signal):
    r"""What the spikes of a population release, decaying: a neuromodulator.

    :math:`\dot n = -n / \tau + a \sum \delta(t - t_{spike} - delay)`, less a baseline: with
    a = 1 / tau the volume transmitter's dopamine (Potjans, Morrison & Diesmann 2010).

    Parameters
    ----------
    population : Population
    tau : ms
        Decay.
    amount : float, optional
        Released by a spike; 1 / tau (1/ms) if None.
    baseline : float
        Subtracted from the value.
    classes : int
        Groups of neurons, in order, with a concentration each; must divide the population's size.
    delay : ms
        From a spike to the value; with 0 the step after the spike is the first to see it.
    """

    def __init__(
        self,
        population: Population,
        *,
        tau: float = 200.0,
        amount: float | None = None,
        baseline: float = 0.0,
        classes: int = 1,
        delay: float = 0.0,
    ) -> None:
        check_population(population, "a concentration")
        values = {"tau": tau, "baseline": baseline, "classes": classes, "delay": delay}
        if amount is not None:
            if _capi.number(amount, "amount of a concentration") == 0:
                raise InvalidArgumentError(
                    f"amount of a concentration of {population.name!r} must not be 0; "
                    "None stands for 1 / tau"
                )
            values["amount"] = amount
        network = population.network
        index = self._add(network, "concentration", population, values)
        super().__init__(network, index, population)


@journaled_class
class Gate(Signal):
    """1 within intervals of time, 0 outside.

    Of a presentation, counted from its beginning; in a run of the network's time.

    Parameters
    ----------
    network : Network
    intervals : list of (start, stop), ms, or of (start, stop, channel)
        Steps that begin at ``start`` or later and before ``stop`` are within.
    period : ms, optional
        After which the intervals come again; never if None.
    classes : int
        Channels, each open within its intervals; those of two numbers are of channel 0.
    """

    def __init__(
        self,
        network: Network,
        intervals: Iterable[tuple[float, ...]],
        *,
        period: float | None = None,
        classes: int = 1,
    ) -> None:
        pairs = _capi.contiguous(list(intervals), np.float64, "intervals of a gate")
        if pairs.ndim != 2 or pairs.shape[1] not in (2, 3):
            raise InvalidArgumentError(
                "intervals of a gate must all be pairs (start, stop) or all be (start, stop, "
                f"channel), not {intervals!r}"
            )
        values: dict[str, float] = {"classes": classes}
        if period is not None:
            values["period"] = period
        channels = pairs[:, 2] if pairs.shape[1] == 3 else np.zeros(len(pairs))
        arrays = {
            "starts": np.ascontiguousarray(pairs[:, 0]),
            "stops": np.ascontiguousarray(pairs[:, 1]),
            "channels": np.ascontiguousarray(channels),
        }
        super().__init__(network, self._add(network, "gate", None, values, arrays))


def check_signal(given: object, what: str) -> Signal:
    """The signal, refused where it is none."""
    if not isinstance(given, Signal):
        raise InvalidArgumentError(
            f"{what} carries a signal such as a PopulationError or a Reward, not {given!r}"
        )
    return given
