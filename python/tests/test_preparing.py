"""Drawing of synapses: their number before it, ``prepare``, a fixed total number, receptors."""

from __future__ import annotations

# pyright: reportArgumentType=false
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from _helpers import Mistake, Scene, pairs, refuses, spikes

import swiftsnn as snn

RULES: tuple[snn.Connector, ...] = (
    snn.AllToAll(),
    snn.OneToOne(),
    snn.FixedProbability(0.05),
    snn.FixedInDegree(3),
    snn.FixedTotalNumber(700),
    snn.Modular(30, 0.1),
    snn.SmallWorld(4),
    snn.FixedTotalNumber(700) | snn.Modular(30, 0.1),
)


@pytest.mark.parametrize("delay", [None, snn.Uniform(1.0, 3.0)])
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: type(rule).__name__)
def test_the_number_of_synapses_is_known_before_they_are_drawn(
    rule: snn.Connector, delay: snn.Distribution | None
) -> None:
    net = snn.Network(seed=5)
    cells = net.population("cells", 2100, snn.LIF())
    source = net.population("source", 2100, snn.LIF())
    projections = [net.connect(source, cells, rule, weight=1.0, delay=delay) for _ in range(2)]
    before = [len(projection) for projection in projections]
    assert net.counters.synapses == sum(before)
    net.prepare()
    assert [len(projection) for projection in projections] == before
    assert [projection.weights.size for projection in projections] == before
    assert [projection.pre.size for projection in projections] == before
    assert net.counters.synapses == sum(before)


def test_a_fixed_total_number_is_met_with_repetition() -> None:
    net = snn.Network(seed=3)
    source, target = net.population("a", 40, snn.LIF()), net.population("b", 30, snn.LIF())
    projection = net.connect(source, target, snn.FixedTotalNumber(12_000), weight=1.0)
    assert len(projection) == 12_000
    found = Counter(pairs(projection))
    # Ten a pair on average: hardly a pair has none, and none has many more.
    assert len(found) >= 1198
    assert max(found.values()) < 10 + 6 * np.sqrt(10)
    for ends, size in ((projection.pre, 40), (projection.post, 30)):
        counts = np.bincount(ends, minlength=size)
        expected = 12_000 / size
        assert (np.abs(counts - expected) < 5 * np.sqrt(expected)).all()


@pytest.mark.parametrize("allow_self", [False, True])
def test_a_fixed_total_number_draws_oneself_only_where_allowed(allow_self: bool) -> None:
    net = snn.Network()
    cells = net.population("cells", 20, snn.LIF())
    rule = snn.FixedTotalNumber(2000, allow_self=allow_self)
    projection = net.connect(cells, cells, rule, weight=1.0)
    own = (projection.pre == projection.post).sum()
    assert (50 < own < 150) if allow_self else own == 0


def _network(seed: int = 1) -> tuple[snn.Network, snn.Population, snn.SpikeRecorder]:
    net = snn.Network(dt=0.5, seed=seed)
    noise = net.population("noise", 50, snn.Poisson(rate=200.0))
    cells = net.population("cells", 80, snn.LIF(v_init=-52.0))
    net.connect(noise, cells, snn.FixedTotalNumber(900), weight=1.0, delay=snn.Uniform(0.5, 4.0))
    net.connect(cells, cells, snn.FixedInDegree(5), weight=-0.5)
    return net, cells, net.record(cells)


def test_a_network_prepared_runs_as_one_that_was_not() -> None:
    found = []
    for times in (0, 1, 2):
        net, cells, recorder = _network()
        for _ in range(times):
            net.prepare()
        assert net.t == 0.0
        net.run(30.0)
        net.prepare()
        assert net.t == 30.0
        found.append((spikes(recorder), cells.state("v").tolist()))
    assert len(found[0][0]) > 10
    assert found[1] == found[0]
    assert found[2] == found[0]


