"""Leaky integrate-and-fire with alpha-shaped currents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from swiftsnn.neurons._model import CurrentPair, Leaky


@dataclass(frozen=True, kw_only=True, eq=False)
class LIFCurrAlpha(CurrentPair, Leaky):
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
    reset : {"value", "subtract"}
        A spike sets ``v`` to ``v_reset``, or subtracts ``v_thresh - v_reset`` from it.
    tau_syn_E, tau_syn_I : ms
        Time to the peak of the excitatory and the inhibitory current.
    receptors : mapping of names to receptors, optional
        In place of the model's own, such as ``{"ampa": swiftsnn.CondExp(tau_syn=2.0)}``.
    """

    name: ClassVar[str] = "lif_curr_alpha"

    reset: str = "value"
