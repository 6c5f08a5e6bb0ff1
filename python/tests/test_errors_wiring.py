"""Mistakes of rules, distributions and positions: every parameter beyond its range, and what is
missing.
"""

from __future__ import annotations

# pyright: reportArgumentType=false, reportCallIssue=false
from typing import Any

import numpy as np
import pytest
from _helpers import Mistake, Scene, refuses

import swiftsnn as snn

INVALID, SHAPE = snn.InvalidArgumentError, snn.ShapeError


def _within(scene: Scene, connector: Any, places: Any = None, **given: Any) -> object:
    cells = scene.net.population("ring", 5, snn.LIF(), places)
    return scene.net.connect(cells, cells, connector, **{"weight": 1.0, **given})


def _placed(scene: Scene, connector: Any, **given: Any) -> object:
    return _within(scene, connector, snn.Grid(5), **given)


def _weight(scene: Scene, weight: Any) -> object:
    return scene.connect(weight=weight)


def _population(scene: Scene, places: Any) -> object:
    return scene.net.population("x", 6, snn.LIF(), places)


def _near(*values: Any, **given: Any) -> snn.DistanceDependent:
    return snn.DistanceDependent(snn.GaussianProfile(*values), **given)


_DISTINCT = {"allow_multapses": False}

RULES: dict[str, Mistake] = {
    "out k negative": (lambda s: s.connect(snn.FixedOutDegree(-1)), INVALID, "k of | out_degree"),
    "out k broken": (lambda s: s.connect(snn.FixedOutDegree(1.5)), INVALID, "k of | whole | 1.5"),
    "out k huge": (lambda s: s.connect(snn.FixedOutDegree(2e9)), INVALID, "k of | at most 10000"),
    "out k text": (lambda s: s.connect(snn.FixedOutDegree("3")), INVALID, "k must be a number"),
    "out k of too few": (
        lambda s: s.connect(snn.FixedOutDegree(4, **_DISTINCT)),
        INVALID,
        "fixed_out_degree with k = 4 | only 3 possible targets | multapses",
    ),
    "out k of too few within": (
        lambda s: _within(s, snn.FixedOutDegree(5, **_DISTINCT)),
        INVALID,
        "fixed_out_degree with k = 5 | only 4 possible targets | allow self",
    ),
    "out switch": (
        lambda s: s.connect(snn.FixedOutDegree(1, allow_self=2)),
        INVALID,
        "allow_self of | 0 or 1 | 2",
    ),
    "total negative": (lambda s: s.connect(snn.FixedTotalNumber(-3)), INVALID, "n of | at least 0"),
    "total broken": (lambda s: s.connect(snn.FixedTotalNumber(2.5)), INVALID, "n of | whole"),
    "total of too few": (
        lambda s: s.connect(snn.FixedTotalNumber(7, **_DISTINCT)),
        INVALID,
        "fixed_total_number with n = 7 | only 6 different pairs | multapses",
    ),
    "total of too few within": (
        lambda s: _within(s, snn.FixedTotalNumber(21, **_DISTINCT)),
        INVALID,
        "n = 21 | only 20 different pairs | self",
    ),
    "total switch": (
        lambda s: s.connect(snn.FixedTotalNumber(3, allow_multapses=0.5)),
        INVALID,
        "allow_multapses of | 0 or 1",
    ),
}


def _blocks(scene: Scene, p: Any = ((0.1,),), sources: Any = (2,), targets: Any = (3,)) -> object:
    return scene.connect(snn.Blocks(p, sources, targets))


BLOCKS: dict[str, Mistake] = {
    "p above 1": (lambda s: _blocks(s, [[1.5]]), INVALID, "probabilities of | blocks | at most 1"),
    "p nan": (lambda s: _blocks(s, [[np.nan]]), INVALID, "probabilities of | nan"),
    "p of text": (lambda s: _blocks(s, [["a"]]), INVALID, "probabilities of Blocks | numbers"),
    "p flat": (lambda s: _blocks(s, [0.1]), SHAPE, "probabilities of Blocks | (1, 1) | (1,)"),
    "p turned": (
        lambda s: _blocks(s, [[0.1], [0.2]], [2], [1, 2]),
        SHAPE,
        "probabilities | (1, 2) | (2, 1)",
    ),
    "no groups": (lambda s: _blocks(s, np.zeros((0, 0)), [], []), SHAPE, "probabilities"),
    "sources": (lambda s: _blocks(s, sources=[3]), SHAPE, "source_sizes | 3 | 2 neurons"),
    "targets": (lambda s: _blocks(s, targets=[2]), SHAPE, "target_sizes | 2 | 3 neurons"),
    "half a neuron": (
        lambda s: _blocks(s, [[0.1], [0.1]], [0.5, 1.5]),
        INVALID,
        "source_sizes of | whole numbers | 0.5",
    ),
    "negative": (
        lambda s: _blocks(s, [[0.1], [0.1]], [-1, 3]),
        INVALID,
        "source_sizes of | at least 0",
    ),
    "sizes of two axes": (lambda s: _blocks(s, sources=[[2]]), SHAPE, "source_sizes | flat"),
    "switch": (
        lambda s: s.connect(snn.Blocks([[1]], [2], [3], allow_self=3)),
        INVALID,
        "allow_self of | 0 or 1",
    ),
}

