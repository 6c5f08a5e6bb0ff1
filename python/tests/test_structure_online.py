"""Synapses that go and come in the middle of a run, under every rule that acts in run."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from _plastic_network import SOURCES, TARGETS, Learned, dense, initial, learn
from _plasticity_dense import Given, Term
from _rule_cases import CASES, switched

import swiftsnn as snn

TOLERANCE: dict[str, Any] = {"rtol": 1e-10, "atol": 1e-12}
GROWN = 0.4


def _begun(terms: list[Term], step: int, steps: int) -> list[Term]:
    """The terms for synapses that are there from a step on: no eligibility from before it."""
    # What happens in the first step is recorded at its end, and so at 1.
    on = (np.arange(steps + 1) > step).astype(float)
    made = []
    for term in switched(terms, on):
        post = term.post if term.eligibility is None else (*term.post, Given(on))
        made.append(replace(term, post=post))
    return made


def _pairs(synapses: snn.Projection) -> np.ndarray:
    there = np.zeros((SOURCES, TARGETS), bool)
    there[synapses.pre, synapses.post] = True
    return there


def _pruned_and_regrown(
    name: str, part: float, threads: int
) -> tuple[Learned, np.ndarray, np.ndarray]:
    """A run whose synapses partly go at 300 and partly come at 600 of 1000 ms; which are when."""
    there: list[np.ndarray] = []

    def between(done: int, net: snn.Network, synapses: Any) -> None:
        if done == 3:
            gone = np.random.default_rng(1).random(len(synapses)) < 0.5
            assert synapses.prune(threshold=0.5, importance=1.0 - gone) == gone.sum()
            there.append(_pairs(synapses))
        elif done == 6:
            assert synapses.apply(snn.Regrow(weight=GROWN, number=15)) == 15
            there.append(_pairs(synapses))

    run = learn(CASES[name].rule, part=part, runs=10, threads=threads, between=between)
    return run, there[0], there[1] & ~there[0]


@pytest.mark.parametrize("part", [1.0, 0.7])
@pytest.mark.parametrize("name", CASES)
def test_kept_synapses_go_on_and_new_ones_begin(name: str, part: float) -> None:
    case = CASES[name]
    run, kept, grown = _pruned_and_regrown(name, part, 2)
    assert kept.sum() > 15 == grown.sum()
    bounds: dict[str, Any] = {"w_min": case.low, "w_max": case.high}
    wanted = dense(run, case.terms(2000), **bounds)
    np.testing.assert_allclose(run.weights[kept], wanted[kept], **TOLERANCE)
    assert np.abs(wanted - initial())[kept].mean() > 0.01
    start = np.full((SOURCES, TARGETS), GROWN)
    if name == "nearest":
        # Which spikes are neighbours each synapse keeps to itself, so that a new one has none yet.
        run.arrivals[:1201] = 0.0
    new = dense(run, _begun(case.terms(2000), 1200, 2000), start, **bounds)
    np.testing.assert_allclose(run.weights[grown], new[grown], **TOLERANCE)
    assert np.abs(new - GROWN)[grown].mean() > 0.001


@pytest.mark.parametrize("name", ["pair", "two pairs", "soft bounds", "reward"])
def test_threads_do_not_matter(name: str) -> None:
    one = _pruned_and_regrown(name, 1.0, 1)
    for threads in (2, 4):
        other = _pruned_and_regrown(name, 1.0, threads)
        for a, b in zip(one[1:], other[1:], strict=True):
            np.testing.assert_array_equal(a, b)
        np.testing.assert_array_equal(one[0].weights, other[0].weights)


@pytest.mark.parametrize("name", CASES)
def test_what_is_done_within_a_run_is_what_is_done_between_runs(name: str) -> None:
    prune = snn.Prune(fraction=0.3)
    grow = snn.Regrow(weight=GROWN)

    def plan(net: snn.Network, synapses: Any) -> None:
        net.structure(synapses, prune, period=250.0)
        net.structure(synapses, grow, period=250.0)

    # One at the end of the run as well, which goes by the clock.
    within = learn(CASES[name].rule, prepare=plan)
    pieces = learn(CASES[name].rule, prepare=plan, runs=5, threads=2)
    np.testing.assert_array_equal(within.weights, pieces.weights)
    assert len(within.synapses) == SOURCES * TARGETS
    alone = learn(CASES[name].rule)
    assert (within.weights != alone.weights).any()


@pytest.mark.parametrize("name", ["pair", "two pairs", "soft bounds", "reward", "oja"])
def test_synapses_that_go_are_as_if_they_were_nothing(name: str) -> None:
    """The same run, but that they stay, weigh nothing and learn nothing."""
    case = CASES[name]
    gone = np.random.default_rng(1).random((SOURCES, TARGETS)) < 0.5

    def prune(done: int, net: snn.Network, synapses: Any) -> None:
        if done == 1:
            synapses.prune(threshold=0.5, importance=1.0 - gone[synapses.pre, synapses.post])

    def hold(done: int, net: snn.Network, synapses: Any) -> None:
        if done == 1:
            flags = gone[synapses.pre, synapses.post]
            synapses.weights = np.where(flags, 0.0, synapses.weights)
            synapses.frozen = flags

    strong = 4 * initial() if case.high > 1.0 else initial()
    pruned = learn(case.rule, runs=2, between=prune, weight=strong)
    held = learn(case.rule, runs=2, between=hold, weight=strong)
    np.testing.assert_array_equal(pruned.fired, held.fired)
    np.testing.assert_array_equal(pruned.potential, held.potential)
    np.testing.assert_allclose(pruned.weights, held.weights, **TOLERANCE)
    assert (held.weights[gone] == 0).all() and (held.weights[~gone] != 0).any()
