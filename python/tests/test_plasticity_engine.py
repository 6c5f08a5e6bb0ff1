"""Every online rule against its definitions, however the network is wired and run."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from _plasticity_cases import CASES, Case
from _plasticity_stage import SOURCES, TARGETS, Stage


def check(case: Case, stage: Stage, least: float = 1e-3) -> None:
    """The weights are those expected, and far enough from those at the beginning."""
    expected, found = case.expected(stage), stage.matrix
    assert stage.start is not None
    assert np.nanmax(np.abs(expected - stage.start)) > least
    tolerance = 1e-10 if stage.precision == "double" else 1e-5
    np.testing.assert_allclose(found, expected, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("precision", ["double", "single"])
@pytest.mark.parametrize("name", CASES)
def test_a_rule_is_its_definition(name: str, precision: str) -> None:
    check(CASES[name], CASES[name].stage(precision=precision).go())


def _delays() -> np.ndarray:
    return np.random.default_rng(8).choice([0.5, 1.5, 4.0, 13.0], (SOURCES, TARGETS))


WIRINGS: dict[str, dict[str, Any]] = {
    "one step": {"delay": 0.5},
    "many steps": {"delay": 20.0},
    "all many steps": {"delay": 10.0, "trigger_delay": 7.5},
    "sparse": {"part": 0.4},
    "several delays": {"delay": _delays(), "part": 0.8},
}


@pytest.mark.parametrize("wiring", WIRINGS.values(), ids=WIRINGS)
@pytest.mark.parametrize("name", CASES)
def test_wiring_makes_no_difference(name: str, wiring: dict[str, Any]) -> None:
    check(CASES[name], CASES[name].stage(**wiring, seed=6).go(), least=5e-4)