DISTANCE: dict[str, Mistake] = {
    "no positions": (
        lambda s: _within(s, _near(0.5, 1.0)),
        INVALID,
        "distance_gaussian needs positions | the source has none",
    ),
    "no positions of the target": (
        lambda s: s.net.connect(_population(s, snn.Grid(6)), s.cells, _near(0.5, 1.0), weight=1),
        INVALID,
        "the target has none",
    ),
    "of other dimensions": (
        lambda s: s.net.connect(
            _population(s, snn.Grid(6)),
            s.net.population("y", 6, snn.LIF(), snn.Grid((2, 3))),
            _near(0.5, 1.0),
            weight=1,
        ),
        SHAPE,
        "distance_gaussian | equal dimensions | 1 of the source and 2 of the target",
    ),
    "of another extent": (
        lambda s: s.net.connect(
            _population(s, snn.Grid(6)),
            s.net.population("y", 6, snn.LIF(), snn.Grid(6, 5.0)),
            _near(0.5, 1.0, periodic=True),
            weight=1,
        ),
        INVALID,
        "periodic | one extent | (6) of the source and (5) of the target",
    ),
    "without an extent": (
        lambda s: _within(s, _near(0.5, 1.0, periodic=True), np.arange(5.0)),
        INVALID,
        "periodic | none of the source",
    ),
    "no profile": (
        lambda s: _placed(s, snn.DistanceDependent(0.5)),
        INVALID,
        "profile | swiftsnn.GaussianProfile | 0.5",
    ),
    "the base": (
        lambda s: _placed(s, snn.DistanceDependent(snn.GaussianProfile)),
        INVALID,
        "such as",
    ),
    "p_max": (lambda s: _placed(s, _near(1.5, 1.0)), INVALID, "p_max of | gaussian | at most 1"),
    "p_max negative": (lambda s: _placed(s, _near(-0.1, 1.0)), INVALID, "p_max of | at least 0"),
    "sigma": (lambda s: _placed(s, _near(0.5, 0.0)), INVALID, "sigma of | above 0"),
    "sigma nan": (lambda s: _placed(s, _near(0.5, np.nan)), INVALID, "sigma of | nan"),
    "length": (
        lambda s: _placed(s, snn.DistanceDependent(snn.ExponentialProfile(0.5, -1.0))),
        INVALID,
        "length of | distance_exponential | above 0 | -1",
    ),
    "radius": (
        lambda s: _placed(s, snn.DistanceDependent(snn.LinearProfile(0.5, 0.0))),
        INVALID,
        "radius of | distance_linear | above 0",
    ),
    "radius of a step": (
        lambda s: _placed(s, snn.DistanceDependent(snn.StepProfile(0.5, np.inf))),
        INVALID,
        "radius of | distance_step | inf",
    ),
    "cutoff": (lambda s: _placed(s, _near(0.5, 1.0, cutoff=0)), INVALID, "cutoff of | above 0"),
    "periodic": (
        lambda s: _placed(s, _near(0.5, 1.0, periodic=2)),
        INVALID,
        "periodic of | 0 or 1",
    ),
    "delay without positions": (
        lambda s: s.connect(delay=snn.DistanceDelay(1.0, 1.0)),
        INVALID,
        "delay of 'stim' -> 'cells' | needs positions",
    ),
    "base of a delay": (
        lambda s: _placed(s, snn.AllToAll(), delay=snn.DistanceDelay(0.01, 1.0)),
        INVALID,
        "delay of 'ring' -> 'ring' is 0.01 ms | below one step",
    ),
    "velocity": (
        lambda s: _placed(s, snn.AllToAll(), delay=snn.DistanceDelay(1.0, 0.0)),
        INVALID,
        "velocity of | above 0",
    ),
    "far too slow": (
        lambda s: _placed(s, snn.AllToAll(), delay=snn.DistanceDelay(1.0, 1e-9)),
        INVALID,
        "delay of 'ring' -> 'ring' | more than | steps",
    ),
    "weights by distance": (
        lambda s: _placed(s, snn.AllToAll(), weight=snn.DistanceDelay(1.0, 1.0)),
        INVALID,
        "weights of 'ring' -> 'ring' | 'distance' | delays",
    ),
}

