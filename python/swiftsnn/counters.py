"""What a network holds and has done."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Counters:
    """What a network holds and has done.

    Attributes
    ----------
    step : int
        Steps since the start.
    neurons, synapses : int
        Of all populations (sources included) and projections; a batch counts once.
    spikes, synaptic_events : int
        So far, over all batch lanes.
    """

    step: int
    neurons: int
    synapses: int
    spikes: int
    synaptic_events: int
