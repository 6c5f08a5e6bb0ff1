"""How many synapses each neuron sends and receives, against the closed form of every rule."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest

pytest.importorskip("scipy")

from _laws import (
    LEAST,
    Law,
    binomial,
    chi_square,
    connected,
    constant,
    fits,
    hypergeometric,
    total,
    trials,
)
from numpy.typing import NDArray

import swiftsnn as snn

Groups = list[tuple[int, Law]]
"""Numbers of neurons and the law of their degrees."""

SIDE = 20
GRID = snn.Grid((SIDE, SIDE), extent=(1.0, 1.0))


def _profile_laws(profile: snn.GaussianProfile) -> Law:
    """Of a neuron on a periodic grid, where all are alike."""
    line = np.arange(SIDE) / SIDE
    line = np.minimum(line, 1 - line)
    square = line[:, None] ** 2 + line[None, :] ** 2
    p = profile.p_max * np.exp(-square / (2 * profile.sigma**2))
    p[0, 0] = 0
    return trials(p)


GAUSSIAN = snn.GaussianProfile(p_max=0.7, sigma=0.12)


@dataclass(frozen=True)
class Case:
    """A rule between populations, or within one, and the laws of its degrees."""

    connector: snn.Connector
    sources: int
    targets: int | None
    out: Law | Groups
    into: Law | Groups
    positions: snn.Grid | None = None


def _ring(n: int, k: int, rewire: float) -> Law:
    """In-degrees: neighbours that stay, and others that were rewired to a neuron."""
    stays = 1 - rewire
    return total(binomial(k, stays), binomial(n - 1 - k, k * (1 - stays) / (n - 1 - k)))


def _united() -> Case:
    p = 1 - (1 - 0.05) * (1 - 0.1)
    union = snn.FixedProbability(0.05) | snn.FixedProbability(0.1)
    return Case(union, 300, 200, binomial(200, p), binomial(300, p))


_BLOCKS = snn.Blocks([[0.1, 0.5], [0.9, 0.02]], [100, 200], [150, 50])

CASES: dict[str, Case] = {
    "all to all": Case(snn.AllToAll(), 30, 20, constant(20), constant(30)),
    "all but self": Case(snn.AllToAll(allow_self=False), 30, None, constant(29), constant(29)),
    "one to one": Case(snn.OneToOne(), 30, 30, constant(1), constant(1)),
    "probability": Case(
        snn.FixedProbability(0.1), 300, 200, binomial(200, 0.1), binomial(300, 0.1)
    ),
    "probability within": Case(
        snn.FixedProbability(0.03), 300, None, binomial(299, 0.03), binomial(299, 0.03)
    ),
    "probability with self": Case(
        snn.FixedProbability(0.5, allow_self=True), 99, None, binomial(99, 0.5), binomial(99, 0.5)
    ),
    "in-degree": Case(snn.FixedInDegree(30), 300, 200, binomial(6000, 1 / 300), constant(30)),
    "in-degree within": Case(
        snn.FixedInDegree(30), 300, None, binomial(299 * 30, 1 / 299), constant(30)
    ),
    "in-degree, different": Case(
        snn.FixedInDegree(60, allow_multapses=False), 300, 200, binomial(200, 0.2), constant(60)
    ),
    "in-degree within, different": Case(
        snn.FixedInDegree(60, allow_multapses=False),
        300,
        None,
        binomial(299, 60 / 299),
        constant(60),
    ),
    "out-degree": Case(snn.FixedOutDegree(30), 200, 300, constant(30), binomial(6000, 1 / 300)),
    "out-degree within": Case(
        snn.FixedOutDegree(30), 300, None, constant(30), binomial(299 * 30, 1 / 299)
    ),
    "out-degree with self": Case(
        snn.FixedOutDegree(9, allow_self=True), 300, None, constant(9), binomial(2700, 1 / 300)
    ),
    "out-degree, different": Case(
        snn.FixedOutDegree(60, allow_multapses=False), 200, 300, constant(60), binomial(200, 0.2)
    ),
    "out-degree within, different": Case(
        snn.FixedOutDegree(60, allow_multapses=False),
        300,
        None,
        constant(60),
        binomial(299, 60 / 299),
    ),
    "total": Case(
        snn.FixedTotalNumber(5000), 300, 200, binomial(5000, 1 / 300), binomial(5000, 1 / 200)
    ),
    "total within": Case(
        snn.FixedTotalNumber(5000), 300, None, binomial(5000, 1 / 300), binomial(5000, 1 / 300)
    ),
    "total, different": Case(
        snn.FixedTotalNumber(20_000, allow_multapses=False),
        300,
        200,
        hypergeometric(60_000, 200, 20_000),
        hypergeometric(60_000, 300, 20_000),
    ),
    "few in total, different": Case(
        snn.FixedTotalNumber(600, allow_multapses=False),
        300,
        200,
        hypergeometric(60_000, 200, 600),
        hypergeometric(60_000, 300, 600),
    ),
    "most in total, different, within": Case(
        snn.FixedTotalNumber(85_000, allow_multapses=False),
        300,
        None,
        hypergeometric(89_700, 299, 85_000),
        hypergeometric(89_700, 299, 85_000),
    ),
    "modular": Case(snn.Modular(30, 0.4), 300, None, binomial(29, 0.4), binomial(29, 0.4)),
    "ring": Case(snn.SmallWorld(10, 0.0), 300, None, constant(10), constant(10)),
    "small world": Case(snn.SmallWorld(10, 0.3), 3000, None, constant(10), _ring(3000, 10, 0.3)),
    "blocks": Case(
        _BLOCKS,
        300,
        200,
        [
            (100, total(binomial(150, 0.1), binomial(50, 0.5))),
            (200, total(binomial(150, 0.9), binomial(50, 0.02))),
        ],
        [
            (150, total(binomial(100, 0.1), binomial(200, 0.9))),
            (50, total(binomial(100, 0.5), binomial(200, 0.02))),
        ],
    ),
    "distance": Case(
        snn.DistanceDependent(GAUSSIAN, periodic=True),
        SIDE**2,
        None,
        _profile_laws(GAUSSIAN),
        _profile_laws(GAUSSIAN),
        GRID,
    ),
    "union": _united(),
}


def _degrees(case: Case, seeds: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Out- and in-degrees, [seed, neuron]."""
    found = []
    for seed in range(seeds):
        made = connected(case.connector, case.sources, case.targets, seed, case.positions)
        targets = case.targets or case.sources
        found.append(
            (
                np.bincount(made.pre, minlength=case.sources),
                np.bincount(made.post, minlength=targets),
            )
        )
    out, into = zip(*found, strict=True)
    return np.array(out), np.array(into)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_degrees_are_drawn_from_the_closed_form(case: Case) -> None:
    for degrees, law in zip(_degrees(case, 8), (case.out, case.into), strict=True):
        first = 0
        for neurons, own in law if isinstance(law, list) else [(degrees.shape[1], law)]:
            assert fits(degrees[:, first : first + neurons].ravel(), own) > LEAST
            first += neurons
        assert first == degrees.shape[1]


