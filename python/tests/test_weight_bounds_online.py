"""Bounds, signs and sums of weights at any time of a run, whatever rules act."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import swiftsnn as snn

SOURCES, CELLS, DT = 20, 15, 0.5
DEPENDENCES = ["none", "upper", "lower", "power", "proportional", "exponentiated"]


class Terms(snn.Rule):
    """Any terms."""

    def __init__(self, terms: list[snn.Term], w_min: float, w_max: float) -> None:
        self._terms, self.w_min, self.w_max = terms, w_min, w_max

    def terms(self) -> list[snn.Term]:
        return self._terms


def _network(
    rule: Any, weights: Any, *, seed: int = 1, precision: str = "single", part: float = 1.0
) -> tuple[snn.Network, snn.Projection]:
    net = snn.Network(dt=DT, seed=seed, precision=precision)
    sources = net.population("sources", SOURCES, snn.Poisson(rate=80.0))
    cells = net.population("cells", CELLS, snn.LIF(tau_m=10.0))
    net.poisson_input(cells, 1500.0, 1.5)
    connector = snn.AllToAll() if part == 1 else snn.FixedProbability(part)
    chosen: Any = rule if isinstance(rule, snn.Rule) else rule(net)
    return net, net.connect(sources, cells, connector, weight=weights, delay=1.0, plasticity=chosen)


def _readings(net: snn.Network, made: snn.Projection, times: list[int]) -> list[NDArray[Any]]:
    """Weights after runs of so many steps each."""
    read = []
    for steps in times:
        net.run(steps * DT)
        read.append(np.array(made.weights))
    return read


term = st.tuples(
    st.sampled_from(["pre", "post", "always"]),
    st.floats(-0.6, 0.6),
    st.sampled_from(DEPENDENCES),
    st.sampled_from([0.3, 1.0, 2.0]),
)


def _term(kind: str, rate: float, dependence: str, mu: float) -> snn.Term:
    pre: Any = snn.Trace(15.0)
    post: Any = snn.Trace(25.0)
    if kind == "pre":
        pre = snn.Spike()
    elif kind == "post":
        post = snn.Spike()
    else:
        rate *= 0.1
    return snn.Term(pre, post, rate, dependence=dependence, mu=mu)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    terms=st.lists(term, min_size=1, max_size=4),
    bounds=st.sampled_from([(0.0, 1.0), (-1.0, 0.0), (-0.5, 0.75), (0.25, 0.3)]),
    times=st.lists(st.integers(1, 90), min_size=1, max_size=6),
    seed=st.integers(0, 1000),
    part=st.sampled_from([1.0, 0.4]),
    precision=st.sampled_from(["single", "double"]),
)
def test_bounds_are_never_crossed(
    terms: list[tuple[str, float, str, float]], bounds: tuple[float, float], times: list[int],
    seed: int, part: float, precision: str,
) -> None:  # fmt: skip
    rule = Terms([_term(*each) for each in terms], *bounds)
    weights = snn.Uniform(*bounds)
    net, made = _network(rule, weights, seed=seed, precision=precision, part=part)
    # Bounds of the precision: 0.3 is a little more in single precision.
    low, high = (made.weights.dtype.type(each) for each in bounds)
    for read in _readings(net, made, times):
        assert np.isfinite(read).all()
        assert (read >= low).all() and (read <= high).all()


@pytest.mark.parametrize("precision", ["single", "double"])
@pytest.mark.parametrize("dependence", DEPENDENCES)
def test_weights_reach_their_bounds_and_stay_there(dependence: str, precision: str) -> None:
    """What would cross them were there none: the test above could fail."""
    for sign, bound in ((1.0, 1.0), (-1.0, 0.2)):
        rule = Terms([_term("pre", sign * 0.5, dependence, 1.0)], 0.2, 1.0)
        net, made = _network(rule, snn.Uniform(0.3, 0.9), precision=precision)
        last = _readings(net, made, [200, 200, 800])[-1]
        np.testing.assert_allclose(last, bound, rtol=1e-2)


@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize("low", [0.0, -1.0])
def test_eligible_changes_stay_within_bounds(sign: float, low: float) -> None:
    def rule(net: snn.Network) -> Terms:
        reward = snn.Reward(net, tau=100.0)
        reward.give(1.0, at=20.0)
        gated: dict[str, Any] = {"tau_eligibility": 50.0, "modulator": reward}
        terms = [
            snn.Term(snn.Trace(20.0), snn.Spike(), sign * 5.0, **gated),
            snn.Term(snn.Spike(), snn.Trace(20.0), sign * 3.0, **gated),
        ]
        return Terms(terms, low, 1.0)

    net, made = _network(rule, snn.Uniform(low, 1.0))
    steps = np.random.default_rng(2).integers(1, 60, 20).tolist()
    for read in _readings(net, made, steps):
        assert (read >= low).all() and (read <= 1.0).all()
    assert (np.array(made.weights) == (1.0 if sign > 0 else low)).mean() > 0.3


# ---- Signs ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("inhibits", [False, True])
@pytest.mark.parametrize("dependence", DEPENDENCES)
def test_a_rule_with_a_bound_at_0_keeps_the_law_of_dale(dependence: str, inhibits: bool) -> None:
    low, high = (-1.0, 0.0) if inhibits else (0.0, 1.0)
    rng = np.random.default_rng(len(dependence))
    for seed in range(6):
        terms = [
            _term(kind, float(rng.normal(0.0, 0.4)), dependence, 1.0)
            for kind in ("pre", "post", "always")
        ]
        net, made = _network(Terms(terms, low, high), snn.Uniform(low, high), seed=seed)
        start = np.array(made.weights)
        for read in _readings(net, made, rng.integers(1, 80, 8).tolist()):
            assert (read <= 0).all() if inhibits else (read >= 0).all()
        assert (np.array(made.weights) != start).any()


@settings(max_examples=30, deadline=None, derandomize=True)
@given(
    kind=st.sampled_from(["pre", "post", "always"]),
    rate=st.floats(-3.0, 0.5),
    times=st.lists(st.integers(1, 60), min_size=1, max_size=5),
    seed=st.integers(0, 1000),
)
def test_exponentiated_changes_keep_signs_without_bounds(
    kind: str, rate: float, times: list[int], seed: int
) -> None:
    start = np.random.default_rng(seed).normal(size=(SOURCES, CELLS))
    rule = Terms([_term(kind, rate, "exponentiated", 1.0)], -100.0, 100.0)
    net, made = _network(rule, start, seed=seed, precision="double")
    for read in _readings(net, made, times):
        kept = np.sign(read) == np.sign(start.ravel())
        # What goes on shrinking may end at 0.
        assert (kept | (read == 0)).all()


def test_exponentiated_changes_of_one_event_multiply() -> None:
    net = snn.Network(dt=1.0, precision="double")
    source = net.population("source", 1, snn.SpikeSource())
    cell = net.population("cell", 1, snn.LIF())
    net.feed(source, times=[5.0], neurons=[0])
    one = snn.Term(snn.Spike(), snn.ONE, -1.0, dependence="exponentiated")
    rule = Terms([one, one], -1.0, 1.0)
    made = net.connect(source, cell, snn.OneToOne(), weight=0.5, plasticity=rule)
    net.run(10.0)
    assert made.weights[0] == pytest.approx(0.5 * np.exp(-2.0))


# ---- Sums ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("precision", ["single", "double"])
@pytest.mark.parametrize("part", [1.0, 0.4])
@pytest.mark.parametrize("kind", [snn.WeightsToSum, snn.WeightsToNorm])
@pytest.mark.parametrize("dependence", ["none", "upper", "power", "exponentiated"])
def test_sums_are_exact_whenever_they_have_been_made(
    dependence: str, kind: Any, part: float, precision: str
) -> None:
    rule = Terms([_term("pre", -0.02, "none", 1.0), _term("post", 0.05, dependence, 1.0)], 0.0, 2.0)
    net, made = _network(rule, snn.Uniform(0.2, 0.6), precision=precision, part=part)
    target = np.linspace(2.0, 4.0, CELLS)
    power = 2 if kind is snn.WeightsToNorm else 1
    net.homeostasis(made, kind(target, period=25.0))

    def total() -> NDArray[np.float64]:
        return (made.to_matrix().astype(float) ** power).sum(0) ** (1 / power)

    rng, strayed = np.random.default_rng(4), []
    for _ in range(12):
        first = int(rng.integers(1, 49))
        net.run(first * DT)
        strayed.append(np.abs(total() - target).max())
        net.run((50 - first) * DT)
        limit = 1e-6 if precision == "single" else 1e-13
        np.testing.assert_allclose(total(), target, rtol=limit)
        assert made.weights.min() >= 0 and made.weights.max() <= 2.0
    assert min(strayed) > 1e-3
