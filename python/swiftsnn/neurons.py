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
        "E_ex": "e_rev_E",
        "E_in": "e_rev_I",
        "tau_syn_ex": "tau_syn_E",
        "tau_syn_in": "tau_syn_I",
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
class _WithSynapses(Model):
    """What the models with synaptic currents or conductances have in common."""

    tau_m: Values = 20.0
    cm: Values = 1.0
    v_rest: Values = -65.0
    v_reset: Values = -65.0
    v_thresh: Values = -50.0
    v_init: Values | None = None
    tau_refrac: Values = 0.1
    i_offset: Values = 0.0
    # The names of the two receptors' parameters are PyNN's.
    tau_syn_E: Values = 5.0  # noqa: N815
    tau_syn_I: Values = 5.0  # noqa: N815

    def parameters(self) -> dict[str, Any]:
        """Parameters as the engine takes them, by name."""
        values = super().parameters()
        if values["v_init"] is None:
            values["v_init"] = self.v_rest
        return values


@dataclass(frozen=True, kw_only=True, eq=False)
class LIFCurrExp(_WithSynapses):
    r"""Leaky integrate-and-fire neurons with exponential currents (PyNN ``IF_curr_exp``).

    .. math::
        c_m \dot v &= -(c_m / \tau_m)(v - v_\mathrm{rest})
            + i_\mathrm{exc} + i_\mathrm{inh} + i_\mathrm{offset} \\
        \tau_\mathrm{syn} \dot i &= -i

    A spike that arrives adds its weight (nA, negative to inhibit) to the current of its receptor,
    ``"excitatory"`` or ``"inhibitory"``, and acts on ``v`` from the next step on. Integration over
    a step is exact (Rotter & Diesmann 1999), also where ``tau_syn`` equals ``tau_m``; a neuron
    fires where ``v >= v_thresh`` at a step's end. During refractoriness ``v`` is held at
    ``v_reset`` and the currents go on, as in NEST's ``iaf_psc_exp``. State: ``v``, ``i_exc``,
    ``i_inh`` (nA), ``v_thresh``.

    Every parameter is one number or an array with one a neuron.

    Parameters
    ----------
    tau_m : ms
        Membrane time constant.
    cm : nF
        Membrane capacitance.
    v_rest, v_reset, v_thresh : mV
        Resting potential, potential after a spike, threshold.
    v_init : mV
        Potential at the start and after a reset; ``v_rest`` if None.
    tau_refrac : ms
        Refractory period, rounded to the step.
    i_offset : nA
        Constant current.
    tau_syn_E, tau_syn_I : ms
        Decay of the excitatory and the inhibitory current.
    """

    name: ClassVar[str] = "lif_curr_exp"


@dataclass(frozen=True, kw_only=True, eq=False)
class LIFCurrAlpha(_WithSynapses):
    r"""Leaky integrate-and-fire neurons with alpha-shaped currents (PyNN ``IF_curr_alpha``).

    .. math::
        c_m \dot v = -(c_m / \tau_m)(v - v_\mathrm{rest})
            + i_\mathrm{exc} + i_\mathrm{inh} + i_\mathrm{offset}

    A spike that arrived a time t ago gives the current of its receptor, ``"excitatory"`` or
    ``"inhibitory"``,

    .. math:: i = w \, e \, (t / \tau_\mathrm{syn}) \exp(-t / \tau_\mathrm{syn})

    so that its weight w (nA, negative to inhibit) is the current's peak, reached after ``tau_syn``.
    Integration over a step is exact (Rotter & Diesmann 1999), also where ``tau_syn`` equals
    ``tau_m``; a neuron fires where ``v >= v_thresh`` at a step's end. During refractoriness ``v``
    is held at ``v_reset`` and the currents go on, as in NEST's ``iaf_psc_alpha``. State: ``v``,
    ``i_exc``, ``i_inh`` (nA), ``di_exc``, ``di_inh`` (nA/ms: what a spike raises by
    e w / ``tau_syn``), ``v_thresh``.

    Every parameter is one number or an array with one a neuron.

    Parameters
    ----------
    tau_m : ms
        Membrane time constant.
    cm : nF
        Membrane capacitance.
    v_rest, v_reset, v_thresh : mV
        Resting potential, potential after a spike, threshold.
    v_init : mV
        Potential at the start and after a reset; ``v_rest`` if None.
    tau_refrac : ms
        Refractory period, rounded to the step.
    i_offset : nA
        Constant current.
    tau_syn_E, tau_syn_I : ms
        Time to the peak of the excitatory and the inhibitory current.
    """

    name: ClassVar[str] = "lif_curr_alpha"


@dataclass(frozen=True, kw_only=True, eq=False)
class LIFCondExp(_WithSynapses):
    r"""Leaky integrate-and-fire neurons with exponential conductances (PyNN ``IF_cond_exp``).

    .. math::
        c_m \dot v &= (c_m / \tau_m)(v_\mathrm{rest} - v)
            + g_\mathrm{exc} (e_\mathrm{rev,E} - v) + g_\mathrm{inh} (e_\mathrm{rev,I} - v)
            + i_\mathrm{offset} \\
        \tau_\mathrm{syn} \dot g &= -g

    A spike that arrives adds its weight (uS) to the conductance of its receptor, ``"excitatory"``
    or ``"inhibitory"``, and acts on ``v`` from the next step on. Weights are positive on both: it
    is the reversal potential that inhibits. Negative ones are not refused, but where the total
    conductance comes out negative, ``v`` runs away.

    Integration is by the exponential midpoint rule: of second order in the step, and stable however
    large the conductances are. A neuron fires where ``v >= v_thresh`` at a step's end. During
    refractoriness ``v`` is held at ``v_reset`` and the conductances go on, as in NEST's
    ``iaf_cond_exp``. State: ``v``, ``g_exc``, ``g_inh`` (uS), ``v_thresh``.

    Every parameter is one number or an array with one a neuron.

    Parameters
    ----------
    tau_m : ms
        Membrane time constant; the leak is ``cm / tau_m``.
    cm : nF
        Membrane capacitance.
    v_rest, v_reset, v_thresh : mV
        Resting potential, potential after a spike, threshold.
    v_init : mV
        Potential at the start and after a reset; ``v_rest`` if None.
    tau_refrac : ms
        Refractory period, rounded to the step.
    i_offset : nA
        Constant current.
    tau_syn_E, tau_syn_I : ms
        Decay of the excitatory and the inhibitory conductance.
    e_rev_E, e_rev_I : mV
        Excitatory and inhibitory reversal potential.
    """

    name: ClassVar[str] = "lif_cond_exp"

    e_rev_E: Values = 0.0  # noqa: N815
    e_rev_I: Values = -70.0  # noqa: N815


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
