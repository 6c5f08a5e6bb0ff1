"""Eligibility traces as they are read."""

from __future__ import annotations

import numpy as np
import pytest
from _plastic_network import DT, SOURCES, TARGETS, Learned, initial, learn
from _plasticity_dense import evolve
from _plasticity_rules import dopamine, pair, reward

import swiftsnn as snn

TAU = 150.0


def _rule(net: snn.Network, cells: snn.Population) -> snn.Rule:
    return snn.RewardSTDP(
        snn.Scalar(snn.Reward(net, tau=50.0)),
        a_plus=2e-3,
        a_minus=1.5e-3,
        tau_eligibility=TAU,
        w_min=-1.0,
        w_max=2.0,
    )


def _mixed(net: snn.Network, cells: snn.Population) -> list[snn.Rule]:
    """Beside a rule that depends on the weight, traces are followed by records."""
    return [_rule(net, cells), snn.PairSTDP(mu_plus=0.5, mu_minus=0.5)]


def _expected(run: Learned) -> np.ndarray:
    steps = len(run.arrivals)
    silent = dopamine(np.zeros(steps), 50.0, DT, 1.0)
    terms = reward(pair(2e-3, 1.5e-3), TAU, silent)
    course = evolve(initial(), terms, run.arrivals, run.fired, DT, keep=[steps - 1])
    return np.sum(course.eligibility[steps - 1], axis=0)


@pytest.mark.parametrize("rule", [_rule, _mixed], ids=["integrals", "records"])
@pytest.mark.parametrize("precision", ["single", "double"])
def test_the_trace_is_what_the_terms_gather(rule: object, precision: str) -> None:
    run = learn(rule, precision=precision)
    found = np.zeros((SOURCES, TARGETS))
    found[run.synapses.pre, run.synapses.post] = run.synapses.eligibility
    # Of unit area: a change is gathered as so many times itself, and has decayed since its step.
    expected = _expected(run) * TAU * np.exp(-DT / TAU)
    np.testing.assert_allclose(
        found, expected, rtol=1e-5, atol=(1e-5 if precision == "single" else 1e-12)
    )


def test_reading_changes_nothing() -> None:
    def read(net: snn.Network, synapses: snn.Projection) -> None:
        assert synapses.eligibility.size == len(synapses)

    plain, looked = learn(_rule), learn(_rule, prepare=read, runs=4)
    assert (plain.weights == looked.weights).all()


def test_where_there_is_none_it_is_said() -> None:
    run = learn(snn.PairSTDP())
    with pytest.raises(snn.StateError, match="keeps no eligibility traces"):
        _ = run.synapses.eligibility
