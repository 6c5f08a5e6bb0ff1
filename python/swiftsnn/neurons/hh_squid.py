"""Hodgkin-Huxley neurons, the squid's giant axon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from swiftsnn.neurons._model import CurrentPair, Values


@dataclass(frozen=True, kw_only=True, eq=False)
class HHSquid(CurrentPair):
    r"""Hodgkin-Huxley neurons with the rates of the squid's giant axon and alpha-shaped currents.

    The membrane of :class:`HHTraub` with the rates of Hodgkin & Huxley (J Physiol 117:500, 1952)
    and rest at -65 mV; defaults are of 1e-4 cm^2. As NEST's ``hh_psc_alpha``. State: ``v``, gates
    ``m``, ``h``, ``n``, ``i_exc``, ``i_inh`` (nA), ``di_exc``, ``di_inh`` (nA/ms).

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
        Time to the peak of the excitatory and the inhibitory current.
    receptors : mapping of names to receptors, optional
        In place of the model's own, such as ``{"ampa": swiftsnn.CondExp(tau_syn=2.0)}``.
    """

    name: ClassVar[str] = "hh_squid"

    # Names are PyNN's.
    cm: Values = 0.1
    g_leak: Values = 0.03
    gbar_Na: Values = 12.0  # noqa: N815
    gbar_K: Values = 3.6  # noqa: N815
    e_rev_leak: Values = -54.402
    e_rev_Na: Values = 50.0  # noqa: N815
    e_rev_K: Values = -77.0  # noqa: N815
    v_offset: Values = -65.0
    v_thresh: Values = 0.0
    tau_refrac: Values = 2.0
    i_offset: Values = 0.0
    v_init: Values = -65.0
    substeps: int = 0
