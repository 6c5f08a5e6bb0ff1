"""What every workload gives back, and what they share."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import swiftsnn as snn


@dataclass(frozen=True)
class Built:
    """A described network.

    Attributes
    ----------
    network : swiftsnn.Network
    statistics : callable
        Of the simulated time in ms; called after the run, what else the workload reports. Its
        "rate_hz", where there is one, joins the rates of the populations.
    """

    network: snn.Network
    statistics: Callable[[float], dict[str, Any]]


def scaled(neurons: int, scale: float, least: int = 2) -> int:
    """``neurons`` times ``scale``, rounded (halves up); ValueError below ``least``."""
    size = math.floor(neurons * scale + 0.5)
    if size < least:
        raise ValueError(
            f"scale {scale:g} leaves {size} of {neurons} neurons, but at least {least} are needed"
        )
    return size
