"""Exponential integrate-and-fire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from swiftsnn.neurons._model import ConductancePair, Values


@dataclass(frozen=True, kw_only=True, eq=False)
class EIF(ConductancePair):
    r"""Exponential integrate-and-fire neurons with exponential conductances.

    .. math::
        c_m \dot v = (c_m / \tau_m) \left(v_\mathrm{rest} - v
            + \Delta_T \exp((v - v_\mathrm{thresh}) / \Delta_T)\right)
            + g_\mathrm{exc} (e_\mathrm{rev,E} - v) + g_\mathrm{inh} (e_\mathrm{rev,I} - v)
            + i_\mathrm{offset}

    by the classical Runge-Kutta rule, of fourth order (Fourcaud-Trocme et al., J Neurosci 23:11628,
    2003). In the slopes ``v`` counts at most as ``v_spike``; a conductance above 1.2 ``cm`` by the
    length of a part of a step counts as that. State: ``v``, ``g_exc``, ``g_inh`` (uS).

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

    name: ClassVar[str] = "eif"

    tau_m: Values = 9.3667
    cm: Values = 0.281
    v_rest: Values = -70.6
    v_reset: Values = -70.6
    v_thresh: Values = -50.4
    delta_T: Values = 2.0  # noqa: N815
    v_spike: Values = -40.0
    v_init: Values | None = None
    tau_refrac: Values = 0.1
    i_offset: Values = 0.0
    substeps: int = 0
