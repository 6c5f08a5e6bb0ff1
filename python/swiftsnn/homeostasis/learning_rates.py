"""Homeostats of learning rates: schedules, and control by scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from swiftsnn.homeostasis.described import Homeostat


@dataclass(frozen=True)
class LearningRateDecay(Homeostat):
    """A projection's learning rate factor times ``factor`` at each action, down to ``lower``.

    It goes on from what :meth:`Projection.set_learning_rate` sets.

    Parameters
    ----------
    factor : 0 to 1
    lower : float
    period, presentations
        As of :class:`~swiftsnn.ThresholdToRate`.
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

    At each :meth:`~swiftsnn.Homeostasis.report` ``factor += gain * (target - score)``, within
    bounds.
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

    At each :meth:`~swiftsnn.Homeostasis.report` of a ratio the factor becomes
    ``scale * (1 + tanh(1) - tanh(ratio))`` or, with ``shifts``, ``scale * (1 + tanh(1 - ratio))``,
    within bounds: inverse effectiveness (He et al. 2025), the ratio being the summed scores of the
    single inputs over that of all together.
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

    At each :meth:`~swiftsnn.Homeostasis.report` it moves by ``by``, within bounds: up at first, and
    the other way from then on where the score is lower than the last. A closed loop like that of
    Man, Damasio & Neven (2022), who compare simulated updates where this compares reported scores.
    """

    kind: ClassVar[str] = "learning_rate_search"
    is_of_neurons: ClassVar[bool] = False
    by: float = 0.1
    lower: float = 0.0
    upper: float = 10.0
