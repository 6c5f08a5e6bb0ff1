"""Leaky integrate-and-fire with exponential currents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from swiftsnn.neurons._model import CurrentPair, Leaky


@dataclass(frozen=True, kw_only=True, eq=False)
class LIFCurrExp(CurrentPair, Leaky):
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
    reset : {"value", "subtract"}
        A spike sets ``v`` to ``v_reset``, or subtracts ``v_thresh - v_reset`` from it.
    tau_syn_E, tau_syn_I : ms
        Decay of the excitatory and the inhibitory current.
    receptors : mapping of names to receptors, optional
        In place of the model's own, such as ``{"ampa": swiftsnn.CondExp(tau_syn=2.0)}``.
    """

    name: ClassVar[str] = "lif_curr_exp"

    reset: str = "value"
