"""Homeostats: slow changes that hold a variable near its target."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import ClassVar

import numpy as np

from swiftsnn._described import Described


@dataclass(frozen=True)
class ThresholdToRate(Described):
    """Thresholds that rise while a neuron fires more than its target, and fall while less.

    After each learning presentation ``v_thresh += gain * (rate - target)``, within bounds; the
    rate is the mean over the batch.

    Parameters
    ----------
    target : Hz
        Rate to hold.
    gain : mV / Hz
        Speed.
    lower, upper : mV
        Bounds of the threshold; keep ``lower`` above ``v_reset``, or a silent neuron ends up firing
        in every step.
    """

    kind: ClassVar[str] = "threshold_to_rate"
    target: float = 50.0
    gain: float = 1e-4
    lower: float = -np.inf
    upper: float = np.inf

    def numbers(self) -> dict[str, float]:
        """Parameters as the engine takes them, by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}
