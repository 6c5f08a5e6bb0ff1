"""Leaky integrate-and-fire with delta input."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from swiftsnn.neurons._model import Leaky, Values


@dataclass(frozen=True, kw_only=True, eq=False)
class LIF(Leaky):
    r"""Leaky integrate-and-fire neurons with delta input (PyNN ``IF_curr_delta``).

    .. math:: \tau_m \dot v = -(v - v_\mathrm{rest}) + (\tau_m / c_m)\, i_\mathrm{offset}

    A spike that arrives adds its weight (mV) to ``v`` at once. Integration over a step is exact;
    a neuron fires where ``v >= v_thresh`` at a step's end. Input that arrives during refractoriness
    is lost, as in NEST's ``iaf_psc_delta``.

    Every parameter is one number or an array with one a neuron; ``reset`` is one for all.

    Parameters
    ----------
    tau_m : ms
        Membrane time constant.
    cm : nF
        Membrane capacitance; matters for ``i_offset`` only.
    v_rest, v_reset, v_thresh : mV
        Resting potential, potential after a spike, threshold.
    v_min : mV
        Floor of the potential.
    v_init : mV
        Potential at the start and after a reset; ``v_rest`` if None.
    tau_refrac : ms
        Refractory period, rounded to the step.
    i_offset : nA
        Constant current.
    reset : {"value", "subtract"}
        A spike sets ``v`` to ``v_reset``, or subtracts ``v_thresh - v_reset`` from it.
    receptors : mapping of names to receptors, optional
        In place of the model's own, such as ``{"ampa": swiftsnn.CondExp(tau_syn=2.0)}``.
    """

    name: ClassVar[str] = "lif"
    own_receptors: ClassVar[tuple[str, ...]] = ("v_min",)

    v_min: Values = -np.inf
    reset: str = "value"
