"""Adaptive exponential integrate-and-fire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from swiftsnn.neurons._model import Values
from swiftsnn.neurons.eif import EIF


@dataclass(frozen=True, kw_only=True, eq=False)
class AdEx(EIF):
    r"""Adaptive exponential integrate-and-fire neurons (PyNN ``EIF_cond_exp_isfa_ista``).

    .. math::
        c_m \dot v &= (c_m / \tau_m) \left(v_\mathrm{rest} - v
            + \Delta_T \exp((v - v_\mathrm{thresh}) / \Delta_T)\right) - w
            + g_\mathrm{exc} (e_\mathrm{rev,E} - v) + g_\mathrm{inh} (e_\mathrm{rev,I} - v)
            + i_\mathrm{offset} \\
        \tau_w \dot w &= a (v - v_\mathrm{rest}) - w

    by the classical Runge-Kutta rule, of fourth order; an own spike adds ``b`` to ``w``. While a
    neuron is refractory ``v`` is held at ``v_reset`` and ``w`` goes on. Brette & Gerstner, J
    Neurophysiol 94:3637, 2005, whose values are the defaults; as NEST's ``aeif_cond_exp``, but
    for the reset, which NEST does within the step. In the slopes ``v`` counts at most as
    ``v_spike``; a conductance so large that a part of a step cannot follow it (above 1.2 ``cm`` by
    the part's length) counts as that. State: ``v``, ``w`` (nA), ``g_exc``, ``g_inh`` (uS).

    Every parameter is one number or an array with one a neuron.

    Parameters
    ----------
    tau_m : ms
        Membrane time constant; the leak is ``cm / tau_m``.
    cm : nF
        Membrane capacitance.
    v_rest, v_reset : mV
        Resting potential, potential after a spike.
    v_thresh : mV
        Potential from which the upswing runs away by itself.
    delta_T : mV
        Sharpness of the upswing.
    v_spike : mV
        Potential from which the neuron fires, at a step's end.
    v_init : mV
        Potential at the start and after a reset; ``v_rest`` if None.
    tau_refrac : ms
        Refractory period, rounded to the step.
    i_offset : nA
        Constant current.
    a : nS
        Subthreshold adaptation.
    b : nA
        What a spike adds to ``w``.
    tau_w : ms
        Time constant of ``w``.
    w_init : nA
        ``w`` at the start and after a reset.
    substeps : int
        Parts that a step is integrated in, one for all; 0: as many as parts of at most
        0.1 ms need.
    tau_syn_E, tau_syn_I : ms
        Decay of the excitatory and the inhibitory conductance.
    e_rev_E, e_rev_I : mV
        Excitatory and inhibitory reversal potential.
    receptors : mapping of names to receptors, optional
        In place of the model's own, such as ``{"ampa": swiftsnn.CondExp(tau_syn=2.0)}``.
    """

    name: ClassVar[str] = "adex"

    a: Values = 4.0
    b: Values = 0.0805
    tau_w: Values = 144.0
    w_init: Values = 0.0
