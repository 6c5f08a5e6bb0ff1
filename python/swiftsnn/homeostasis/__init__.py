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

from swiftsnn.homeostasis.at_work import Homeostasis, homeostasis
from swiftsnn.homeostasis.described import Homeostat
from swiftsnn.homeostasis.learning_rates import (
    LearningRateByRatio,
    LearningRateDecay,
    LearningRateSearch,
    LearningRateToScore,
)
from swiftsnn.homeostasis.neurons import (
    BiasToRate,
    GainToRate,
    GainToVariance,
    ThresholdToCount,
    ThresholdToRate,
)
from swiftsnn.homeostasis.synapses import (
    InhibitionToRate,
    WeightsToNorm,
    WeightsToRate,
    WeightsToSum,
)

__all__ = [
    "BiasToRate",
    "GainToRate",
    "GainToVariance",
    "Homeostasis",
    "Homeostat",
    "InhibitionToRate",
    "LearningRateByRatio",
    "LearningRateDecay",
    "LearningRateSearch",
    "LearningRateToScore",
    "ThresholdToCount",
    "ThresholdToRate",
    "WeightsToNorm",
    "WeightsToRate",
    "WeightsToSum",
    "homeostasis",
]
