"""Plasticity: single terms, and the rules of the literature as lists of them.

A term changes a weight at the rate (pre factor) x (post factor) x (modulator) x ``rate``, through
an eligibility trace where it has one. Several rules on one projection are a list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from swiftsnn.modulation import Broadcast, ClassGroups, Modulator, PopulationError


@dataclass(frozen=True)
class Trace:
    """Exponential trace of spikes: + 1 a spike, decay ``tau`` (ms)."""

    tau: float = 20.0


@dataclass(frozen=True)
class Decay:
    """Exponential decay with ``tau`` (ms), as of an eligibility trace."""

    tau: float


@dataclass(frozen=True)
class Term:
    """One mechanism on the synapses of a projection.

    Parameters
    ----------
    pre : {"spike", "trace"}
        Arriving presynaptic spikes, or their low-pass with ``tau_pre``.
    post : {"spike", "trace", "window", "one"}
        Postsynaptic spikes; their low-pass with ``tau_post``; 1 while the potential before a reset
        is within ``width`` of the threshold (numerically the rectangular pseudo-derivative of
        surrogate-gradient methods); or 1.
    rate : mV
        Of weight for one unit of the factors: an event where ``pre`` or ``post`` is "spike", else
        a ms.
    tau_pre, tau_post, tau_eligibility : ms
        Time constants; ``tau_eligibility`` 0 means no eligibility trace.
    width : mV
        Half width of the window.
    modulator : Modulator, optional
        Third factor; 1 where None.
    """

    pre: str
    post: str
    rate: float
    tau_pre: float = 20.0
    tau_post: float = 20.0
    width: float = 0.5
    tau_eligibility: float = 0.0
    modulator: Modulator | None = None


class Rule:
    """Base of the plasticity rules: terms, and bounds of the weight."""

    w_min: float = -np.inf
    w_max: float = np.inf

    def terms(self) -> list[Term]:
        """The terms the rule is made of."""
        raise NotImplementedError

    def bind(self, target: object) -> Rule:
        """The rule as it acts on a target population."""
        return self


@dataclass(frozen=True)
class PairSTDP(Rule):
    r"""Additive pair STDP, all-to-all pairing, hard bounds (Song, Miller & Abbott 2000).

    At a presynaptic spike :math:`w \to w - a_- y`, at a postsynaptic one :math:`w \to w + a_+ x`,
    with traces x, y that rise by 1 a spike. A delay is axonal: the presynaptic spike counts when it
    arrives, the postsynaptic one at once; a neuron that fires in the step a spike arrives fires
    after it.

    Acts spike by spike in :meth:`Network.run` (batch 1), and at the end in
    :meth:`Network.present`.

    Parameters
    ----------
    a_plus, a_minus : mV
        Changes at zero time difference.
    tau_plus, tau_minus : ms
        Decay of the pre- and postsynaptic trace.
    w_min, w_max : mV
        Hard bounds.
    """

    a_plus: float = 0.01
    a_minus: float = 0.0105
    tau_plus: float = 20.0
    tau_minus: float = 20.0
    w_min: float = 0.0
    w_max: float = 1.0

    def terms(self) -> list[Term]:
        """Growth at postsynaptic, depression at presynaptic spikes."""
        return [
            Term("trace", "spike", self.a_plus, tau_pre=self.tau_plus),
            Term("spike", "trace", -self.a_minus, tau_post=self.tau_minus),
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
    post : {"spike", "trace", "window", "one"}
        Postsynaptic factor, see :class:`Term`. "window" resembles a surrogate derivative.
    eligibility : Decay, optional
        Eligibility trace; None multiplies the factors as they are.
    rate : mV
        Of weight, see :class:`Term`.
    width : mV
        Of the window.
    tau_post : ms
        Of the postsynaptic trace.
    w_min, w_max : mV
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
    rate : mV
        Of weight, a unit of error and trace and a ms.
    tau : ms
        Of the presynaptic trace.
    w_min, w_max : mV
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


def as_rules(plasticity: Rule | Iterable[Rule] | None) -> list[Rule]:
    """One rule, several or none as a list."""
    if plasticity is None:
        return []
    return [plasticity] if isinstance(plasticity, Rule) else list(plasticity)


__all__ = [
    "Broadcast",
    "Decay",
    "Delta",
    "PairSTDP",
    "Rule",
    "Term",
    "ThreeFactor",
    "Trace",
    "as_rules",
]
