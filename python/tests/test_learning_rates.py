"""Homeostats of learning rates: schedules, and control by scores."""

from __future__ import annotations

import numpy as np
import pytest

import swiftsnn as snn


def _taught(homeostat: snn.Homeostat) -> tuple[snn.Network, snn.Projection, snn.Homeostasis]:
    net = snn.Network(dt=1.0, seed=1)
    source = net.population("source", 5, snn.Bernoulli())
    cells = net.population("cells", 4, snn.LIF(i_offset=2.0))
    # Too little to change when neurons fire.
    rule = snn.PairSTDP(a_plus=1e-6, a_minus=0.0, w_min=-1.0, w_max=1.0)
    synapses = net.connect(source, cells, snn.AllToAll(), weight=0.0, plasticity=rule)
    return net, synapses, net.homeostasis(synapses, homeostat)


def test_a_learning_rate_decays_with_each_learning_presentation() -> None:
    net, synapses, handle = _taught(snn.LearningRateDecay(0.5, lower=0.2))
    changes, factors = [], []
    for _ in range(4):
        before = synapses.weights[0]
        net.present({}, 20.0, learn=False)
        net.present({}, 20.0, learn=True)
        changes.append(synapses.weights[0] - before)
        factors.append(handle.factor)
    assert factors == pytest.approx([0.5, 0.25, 0.2, 0.2])
    assert changes[0] > 0
    assert np.array(changes) / changes[0] == pytest.approx([1.0, 0.5, 0.25, 0.2], rel=1e-4)
    synapses.set_learning_rate(3.0)
    net.present({}, 20.0, learn=True)
    assert handle.factor == pytest.approx(1.5)


def test_a_learning_rate_decays_in_runs() -> None:
    net, _, handle = _taught(snn.LearningRateDecay(0.9, period=10.0))
    net.run(35.0)
    assert handle.factor == pytest.approx(0.9**3)


def test_a_learning_rate_follows_scores() -> None:
    _, _, handle = _taught(snn.LearningRateToScore(target=0.8, gain=0.5, upper=1.6))
    wanted = 1.0
    for score in (0.5, 0.2, 0.0, 0.9, 0.95):
        handle.report(score)
        wanted = min(max(wanted + 0.5 * (0.8 - score), 0.0), 1.6)
        assert handle.factor == pytest.approx(wanted)
    handle.active = False
    handle.report(0.0)
    handle.active = True
    handle.target = 0.1
    handle.report(0.5)
    assert handle.factor == pytest.approx(wanted - 0.2)


@pytest.mark.parametrize("shifts", [False, True])
def test_a_learning_rate_follows_a_ratio(shifts: bool) -> None:
    _, _, handle = _taught(snn.LearningRateByRatio(scale=0.7, shifts=shifts))
    for ratio in (0.0, 0.3, 1.0, 2.5):
        handle.report(ratio)
        change = np.tanh(1 - ratio) if shifts else np.tanh(1) - np.tanh(ratio)
        assert handle.factor == pytest.approx(0.7 * (1 + change))


def test_a_learning_rate_finds_the_highest_score() -> None:
    _, _, handle = _taught(snn.LearningRateSearch(by=0.1))
    course = []
    for _ in range(60):
        handle.report(-((handle.factor - 2.5) ** 2))
        course.append(handle.factor)
    assert course[0] == pytest.approx(1.1)
    assert np.abs(np.array(course[30:]) - 2.5).max() < 0.35
