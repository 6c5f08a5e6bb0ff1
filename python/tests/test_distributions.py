"""Weights and delays against the distributions they are drawn from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

pytest.importorskip("scipy")

from _laws import LEAST, chi_square, connected
from numpy.typing import NDArray
from scipy import stats

import swiftsnn as snn


def _cut(law: Any, lower: float, upper: float) -> Callable[[NDArray[Any]], NDArray[Any]]:
    """The distribution function between bounds."""
    low, high = law.cdf(lower), law.cdf(upper)
    return lambda x: (law.cdf(x) - low) / (high - low)


CASES = {
    "normal": (snn.Normal(-0.7, 0.2), stats.norm(-0.7, 0.2).cdf),
    "normal, cut": (
        snn.Normal(1.0, 2.0, lower=0.0, upper=1.5),
        _cut(stats.norm(1.0, 2.0), 0.0, 1.5),
    ),
    "uniform": (snn.Uniform(-2.0, 3.0), stats.uniform(-2.0, 5.0).cdf),
    "log-normal": (snn.LogNormal(0.5, 1.0), stats.lognorm(1.0, scale=0.5).cdf),
    "narrow log-normal": (snn.LogNormal(2e-3, 0.05), stats.lognorm(0.05, scale=2e-3).cdf),
    "wide log-normal": (snn.LogNormal(40.0, 3.0), stats.lognorm(3.0, scale=40.0).cdf),
    "log-normal, cut": (
        snn.LogNormal(1.0, 1.0, lower=0.5, upper=4.0),
        _cut(stats.lognorm(1.0), 0.5, 4.0),
    ),
    "log-normal, cut above": (
        snn.LogNormal(1.0, 1.0, upper=0.8),
        _cut(stats.lognorm(1.0), 0.0, 0.8),
    ),
    "exponential": (snn.Exponential(2.5), stats.expon(scale=2.5).cdf),
    "exponential, cut": (
        snn.Exponential(2.5, lower=1.0, upper=4.0),
        _cut(stats.expon(scale=2.5), 1.0, 4.0),
    ),
    "exponential, narrowly cut": (
        snn.Exponential(1.0, lower=9.0, upper=9.01),
        stats.uniform(9.0, 0.01).cdf,
    ),
}


@pytest.mark.parametrize("dense", [False, True])
@pytest.mark.parametrize("name", CASES)
def test_weights_are_drawn_from_their_distribution(name: str, dense: bool) -> None:
    distribution, cdf = CASES[name]
    rule = snn.AllToAll() if dense else snn.FixedOutDegree(100)
    weights = connected(rule, 200, 100, 3, weight=distribution).weights.astype(float)
    assert weights.size == 20_000
    lower, upper = (
        np.float32(getattr(distribution, bound, limit))
        for bound, limit in (("lower", -np.inf), ("upper", np.inf))
    )
    assert lower <= weights.min()
    assert weights.max() <= upper
    assert stats.kstest(weights, cdf).pvalue > LEAST


BOUNDS = {"lower": 0.5, "upper": 9.0}
DELAYS = {
    "normal": (snn.Normal(1.0, 2.0, **BOUNDS), stats.norm(1.0, 2.0)),
    "log-normal": (snn.LogNormal(1.5, 1.0, **BOUNDS), stats.lognorm(1.0, scale=1.5)),
    "exponential": (snn.Exponential(2.5, **BOUNDS), stats.expon(scale=2.5)),
}


@pytest.mark.parametrize("name", DELAYS)
def test_delays_are_the_rounded_values_of_their_distribution(name: str) -> None:
    distribution, law = DELAYS[name]
    made = connected(snn.AllToAll(), 200, 100, 3, delay=distribution)
    steps = np.round(made.delays / 0.5).astype(int)
    edges = np.clip((np.arange(1, 20) - 0.5) * 0.5, 0.5, 9.0)
    expected = np.diff(_cut(law, 0.5, 9.0)(edges)) * len(made)
    assert chi_square(np.bincount(steps, minlength=19)[1:19], expected) > LEAST


def test_a_log_normal_without_spread_is_its_median() -> None:
    weights = connected(snn.FixedOutDegree(5), 5, 9, 1, weight=snn.LogNormal(0.25, 0.0)).weights
    assert weights.tolist() == [0.25] * 25


def test_log_normal_names_the_median() -> None:
    weights = connected(snn.AllToAll(), 200, 100, 1, weight=snn.LogNormal(0.5, 0.8)).weights
    assert np.median(weights) == pytest.approx(0.5, rel=0.02)
    assert weights.mean() == pytest.approx(0.5 * np.exp(0.8**2 / 2), rel=0.02)
