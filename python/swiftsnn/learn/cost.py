"""What an answer costs: spikes, synaptic events, and the energy they stand for."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from swiftsnn.systems.srsnn import SRSNN

ADDITION = 0.9e-12
MULTIPLICATION = 4.6e-12
"""Joule of a 32-bit floating-point addition, and of a multiplication with its addition, in 45 nm
(Horowitz 2014, ISSCC, "Computing's energy problem")."""


@dataclass(frozen=True)
class InferenceCost:
    """Means over samples.

    Attributes
    ----------
    spikes : float
        Of all neurons.
    events : float
        Synapses that spikes reach, an addition each.
    multiplications : float
        Of numbers that come in place of spikes with weights, once a sample.
    dense_multiplications : float
        Of an artificial network with layers of the same sizes.
    """

    spikes: float
    events: float
    multiplications: float
    dense_multiplications: float

    @property
    def joule(self) -> float:
        """Of arithmetic alone: a proxy, which leaves out memory and neurons."""
        return self.events * ADDITION + self.multiplications * MULTIPLICATION

    @property
    def dense_joule(self) -> float:
        """The same of the artificial network."""
        return self.dense_multiplications * MULTIPLICATION

    def line(self) -> str:
        """The figures, as a person reads them."""
        dense = (
            f"{self.dense_multiplications:,.0f} multiplications, {1e6 * self.dense_joule:.2f} uJ"
        )
        return (
            f"{self.spikes:,.0f} spikes, {self.events:,.0f} synaptic events and "
            f"{self.multiplications:,.0f} multiplications a sample, {1e6 * self.joule:.2f} uJ of "
            f"arithmetic at 45 nm; a dense artificial network of these sizes {dense}"
        )


def cost(system: SRSNN, inputs: NDArray[Any]) -> InferenceCost:
    """Present samples without learning, in whole batches, and count."""
    batch = system.network.batch
    inputs = inputs[np.arange(max(len(inputs) // batch, 1) * batch) % len(inputs)]
    before = system.network.counters
    system.rates(inputs)
    after = system.network.counters
    numbers = 0.0
    if system.stimuli.rate is None:
        fan_out = np.bincount(system.projections["input 1"].pre, minlength=system.stimuli.features)
        numbers = float((inputs != system.stimuli.mean).sum(0) @ fan_out)
    sizes = [system.stimuli.features, *(h.size for h in system.hidden), system.classes]
    shown = len(inputs)
    return InferenceCost(
        spikes=(after.spikes - before.spikes) / shown,
        events=(after.synaptic_events - before.synaptic_events) / shown,
        multiplications=numbers / shown,
        dense_multiplications=float(sum(a * b for a, b in pairwise(sizes))),
    )
