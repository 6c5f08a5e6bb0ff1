"""Leaky integrate-and-fire with exponential conductances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from swiftsnn.neurons._model import ConductancePair, Leaky


@dataclass(frozen=True, kw_only=True, eq=False)
class LIFCondExp(ConductancePair, Leaky):
    r"""Leaky integrate-and-fire neurons with exponential conductances (PyNN ``IF_cond_exp``).

    .. math::
        c_m \dot v &= (c_m / \tau_m)(v_\mathrm{rest} - v)
            + g_\mathrm{exc} (e_\mathrm{rev,E} - v) + g_\mathrm{inh} (e_\mathrm{rev,I} - v)
            + i_\mathrm{offset} \\
        \tau_\mathrm{syn} \dot g &= -g

    A spike that arrives adds its weight (uS) to the conductance of its receptor, ``"excitatory"``
    or ``"inhibitory"``, and acts on ``v`` from the next step on. Weights are not negative: it is
    the reversal potential that inhibits.

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
    reset : {"value", "subtract"}
        A spike sets ``v`` to ``v_reset``, or subtracts ``v_thresh - v_reset`` from it.
    tau_syn_E, tau_syn_I : ms
        Decay of the excitatory and the inhibitory conductance.
    e_rev_E, e_rev_I : mV
        Excitatory and inhibitory reversal potential.
    receptors : mapping of names to receptors, optional
        In place of the model's own, such as ``{"ampa": swiftsnn.CondExp(tau_syn=2.0)}``.
    """

    name: ClassVar[str] = "lif_cond_exp"

    reset: str = "value"
