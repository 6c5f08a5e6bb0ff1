"""Leaky integrate-and-fire with alpha-shaped conductances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from swiftsnn.neurons._model import ConductancePair, Leaky


@dataclass(frozen=True, kw_only=True, eq=False)
class LIFCondAlpha(ConductancePair, Leaky):
    r"""Leaky integrate-and-fire neurons with alpha-shaped conductances (PyNN ``IF_cond_alpha``).

    The membrane of :class:`LIFCondExp`; a spike that arrived a time t ago gives the conductance

    .. math:: g = w \, e \, (t / \tau_\mathrm{syn}) \exp(-t / \tau_\mathrm{syn})

    whose peak is the weight w (uS), reached after ``tau_syn``. Integration is by the exponential
    midpoint rule, of second order in the step. State: ``v``, ``g_exc``, ``g_inh`` (uS), ``dg_exc``,
    ``dg_inh`` (uS/ms), ``v_thresh``. As NEST's ``iaf_cond_alpha``.

    Every parameter is one number or an array with one a neuron; ``reset`` is one for all.

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
        Time to the peak of the excitatory and the inhibitory conductance.
    e_rev_E, e_rev_I : mV
        Excitatory and inhibitory reversal potential.
    receptors : mapping of names to receptors, optional
        In place of the model's own, such as ``{"ampa": swiftsnn.CondExp(tau_syn=2.0)}``.
    """

    name: ClassVar[str] = "lif_cond_alpha"

    reset: str = "value"
