"""Hodgkin-Huxley neurons with Traub's rates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from swiftsnn.neurons._model import ConductancePair, Values


@dataclass(frozen=True, kw_only=True, eq=False)
class HHTraub(ConductancePair):
    r"""Hodgkin-Huxley neurons with the rates of Traub & Miles (1991) (PyNN ``HH_cond_exp``).

    .. math::
        c_m \dot v = g_\mathrm{leak} (e_\mathrm{leak} - v)
            + \bar g_\mathrm{Na} m^3 h (e_\mathrm{Na} - v)
            + \bar g_\mathrm{K} n^4 (e_\mathrm{K} - v)
            + g_\mathrm{exc} (e_\mathrm{rev,E} - v) + g_\mathrm{inh} (e_\mathrm{rev,I} - v)
            + i_\mathrm{offset}

    in the form of Brette et al. (J Comput Neurosci 23:349, 2007), benchmark 3, by the classical
    Runge-Kutta rule, of fourth order. A neuron fires where v, looked
    at after every step (in steps above 0.1 ms after every 0.1 ms), is lower than the time before at
    ``v >= v_thresh``, as in NEST's ``hh_cond_exp_traub``; v is never reset. With these values it
    fires by itself, at 14 Hz. State: ``v``,
    gates ``m``, ``h``, ``n``, ``g_exc``, ``g_inh`` (uS).

    Every parameter is one number or an array with one a neuron.

    Parameters
    ----------
    cm : nF
        Membrane capacitance.
    g_leak, gbar_Na, gbar_K : uS
        Leak, largest sodium and potassium conductance.
    e_rev_leak, e_rev_Na, e_rev_K : mV
        Their reversal potentials.
    v_offset : mV
        Potential that the rates of the gates count from.
    v_thresh : mV
        Least height of the peak of a spike.
    tau_refrac : ms
        Time without a further spike, rounded to the step.
    i_offset : nA
        Constant current.
    v_init : mV
        Potential at the start and after a reset; the gates start where they rest at it.
    substeps : int
        Parts that a step is integrated in, one for all; 0: as many as parts of at most
        0.025 ms need.
    tau_syn_E, tau_syn_I : ms
        Decay of the excitatory and the inhibitory conductance.
    e_rev_E, e_rev_I : mV
        Excitatory and inhibitory reversal potential.
    receptors : mapping of names to receptors, optional
        In place of the model's own, such as ``{"ampa": swiftsnn.CondExp(tau_syn=2.0)}``.
    """

    name: ClassVar[str] = "hh_traub"

    # Names are PyNN's.
    cm: Values = 0.2
    g_leak: Values = 0.01
    gbar_Na: Values = 20.0  # noqa: N815
    gbar_K: Values = 6.0  # noqa: N815
    e_rev_leak: Values = -60.0
    e_rev_Na: Values = 50.0  # noqa: N815
    e_rev_K: Values = -90.0  # noqa: N815
    v_offset: Values = -63.0
    v_thresh: Values = -33.0
    tau_refrac: Values = 2.0
    i_offset: Values = 0.0
    v_init: Values = -60.0
    substeps: int = 0
