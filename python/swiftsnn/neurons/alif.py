"""Leaky integrate-and-fire with an adaptive threshold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from swiftsnn.neurons._model import CurrentPair, Leaky, Values


@dataclass(frozen=True, kw_only=True, eq=False)
class ALIF(CurrentPair, Leaky):
    r"""Leaky integrate-and-fire neurons with an adaptive threshold.

    The membrane and receptors of :class:`LIFCurrExp`; a neuron fires where
    ``v >= v_thresh + v_adapt``, with

    .. math:: \tau_\mathrm{adapt} \dot v_\mathrm{adapt} = -v_\mathrm{adapt}

    and an own spike adds ``beta`` to ``v_adapt`` from the next step on (Bellec et al., NeurIPS
    31:787, 2018; Nat Commun 11:3625, 2020). Integration is exact. State: ``v``, ``v_adapt`` (mV),
    ``i_exc``, ``i_inh`` (nA), ``v_thresh``.

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
    tau_adapt : ms
        Decay of the shift of the threshold.
    beta : mV
        What a spike adds to it.
    tau_syn_E, tau_syn_I : ms
        Decay of the excitatory and the inhibitory current.
    receptors : mapping of names to receptors, optional
        In place of the model's own, such as ``{"ampa": swiftsnn.CondExp(tau_syn=2.0)}``.
    """

    name: ClassVar[str] = "alif"

    reset: str = "value"
    tau_adapt: Values = 200.0
    beta: Values = 1.6
