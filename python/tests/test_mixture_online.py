"""Components of weights that learn by rules of their own in run."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from _plastic_network import DT, TARGETS, Learned, dense, initial, learn
from _plasticity_dense import Array, evolve
from _rule_cases import CASES

import swiftsnn as snn

TOLERANCE: dict[str, Any] = {"rtol": 1e-10, "atol": 1e-12}
FAST, SLOW = initial(), initial(0.1, 0.4)


def _mixture(fast: str, slow: str, coefficients: tuple[float, float]) -> Any:
    def made(net: snn.Network, cells: snn.Population) -> snn.Mixture:
        rules: list[Any] = [CASES[name].rule for name in (fast, slow)]
        first, second = (
            each if isinstance(each, list | snn.Rule) else each(net, cells) for each in rules
        )
        return snn.Mixture(
            fast=snn.Component(FAST, coefficients[0], first),
            slow=snn.Component(SLOW, coefficients[1], second),
        )

    return made


def _expected(run: Learned, name: str, weight: Array) -> Array:
    case = CASES[name]
    return dense(run, case.terms(2000), weight, w_min=case.low, w_max=case.high)


def _potential(delivered: list[list[Array]], coefficients: Array, run: Learned) -> Array:
    """Potentials [step, neuron] of the cells, which triggers make fire (weight 100 mV)."""
    v, decay = np.full(TARGETS, -65.0), np.exp(-DT / 20.0)
    course = np.empty((len(run.arrivals), TARGETS))
    for step in range(len(run.arrivals)):
        v = -65.0 + (v + 65.0) * decay
        for weights, coefficient in zip(delivered, coefficients[step], strict=True):
            v = v + coefficient * (run.arrivals[step] @ weights[step])
        v = np.where(run.fired[step] > 0, -65.0, v)
        course[step] = v
    return course


@pytest.mark.parametrize(("fast", "slow"), list(pairwise([*CASES, "pair"])))
def test_each_component_learns_as_if_alone_and_their_sum_transmits(fast: str, slow: str) -> None:
    run = learn(None, weight=_mixture(fast, slow, (0.4, -0.3)), threads=2)
    mixed = run.synapses
    assert isinstance(mixed, snn.MixedProjection)
    wanted = [_expected(run, name, w) for name, w in ((fast, FAST), (slow, SLOW))]
    for made, expected in zip(mixed.components.values(), wanted, strict=True):
        np.testing.assert_allclose(made.to_matrix(), expected, **TOLERANCE)
    np.testing.assert_allclose(run.weights, 0.4 * wanted[0] - 0.3 * wanted[1], **TOLERANCE)
    assert np.abs(wanted[0] - FAST).mean() > 0.01 < np.abs(wanted[1] - SLOW).mean()
    alone = learn(CASES[fast].rule)
    assert (alone.fired == run.fired).all()
    np.testing.assert_allclose(alone.weights, wanted[0], **TOLERANCE)


@pytest.mark.parametrize(("fast", "slow"), [("pair", "decay"), ("soft bounds", "reward")])
def test_coefficients_that_change_between_runs_change_what_is_transmitted(
    fast: str, slow: str
) -> None:
    courses = [(0.5, -1.0), (1.5, 0.0), (0.0, 2.0), (-1.0, 1.0)]

    def between(done: int, net: snn.Network, mixed: Any) -> None:
        mixed.coefficients = dict(zip(("fast", "slow"), courses[done], strict=True))

    run = learn(None, weight=_mixture(fast, slow, courses[0]), runs=4, between=between)
    delivered, final = [], []
    for name, weight in ((fast, FAST), (slow, SLOW)):
        case = CASES[name]
        course = evolve(
            *(weight, case.terms(2000), run.arrivals, run.fired, DT),
            w_min=case.low,
            w_max=case.high,
            keep=range(2001),
        )
        delivered.append([course.delivered[step] for step in range(2001)])
        final.append(course.weight)
    for made, expected in zip(run.synapses.components.values(), final, strict=True):
        np.testing.assert_allclose(made.to_matrix(), expected, **TOLERANCE)
    np.testing.assert_allclose(run.weights, final[1] - final[0], **TOLERANCE)
    # What happens in the first step is recorded at its end, and so at 1.
    at = np.concatenate([courses[:1], np.repeat(courses, 500, axis=0)])
    potential = _potential(delivered, at, run)
    np.testing.assert_allclose(run.potential[1:], potential[1:], rtol=1e-10)
    assert np.ptp(run.potential[1:]) > 2.0
    fixed = _potential(delivered, np.tile(courses[0], (2001, 1)), run)
    assert np.abs(fixed - potential).max() > 0.5


@pytest.mark.parametrize("threads", [1, 4])
def test_a_frozen_component_stays_while_the_other_learns(threads: int) -> None:
    def freeze(net: snn.Network, mixed: Any) -> None:
        mixed.components["slow"].freeze()

    run = learn(None, weight=_mixture("pair", "oja", (1.0, 1.0)), prepare=freeze, threads=threads)
    parts = run.synapses.components
    assert (parts["slow"].to_matrix() == SLOW).all()
    wanted = _expected(run, "pair", FAST)
    np.testing.assert_allclose(parts["fast"].to_matrix(), wanted, **TOLERANCE)
    np.testing.assert_allclose(run.weights, wanted + SLOW, **TOLERANCE)
