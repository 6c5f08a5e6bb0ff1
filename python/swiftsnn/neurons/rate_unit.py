"""Graded units that transmit a rate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from swiftsnn.errors import InvalidArgumentError
from swiftsnn.neurons._model import Model, Values

_FUNCTIONS = ("linear", "tanh", "threshold", "logistic")


@dataclass(frozen=True, kw_only=True, eq=False)
class RateUnit(Model):
    r"""Graded units that transmit a rate instead of spikes.

    .. math:: \tau_m \dot r = -r + f(\mathrm{gain}\, (\mathrm{input} + \mathrm{bias}))

    where the input is the sum over synapses of weight times rate, as it arrives after the delay.
    Integration over a step is exact for the input of the step (Wilson & Cowan, Biophys J 12:1,
    1972; NEST's ``rate_neuron_ipn`` without noise). At every step each unit is a synaptic event of
    each of its synapses; it has no spikes. Currents add to the input. State: ``r``.

    Between rate units weights need no unit of time. A spiking neuron receives weight times rate at
    every step of dt, in the unit of its receptor; a rate unit counts a spike's weight as its input
    for one step, so that a weight of w / dt (dt in ms) makes input w out of a spike a millisecond.

    Every parameter is one number or an array with one a neuron; ``function`` is one for all.

    Parameters
    ----------
    tau_m : ms
        Time constant.
    gain, bias : dimensionless
        Of the argument of f.
    r_init : dimensionless
        Rate at the start and after a reset.
    function : {"linear", "tanh", "threshold", "logistic"}
        f: x, tanh x, max(0, x) or 1 / (1 + exp(-x)).
    """

    name: ClassVar[str] = "rate"

    tau_m: Values = 20.0
    gain: Values = 1.0
    bias: Values = 0.0
    r_init: Values = 0.0
    function: str = "linear"

    def parameters(self) -> dict[str, Any]:
        """Parameters as the engine takes them, by name."""
        values = super().parameters()
        if self.function not in _FUNCTIONS:
            raise InvalidArgumentError(
                f"function of RateUnit must be one of {', '.join(_FUNCTIONS)}, "
                f"not {self.function!r}"
            )
        values["function"] = float(_FUNCTIONS.index(self.function))
        return values
