"""Leaky integrators that never fire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from swiftsnn.neurons._model import Neuron, Values


@dataclass(frozen=True, kw_only=True, eq=False)
class LeakyReadout(Neuron):
    r"""Leaky integrators that never fire, to read a network out by their potential.

    .. math:: \tau_m \dot v = -(v - v_\mathrm{rest}) + (\tau_m / c_m)\, i_\mathrm{offset}

    A spike that arrives adds its weight (mV) to ``v`` at once. Integration over a step is exact.
    State: ``v``.

    Every parameter is one number or an array with one a neuron.

    Parameters
    ----------
    tau_m : ms
        Membrane time constant.
    cm : nF
        Membrane capacitance; matters for ``i_offset`` only.
    v_rest : mV
        Resting potential.
    v_init : mV
        Potential at the start and after a reset; ``v_rest`` if None.
    i_offset : nA
        Constant current.
    receptors : mapping of names to receptors, optional
        In place of the model's own, such as ``{"ampa": swiftsnn.CondExp(tau_syn=2.0)}``.
    """

    name: ClassVar[str] = "leaky_readout"
    own_receptors: ClassVar[tuple[str, ...]] = ()

    tau_m: Values = 20.0
    cm: Values = 1.0
    v_rest: Values = -65.0
    v_init: Values | None = None
    i_offset: Values = 0.0
