"""Signals that say how things go, and how they reach neurons: what multiplies plasticity."""

from swiftsnn.modulation.base import Modulator
from swiftsnn.modulation.carriers import ClassGroups, Scalar
from swiftsnn.modulation.errors import Goodness, LabelledSignal, PopulationError
from swiftsnn.modulation.feedback import (
    Broadcast,
    FixedFeedback,
    LearnedFeedback,
    TransposedFeedback,
)
from swiftsnn.modulation.routes import modulate
from swiftsnn.modulation.signals import Concentration, Gate, Reward, Signal

__all__ = [
    "Broadcast",
    "ClassGroups",
    "Concentration",
    "FixedFeedback",
    "Gate",
    "Goodness",
    "LabelledSignal",
    "LearnedFeedback",
    "Modulator",
    "PopulationError",
    "Reward",
    "Scalar",
    "Signal",
    "TransposedFeedback",
    "modulate",
]
