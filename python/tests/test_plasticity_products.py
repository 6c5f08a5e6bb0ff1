"""Terms put together at random, against their definitions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from _plasticity_cases import (
    Case,
    concentration,
    double,
    linear,
    modulator,
    potential,
    pre_rate,
    rate,
)
from _plasticity_dense import Array, Dependence, Given, Spike, Term, Trace, additive
from _plasticity_rules import low_pass
from _plasticity_stage import DT, Custom, Seen, Stage
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import swiftsnn as snn
from swiftsnn.factors import Factor, Product

TAUS = (3.0, 17.0, 60.0)
REFERENCE = 0.7
PRE = ("trace", "nearest", "linear", "double", "rate")
POST = (*PRE, "threshold", "potential")


@dataclass(frozen=True)
class Sketch:
    """A term by names; ``acts`` is "arrival", "fired" or "always"."""

    acts: str
    pre: str | None
    post: tuple[str, ...]
    tau: float
    dependence: str
    mu: float
    eligible: bool
    gated: bool
    sign: float

    @property
    def rate(self) -> float:
        """Of a size that changes weights, but not by too much."""
        names = [*self.post, self.pre]
        rate = self.sign * 3e-3 / 30.0 ** sum(name in ("rate", "threshold") for name in names)
        rate *= 0.05 if self.acts == "always" else 1.0
        return rate * (100.0 if self.gated or self.eligible else 1.0)


def _engine(name: str, tau: float) -> Factor:
    return {
        "trace": snn.Trace(tau),
        "nearest": snn.NearestTrace(tau),
        "linear": snn.LinearTrace(tau),
        "double": snn.DoubleTrace(0.3 * tau, tau),
        "rate": snn.Rate(tau),
        "threshold": snn.SlidingThreshold(tau, 3 * tau, 20.0),
        "potential": snn.Potential(tau, -64.5),
    }[name]


def _dense(name: str, tau: float, seen: Seen, side: str, own: bool = False) -> Trace | Given:
    spikes = seen.arrivals if side == "pre" else seen.fired
    if name in ("trace", "nearest"):
        return Trace(tau, name == "nearest")
    if name == "linear":
        return Given(linear(spikes, tau, own=own))
    if name == "double":
        return Given(double(spikes, 0.3 * tau, tau))
    if name == "rate":
        return Given(pre_rate(spikes, tau, own=own) if side == "pre" else rate(spikes, tau))
    if name == "threshold":
        return Given(low_pass(rate(spikes, tau) ** 2 / 20.0, 3 * tau, DT))
    return potential(seen, tau, -64.5)


def _dependence(sketch: Sketch) -> Dependence:
    mu = sketch.mu

    def power_of_distance(w: Array) -> Array:
        far = 1 - w if sketch.dependence == "upper" else w
        return np.maximum(far, 0.0) ** mu

    if sketch.dependence == "none":
        return additive
    if sketch.dependence == "power":
        return lambda w: (np.abs(w) / REFERENCE) ** mu
    if sketch.dependence == "proportional":
        return lambda w: w
    return power_of_distance


def _case(sketches: list[Sketch], tau: float, kind: str) -> Case:
    eligible = any(sketch.eligible for sketch in sketches)
    bounds = (-np.inf, np.inf) if eligible else (0.0, 1.0)

    def rule(stage: Stage) -> snn.Rule:
        gate = modulator(stage, kind)
        terms = []
        for each in sketches:
            pre = [snn.Spike()] if each.acts == "arrival" else []
            post = [snn.Spike()] if each.acts == "fired" else []
            pre += [] if each.pre is None else [_engine(each.pre, each.tau)]
            post += [_engine(name, each.tau) for name in each.post]
            terms.append(
                snn.Term(
                    *(Product(*pre), Product(*post), each.rate),
                    *(tau if each.eligible else 0.0,),
                    *(gate if each.eligible or each.gated else None,),
                    *(each.dependence, each.mu, REFERENCE),
                )
            )
        return Custom(terms, *bounds)

    def terms(seen: Seen) -> list[Term]:
        made = []
        for each in sketches:
            arrives, fires = each.acts == "arrival", each.acts == "fired"
            pre: list[Any] = [Spike()] if arrives else []
            post: list[Any] = [Spike()] if fires else []
            if each.pre is not None:
                pre.append(_dense(each.pre, each.tau, seen, "pre", not arrives))
            post += [_dense(name, each.tau, seen, "post") for name in each.post]
            made.append(
                Term(
                    *(tuple(pre), tuple(post)),
                    # The eligibility of a term has unit area, that of the definition unit height.
                    each.rate / (tau if each.eligible and np.isfinite(tau) else 1.0),
                    *(_dependence(each), tau if each.eligible else None),
                    concentration(seen, kind) if each.eligible or each.gated else None,
                )
            )
        return made

    return Case(rule, terms, *bounds, modulated=True)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """One to three terms, which may share an eligibility trace."""
    eligible = draw(st.booleans())
    sketches = []
    for _ in range(draw(st.integers(1, 3))):
        through = eligible and draw(st.booleans())
        forms = ["none", "power", "proportional"] + ([] if eligible else ["upper", "lower"])
        sketches.append(
            Sketch(
                acts=draw(st.sampled_from(["arrival", "fired", "always"])),
                pre=draw(st.none() | st.sampled_from(PRE)),
                post=tuple(draw(st.lists(st.sampled_from(POST), max_size=3))),
                tau=draw(st.sampled_from(TAUS)),
                dependence="none" if through else draw(st.sampled_from(forms)),
                mu=draw(st.sampled_from([0.0, 0.4, 1.0, 2.0])),
                eligible=through,
                gated=draw(st.booleans()),
                sign=draw(st.sampled_from([-1.0, 1.0])),
            )
        )
    tau = draw(st.sampled_from([20.0, 300.0, np.inf]))
    return _case(sketches, tau, draw(st.sampled_from(["scalar", "neuron"])))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(cases(), st.sampled_from([0.5, 2.5]), st.sampled_from([1.0, 0.6]), st.sampled_from([1, 3]))
def test_any_terms_do_what_they_say(case: Case, delay: float, part: float, runs: int) -> None:
    stage = case.stage(ms=400.0, delay=delay, part=part, rate=40.0).go(runs)
    with np.errstate(all="ignore"):
        expected = case.expected(stage)
    # Without bounds some grow for ever, and errors with them.
    assume(np.nanmax(np.abs(expected)) < 30.0)
    size = max(1.0, np.nanmax(np.abs(expected)))
    np.testing.assert_allclose(stage.matrix, expected, rtol=0, atol=2e-8 * size)
