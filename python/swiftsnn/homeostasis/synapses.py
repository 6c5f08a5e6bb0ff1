"""Homeostats of the weights onto neurons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from swiftsnn.homeostasis.described import Homeostat


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
        As of :class:`~swiftsnn.ThresholdToRate`.
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
        As of :class:`~swiftsnn.ThresholdToRate`.
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
        As of :class:`~swiftsnn.ThresholdToRate`.
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
