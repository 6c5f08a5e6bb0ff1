"""Generalised integrate-and-fire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from swiftsnn.neurons._model import CurrentPair, Leaky, Values


@dataclass(frozen=True, kw_only=True, eq=False)
class GIF(CurrentPair, Leaky):
    r"""Generalised integrate-and-fire neurons with escape noise.

    The membrane and receptors of :class:`LIFCurrExp`, less two spike-triggered currents, firing at
    random with the rate

    .. math::
        \lambda = \lambda_0 \exp((v - v_\mathrm{thresh} - v_\mathrm{sfa1} - v_\mathrm{sfa2})
            / \Delta_V)

    An own spike adds ``q_stc`` (nA) to the currents and ``q_sfa`` (mV) to the shifts of the
    threshold from the next step on; both decay exponentially. Within a step the currents count as
    constant, as in NEST's ``gif_psc_exp``; the rest is exact. Mensi et al., J Neurophysiol
    107:1756, 2012; Pozzorini et al., PLoS Comput Biol 11:e1004275, 2015. State: ``v``, ``i_stc1``,
    ``i_stc2``, ``i_exc``, ``i_inh`` (nA), ``v_sfa1``, ``v_sfa2`` (mV), ``v_thresh``.

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
    lambda_0 : Hz
        Rate of firing at the threshold.
    delta_V : mV
        Sharpness of the threshold.
    tau_stc1, tau_stc2, tau_sfa1, tau_sfa2 : ms
        Decay of the spike-triggered currents and of the shifts of the threshold.
    q_stc1, q_stc2 : nA
        What a spike adds to the currents.
    q_sfa1, q_sfa2 : mV
        What a spike adds to the shifts.
    tau_syn_E, tau_syn_I : ms
        Decay of the excitatory and the inhibitory current.
    receptors : mapping of names to receptors, optional
        In place of the model's own, such as ``{"ampa": swiftsnn.CondExp(tau_syn=2.0)}``.
    """

    name: ClassVar[str] = "gif"

    lambda_0: Values = 1000.0
    delta_V: Values = 0.5  # noqa: N815
    tau_stc1: Values = 100.0
    q_stc1: Values = 0.0
    tau_sfa1: Values = 100.0
    q_sfa1: Values = 0.0
    tau_stc2: Values = 100.0
    q_stc2: Values = 0.0
    tau_sfa2: Values = 100.0
    q_sfa2: Values = 0.0
