"""Plasticity by its definitions: dense, step by step, double precision, as the engine orders it.

Every trace is kept for every synapse and goes on step by step; nothing here is fast or clever.
test_plasticity_dense.py holds it against what NEST's synapses do, other tests the engine against
it. Matrices are [n_pre, n_post], times in ms.

What happens in step n, from t = n dt to t + dt:

1. Presynaptic spikes arrive, and terms with ``Spike()`` among their pre factors act. They see all
   traces, of either side, as at the beginning of the step: without the spikes of step n.
   Then post traces that presynaptic spikes erase are erased. The spikes are delivered with the
   weights as they are now.
2. Presynaptic traces count the arrivals. Terms with ``Spike()`` among their post factors act at
   the postsynaptic spikes of step n, terms without any spike act for dt; post traces are still
   those of the beginning, so neither a post spike nor its step sees itself. Then pre traces that
   postsynaptic spikes erase are erased.
3. Eligibilities act on the weights over the whole step, and decay.
4. Postsynaptic traces count the spikes of step n; all traces decay by exp(-dt / tau).

Terms that act in one stage of a step see the same weights; their changes are added, then clipped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Dependence = Callable[[Array], Array]


@dataclass(frozen=True)
class Spike:
    """The spikes of the step, of the side whose factor this is."""


@dataclass(frozen=True)
class Trace:
    """Low-pass of spikes: + 1 a spike, or to 1 (``nearest``); to 0 by the other side's spikes."""

    tau: float
    nearest: bool = False
    erased: bool = False


@dataclass(frozen=True, eq=False)
class Given:
    """Values [steps] or [steps, n] that the terms of each step see."""

    values: Array


@dataclass(frozen=True)
class Plus:
    """A trace and a constant."""

    trace: Trace
    constant: float


Factor = Spike | Trace | Given | Plus


@dataclass(frozen=True, eq=False)
class Modulator:
    """Third factor M, values [steps] or [steps, n_post].

    Over a step, w += M c dt where ``tau`` is None, with the eligibility c after the events of the
    step. Else the values are those at the beginning of the step, with what comes in it; from there
    M = values exp(-s / tau) - baseline and c = c exp(-s / tau_eligibility), and w grows by the
    exact integral over 0 < s < dt::

        c [values (1 - exp(-r dt)) / r - baseline tau_e (1 - exp(-dt / tau_e))],
        r = 1 / tau_e + 1 / tau

    ``tau`` may be infinite. A term without an eligibility is multiplied by M of its step.
    """

    values: Array
    tau: float | None = None
    baseline: float = 0.0

    def integral(self, step: int, tau_eligibility: float, dt: float) -> Array:
        """Of M c over the step, for c = 1 at its beginning."""
        if self.tau is None:
            return (self.values[step] - self.baseline) * dt
        slow = 1 / tau_eligibility
        return self.values[step] * _area(slow + 1 / self.tau, dt) - self.baseline * _area(slow, dt)


def _area(rate: float, dt: float) -> float:
    return -np.expm1(-rate * dt) / rate if rate > 0 else dt


def additive(w: Array) -> Array:
    """No dependence on the weight."""
    return np.ones_like(w)


def soft_upper(w_max: float, mu: float = 1.0) -> Dependence:
    """Growth that slows towards ``w_max``: (1 - w / w_max)^mu (Guetig et al. 2003)."""
    return lambda w: (1 - w / w_max) ** mu


def soft_lower(w_max: float, mu: float = 1.0) -> Dependence:
    """Depression that slows towards 0: (w / w_max)^mu."""
    return lambda w: (w / w_max) ** mu


def power(mu: float) -> Dependence:
    """w^mu (Morrison et al. 2007)."""
    return lambda w: w**mu


@dataclass(frozen=True, eq=False)
class Term:
    """rate * product of the pre factors * product of the post factors * f(w) [* M].

    An empty list of factors is 1. With ``eligibility`` (its tau, or infinity to accumulate) the
    product does not change w but c, and dw/dt = M c f(w).
    """

    pre: tuple[Factor, ...]
    post: tuple[Factor, ...]
    rate: float
    dependence: Dependence = additive
    eligibility: float | None = None
    modulator: Modulator | None = None

    @property
    def stage(self) -> str:
        """What makes it act."""
        if Spike() in self.pre:
            return "arrival"
        return "fired" if Spike() in self.post else "always"


@dataclass
class Course:
    """Weights at the end, and those that the spikes of some steps were delivered with."""

    weight: Array
    delivered: dict[int, Array] = field(default_factory=dict)
    eligibility: dict[int, list[Array]] = field(default_factory=dict)


