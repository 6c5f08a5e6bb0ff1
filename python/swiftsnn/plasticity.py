"""Plasticity: single terms, and the rules of the literature as lists of them.

A term changes a weight at the rate (pre factor) x (post factor) x (modulator) x ``rate``, through
an eligibility trace where it has one. Several rules on one projection are a list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

import numpy as np

from swiftsnn import _capi
from swiftsnn._described import Described
from swiftsnn.errors import InvalidArgumentError
from swiftsnn.modulation import ClassGroups, Modulator, PopulationError


@dataclass(frozen=True)
class Trace:
    """Exponential trace of spikes: + 1 a spike, decay ``tau`` (ms)."""

    tau: float = 20.0


@dataclass(frozen=True)
class Decay:
    """Exponential decay with ``tau`` (ms), as of an eligibility trace."""

    tau: float

    def __post_init__(self) -> None:
        if not _capi.number(self.tau, "tau of Decay") > 0:
            raise InvalidArgumentError(f"tau of Decay must be above 0 ms, not {self.tau}")


@dataclass(frozen=True)
class Term(Described):
    """One mechanism on the synapses of a projection.

    Parameters
    ----------
    pre : {"spike", "trace"}
        Arriving presynaptic spikes, or their low-pass with ``tau_pre``.
    post : {"spike", "trace", "window", "triangle", "one"}
        Postsynaptic spikes; their low-pass with ``tau_post``; 1 while the potential before a reset
        is within ``width`` of the threshold (numerically the rectangular pseudo-derivative of
        surrogate-gradient methods); ``dampening * max(0, 1 - abs(v - v_thresh) / width)``; or 1.
    rate : unit of the weight
        Of weight for one unit of the factors: an event where ``pre`` or ``post`` is "spike", else
        a ms.
    tau_pre, tau_post, tau_eligibility : ms
        Time constants; ``tau_eligibility`` 0 means no eligibility trace.
    width : mV
        Half width of the window or triangle.
    modulator : Modulator, optional
        Third factor; 1 where None.
    online : bool
        Act spike by spike in :meth:`Network.run`, where the term can: without a modulator and an
        eligibility trace, (trace, spike) and (spike, trace). Otherwise in presentations only.
    dampening : float
        Peak of the triangle.
    beta, tau_adapt : mV, ms
        Jump and decay of an adapting threshold, whose part in the eligibility counts: see
        :class:`EProp`. ``beta`` 0 for none.
    """

    pre: str
    post: str
    rate: float
    tau_pre: float = 20.0
    tau_post: float = 20.0
    width: float = 0.5
    tau_eligibility: float = 0.0
    modulator: Modulator | None = None
    online: bool = True
    dampening: float = 1.0
    beta: float = 0.0
    tau_adapt: float = 200.0


class Rule(Described):
    """Base of the plasticity rules: terms, and bounds of the weight."""

    w_min: float = -np.inf
    w_max: float = np.inf

    def terms(self) -> list[Term]:
        """The terms the rule is made of."""
        raise NotImplementedError

    def check(self, projection: str) -> None:
        """Refuse fields that are no numbers, naming them and the projection."""
        for field in fields(self) if is_dataclass(self) else ():
            if field.type == "float":
                what = f"{field.name} of {type(self).__name__} on {projection!r}"
                _capi.number(getattr(self, field.name), what)


@dataclass(frozen=True)
class PairSTDP(Rule):
    r"""Additive pair STDP, all-to-all pairing, hard bounds (Song, Miller & Abbott 2000).

    At a presynaptic spike :math:`w \to w - a_- y`, at a postsynaptic one :math:`w \to w + a_+ x`,
    with traces x, y that rise by 1 a spike. Spikes count when they reach the synapse: presynaptic
    ones after the axonal, postsynaptic ones after the dendritic delay, which must be one for all
    synapses; where both come in one step, the postsynaptic one is the later.

    Acts spike by spike in :meth:`Network.run` (batch 1), and at the end in
    :meth:`Network.present`.

    Parameters
    ----------
    a_plus, a_minus : unit of the weight
        Changes at zero time difference.
    tau_plus, tau_minus : ms
        Decay of the pre- and postsynaptic trace.
    w_min, w_max : unit of the weight
        Hard bounds.
    online : bool
        False: in presentations only, as an optimiser or update needs it.
    """

    a_plus: float = 0.01
    a_minus: float = 0.0105
    tau_plus: float = 20.0
    tau_minus: float = 20.0
    w_min: float = 0.0
    w_max: float = 1.0
    online: bool = True

    def terms(self) -> list[Term]:
        """Growth at postsynaptic, depression at presynaptic spikes."""
        return [
            Term("trace", "spike", self.a_plus, tau_pre=self.tau_plus, online=self.online),
            Term("spike", "trace", -self.a_minus, tau_post=self.tau_minus, online=self.online),
        ]


@dataclass(frozen=True)
class ThreeFactor(Rule):
    """Modulated co-activity: presynaptic trace x postsynaptic factor, gated by a modulator.

    Acts at the end of each learning presentation (:meth:`Network.present`); in
    :meth:`Network.run` the weights stand still.

    Parameters
    ----------
    pre : Trace
        Presynaptic trace.
    post : {"spike", "trace", "window", "triangle", "one"}
        Postsynaptic factor, see :class:`Term`. "window" resembles a surrogate derivative.
    eligibility : Decay, optional
        Eligibility trace; None multiplies the factors as they are.
    rate : unit of the weight
        Of weight, see :class:`Term`.
    width : mV
        Of the window.
    tau_post : ms
        Of the postsynaptic trace.
    w_min, w_max : unit of the weight
        Hard bounds.
    modulator : Modulator, optional
        The third factor; see :meth:`gated_by`.
    """

    pre: Trace = Trace(20.0)
    post: str = "spike"
    eligibility: Decay | None = None
    rate: float = 1e-3
    width: float = 0.5
    tau_post: float = 20.0
    w_min: float = -np.inf
    w_max: float = np.inf
    modulator: Modulator | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.pre, Trace):
            raise InvalidArgumentError(f"pre of ThreeFactor must be a Trace, not {self.pre!r}")
        if self.eligibility is not None and not isinstance(self.eligibility, Decay):
            raise InvalidArgumentError(
                f"eligibility of ThreeFactor must be a Decay or None, not {self.eligibility!r}"
            )
        if self.modulator is not None and not isinstance(self.modulator, Modulator):
            raise InvalidArgumentError(
                "ThreeFactor is gated by a modulator such as a Broadcast of an error, "
                f"not by {self.modulator!r}"
            )

    def gated_by(self, modulator: Modulator) -> ThreeFactor:
        """The same rule with a third factor."""
        return replace(self, modulator=modulator)

    def terms(self) -> list[Term]:
        """One term."""
        eligibility = self.eligibility.tau if self.eligibility else 0.0
        return [
            Term(
                "trace",
                self.post,
                self.rate,
                tau_pre=self.pre.tau,
                tau_post=self.tau_post,
                width=self.width,
                tau_eligibility=eligibility,
                modulator=self.modulator,
                online=False,
            )
        ]


@dataclass(frozen=True)
class Delta(Rule):
    """Delta rule: presynaptic trace x error of the target neuron's class.

    Acts at the end of each learning presentation, like :class:`ThreeFactor`.

    Parameters
    ----------
    teacher : PopulationError
        Error signal of the target population.
    rate : unit of the weight
        Of weight, a unit of error and trace and a ms.
    tau : ms
        Of the presynaptic trace.
    w_min, w_max : unit of the weight
        Hard bounds.
    """

    teacher: PopulationError
    rate: float = 1e-3
    tau: float = 20.0
    w_min: float = -np.inf
    w_max: float = np.inf

    def terms(self) -> list[Term]:
        """One term, modulated by the class's error."""
        modulator = ClassGroups(self.teacher)
        return [Term("trace", "one", self.rate, tau_pre=self.tau, modulator=modulator)]


def as_rules(plasticity: Rule | Iterable[Rule] | None, projection: str) -> list[Rule]:
    """One rule, several or none as a list."""
    if plasticity is None:
        return []
    rules: list[Any] = [plasticity]
    if isinstance(plasticity, Iterable) and not isinstance(plasticity, str):
        rules = list(plasticity)
    for rule in rules:
        if not isinstance(rule, Rule):
            raise InvalidArgumentError(
                f"the plasticity of {projection!r} must be a rule such as swiftsnn.PairSTDP() or a "
                f"list of them, not {rule!r}"
            )
    return rules