POSITIONS: dict[str, Mistake] = {
    "of fewer": (lambda s: _population(s, np.zeros((5, 2))), SHAPE, "'x' | (6, 2) | (5, 2)"),
    "of 4 dimensions": (lambda s: _population(s, np.zeros((6, 4))), SHAPE, "'x' | (6, 3) | (6, 4)"),
    "of 3 axes": (lambda s: _population(s, np.zeros((6, 1, 1))), SHAPE, "'x' | (6, 1, 1)"),
    "nan": (
        lambda s: _population(s, [[0, 0]] * 4 + [[0, np.nan]] * 2),
        INVALID,
        "position 1 of neuron 4 of population 'x' | nan",
    ),
    "too far": (lambda s: _population(s, [1e16] * 6), INVALID, "neuron 0 | 'x' | 1e15"),
    "text": (lambda s: _population(s, ["a"] * 6), INVALID, "positions of population 'x' | numbers"),
    "grid of fewer": (lambda s: _population(s, snn.Grid((2, 2))), SHAPE, "'x' | (2, 2) are 4 | 6"),
    "grid of none": (
        lambda s: _population(s, snn.Grid((6, 0))),
        INVALID,
        "shape | 'x' | at least 1",
    ),
    "grid of 4": (
        lambda s: _population(s, snn.Grid((1, 1, 2, 3))),
        INVALID,
        "shape | 'x' | 1 to 3",
    ),
    "grid broken": (lambda s: _population(s, snn.Grid(2.5)), INVALID, "shape | 'x' | whole"),
    "extent of another": (
        lambda s: _population(s, snn.Grid((2, 3), extent=(1.0,))),
        SHAPE,
        "extent of the positions of population 'x' | 2",
    ),
    "no extent": (
        lambda s: _population(s, snn.RandomPositions(0.0)),
        INVALID,
        "extent | 'x' | above",
    ),
    "extent infinite": (
        lambda s: _population(s, snn.Positions(np.zeros(6), np.inf)),
        INVALID,
        "extent | 'x' | finite",
    ),
    "extent of 4": (
        lambda s: _population(s, snn.RandomPositions((1,) * 4)),
        SHAPE,
        "extent | 1 to 3",
    ),
}

DISTRIBUTIONS: dict[str, Mistake] = {
    "median 0": (lambda s: _weight(s, snn.LogNormal(0.0, 1.0)), INVALID, "median | weight | 0.0"),
    "median negative": (
        lambda s: _weight(s, snn.LogNormal(-1, 1.0)),
        INVALID,
        "median | weight | -1",
    ),
    "median nan": (
        lambda s: _weight(s, snn.LogNormal(np.nan, 1)),
        INVALID,
        "median | weight | nan",
    ),
    "median text": (lambda s: _weight(s, snn.LogNormal("a", 1)), INVALID, "median of the weight"),
    "sigma": (
        lambda s: _weight(s, snn.LogNormal(1, -1)),
        INVALID,
        "sigma of | lognormal | at least 0",
    ),
    "sigma huge": (lambda s: _weight(s, snn.LogNormal(1, 11)), INVALID, "sigma of | at most 10"),
    "lower": (
        lambda s: _weight(s, snn.LogNormal(1, 1, lower=-1)),
        INVALID,
        "lower of | at least 0",
    ),
    "bounds turned": (
        lambda s: _weight(s, snn.LogNormal(1, 1, lower=2, upper=1)),
        INVALID,
        "weights of 'stim' -> 'cells' | 2..1 | order",
    ),
    "bounds far away": (lambda s: _weight(s, snn.LogNormal(1, 0.1, lower=2)), INVALID, "4 sigma"),
    "upper of 0": (lambda s: _weight(s, snn.LogNormal(1, 1, upper=0)), INVALID, "0..0 | 4 sigma"),
    "mean": (
        lambda s: _weight(s, snn.Exponential(0.0)),
        INVALID,
        "mean of | exponential | above 0",
    ),
    "lower of an exponential": (
        lambda s: _weight(s, snn.Exponential(1.0, lower=11.0)),
        INVALID,
        "weights of 'stim' -> 'cells' | 11 | 10 times its mean 1",
    ),
    "turned exponential": (
        lambda s: _weight(s, snn.Exponential(1.0, lower=1.0, upper=0.5)),
        INVALID,
        "1..0.5 | order",
    ),
    "log-normal delays": (
        lambda s: s.connect(delay=snn.LogNormal(1.0, 1.0)),
        INVALID,
        "below one step | a lower bound",
    ),
}


TABLE = {
    f"{part}: {name}": mistake
    for part, mistakes in {
        "rule": RULES,
        "blocks": BLOCKS,
        "distance": DISTANCE,
        "positions": POSITIONS,
        "distribution": DISTRIBUTIONS,
    }.items()
    for name, mistake in mistakes.items()
}


@pytest.mark.parametrize("mistake", TABLE.values(), ids=TABLE)
def test_a_mistake_is_answered_with_a_sentence(mistake: Mistake) -> None:
    refuses(mistake)


def test_a_population_with_refused_positions_leaves_nothing_behind() -> None:
    net = snn.Network()
    with pytest.raises(snn.ShapeError):
        net.population("x", 6, snn.LIF(), snn.Grid(5))
    assert net.counters.neurons == 0
    net.population("x", 6, snn.LIF(), snn.Grid(6))
