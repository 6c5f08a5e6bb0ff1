"""Homeostats: slow changes that hold a variable near its target.

A homeostat acts at the end of each learning presentation (``presentations``), after the weights
have changed, and in :meth:`Network.run` every ``period`` ms counted from the start of the network
(0: not at all). Several on one population or projection, each with a period of its own, make loops
of many time scales; those due at once act in the order of their adding.

Rates are of the time since the last action or, with ``tau`` (ms) above 0, exponential averages of
those; with a batch, means over it. Of populations that transmit numbers instead of spikes
(:class:`~swiftsnn.RateUnit`) they are the numbers at the time of the action. A target may be one
value or, where it is of neurons, one a neuron.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from swiftsnn import _capi
from swiftsnn._described import Described
from swiftsnn.errors import InvalidArgumentError, ShapeError
from swiftsnn.population import Population, check_population
from swiftsnn.projection import Projection

if TYPE_CHECKING:
    from swiftsnn.network import Network


class Homeostat(Described):
    """Base of the homeostats a user describes; :meth:`Network.homeostasis` adds one."""

    kind: ClassVar[str]
    is_of_neurons: ClassVar[bool] = True
    """Of a population; else of a projection."""

    def columns(self, owner: str) -> dict[str, NDArray[np.float64]]:
        """Parameters as the engine takes them, by name."""
        return {
            field.name: _column(getattr(self, field.name), f"{field.name} of {owner}")
            for field in fields(self)  # type: ignore[arg-type]
        }


def _column(value: ArrayLike, what: str) -> NDArray[np.float64]:
    if np.ndim(value) == 0:
        return np.array([_capi.number(value, what)])
    column = _capi.contiguous(value, np.float64, what)
    if column.ndim != 1:
        raise ShapeError(f"{what} is one value or one a neuron, not of shape {column.shape}")
    return column


@dataclass(frozen=True)
class ThresholdToRate(Homeostat):
    """Thresholds that rise while a neuron fires more than its target, and fall while less.

    At each action ``v_thresh += gain * (rate - target)``, within bounds.

    Parameters
    ----------
    target : Hz
        Rate to hold, one value or one a neuron.
    gain : mV / Hz
        Speed.
    lower, upper : mV
        Bounds of the threshold; keep ``lower`` above ``v_reset``, or a silent neuron ends up firing
        in every step.
    period : ms
        Between actions in runs; 0: none there.
    tau : ms
        Of the average of the rate; 0: of the time since the last action.
    presentations : bool
        Whether to act at the end of learning presentations.
    """

    kind: ClassVar[str] = "threshold_to_rate"
    target: ArrayLike = 50.0
    gain: float = 1e-4
    lower: float = -np.inf
    upper: float = np.inf
    period: float = 0.0
    tau: float = 0.0
    presentations: bool = True


@dataclass(frozen=True)
class ThresholdToCount(Homeostat):
    """One change for the thresholds of a whole layer, by how many of its neurons fire in a step.

    At each action ``v_thresh += gain * (count - target)`` for all neurons, with ``count`` the mean
    number of spikes of the population in a step. With ``period=dt`` the adaptive threshold of
    Ororbia (2024), Science Advances 10.

    Parameters
    ----------
    target : spikes of the population in a step
    gain : mV
        Speed.
    lower, upper : mV
        Bounds of the thresholds.
    period, tau, presentations
        As of :class:`ThresholdToRate`.
    """

    kind: ClassVar[str] = "threshold_to_count"
    target: float = 1.0
    gain: float = 1e-3
    lower: float = -np.inf
    upper: float = np.inf
    period: float = 0.0
    tau: float = 0.0
    presentations: bool = True


@dataclass(frozen=True)
class BiasToRate(Homeostat):
    """A current into each neuron: ``current += gain * (target - rate)`` at each action.

    It is 0 at first and on top of ``i_offset``; ``population.state("bias")`` has it. A population
    with it does not rest between spikes, which costs time where little arrives.

    Parameters
    ----------
    target : Hz
        Rate to hold, one value or one a neuron.
    gain : nA / Hz
        Speed; the current is in the unit of the model's ``i_offset``.
    lower, upper : nA
        Bounds of the current.
    period, tau, presentations
        As of :class:`ThresholdToRate`.
    """

    kind: ClassVar[str] = "bias_to_rate"
    target: ArrayLike = 50.0
    gain: float = 1e-4
    lower: float = -np.inf
    upper: float = np.inf
    period: float = 0.0
    tau: float = 0.0
    presentations: bool = True


@dataclass(frozen=True)
class GainToRate(Homeostat):
    """The factor of a neuron's synaptic input: ``g += gain * (target - rate)`` at each action.

    ``population.state("gain")`` has the factors, and :meth:`Population.set_gain` sets them.

    Parameters
    ----------
    target : Hz
        Rate to hold, one value or one a neuron.
    gain : 1 / Hz
        Speed.
    lower, upper : float
        Bounds of the factor, 0 to 1e6.
    period, tau, presentations
        As of :class:`ThresholdToRate`.
    """

    kind: ClassVar[str] = "gain_to_rate"
    target: ArrayLike = 50.0
    gain: float = 1e-3
    lower: float = 0.0
    upper: float = 10.0
    period: float = 0.0
    tau: float = 0.0
    presentations: bool = True


@dataclass(frozen=True)
class GainToVariance(Homeostat):
    r"""The factor of a neuron's synaptic input, by how much the neuron's rate varies.

    At each action, with v the target (after Duong, Bredenberg, Heeger & Simoncelli 2023, arXiv
    2305.19869):

    .. math:: g \to g + gain \, (v - (rate - center)^2) - decay \, (g - 1)

    Parameters
    ----------
    target : Hz^2
        Mean square distance of the rate from ``center`` to hold, one value or one a neuron.
    center : Hz
    gain : 1 / Hz^2
        Speed.
    decay : 0 to 1
        Pull of the factor to 1.
    lower, upper : float
        Bounds of the factor, 0 to 1e6.
    period, tau, presentations
        As of :class:`ThresholdToRate`; ``tau`` averages the squares.
    """

    kind: ClassVar[str] = "gain_to_variance"
    target: ArrayLike = 100.0
    center: float = 0.0
    gain: float = 1e-4
    decay: float = 0.0
    lower: float = 0.0
    upper: float = 10.0
    period: float = 0.0
    tau: float = 0.0
    presentations: bool = True


@dataclass(frozen=True)
class WeightsToRate(Homeostat):
    """Synaptic scaling: the weights onto a neuron times ``1 + gain * (target - rate) / target``.

    At most to half or twice in one action. Turrigiano et al. (1998), Nature 391:892; van Rossum, Bi
    & Turrigiano (2000), J Neurosci 20:8812.

    Parameters
    ----------
    target : Hz
        Rate to hold, one value or one a neuron of the projection's target; above 0.
    gain : float
        Speed; below 0 for inhibitory weights.
    lower, upper : unit of the weight
        Bounds of the weights' sizes; those of plasticity rules hold as well.
    period, tau, presentations
        As of :class:`ThresholdToRate`.
    """

    kind: ClassVar[str] = "weights_to_rate"
    is_of_neurons: ClassVar[bool] = False
    target: ArrayLike = 50.0
    gain: float = 0.1
    lower: float = 0.0
    upper: float = np.inf
    period: float = 0.0
    tau: float = 0.0
    presentations: bool = True


@dataclass(frozen=True)
class InhibitionToRate(Homeostat):
    """Inhibitory weights that grow where a neuron fires too much, by how much their source fires.

    At each action ``|w| += gain * (presynaptic rate) * (rate - target)``: inhibitory plasticity
    (Vogels et al. 2011, Science 334:1569) on average rates. Weights are 0 or below or, onto a
    conductance, 0 or above, and stay so.

    Parameters
    ----------
    target : Hz
        Rate to hold, one value or one a neuron of the projection's target.
    gain : unit of the weight / Hz^2
        Speed.
    lower, upper : unit of the weight
        Bounds of the weights' sizes; those of plasticity rules hold as well.
    period, tau, presentations
        As of :class:`ThresholdToRate`.
    """

    kind: ClassVar[str] = "inhibition_to_rate"
    is_of_neurons: ClassVar[bool] = False
    target: ArrayLike = 50.0
    gain: float = 1e-5
    lower: float = 0.0
    upper: float = np.inf
    period: float = 0.0
    tau: float = 0.0
    presentations: bool = True


@dataclass(frozen=True)
class WeightsToSum(Homeostat):
    """Weights onto a neuron scaled so that their sizes sum to ``target``; signs stay.

    As Diehl & Cook (2015), Front Comput Neurosci 9:99 do after each sample. Where bounds cut some
    weights the others are scaled on, so that the sum is the target wherever bounds allow it; where
    all are 0 they stay so.

    Parameters
    ----------
    target : unit of the weight
        One value or one a neuron of the projection's target; above 0.
    lower, upper : unit of the weight
        Bounds of the weights' sizes; those of plasticity rules hold as well.
    period, presentations
        As of :class:`ThresholdToRate`.
    """

    kind: ClassVar[str] = "weights_to_sum"
    is_of_neurons: ClassVar[bool] = False
    target: ArrayLike = 1.0
    lower: float = 0.0
    upper: float = np.inf
    period: float = 0.0
    presentations: bool = True


@dataclass(frozen=True)
class WeightsToNorm(WeightsToSum):
    """As :class:`WeightsToSum`, but the root of the sum of the squares is ``target``."""

    kind: ClassVar[str] = "weights_to_norm"


@dataclass(frozen=True)
class LearningRateDecay(Homeostat):
    """A projection's learning rate factor times ``factor`` at each action, down to ``lower``.

    It goes on from what :meth:`Projection.set_learning_rate` sets.

    Parameters
    ----------
    factor : 0 to 1
    lower : float
    period, presentations
        As of :class:`ThresholdToRate`.
    """

    kind: ClassVar[str] = "learning_rate_decay"
    is_of_neurons: ClassVar[bool] = False
    factor: float = 0.99
    lower: float = 0.0
    period: float = 0.0
    presentations: bool = True


@dataclass(frozen=True)
class LearningRateToScore(Homeostat):
    """A learning rate factor that rises while a score is below its target.

    At each :meth:`Homeostasis.report` ``factor += gain * (target - score)``, within bounds.
    """

    kind: ClassVar[str] = "learning_rate_to_score"
    is_of_neurons: ClassVar[bool] = False
    target: float = 1.0
    gain: float = 0.1
    lower: float = 0.0
    upper: float = 10.0


@dataclass(frozen=True)
class LearningRateByRatio(Homeostat):
    """A learning rate factor that is high where parts do badly against the whole.

    At each :meth:`Homeostasis.report` of a ratio ``factor = scale * (1 + tanh(1) - tanh(ratio))``
    or, with ``shifts``, ``scale * (1 + tanh(1 - ratio))``, within bounds: inverse effectiveness (He
    et al. 2025), the ratio being the summed scores of the single inputs over that of all together.
    """

    kind: ClassVar[str] = "learning_rate_by_ratio"
    is_of_neurons: ClassVar[bool] = False
    scale: float = 1.0
    shifts: bool = False
    lower: float = 0.0
    upper: float = 10.0


@dataclass(frozen=True)
class LearningRateSearch(Homeostat):
    """A learning rate factor in search of the highest score.

    At each :meth:`Homeostasis.report` it moves by ``by``, within bounds: up at first, and the other
    way from then on where the score is lower than the last. A closed loop like that of Man, Damasio
    & Neven (2022), who compare simulated updates where this compares reported scores.
    """

    kind: ClassVar[str] = "learning_rate_search"
    is_of_neurons: ClassVar[bool] = False
    by: float = 0.1
    lower: float = 0.0
    upper: float = 10.0


class Homeostasis:
    """A homeostat at work; made by :meth:`Network.homeostasis`.

    Attributes
    ----------
    of : Population or Projection
    homeostat : Homeostat
        As it was described.
    """

    def __init__(self, network: Network, of: Population | Projection, homeostat: Homeostat) -> None:
        self.network = network
        self.of = of
        self.homeostat = homeostat
        is_of_neurons = isinstance(of, Population)
        columns = homeostat.columns(f"{type(homeostat).__name__} of {of.name!r}")
        index = ctypes.c_int32()
        _capi.check(
            _capi.lib.snn_homeostat_attach(
                network.token,
                of.index if is_of_neurons else -1,
                -1 if is_of_neurons else of.index,
                _capi.encode(homeostat.kind, "kind"),
                *_capi.columns(columns),
                ctypes.byref(index),
            )
        )
        self.index = index.value

    def _values(self, variable: str, size: int | None = None) -> NDArray[np.float64]:
        neurons = self.of if isinstance(self.of, Population) else self.of.target
        values = np.empty(neurons.size if size is None else size)
        _capi.check(
            _capi.lib.snn_homeostat_get(
                self.network.token,
                self.index,
                _capi.encode(variable, "variable"),
                _capi.address(values),
                values.size,
            )
        )
        return values

    @property
    def estimate(self) -> NDArray[np.float64]:
        """Copy of the rate (Hz), mean square or count that each neuron's last action went by."""
        return self._values("estimate")

    @property
    def value(self) -> NDArray[np.float64]:
        """Copy of what a population's homeostat moves, as it is now, one a neuron."""
        return self._values("value")

    @property
    def target(self) -> NDArray[np.float64]:
        """Copy of the targets, one a neuron (of a score, one); assigning sets them."""
        return self._values("target", 1 if self.homeostat.kind.startswith("learning") else None)

    @target.setter
    def target(self, values: ArrayLike) -> None:
        column = _column(values, f"target of {self!r}")
        _capi.check(
            _capi.lib.snn_homeostat_target_set(
                self.network.token, self.index, _capi.address(column), column.size
            )
        )

    @property
    def factor(self) -> float:
        """Learning rate factor of the projection, where the homeostat sets it."""
        return float(self._values("factor", 1)[0])

    def report(self, score: float) -> None:
        """Tell a homeostat that goes by scores a new one; it acts at once."""
        score = _capi.number(score, f"a score of {self!r}")
        _capi.check(_capi.lib.snn_homeostat_report(self.network.token, self.index, score))

    def __repr__(self) -> str:
        return f"Homeostasis({self.of.name!r}, {type(self.homeostat).__name__})"


def homeostasis(network: Network, of: Population | Projection, homeostat: Homeostat) -> Homeostasis:
    """Let a homeostat act on a population or on a projection.

    Parameters
    ----------
    of : Population or Projection
    homeostat : Homeostat
        Such as :class:`~swiftsnn.ThresholdToRate` or :class:`~swiftsnn.WeightsToSum`.

    Returns
    -------
    Homeostasis
        To read estimates, to set targets and to report scores.
    """
    if isinstance(of, Projection):
        check_population(of.target, "a homeostat", network)
    else:
        check_population(of, "a homeostat", network)
    if not isinstance(homeostat, Homeostat):
        raise InvalidArgumentError(
            f"a homeostat must be one such as swiftsnn.ThresholdToRate(), not {homeostat!r}"
        )
    return Homeostasis(network, of, homeostat)
