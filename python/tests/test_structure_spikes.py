"""Spikes on their way, and learning, while synapses go and come."""

from __future__ import annotations

import numpy as np
import pytest
from _helpers import spikes
from numpy.typing import NDArray

import swiftsnn as snn

THREADS = (1, 2, 3, 4)


def _fired(
    threads: int, prunes: bool, more: dict[str, object], *, size: int = 80, split: int = 1
) -> tuple[list[tuple[float, int]], NDArray[np.floating]]:
    """A recurrent network in which half of the synapses go, or weigh nothing, in mid-flight."""
    net = snn.Network(dt=0.1, seed=5, threads=threads)
    cells = net.population("cells", size, snn.LIF(v_rest=-65.0))
    net.poisson_input(cells, 9000.0, 1.5)
    given: dict[str, object] = {
        "weight": snn.Normal(0.0, 0.8),
        "delay": snn.Uniform(0.5, 3.0),
        **more,
    }
    p = net.connect(cells, cells, snn.FixedProbability(0.3), **given)  # pyright: ignore
    seen, v = net.record(cells, "spikes"), net.record(cells, "v", every=0.5)
    for turn in range(3):
        for _ in range(split):
            net.run(12.0 / split)
        gone = np.random.default_rng(turn).random(len(p)) < 0.3
        if prunes:
            p.prune(threshold=0.5, importance=1.0 - gone)
        else:
            weights = np.array(p.weights)
            live = np.flatnonzero(weights)
            gone = np.random.default_rng(turn).random(len(live)) < 0.3
            weights[live[gone]] = 0.0
            p.weights = weights
    net.run(12.0)
    return spikes(seen), np.array(v.values)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"delay": 1.5},
        {"dynamics": snn.TsodyksMarkram(U=0.4, tau_rec=50.0)},
        {"dynamics": snn.StochasticRelease(p=0.5, sites=2)},
    ],
)
def test_spikes_arrive_through_what_is_kept_alone(more: dict[str, object]) -> None:
    expected = _fired(1, False, more)
    assert len(expected[0]) > 300
    for threads in THREADS:
        given = _fired(threads, True, more, split=threads)
        assert given[0] == expected[0]
        assert np.array_equal(given[1], expected[1])


@pytest.mark.parametrize("weight", [0.05, snn.Normal(0.05, 0.02)])
def test_rows_shared_with_others_are_left_in_peace(weight: float | snn.Normal) -> None:
    def run(threads: int, prunes: bool) -> tuple[list[tuple[float, int]], list[tuple[float, int]]]:
        net = snn.Network(dt=0.1, seed=2, threads=threads)
        a = net.population("a", 300, snn.Poisson(rate=40.0))
        targets = [net.population(f"t{k}", 2100, snn.LIF()) for k in range(2)]
        for t in targets:
            net.poisson_input(t, 9000.0, 1.6)
        made = [
            net.connect(a, t, snn.FixedProbability(0.1), weight=weight, delay=1.0) for t in targets
        ]
        records = [net.record(t, "spikes") for t in targets]
        net.run(10.0)
        gone = np.random.default_rng(0).random(len(made[0])) < 0.5
        if prunes:
            made[0].prune(threshold=0.5, importance=1.0 - gone)
        else:
            made[0].weights = np.where(gone, 0.0, made[0].weights)
        net.run(15.0)
        return spikes(records[0]), spikes(records[1])

    expected = run(1, False)
    assert len(expected[0]) > 1000
    for threads in (1, 2, 4):
        assert run(threads, True) == expected


@pytest.mark.parametrize("delay", [1.0, snn.Uniform(0.5, 3.0)])
@pytest.mark.parametrize("rule", [snn.AllToAll(), snn.FixedProbability(0.4)])
def test_what_is_kept_goes_on_learning(delay: float | snn.Uniform, rule: snn.Connector) -> None:
    """Weights too small to be felt: removing some changes nothing for the others."""

    def run(threads: int, prunes: bool) -> NDArray[np.floating]:
        net = snn.Network(dt=0.1, seed=7, threads=threads)
        a = net.population("a", 50, snn.Poisson(rate=30.0))
        b = net.population("b", 40, snn.LIF(i_offset=np.linspace(0.8, 1.4, 40)))
        stdp = snn.PairSTDP(a_plus=1e-26, a_minus=0.8e-26, w_min=0.0, w_max=1e-24)
        p = net.connect(a, b, rule, weight=5e-25, delay=delay, plasticity=stdp)
        net.run(150.0)
        gone = np.random.default_rng(1).random(len(p)) < 0.6
        if prunes:
            p.prune(threshold=0.5, importance=1.0 - gone)
        else:
            p.weights = p.weights  # brings them up to date there, as pruning does
        net.run(150.0)
        return np.array(p.weights) if prunes else np.array(p.weights)[~gone]

    expected = run(1, False)
    assert np.ptp(expected.astype(np.float64)) > 1e-26
    for threads in THREADS:
        assert np.array_equal(run(threads, True), expected)


@pytest.mark.parametrize("rule", [snn.AllToAll(), snn.FixedProbability(0.4)])
def test_what_is_kept_learns_from_presentations(rule: snn.Connector) -> None:
    def run(threads: int, prunes: bool) -> NDArray[np.floating]:
        net = snn.Network(dt=1.0, seed=7, batch=3, threads=threads)
        a = net.population("a", 50, snn.Bernoulli())
        b = net.population("b", 40, snn.LIF(i_offset=np.linspace(0.8, 1.4, 40)))
        learns = snn.ThreeFactor(eligibility=snn.Decay(10.0), rate=1e-24)
        p = net.connect(a, b, rule, weight=5e-25, plasticity=learns)
        gone = np.random.default_rng(1).random(len(p)) < 0.6
        for turn in range(4):
            net.present({a: np.linspace(0.0, 0.6, 150).reshape(3, 50)}, 40.0, learn=True)
            if turn == 1 and prunes:
                p.prune(threshold=0.5, importance=1.0 - gone)
        return np.array(p.weights) if prunes else np.array(p.weights)[~gone]

    expected = run(1, False).astype(np.float64)
    assert np.ptp(expected) > 1e-25
    given = run(1, True)
    np.testing.assert_allclose(given, expected, rtol=1e-5)
    for threads in THREADS:
        assert np.array_equal(run(threads, True), given)


def test_graded_values_arrive_through_what_is_kept_alone() -> None:
    def run(prunes: bool) -> NDArray[np.floating]:
        net = snn.Network(dt=0.1, seed=5)
        units = net.population("units", 50, snn.RateUnit(bias=np.linspace(-1.0, 1.0, 50)))
        given = {"weight": snn.Normal(0.0, 0.5), "delay": snn.Uniform(0.5, 2.0)}
        p = net.connect(units, units, snn.FixedProbability(0.5), **given)
        r = net.record(units, "r")
        net.run(3.0)
        gone = np.random.default_rng(0).random(len(p)) < 0.5
        if prunes:
            p.prune(threshold=0.5, importance=1.0 - gone)
        else:
            p.weights = np.where(gone, 0.0, p.weights)
        net.run(5.0)
        return np.array(r.values)

    expected = run(False)
    assert np.std(expected[-1]) > 1e-3
    assert np.array_equal(run(True), expected)
