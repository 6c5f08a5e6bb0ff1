"""Synapses and delays by distance, and the positions they are counted from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

pytest.importorskip("scipy")

from _laws import LEAST, chi_square, connected
from numpy.typing import NDArray

import swiftsnn as snn

Distances = NDArray[Any]

PROFILES: dict[str, tuple[snn.DistanceDependent, Callable[[Distances], Distances]]] = {
    "gaussian": (
        snn.DistanceDependent(snn.GaussianProfile(0.8, 0.15)),
        lambda d: 0.8 * np.exp(-(d**2) / (2 * 0.15**2)),
    ),
    "exponential": (
        snn.DistanceDependent(snn.ExponentialProfile(0.6, 0.1)),
        lambda d: 0.6 * np.exp(-d / 0.1),
    ),
    "linear": (
        snn.DistanceDependent(snn.LinearProfile(0.7, 0.3)),
        lambda d: 0.7 * np.maximum(0, 1 - d / 0.3),
    ),
    "step": (snn.DistanceDependent(snn.StepProfile(0.3, 0.25)), lambda d: 0.3 * (d <= 0.25)),
    "gaussian, cut": (
        snn.DistanceDependent(snn.GaussianProfile(0.8, 0.15), cutoff=0.2),
        lambda d: 0.8 * np.exp(-(d**2) / (2 * 0.15**2)) * (d <= 0.2),
    ),
    "narrow": (
        snn.DistanceDependent(snn.GaussianProfile(1.0, 0.02)),
        lambda d: np.exp(-(d**2) / (2 * 0.02**2)),
    ),
    "wide": (
        snn.DistanceDependent(snn.ExponentialProfile(0.1, 100.0)),
        lambda d: 0.1 * np.exp(-d / 100),
    ),
}


def _distances(made: snn.Projection, period: float | None) -> Distances:
    """Of every pair, [source, target]."""
    here, there = made.source.positions, made.target.positions
    assert here is not None
    assert there is not None
    away = np.abs(here[:, None] - there[None])
    if period is not None:
        away = np.minimum(away, period - away)
    return np.sqrt((away**2).sum(axis=2))


@pytest.mark.parametrize("periodic", [False, True])
@pytest.mark.parametrize(("dimensions", "targets"), [(1, 500), (2, None), (3, 500)])
@pytest.mark.parametrize("name", PROFILES)
def test_pairs_are_joined_as_often_as_the_profile_says(
    name: str, targets: int | None, dimensions: int, periodic: bool
) -> None:
    rule, profile = PROFILES[name]
    rule = snn.DistanceDependent(rule.profile, rule.cutoff, periodic)
    found, wanted = np.zeros(40), np.zeros(40)
    for seed in range(2):
        places = snn.RandomPositions((1.0,) * dimensions)
        made = connected(rule, 600, targets, seed, places)
        distance = _distances(made, 1.0 if periodic else None)
        p = profile(distance)
        if targets is None:
            np.fill_diagonal(p, 0)
        joined = np.zeros_like(p)
        np.add.at(joined, (made.pre, made.post), 1)
        assert joined.max() == 1
        assert not joined[p == 0].any()
        # Bins of equal numbers of expected synapses.
        order = np.argsort(distance, axis=None)
        share = np.empty(order.size)
        share[order] = np.cumsum(p.ravel()[order]) / p.sum()
        bins = np.minimum((40 * share).astype(int), 39)
        found += np.bincount(bins, joined.ravel(), minlength=40)
        wanted += np.bincount(bins, p.ravel(), minlength=40)
    # Counts of trials vary less than Poisson numbers: the test is on the safe side, so look at the
    # total by its own spread too.
    assert chi_square(found, wanted) > LEAST
    assert abs(found.sum() - wanted.sum()) < 4.5 * np.sqrt(wanted.sum())


def test_neighbours_on_a_grid_lie_within_the_radius_however_it_rounds() -> None:
    grid = snn.Grid((7, 7), extent=(0.7, 0.7))
    for periodic in (False, True):
        rule = snn.DistanceDependent(snn.StepProfile(1.0, 0.1), periodic=periodic)
        degrees = np.bincount(connected(rule, 49, None, 1, grid).pre).reshape(7, 7)
        assert (degrees[1:-1, 1:-1] == 4).all()
        assert (degrees[0, 1:-1] == (4 if periodic else 3)).all()
        assert degrees[0, 0] == (4 if periodic else 2)


def test_periodic_axes_begin_anew() -> None:
    net = snn.Network()
    here = net.population(
        "here", 2, snn.LIF(), snn.Positions([[0.02, 9.7], [3.9, 5.0]], (4.0, 10.0))
    )
    there = net.population(
        "there", 2, snn.LIF(), snn.Positions([[-0.1, 0.2], [4.2, -15.0]], (4, 10))
    )
    near = snn.DistanceDependent(snn.StepProfile(1.0, 0.6), periodic=True)
    made = net.connect(here, there, near, weight=1.0)
    assert list(zip(made.pre, made.post, strict=True)) == [(0, 0), (1, 1)]
    straight = snn.DistanceDependent(snn.StepProfile(1.0, 0.6))
    assert len(net.connect(here, there, straight, weight=1.0)) == 0


def test_self_is_reached_only_where_allowed() -> None:
    for allow_self in (False, True):
        rule = snn.DistanceDependent(snn.StepProfile(1.0, 0.5), allow_self=allow_self)
        assert len(connected(rule, 30, None, 1, snn.Grid(30))) == (30 if allow_self else 0)
    # Between two populations there is no self.
    assert (
        len(connected(snn.DistanceDependent(snn.StepProfile(1.0, 0.5)), 30, 30, 1, snn.Grid(30)))
        == 30
    )


def test_probabilities_of_0_and_places_all_alike_do_no_harm() -> None:
    none = snn.DistanceDependent(snn.GaussianProfile(0.0, 1.0))
    assert len(connected(none, 30, None, 1, snn.Grid(30))) == 0
    net = snn.Network()
    cells = net.population("cells", 50, snn.LIF(), np.zeros((50, 2)))
    every = snn.DistanceDependent(snn.GaussianProfile(1.0, 1e-9))
    assert len(net.connect(cells, cells, every, weight=1.0, delay=snn.DistanceDelay(1, 1))) == 2450


@pytest.mark.parametrize("periodic", [False, True])
@pytest.mark.parametrize("targets", [None, 70])
def test_delays_grow_with_distance(targets: int | None, periodic: bool) -> None:
    delay = snn.DistanceDelay(base=1.0, velocity=0.05, periodic=periodic)
    for rule in (snn.FixedProbability(0.3), snn.FixedInDegree(9), snn.AllToAll()):
        made = connected(rule, 60, targets, 4, snn.RandomPositions((1.0, 1.0)), delay=delay)
        distance = _distances(made, 1.0 if periodic else None)[made.pre, made.post]
        exact = 1.0 + distance / 0.05
        assert made.delays.max() > 10
        assert np.abs(made.delays - exact).max() <= 0.25 + 1e-9
        assert (made.delays == np.round(exact / 0.5) * 0.5).all()
        np.testing.assert_allclose(made.distances(periodic), distance, atol=1e-12)


def test_a_spike_arrives_after_the_delay_of_its_distance() -> None:
    net = snn.Network(dt=0.5)
    source = net.population("source", 1, snn.SpikeSource(), [0.0])
    places = np.array([0.0, 1.0, 3.0])
    target = net.population("target", 3, snn.LIF(tau_m=1e9, v_rest=0.0, v_thresh=1e3), places)
    net.connect(source, target, snn.AllToAll(), weight=1.0, delay=snn.DistanceDelay(0.5, 0.5))
    net.feed(source, [1.0], [0])
    recorder = net.record(target, "v")
    net.run(10.0)
    arrival = [recorder.times[np.flatnonzero(v)[0]] for v in recorder.values.T]
    assert arrival == [1.5, 3.5, 7.5]


def test_grids_and_random_places_lie_where_they_say() -> None:
    net = snn.Network(seed=3)
    grid = net.population("grid", 6, snn.LIF(), snn.Grid((2, 3), extent=(4.0, 3.0))).positions
    assert grid is not None
    assert grid.tolist() == [[1, 0.5], [1, 1.5], [1, 2.5], [3, 0.5], [3, 1.5], [3, 2.5]]
    line = net.population("line", 3, snn.LIF(), snn.Grid(3)).positions
    assert line is not None
    assert line.tolist() == [[0.5], [1.5], [2.5]]
    first, second = (
        snn.Network(seed=seed)
        .population("a", 500, snn.LIF(), snn.RandomPositions((2.0, 8.0)))
        .positions
        for seed in (3, 4)
    )
    assert first is not None
    assert first.shape == (500, 2)
    assert (first != second).all()
    assert (first >= 0).all()
    assert (first.max(axis=0) < (2, 8)).all()
    assert (first.max(axis=0) > (1.9, 7.8)).all()
    assert net.population("none", 3, snn.LIF()).positions is None


def test_distances_need_positions() -> None:
    made = connected(snn.FixedOutDegree(3), 5, 6, 1)
    with pytest.raises(snn.InvalidArgumentError, match="positions of equal dimensions of 'source'"):
        made.distances()
    net = snn.Network()
    cells = net.population("cells", 3, snn.LIF(), [0.0, 1.0, 2.0])
    made = net.connect(cells, cells, snn.AllToAll(), weight=1.0)
    with pytest.raises(snn.InvalidArgumentError, match="one extent of the positions"):
        made.distances(periodic=True)
    made.weights = made.distances()
    assert made.to_matrix()[0].tolist() == [0, 1, 2]
