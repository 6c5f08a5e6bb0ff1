"""Frozen synapses, learning rate factors and homeostats beside rules that act in run."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from _plastic_network import SOURCES, TARGETS, dense, initial, learn
from _rule_cases import CASES, interrupted, scaled, switched

import swiftsnn as snn

FROZEN = np.random.default_rng(8).random((SOURCES, TARGETS)) < 0.3
TOLERANCE: dict[str, Any] = {"rtol": 1e-10, "atol": 1e-12}


def _freeze(net: snn.Network, synapses: Any) -> None:
    synapses.frozen = FROZEN[synapses.pre, synapses.post]


@pytest.mark.parametrize("part", [1.0, 0.6])
@pytest.mark.parametrize("name", CASES)
def test_frozen_synapses_keep_their_bits_and_the_others_learn(name: str, part: float) -> None:
    case = CASES[name]
    run = learn(case.rule, prepare=_freeze, part=part, threads=2)
    terms = scaled(case.terms(2000), ~FROZEN * 1.0)
    wanted = dense(run, terms, w_min=case.low, w_max=case.high)
    there = np.zeros((SOURCES, TARGETS), bool)
    there[run.synapses.pre, run.synapses.post] = True
    assert (run.weights[FROZEN & there] == initial()[FROZEN & there]).all()
    assert np.abs(wanted - initial())[there & ~FROZEN].mean() > 0.01
    np.testing.assert_allclose(run.weights[there], wanted[there], **TOLERANCE)


@pytest.mark.parametrize(
    ("name", "whole"), [(name, whole) for name in CASES for whole in (True, False)]
)
def test_what_happens_while_frozen_is_not_made_up_for(name: str, whole: bool) -> None:
    case = CASES[name]
    held: list[np.ndarray] = []

    def between(run: int, net: snn.Network, synapses: Any) -> None:
        if run == 1 and whole:
            synapses.freeze()
        elif run == 1:
            synapses.frozen = np.ones(len(synapses), bool)
        else:
            synapses.thaw()
            synapses.frozen = np.zeros(len(synapses), bool)
        held.append(synapses.weights.copy())

    run = learn(case.rule, ms=900.0, runs=3, between=between)
    assert (held[0] == held[1]).all()
    # Spikes are recorded at the end of their step, so that those of the first step are at 1.
    on = np.ones(1801)
    on[601:1201] = 0.0
    bounds: dict[str, Any] = {"w_min": case.low, "w_max": case.high}
    wanted = dense(run, switched(case.terms(1800), on), **bounds)
    assert np.abs(wanted - dense(run, case.terms(1800), **bounds)).max() > 1e-3
    np.testing.assert_allclose(run.weights, wanted, **TOLERANCE)


@pytest.mark.parametrize("name", CASES)
def test_learning_rate_factors_hold_from_when_they_are_set(name: str) -> None:
    case = CASES[name]
    factors = [1.0, 0.0, 0.25, 2.0]

    def between(run: int, net: snn.Network, synapses: Any) -> None:
        synapses.set_learning_rate(factors[run])

    run = learn(case.rule, ms=800.0, runs=4, between=between)
    on = np.concatenate([[0.0], np.repeat(factors, 400)])
    bounds: dict[str, Any] = {"w_min": case.low, "w_max": case.high}
    wanted = dense(run, switched(case.terms(1600), on), **bounds)
    assert np.abs(wanted - dense(run, case.terms(1600), **bounds)).max() > 1e-3
    np.testing.assert_allclose(run.weights, wanted, **TOLERANCE)


# Where hard bounds cut weights the sum is shared among the others.
@pytest.mark.parametrize("freezes", [False, True])
@pytest.mark.parametrize("name", [name for name in CASES if name != "hard bounds"])
def test_sums_are_restored_while_a_rule_runs(name: str, freezes: bool) -> None:
    case, totals = CASES[name], np.linspace(4.0, 7.0, TARGETS)
    seen: list[np.ndarray] = []

    def prepare(net: snn.Network, synapses: Any) -> None:
        if freezes:
            _freeze(net, synapses)
        net.homeostasis(synapses, snn.WeightsToSum(totals, period=100.0))

    def between(run: int, net: snn.Network, synapses: Any) -> None:
        seen.append(np.abs(synapses.to_matrix()).sum(0))

    def restore(turn: int, weight: np.ndarray) -> np.ndarray:
        grown = weight * totals / np.abs(weight).sum(0)
        return np.where(FROZEN, weight, grown) if freezes else grown

    run = learn(case.rule, ms=500.0, runs=5, prepare=prepare, between=between)
    terms = scaled(case.terms(1000), ~FROZEN * 1.0) if freezes else case.terms(1000)
    bounds: dict[str, Any] = {"low": case.low, "high": case.high}
    wanted = interrupted(initial(), terms, run.arrivals, run.fired, 200, restore, **bounds)
    np.testing.assert_allclose(run.weights, wanted, **TOLERANCE)
    if freezes:
        assert (run.weights[FROZEN] == initial()[FROZEN]).all()
    else:
        np.testing.assert_allclose(seen, np.tile(totals, (4, 1)), rtol=1e-12)
