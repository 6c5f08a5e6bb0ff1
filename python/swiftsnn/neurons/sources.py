"""Sources: populations that take no input."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from swiftsnn.neurons._model import Model, Values


@dataclass(frozen=True, kw_only=True, eq=False)
class Bernoulli(Model):
    """Sources that fire in each step with probability ``gain * drive``, at most 1.

    ``drive`` is what :meth:`Network.present` is given for the population, 1 before.

    Parameters
    ----------
    gain : probability, 0 to 1
        Of a spike in a step at drive 1; one number or one a neuron.
    """

    name: ClassVar[str] = "bernoulli"

    gain: Values = 1.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Poisson(Model):
    """Poisson sources of ``rate * drive``, at most one spike a step.

    A neuron fires in a step of dt with probability ``1 - exp(-rate drive dt)``, so that at rates
    near ``1 / dt`` fewer spikes come than the rate says (95 instead of 100 Hz at dt = 1 ms).

    ``drive`` is what :meth:`Network.present` is given for the population, 1 before. For input of
    many events a step to each neuron see :meth:`Network.poisson_input`.

    Parameters
    ----------
    rate : Hz
        Rate at drive 1; one number or one a neuron.
    """

    name: ClassVar[str] = "poisson"

    rate: Values = 1.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Analog(Model):
    """Sources that transmit the number ``gain * drive`` in every step, in place of spikes.

    ``drive`` is what :meth:`Network.present` is given for the population, 1 before; or rows over
    time from :meth:`Network.feed`; it may be negative. A synapse of weight w so brings a current of
    ``w gain drive`` (direct encoding of images, features or currents). What arrives is summed up
    once a presentation, run or row, which is faster than any spikes, and presentations learn from
    it as from a trace of constant input.

    Parameters
    ----------
    gain : float
        Of the number for a drive of 1; one number or one a neuron.
    """

    name: ClassVar[str] = "analog"

    gain: Values = 1.0


@dataclass(frozen=True, kw_only=True, eq=False)
class SpikeSource(Model):
    """Sources that fire the spikes they are fed with :meth:`Network.feed`."""

    name: ClassVar[str] = "spike_source"
