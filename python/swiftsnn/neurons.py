"""Neuron and source models: what a population is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike

from swiftsnn._described import Described
from swiftsnn.errors import InvalidArgumentError

Values = float | ArrayLike
"""A parameter: one value for all neurons, or one a neuron."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Model(Described):
    """Base of the models; the fields of a model are its parameters."""

    name: ClassVar[str]

    elsewhere: ClassVar[Mapping[str, str]] = {
        "E_L": "v_rest",
        "V_reset": "v_reset",
        "V_th": "v_thresh",
        "C_m": "cm",
        "t_ref": "tau_refrac",
        "I_e": "i_offset",
        "V_m": "v_init",
        "tau": "tau_m",
        "v_th": "v_thresh",
        "threshold": "v_thresh",
        "refractory": "tau_refrac",
    }

    def __new__(cls, *values: Any, **given: Any) -> Self:
        """Refuse parameters that are not named, and unknown ones."""
        if values:
            raise InvalidArgumentError(
                f"parameters of {cls.__name__} are given by name; "
                f"valid ones are {', '.join(field.name for field in fields(cls)) or 'none'}"
            )
        return super().__new__(cls, **given)

    def parameters(self) -> dict[str, Any]:
        """Parameters as the engine takes them, by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, kw_only=True, eq=False)
class LIF(Model):
    r"""Leaky integrate-and-fire neurons with delta input (PyNN ``IF_curr_delta``).

    .. math:: \tau_m \dot v = -(v - v_\mathrm{rest}) + (\tau_m / c_m)\, i_\mathrm{offset}

    A spike that arrives adds its weight (mV) to ``v`` at once. Integration over a step is exact;
    a neuron fires where ``v >= v_thresh`` at a step's end. Input that arrives during refractoriness
    is lost, as in NEST's ``iaf_psc_delta``.

    Every parameter is one number or an array with one a neuron; ``reset`` is one for all.

    Parameters
    ----------
    tau_m : ms
        Membrane time constant.
    cm : nF
        Membrane capacitance; matters for ``i_offset`` only.
    v_rest, v_reset, v_thresh : mV
        Resting potential, potential after a spike, threshold.
    v_min : mV
        Floor of the potential.
    v_init : mV
        Potential at the start and after a reset; ``v_rest`` if None.
    tau_refrac : ms
        Refractory period, rounded to the step.
    i_offset : nA
        Constant current.
    reset : {"value", "subtract"}
        A spike sets ``v`` to ``v_reset``, or subtracts ``v_thresh - v_reset`` from it.
    """

    name: ClassVar[str] = "lif"

    tau_m: Values = 20.0
    cm: Values = 1.0
    v_rest: Values = -65.0
    v_reset: Values = -65.0
    v_thresh: Values = -50.0
    v_min: Values = -np.inf
    v_init: Values | None = None
    tau_refrac: Values = 0.1
    i_offset: Values = 0.0
    reset: str = "value"

    def parameters(self) -> dict[str, Any]:
        """Parameters as the engine takes them, by name."""
        values = super().parameters()
        reset = values.pop("reset")
        if reset not in ("value", "subtract"):
            raise InvalidArgumentError(f"reset of LIF must be 'value' or 'subtract', not {reset!r}")
        values["subtract"] = float(reset == "subtract")
        if values["v_init"] is None:
            values["v_init"] = self.v_rest
        return values


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
class SpikeSource(Model):
    """Sources that fire the spikes they are fed with :meth:`Network.feed`."""

    name: ClassVar[str] = "spike_source"
