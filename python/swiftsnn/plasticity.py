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
from swiftsnn.factors import ONE, Factor, NearestTrace, Product, Spike, Trace, described
from swiftsnn.modulation import ClassGroups, Modulator, PopulationError
from swiftsnn.population import Population


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
    pre, post : Factor, Product or ONE
        What the term multiplies on either side (:mod:`swiftsnn.factors`). With :class:`Spike` as
        ``pre`` it acts when presynaptic spikes arrive, with :class:`Spike` in ``post`` when the
        neuron fires, with neither at every step.
    rate : unit of the weight
        Of weight for one unit of the factors: an event where one is :class:`Spike`, else a ms.
    tau_eligibility : ms
        Decay of an eligibility trace that the products go through, of unit area; 0 for none,
        infinity for one that only gathers (of unit height).
    modulator : Modulator, optional
        Third factor; 1 where None.
    dependence : {"none", "upper", "lower", "power", "proportional", "exponentiated"}
        On the weight w: times 1; ((w_max - w) / (w_max - w_min)) ** mu; ((w - w_min) /
        (w_max - w_min)) ** mu; (|w| / reference) ** mu; w, of which a step leaves at least 1e-4; or
        w <- w * exp(change), which keeps signs. In :meth:`Network.run` only.
    mu, reference : float
        Of the dependence.
    pairing : {"traces", "since_fired", "adjacent"}
        Spikes that pair: those in the traces; arrivals since the neuron last fired; or only
        neighbours (figures 7B and 7C of Morrison, Diesmann & Gerstner 2008). In
        :meth:`Network.run` only.
    online : bool
        Act spike by spike in :meth:`Network.run`; otherwise in presentations only.
    beta, tau_adapt : mV, ms
        Jump and decay of an adapting threshold, whose part in the eligibility counts: see
        :class:`EProp`. ``beta`` 0 for none.
    """

    pre: Factor | Product
    post: Factor | Product
    rate: float
    tau_eligibility: float = 0.0
    modulator: Modulator | None = None
    dependence: str = "none"
    mu: float = 1.0
    reference: float = 1.0
    pairing: str = "traces"
    online: bool = True
    beta: float = 0.0
    tau_adapt: float = 200.0

    def described(self, population: Population, owner: str) -> _capi.Term:
        """As the C functions take it; keeps what it points at alive."""
        if self.modulator is not None and not isinstance(self.modulator, Modulator):
            raise InvalidArgumentError(
                f"modulator of a plasticity term of {owner!r} must be one such as a Reward, or "
                f"None, not {self.modulator!r}"
            )
        pre, post = described(self.pre), described(self.post)
        values = {
            "rate": self.rate,
            "tau_eligibility": min(_capi.number(self.tau_eligibility, "tau_eligibility"), 1e9),
            "mu": self.mu,
            "reference": self.reference,
            "online": self.online,
            "beta": self.beta,
            "tau_adapt": self.tau_adapt,
        }
        made = _capi.Term(
            (_capi.Factor * len(pre))(*pre),
            len(pre),
            (_capi.Factor * len(post))(*post),
            len(post),
            -1 if self.modulator is None else self.modulator.reach(population),
            _capi.encode(self.dependence, "dependence"),
            _capi.encode(self.pairing, "pairing"),
            *_capi.parameters(values, f"a plasticity term of {owner!r}"),
        )
        made.kept = pre, post
        return made


class Rule(Described):
    """Base of the plasticity rules: terms, and bounds of the weight."""

    w_min: float = -np.inf
    w_max: float = np.inf

    def terms(self) -> list[Term]:
        """The terms the rule is made of."""
        raise NotImplementedError(
            f"{type(self).__name__} needs a method terms() that returns a list of swiftsnn.Term"
        )

    def checked_terms(self, projection: str) -> list[Term]:
        """The same, refused where they are no list of terms."""
        given: Any = self.terms()
        terms: list[Any] = list(given) if isinstance(given, Iterable) else [None]
        if not all(isinstance(term, Term) for term in terms):
            raise InvalidArgumentError(
                f"terms() of {type(self).__name__} on {projection!r} must return a list of "
                f"swiftsnn.Term, not {given!r}"
            )
        return terms

    def check(self, projection: str) -> None:
        """Refuse fields that are no numbers, naming them and the projection."""
        for field in fields(self) if is_dataclass(self) else ():
            if field.type == "float":
                what = f"{field.name} of {type(self).__name__} on {projection!r}"
                _capi.number(getattr(self, field.name), what)


PAIRINGS = ("all", "nearest_symmetric", "nearest_pre_centered", "nearest_restricted")


@dataclass(frozen=True)
class PairSTDP(Rule):
    r"""Pair STDP (Song, Miller & Abbott 2000; Guetig et al. 2003; Morrison et al. 2008).

    At a presynaptic spike :math:`w \to w - a_- u^{\mu_-} y`, at a postsynaptic one
    :math:`w \to w + a_+ (1 - u)^{\mu_+} x`, with traces x, y that rise by 1 a spike and
    u = (w - w_min) / (w_max - w_min). Exponents 0, 0 are additive, 1, 1 multiplicative, 0, 1 van
    Rossum's, equal ones between 0 and 1 Guetig's. Spikes count when they reach the synapse:
    presynaptic ones after the axonal, postsynaptic ones after the dendritic delay, which must be
    one for all synapses; where both come in one step, the postsynaptic one is the later.

    Acts spike by spike in :meth:`Network.run` (batch 1); with additive all-to-all pairs also at the
    end of :meth:`Network.present`.

    Parameters
    ----------
    a_plus, a_minus : unit of the weight
        Changes at zero time difference.
    tau_plus, tau_minus : ms
        Decay of the pre- and postsynaptic trace.
    mu_plus, mu_minus : float
        Exponents of the weight dependence; 0 for none.
    pairing : {"all", "nearest_symmetric", "nearest_pre_centered", "nearest_restricted"}
        Which spikes pair: all with all; each with the last of the other side; as that, but
        presynaptic ones until the neuron fires; or only neighbours (Morrison et al. 2008, figure
        7, as NEST names them).
    w_min, w_max : unit of the weight
        Hard bounds.
    online : bool
        False: in presentations only, as an optimiser or update needs it.
    """

    a_plus: float = 0.01
    a_minus: float = 0.0105
    tau_plus: float = 20.0
    tau_minus: float = 20.0
    mu_plus: float = 0.0
    mu_minus: float = 0.0
    pairing: str = "all"
    w_min: float = 0.0
    w_max: float = 1.0
    online: bool = True

    def __post_init__(self) -> None:
        if self.pairing not in PAIRINGS:
            raise InvalidArgumentError(
                f"pairing of PairSTDP must be one of {', '.join(PAIRINGS)}, not {self.pairing!r}"
            )

    def terms(self) -> list[Term]:
        """Growth at postsynaptic, depression at presynaptic spikes."""
        pre = Trace(self.tau_plus)
        post: Factor = NearestTrace(self.tau_minus)
        if self.pairing == "all":
            post = Trace(self.tau_minus)
        elif self.pairing == "nearest_symmetric":
            pre = NearestTrace(self.tau_plus)
        grown, shrunk = {
            "nearest_pre_centered": ("since_fired", "traces"),
            "nearest_restricted": ("adjacent", "adjacent"),
        }.get(self.pairing, ("traces", "traces"))
        upper, lower = ("upper" if self.mu_plus else "none"), ("lower" if self.mu_minus else "none")
        return [
            Term(
                *(pre, Spike(), self.a_plus),
                dependence=upper,
                mu=self.mu_plus,
                pairing=grown,
                online=self.online,
            ),
            Term(
                *(Spike(), post, -self.a_minus),
                dependence=lower,
                mu=self.mu_minus,
                pairing=shrunk,
                online=self.online,
            ),
        ]


_TRACE, _SPIKE = Trace(20.0), Spike()


@dataclass(frozen=True)
class ThreeFactor(Rule):
    """Modulated co-activity: presynaptic trace x postsynaptic factor, gated by a modulator.

    Acts at the end of each learning presentation (:meth:`Network.present`), or with ``online`` in
    :meth:`Network.run`.

    Parameters
    ----------
    pre : Factor
        Presynaptic trace.
    post : Factor or Product
        Postsynaptic factor: :class:`Spike`, :class:`Trace`, :class:`Window` (which resembles a
        surrogate derivative), :class:`Triangle`, ...
    eligibility : Decay, optional
        Eligibility trace; None multiplies the factors as they are.
    rate : unit of the weight
        Of weight, see :class:`Term`.
    w_min, w_max : unit of the weight
        Hard bounds.
    modulator : Modulator, optional
        The third factor; see :meth:`gated_by`.
    online : bool
    """

    pre: Factor | Product = _TRACE
    post: Factor | Product = _SPIKE
    eligibility: Decay | None = None
    rate: float = 1e-3
    w_min: float = -np.inf
    w_max: float = np.inf
    modulator: Modulator | None = None
    online: bool = False

    def __post_init__(self) -> None:
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
        return [
            Term(
                self.pre,
                self.post,
                self.rate,
                tau_eligibility=self.eligibility.tau if self.eligibility else 0.0,
                modulator=self.modulator,
                online=self.online,
            )
        ]


@dataclass(frozen=True)
class Delta(Rule):
    """Delta rule: presynaptic trace x error of the target neuron's class.

    Acts at the end of each learning presentation, or online, like :class:`ThreeFactor`.

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
    online: bool = False

    def terms(self) -> list[Term]:
        """One term, modulated by the class's error."""
        modulator = ClassGroups(self.teacher)
        return [Term(Trace(self.tau), ONE, self.rate, modulator=modulator, online=self.online)]


def as_rules(plasticity: Rule | Iterable[Rule] | None, projection: str) -> list[Rule]:
    """One rule, several or none as a list."""
    if plasticity is None:
        return []
    rules: list[Any] = [plasticity]
    if isinstance(plasticity, Iterable) and not isinstance(plasticity, str):
        rules = list(plasticity)
    for rule in rules:
        if isinstance(rule, Term):
            raise InvalidArgumentError(
                f"the plasticity of {projection!r} must be a rule or a list of them; a Term is "
                "part of one: class Mine(swiftsnn.Rule), whose terms() returns a list of them"
            )
        if not isinstance(rule, Rule):
            raise InvalidArgumentError(
                f"the plasticity of {projection!r} must be a rule such as swiftsnn.PairSTDP() or a "
                f"list of them, not {rule!r}"
            )
    return rules
