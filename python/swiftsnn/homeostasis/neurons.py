"""Homeostats of neurons: thresholds, currents and gains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from swiftsnn.homeostasis.described import Homeostat


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
