"""Receptors: what a spike that arrives at a neuron sets off."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, ClassVar

from numpy.typing import ArrayLike

from swiftsnn._described import Described

Values = float | ArrayLike


@dataclass(frozen=True, kw_only=True, eq=False)
class Receptor(Described):
    """Base of the receptors.

    A population's are given by name, ``receptors={"ampa": CondExp(tau_syn=2.0)}``; a projection
    chooses one, ``net.connect(..., receptor="ampa")``. Their parameters and state have the name
    behind an underscore: ``population.set(tau_syn_ampa=3.0)``, ``population.state("g_ampa")``
    (``"i_ampa"`` of a current). Every parameter is one number or an array with one a neuron.
    """

    kind: ClassVar[str]

    def parameters(self, name: str) -> dict[str, Any]:
        """Parameters of a receptor of this name as the engine takes them."""
        suffix = {"excitatory": "E", "inhibitory": "I"}.get(name, name)
        return {f"{field.name}_{suffix}": getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, kw_only=True, eq=False)
class Jump(Receptor):
    """The potential jumps by the weight (mV) at once; one a population."""

    kind: ClassVar[str] = "delta"


@dataclass(frozen=True, kw_only=True, eq=False)
class CurrExp(Receptor):
    """A current that jumps by the weight (nA) and decays with ``tau_syn`` (ms)."""

    kind: ClassVar[str] = "curr_exp"
    tau_syn: Values = 5.0


@dataclass(frozen=True, kw_only=True, eq=False)
class CurrAlpha(Receptor):
    """A current that peaks at the weight (nA) ``tau_syn`` (ms) after a spike, t exp(-t/tau_syn)."""

    kind: ClassVar[str] = "curr_alpha"
    tau_syn: Values = 5.0


@dataclass(frozen=True, kw_only=True, eq=False)
class CurrBeta(Receptor):
    """A current that peaks at the weight (nA), exp(-t/tau_syn) - exp(-t/tau_rise) (ms)."""

    kind: ClassVar[str] = "curr_beta"
    tau_syn: Values = 5.0
    tau_rise: Values = 1.0


@dataclass(frozen=True, kw_only=True, eq=False)
class CondExp(Receptor):
    """A conductance that jumps by the weight (uS) and decays with ``tau_syn`` (ms).

    Drives the potential towards ``e_rev`` (mV).
    """

    kind: ClassVar[str] = "cond_exp"
    tau_syn: Values = 5.0
    e_rev: Values = 0.0


@dataclass(frozen=True, kw_only=True, eq=False)
class CondAlpha(Receptor):
    """A conductance that peaks at the weight (uS) ``tau_syn`` (ms) after a spike.

    Drives the potential towards ``e_rev`` (mV).
    """

    kind: ClassVar[str] = "cond_alpha"
    tau_syn: Values = 5.0
    e_rev: Values = 0.0


@dataclass(frozen=True, kw_only=True, eq=False)
class CondBeta(Receptor):
    """A conductance that peaks at the weight (uS), exp(-t/tau_syn) - exp(-t/tau_rise) (ms).

    Drives the potential towards ``e_rev`` (mV).
    """

    kind: ClassVar[str] = "cond_beta"
    tau_syn: Values = 5.0
    tau_rise: Values = 1.0
    e_rev: Values = 0.0


@dataclass(frozen=True, kw_only=True, eq=False)
class CondNMDA(Receptor):
    r"""NMDA receptors: a conductance as of :class:`CondBeta` behind a magnesium block.

    .. math:: I = g \, (e_\mathrm{rev} - v) / (1 + (mg / 3.57) \exp(-0.062\, v))

    with ``mg`` in mM and v in mV (Jahr & Stevens, J Neurosci 10:3178, 1990). Linear in the input:
    nothing saturates. One a population.
    """

    kind: ClassVar[str] = "cond_nmda"
    tau_syn: Values = 100.0
    tau_rise: Values = 2.0
    e_rev: Values = 0.0
    mg: Values = 1.0