@pytest.mark.parametrize("allow_self", [False, True])
@pytest.mark.parametrize("allow_multapses", [False, True])
@pytest.mark.parametrize(
    "connector",
    [snn.FixedInDegree(8), snn.FixedOutDegree(8), snn.FixedTotalNumber(160)],
    ids=lambda connector: connector.rule,
)
def test_every_pair_is_equally_likely_and_no_other_comes(
    connector: snn.FixedInDegree, allow_self: bool, allow_multapses: bool
) -> None:
    asked = replace(connector, allow_self=allow_self, allow_multapses=allow_multapses)
    counts = np.zeros((20, 20), int)
    for seed in range(200):
        made = connected(asked, 20, None, seed)
        pairs = np.zeros((20, 20), int)
        np.add.at(pairs, (made.pre, made.post), 1)
        assert pairs.sum() == 160
        assert allow_multapses or pairs.max() == 1
        counts += pairs
    assert allow_self or not counts.diagonal().any()
    allowed = counts[np.ones((20, 20), bool) if allow_self else ~np.eye(20, dtype=bool)]
    mean = 200 * 160 / allowed.size
    # Without repetition pairs vary less than throws into bins do.
    spread = mean * (1 if allow_multapses else 1 - 160 / allowed.size)
    score = ((allowed - mean) ** 2).sum() / spread
    assert abs(score - allowed.size) < 4 * np.sqrt(2 * allowed.size)


@pytest.mark.parametrize(
    "connector",
    [
        snn.AllToAll(allow_self=False),
        snn.FixedProbability(0.9),
        snn.Modular(20, 0.9),
        snn.SmallWorld(30, 0.9),
        snn.Blocks([[0.9, 1.0], [1.0, 0.9]], [15, 25], [25, 15]),
        snn.DistanceDependent(snn.StepProfile(1.0, 9.0), periodic=True),
    ],
    ids=lambda connector: type(connector).__name__,
)
def test_no_neuron_reaches_itself_or_another_twice(connector: snn.Connector) -> None:
    made = connected(connector, 40, None, 1, snn.Grid(40))
    pairs = np.zeros((40, 40), int)
    np.add.at(pairs, (made.pre, made.post), 1)
    assert len(made) > 300
    assert pairs.max() == 1
    assert not pairs.diagonal().any()


def test_all_pairs_are_found_where_so_many_are_asked_for() -> None:
    for connector in (
        snn.FixedTotalNumber(30 * 29, allow_multapses=False),
        snn.FixedOutDegree(29, allow_multapses=False),
        snn.Blocks([[1.0]], [30], [30]),
        snn.DistanceDependent(snn.StepProfile(1.0, 100.0)),
    ):
        assert (connected(connector, 30, None, 2, snn.Grid(30)).to_matrix() == 1 - np.eye(30)).all()


def test_weights_of_drawn_rows_are_in_the_order_of_their_neurons() -> None:
    for connector in (
        snn.FixedTotalNumber(400),
        snn.FixedOutDegree(20),
        snn.FixedOutDegree(20, allow_multapses=False),
        snn.DistanceDependent(snn.StepProfile(0.5, 9.0)),
    ):
        made = connected(
            connector, 20, 30, 3, snn.RandomPositions(10.0), delay=snn.Uniform(1.0, 3.0)
        )
        order = np.lexsort((made.post, made.delays, made.pre))
        assert (order == np.arange(len(made))).all()
        made.weights = np.arange(len(made))
        assert (made.weights == np.arange(len(made))).all()


def test_rows_of_a_total_share_it_as_different_pairs_do() -> None:
    # Of 40 pairs 12: how often the first source has k of its 8.
    lengths = [
        int((connected(snn.FixedTotalNumber(12, allow_multapses=False), 5, 8, seed).pre == 0).sum())
        for seed in range(3000)
    ]
    law = hypergeometric(40, 8, 12)
    assert chi_square(np.bincount(lengths, minlength=9), law * 3000) > LEAST