def test_weights_are_the_same_before_and_after_preparing() -> None:
    net, _, _ = _network()
    early = [p.weights.copy() for p in net.projections] + [p.delays for p in net.projections]
    net, _, _ = _network()
    net.prepare()
    late = [p.weights for p in net.projections] + [p.delays for p in net.projections]
    assert all((a == b).all() for a, b in zip(early, late, strict=True))


ADDITIONS: dict[str, Callable[[snn.Network, snn.Population], object]] = {
    "population 'more'": lambda net, cells: net.population("more", 2, snn.LIF()),
    "projection 'cells' -> 'cells'": lambda net, cells: net.connect(
        cells, cells, snn.OneToOne(), weight=1.0
    ),
    "Poisson input": lambda net, cells: net.poisson_input(cells, rate=1.0, weight=1.0),
}


@pytest.mark.parametrize("what", ADDITIONS)
def test_nothing_is_added_to_a_network_that_was_prepared(what: str) -> None:
    net, cells, _ = _network()
    net.prepare()
    held = net.counters
    with pytest.raises(snn.StateError, match="has run or was prepared") as caught:
        ADDITIONS[what](net, cells)
    assert what in str(caught.value)
    assert net.counters == held
    net.record(cells, "v")
    net.run(1.0)


def test_preparing_a_closed_network_is_refused() -> None:
    net, _, _ = _network()
    net.close()
    with pytest.raises(snn.StateError):
        net.prepare()


def test_an_empty_network_can_be_prepared() -> None:
    net = snn.Network()
    net.prepare()
    net.run(1.0)
    assert net.counters.neurons == 0


def _receptor(scene: Scene, receptor: Any, connector: snn.Connector | None = None) -> object:
    rule = snn.AllToAll() if connector is None else connector
    return scene.net.connect(scene.stim, scene.cells, rule, weight=1.0, receptor=receptor)


_ARRAYS = snn.FromArrays([0], [0])
INVALID = snn.InvalidArgumentError

MISTAKES: dict[str, Mistake] = {
    "unknown": (lambda s: _receptor(s, "ampa"), INVALID, "'ampa' | 'cells'"),
    "unknown for arrays": (lambda s: _receptor(s, "ampa", _ARRAYS), INVALID, "'ampa' | 'cells'"),
    "empty": (lambda s: _receptor(s, ""), INVALID, "'cells'"),
    "a number": (lambda s: _receptor(s, 0), INVALID, "receptor must be a string, not int"),
    "a number for arrays": (lambda s: _receptor(s, 1, _ARRAYS), INVALID, "receptor must be a str"),
    "bytes": (lambda s: _receptor(s, b"excitatory"), INVALID, "receptor must be a string"),
    "cut by C": (lambda s: _receptor(s, "excitatory\0"), INVALID, "receptor | null character"),
    "of noise": (
        lambda s: s.net.poisson_input(s.cells, 1.0, 1.0, receptor="ampa"),
        INVALID,
        "'ampa' | 'cells'",
    ),
    "number of synapses": (
        lambda s: s.connect(snn.FixedTotalNumber(-1)),
        INVALID,
        "n of | at least 0",
    ),
    "half a synapse": (lambda s: s.connect(snn.FixedTotalNumber(1.5)), INVALID, "n of | whole"),
    "nowhere to go": (
        lambda s: s.net.connect(
            (cell := s.net.population("cell", 1, snn.LIF())),
            cell,
            snn.FixedTotalNumber(3),
            weight=1.0,
        ),
        INVALID,
        "fixed_total_number | allow self-connections",
    ),
    "more than memory": (
        lambda s: s.connect(snn.FixedTotalNumber(10**12)),
        snn.OutOfMemoryError,
        "'stim' -> 'cells' | GiB",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_answered_with_a_sentence(mistake: Mistake) -> None:
    refuses(mistake)


def test_receptors_that_are_there_are_taken() -> None:
    net = snn.Network()
    source = net.population("source", 2, snn.SpikeSource())
    cells = net.population("cells", 2, snn.LIFCurrExp())
    for receptor in (None, "excitatory", "inhibitory"):
        projection = net.connect(source, cells, _ARRAYS, weight=1.0, receptor=receptor)
        assert projection.receptor == receptor
