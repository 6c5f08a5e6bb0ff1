"""Izhikevich's simple model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np

from swiftsnn.errors import InvalidArgumentError
from swiftsnn.neurons._model import Neuron, Values

_METHODS = ("runge-kutta", "euler", "published")

_TYPES = {
    "RS": (0.02, 0.2, -65.0, 8.0),
    "IB": (0.02, 0.2, -55.0, 4.0),
    "CH": (0.02, 0.2, -50.0, 2.0),
    "FS": (0.1, 0.2, -65.0, 2.0),
    "TC": (0.02, 0.25, -65.0, 0.05),
    "RZ": (0.1, 0.26, -65.0, 2.0),
    "LTS": (0.02, 0.25, -65.0, 2.0),
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Izhikevich(Neuron):
    r"""Izhikevich's simple model (IEEE Trans Neural Netw 14:1569, 2003), v in mV and time in ms.

    .. math::
        \dot v &= 0.04 v^2 + 5 v + 140 - u + i_\mathrm{offset} \\
        \dot u &= a (b v - u)

    A neuron fires where ``v >= v_peak`` at a step's end; then ``v = c`` and ``u`` grows by ``d``. A
    spike that arrives adds its weight (mV) to ``v`` at once. :meth:`named` has the cell types of
    the paper. State: ``v``, ``u``.

    Every parameter is one number or an array with one a neuron; ``method`` and ``substeps`` are one
    for all.

    Parameters
    ----------
    a, b : 1/ms
        Rate of ``u``, and how it follows ``v``.
    c : mV
        Potential after a spike.
    d : mV/ms
        What a spike adds to ``u``.
    v_peak : mV
        Potential from which the neuron fires.
    i_offset : mV/ms
        Constant current, as all currents into this model.
    v_init : mV
        Potential at the start and after a reset; ``c`` if None.
    u_init : mV/ms
        ``u`` at the start and after a reset; ``b v_init`` if None.
    method : {"runge-kutta", "euler", "published"}
        The classical Runge-Kutta rule, of fourth order; Euler's rule, of first order, as NEST's
        ``izhikevich`` with consistent integration; or that of the published program, for steps of
        1 ms: v goes two half steps, then u one, and an arriving spike counts as a current over the
        step, so that its jump is weight times dt (ms). In the slopes of the Runge-Kutta rule v
        counts at most as ``v_peak``.
    substeps : int
        Parts that a step is integrated in, by the Runge-Kutta rule only; 0: as many as parts of at
        most 0.25 ms need.
    receptors : mapping of names to receptors, optional
        In place of jumps, such as ``{"ampa": swiftsnn.CondExp(tau_syn=2.0)}``; their currents count
        in mV/ms.
    """

    name: ClassVar[str] = "izhikevich"
    types: ClassVar[tuple[str, ...]] = tuple(_TYPES)

    a: Values = 0.02
    b: Values = 0.2
    c: Values = -65.0
    d: Values = 2.0
    v_peak: Values = 30.0
    i_offset: Values = 0.0
    v_init: Values | None = None
    u_init: Values | None = None
    method: str = "runge-kutta"
    substeps: int = 0

    @classmethod
    def named(cls, cell: str, **parameters: Any) -> Self:
        """A cell type of the paper's figure 2, with other parameters as given.

        ``"RS"`` regular spiking, ``"IB"`` intrinsically bursting, ``"CH"`` chattering, ``"FS"``
        fast spiking, ``"TC"`` thalamo-cortical, ``"RZ"`` resonator, ``"LTS"`` low-threshold
        spiking.
        """
        if cell not in _TYPES:
            raise InvalidArgumentError(
                f"there is no cell type {cell!r}; valid ones are {', '.join(_TYPES)}"
            )
        return cls(**(dict(zip("abcd", _TYPES[cell], strict=True)) | parameters))  # pyright: ignore[reportArgumentType]

    def parameters(self) -> dict[str, Any]:
        """Parameters as the engine takes them, by name."""
        values = super().parameters()
        if self.method not in _METHODS:
            raise InvalidArgumentError(
                f"method of Izhikevich must be one of {', '.join(_METHODS)}, not {self.method!r}"
            )
        values["method"] = float(_METHODS.index(self.method))
        if self.v_init is None:
            values["v_init"] = self.c
        if self.u_init is None:
            values["u_init"] = np.multiply(self.b, values["v_init"])
        return values