def evolve(
    weight: ArrayLike, terms: Iterable[Term], arrivals: Array, fired: Array, dt: float,
    w_min: ArrayLike = -np.inf, w_max: ArrayLike = np.inf, clip: str = "change",
    keep: Iterable[int] = (), before: Mapping[int, Callable[[Array], None]] | None = None,
) -> Course:  # fmt: skip
    """Carry a weight matrix through all steps.

    ``arrivals`` [steps, n_pre] and ``fired`` [steps, n_post] count spikes. ``clip`` "change": into
    the bounds after each stage of a step; "arrival": a row only when a spike of it arrives, before
    and after the terms that act then, and all rows at the end. ``keep`` lists steps whose delivered
    weights (and eligibilities, of the terms that have one, at the end of stage 1) are wanted.
    ``before`` holds what somebody does to the weights, in place, before some steps.
    """
    terms, wanted = list(terms), set(keep)
    n_pre, n_post = arrivals.shape[1], fired.shape[1]
    w = np.array(np.broadcast_to(weight, (n_pre, n_post)), float)
    traces = {
        side: {trace: np.zeros((n_pre, n_post)) for trace in _traces(terms, side)}
        for side in ("pre", "post")
    }
    eligible = {term: np.zeros((n_pre, n_post)) for term in terms if term.eligibility is not None}
    course = Course(w)

    def act(stages: tuple[str, ...], step: int) -> None:
        acting = [term for term in terms if term.stage in stages]
        change = np.zeros_like(w)
        for term in acting:
            span = dt if term.stage == "always" else 1.0
            product = np.full((n_pre, n_post), term.rate * span)
            for factor in term.pre:
                product *= _value(factor, traces["pre"], arrivals[step][:, None], step, "pre")
            for factor in term.post:
                product *= _value(factor, traces["post"], fired[step][None, :], step, "post")
            if term in eligible:
                eligible[term] += product
                continue
            if term.modulator is not None:
                product *= term.modulator.values[step] - term.modulator.baseline
            change += product * term.dependence(w)
        if acting:
            w[...] += change

    def bound(rows: NDArray[np.bool_] | slice) -> None:
        w[rows] = np.clip(w[rows], w_min, w_max)

    every = slice(None)
    for step in range(len(arrivals)):
        if before and step in before:
            before[step](w)
        arrive, fire = arrivals[step][:, None], fired[step][None, :]
        visited = every if clip == "change" else arrivals[step] > 0
        if arrive.any():
            bound(visited)
            act(("arrival",), step)
            bound(visited)
            _erase(traces["post"], arrive)
        if step in wanted:
            course.delivered[step] = w.copy()
            course.eligibility[step] = [c.copy() for c in eligible.values()]
        _count(traces["pre"], arrive)
        act(("fired", "always") if fire.any() else ("always",), step)
        if clip == "change":
            bound(every)
        _erase(traces["pre"], fire)
        for term, c in eligible.items():
            tau = term.eligibility or np.inf
            effect = dt if term.modulator is None else term.modulator.integral(step, tau, dt)
            w[...] += effect * c * term.dependence(w)
            c *= np.exp(-dt / tau)
        if eligible and clip == "change":
            bound(every)
        _count(traces["post"], fire)
        for side in traces.values():
            for trace, values in side.items():
                values *= np.exp(-dt / trace.tau)
    bound(every)
    return course


def _traces(terms: list[Term], side: str) -> set[Trace]:
    factors = [f for term in terms for f in (term.pre if side == "pre" else term.post)]
    return {f.trace if isinstance(f, Plus) else f for f in factors if isinstance(f, Trace | Plus)}


def _value(
    factor: Factor, traces: dict[Trace, Array], spikes: Array, step: int, side: str
) -> ArrayLike:
    if isinstance(factor, Spike):
        return spikes
    if isinstance(factor, Trace):
        return traces[factor]
    if isinstance(factor, Plus):
        return traces[factor.trace] + factor.constant
    value = np.asarray(factor.values[step])
    return value[:, None] if side == "pre" and value.ndim else value


def _count(traces: dict[Trace, Array], spikes: Array) -> None:
    for trace, values in traces.items():
        values[...] = np.where(spikes > 0, 1.0, values) if trace.nearest else values + spikes


def _erase(traces: dict[Trace, Array], spikes: Array) -> None:
    for trace, values in traces.items():
        if trace.erased:
            values[...] = np.where(spikes > 0, 0.0, values)
