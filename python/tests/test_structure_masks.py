"""Masks, freezing, schedules, and what structural operations refuse."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from _helpers import spikes
from numpy.typing import NDArray

import swiftsnn as snn

THREADS = (1, 2, 3, 4)


def _net(**more: object) -> tuple[snn.Network, snn.Population, snn.Population]:
    net = snn.Network(dt=0.1, seed=4, **more)  # pyright: ignore
    a = net.population("a", 30, snn.Poisson(rate=60.0))
    b = net.population("b", 20, snn.LIF(i_offset=np.linspace(0.8, 1.5, 20)))
    return net, a, b


# ---- Masks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", [snn.AllToAll(), snn.FixedInDegree(40)])
def test_masks_put_weights_aside_and_bring_them_back(rule: snn.Connector) -> None:
    net, a, b = _net()
    delay = snn.Uniform(0.5, 1.0) if isinstance(rule, snn.FixedInDegree) else 1.0
    p = net.connect(a, b, rule, weight=snn.Normal(0.0, 1.0), delay=delay)
    p.apply(snn.Snapshot())
    p.weights = np.arange(len(p)) + 1.0
    first, weights, delays = p.snapshot, np.array(p.weights), p.delays
    pre, post = p.pre, p.post
    assert p.mask.all()
    generator = np.random.default_rng(0)
    for _ in range(6):
        mask = generator.random(len(weights)) < 0.5
        p.mask = mask
        assert np.array_equal(p.mask, mask)
        assert len(p) == mask.sum()
        for shown, all_of_it in (
            (p.weights, weights),
            (p.snapshot, first),
            (p.pre, pre),
            (p.post, post),
            (p.delays, delays),
        ):
            assert np.array_equal(shown, all_of_it[mask])
        net.run(2.0)
    p.mask = True
    assert np.array_equal(p.weights, weights)
    assert np.array_equal(p.delays, delays)
    assert np.array_equal(p.snapshot, first)
    if isinstance(rule, snn.AllToAll):
        # A matrix again, of weights and snapshot, and of bits that say where synapses were.
        assert p.nbytes < 2 * 4 * 600 + 600
        p.mask = generator.random(len(weights)) < 0.5
        p.mask = True
        assert np.array_equal(p.weights, weights)


def test_a_mask_holds_through_pruning_and_growth() -> None:
    net, a, b = _net()
    p = net.connect(a, b, snn.AllToAll(), weight=1.0)
    p.weights = np.arange(600.0)
    mask = np.arange(600) % 3 > 0
    p.mask = mask
    p.prune(threshold=300.0)
    kept = np.flatnonzero(~mask | (np.arange(600) >= 300))
    assert np.array_equal(p.mask, mask[kept])
    free = p.apply(snn.Regrow(weight=-1.0, number=10**6))
    # What is switched off is not free.
    assert free == 600 - len(kept)
    everything = p.mask
    assert everything.sum() == len(p)
    p.mask = np.ones(600, bool)
    back = np.array(p.weights)
    assert np.array_equal(back[kept], kept)
    assert np.all(np.delete(back, kept) == -1.0)


def test_a_masked_synapse_transmits_and_learns_nothing() -> None:
    def run(threads: int, masks: bool) -> tuple[list[tuple[float, int]], NDArray[np.floating]]:
        net = snn.Network(dt=0.1, seed=4, threads=threads)
        a = net.population("a", 30, snn.Poisson(rate=60.0))
        b = net.population("b", 20, snn.LIF(i_offset=np.linspace(0.8, 1.5, 20)))
        p = net.connect(
            a, b, snn.AllToAll(), weight=0.5, plasticity=snn.PairSTDP(w_min=0.0, w_max=2.0)
        )
        seen = net.record(b, "spikes")
        net.run(50.0)
        half = np.arange(600) % 20 < 10
        before = np.array(p.weights)
        if masks:
            p.mask = half
        else:
            p.prune(threshold=0.5, importance=half * 1.0)
        net.run(100.0)
        end = np.array(p.weights)
        if masks:
            p.mask = True
            assert np.array_equal(p.weights[~half], before[~half])
            assert np.array_equal(p.weights[half], end)
            assert not np.array_equal(before[half], end)
        return spikes(seen), end

    expected = run(1, False)
    for threads in THREADS:
        given = run(threads, True)
        assert given[0] == expected[0]
        assert np.array_equal(given[1], expected[1])


def test_a_matrix_that_is_whole_again_learns_on() -> None:
    def run(threads: int) -> tuple[list[tuple[float, int]], NDArray[np.floating]]:
        net, a, b = _net(threads=threads)
        stdp = snn.PairSTDP(w_min=0.0, w_max=2.0)
        p = net.connect(a, b, snn.AllToAll(), weight=0.5, plasticity=stdp)
        seen = net.record(b, "spikes")
        for half in (np.arange(600) % 20 < 10, True, np.arange(600) < 300, True):
            net.run(30.0)
            p.mask = half
        whole = np.array(p.weights)
        net.run(30.0)
        assert np.mean(p.weights != whole) > 0.5
        return spikes(seen), np.array(p.weights)

    expected = run(1)
    for threads in THREADS:
        given = run(threads)
        assert given[0] == expected[0]
        assert np.array_equal(given[1], expected[1])


# ---- Freezing ------------------------------------------------------------------------------------


def test_a_frozen_projection_transmits_and_does_not_learn() -> None:
    net, a, b = _net()
    stdp = snn.PairSTDP(w_min=0.0, w_max=2.0)
    p = net.connect(a, b, snn.AllToAll(), weight=0.5, plasticity=stdp)
    net.run(50.0)
    p.freeze()
    assert p.frozen.all()
    before, events = np.array(p.weights), net.counters.synaptic_events
    assert np.ptp(before) > 0
    net.run(200.0)
    assert net.counters.synaptic_events > events + 1000
    assert np.array_equal(p.weights, before)
    p.thaw()
    assert np.array_equal(p.weights, before)
    assert not p.frozen.any()
    net.run(50.0)
    assert not np.array_equal(p.weights, before)


def _presented(
    rule: snn.Connector, threads: int, prepare: Callable[[snn.Projection], None]
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Weights before and after presentations that were learned from."""
    net = snn.Network(dt=1.0, seed=1, batch=3, threads=threads)
    a = net.population("a", 30, snn.Bernoulli())
    b = net.population("b", 20, snn.LIF(i_offset=1.2))
    learns = snn.ThreeFactor(eligibility=snn.Decay(10.0), rate=0.05, w_min=0.0, w_max=2.0)
    p = net.connect(a, b, rule, weight=0.5, plasticity=learns)
    prepare(p)
    before = np.array(p.weights)
    for _ in range(3):
        net.present({a: np.full((3, 30), 0.3)}, 50.0, learn=True)
    return before, np.array(p.weights)


@pytest.mark.parametrize("rule", [snn.AllToAll(), snn.FixedProbability(0.5)])
def test_frozen_synapses_stand_still_in_presentations(rule: snn.Connector) -> None:
    def freeze(p: snn.Projection) -> None:
        p.frozen = np.arange(len(p)) % 3 == 0
        assert np.array_equal(p.frozen, np.arange(len(p)) % 3 == 0)

    def thaw(p: snn.Projection) -> None:
        freeze(p)
        p.frozen = False
        p.freeze()
        p.thaw()

    results = [_presented(rule, threads, freeze) for threads in THREADS]
    before, after = results[0]
    still = np.arange(len(before)) % 3 == 0
    assert np.array_equal(after[still], before[still])
    assert np.all(after[~still] != before[~still])
    assert all(np.array_equal(result[1], after) for result in results)
    _, free = _presented(rule, 1, thaw)
    _, as_ever = _presented(rule, 1, lambda p: None)
    assert np.array_equal(free, as_ever)
    # In the first presentation nothing of the frozen ones was felt by the others yet.
    before, after = _presented(rule, 1, lambda p: p.freeze())
    assert np.array_equal(before, after)


def test_frozen_weights_can_be_assigned_and_follow_their_synapses() -> None:
    net, a, b = _net()
    p = net.connect(a, b, snn.AllToAll(), weight=1.0)
    p.frozen = np.arange(600) < 300
    p.weights = np.arange(600.0)
    assert np.array_equal(p.weights, np.arange(600.0))
    p.apply(snn.Dampen(np.ones(600), np.zeros(600)))
    assert np.array_equal(p.weights, np.where(np.arange(600) < 300, np.arange(600.0), 0.0))
    p.prune(threshold=0.5, importance=np.arange(600) % 2)
    assert np.array_equal(p.frozen, np.arange(1, 600, 2) < 300)
    p.apply(snn.Dampen(np.ones(300), np.zeros(300)))
    assert np.array_equal(p.weights[:150], np.arange(1.0, 300.0, 2.0))


# ---- By themselves -------------------------------------------------------------------------------


def _scheduled(threads: int, pieces: list[float], precision: str = "single") -> tuple[object, ...]:
    net = snn.Network(dt=0.1, seed=9, threads=threads, precision=precision)
    a = net.population("a", 40, snn.Poisson(rate=50.0))
    b = net.population("b", 50, snn.LIF(i_offset=np.linspace(0.8, 1.5, 50)))
    p = net.connect(
        a,
        b,
        snn.FixedProbability(0.5),
        weight=snn.Uniform(0.2, 0.8),
        delay=snn.Uniform(0.5, 2.5),
        plasticity=snn.PairSTDP(),
    )
    q = net.connect(b, b, snn.AllToAll(), weight=snn.Normal(0.0, 0.1), delay=1.0)
    for projection in (p, q):
        net.structure(projection, snn.PruneSurvival(initial=1.0), period=7.3)
        net.structure(projection, snn.Prune(fraction=0.1), period=11.0)
        net.structure(projection, snn.Regrow(weight=snn.Uniform(0.1, 0.4)), period=11.0)
        net.structure(projection, snn.Snapshot(), period=13.0)
        net.structure(projection, snn.Restore(0.1), period=17.0)
    seen = net.record(b, "spikes")
    for piece in pieces:
        net.run(piece)
    shown = [
        tuple(getattr(x, name).tolist())
        for x in (p, q)
        for name in ("pre", "post", "delays", "weights", "survival")
    ]
    return tuple(spikes(seen)), *shown


def test_a_schedule_gives_the_same_bits_for_any_threads_and_calls() -> None:
    expected = _scheduled(1, [120.0])
    assert len(expected[0]) > 100  # pyright: ignore
    for threads in THREADS:
        assert _scheduled(threads, [120.0]) == expected
    assert _scheduled(2, [7.3, 3.6, 0.1, 22.0, 50.0, 37.0]) == expected
    assert _scheduled(3, [20.0] * 6) == expected
    assert _scheduled(1, [120.0], "double") == _scheduled(4, [60.0, 60.0], "double")


def test_a_schedule_acts_as_calls_between_runs_do() -> None:
    results = []
    for by_itself in (False, True):
        net, a, b = _net()
        p = net.connect(a, b, snn.AllToAll(), weight=0.5, plasticity=snn.PairSTDP(), delay=1.0)
        operations = snn.Prune(fraction=0.2), snn.Regrow(weight=0.3, number=17)
        pairs = p.pre.astype(int) * 20 + p.post
        if by_itself:
            for operation in operations:
                net.structure(p, operation, period=30.0)
            net.run(100.0)
        else:
            for _ in range(3):
                net.run(30.0)
                for operation in operations:
                    p.apply(operation)
            net.run(10.0)
        if by_itself:
            origins, now = p.origins, p.pre.astype(int) * 20 + p.post
            assert np.array_equal(now[origins >= 0], pairs[origins[origins >= 0]])
            assert 17 <= np.sum(origins < 0) <= 3 * 17
            p.prune()
            assert np.array_equal(p.origins, np.arange(len(p)))
        results.append((p.pre, p.post, np.array(p.weights)))
    for x, y in zip(*results, strict=True):
        assert np.array_equal(x, y)


def test_every_few_learning_presentations() -> None:
    net = snn.Network(dt=1.0, seed=1, batch=2)
    a = net.population("a", 30, snn.Bernoulli())
    b = net.population("b", 20, snn.LIF(i_offset=1.2))
    learns = snn.ThreeFactor(eligibility=snn.Decay(10.0), rate=0.05)
    p = net.connect(a, b, snn.AllToAll(), weight=snn.Uniform(0, 1), plasticity=learns)
    net.structure(p, snn.Prune(fraction=0.5), presentations=2)
    sizes = []
    for k in range(7):
        before = np.array(p.weights)
        net.present({a: np.full((2, 30), 0.3)}, 20.0, learn=k != 3)
        sizes.append(len(p))
        if sizes[-1] == len(before):
            assert np.array_equal(p.weights, before) == (k == 3)
    assert sizes == [600, 300, 300, 300, 150, 150, 75]


# ---- Recorders -----------------------------------------------------------------------------------


@pytest.mark.parametrize("weight", [0.5, snn.Uniform(0.2, 0.8)])
def test_recorded_weights_follow_their_synapses(weight: float | snn.Uniform) -> None:
    net, a, b = _net()
    p = net.connect(a, b, snn.FixedProbability(0.5), weight=weight)
    every = net.record(p, "weights", every=1.0)
    some = net.record(p, "weights", every=1.0, synapses=[7, 3, 5])
    net.run(2.0)
    first = np.array(p.weights)
    gone = np.arange(len(first)) % 5 == 0
    p.prune(threshold=0.5, importance=1.0 - gone)
    p.grow([0], [0], [0.75])
    net.run(2.0)
    expected = np.where(gone, np.nan, first)
    for row, wanted in zip(every.values, [first, first, expected, expected], strict=True):
        np.testing.assert_array_equal(row, wanted)
    np.testing.assert_array_equal(some.values[-1], expected[[7, 3, 5]])


# ---- Refusals ------------------------------------------------------------------------------------


def _with(p: snn.Projection, operation: snn.StructuralOperation) -> Callable[[], object]:
    return lambda: p.apply(operation)


def test_what_cannot_be_is_refused_in_a_sentence() -> None:
    net, a, b = _net()
    p = net.connect(a, b, snn.AllToAll(), weight=0.5, delay=1.0, plasticity=snn.PairSTDP())
    q = net.connect(
        a,
        b,
        snn.FromArrays([0, 1], [0, 1]),
        weight=1.0,
        delay=[1.0, 2.0],
        dendritic_delay=[0.5, 0.0],
    )
    excitatory = net.population("c", 5, snn.LIFCondExp())
    c = net.connect(a, excitatory, snn.AllToAll(), weight=1.0)
    bad: list[tuple[Callable[[], object], str]] = [
        (_with(p, snn.Prune(fraction=1.5)), "fraction of 'prune' on 'a -> b' must be at least 0"),
        (_with(p, snn.Prune(importance=[1.0])), "must be 600 values, one a synapse, not 1"),
        (_with(p, snn.Prune(importance=[np.nan])), "importance of 'prune'.* not nan"),
        (_with(p, snn.PruneSurvival(decay=2.0)), "decay of 'prune_survival'"),
        (_with(p, snn.Regrow(weight=1.0, number=-2)), "number of 'regrow'"),
        (_with(p, snn.Regrow(weight=1.0, number=3, delay=2.0)), "its delays are 1 ms"),
        (_with(p, snn.Regrow(weight=[1.0])), "must be a number or a distribution"),  # pyright: ignore
        (_with(p, snn.Regrow(1.0, 3, pairs=([1], [1, 2]))), "1 sources and 2 targets"),
        (_with(p, snn.Regrow(1.0, 3, pairs=([1], [20]))), r"pair \(1, 20\).*is not one of"),
        (_with(p, snn.Regrow(1.0, 3, pairs=3)), "must be two arrays"),  # pyright: ignore
        (_with(p, snn.RegrowCorrelated(1.0, 3, pre_scores=np.ones(30))), "needs both"),
        (
            _with(p, snn.RegrowCorrelated(1.0, 3, pre_scores=np.ones(30), post_scores=[1.0])),
            r"must be \[samples, 30\] and \[samples, 20\]",
        ),
        (_with(c, snn.Regrow(weight=-1.0, number=1)), "'a -> c'"),
        (_with(q, snn.Regrow(weight=1.0, number=1)), "dendritic delay for each synapse"),
        (_with(p, snn.Restore()), "take a snapshot first"),
        (_with(p, snn.Restore(to=np.full(600, 5.0))), "within the bounds 0.0 to 1.0"),
        (_with(p, snn.Dampen(np.ones(3), np.ones(3))), "must be 600 values"),
        (_with(p, "prune"), "must be one such as swiftsnn.Prune"),  # pyright: ignore
        (lambda: p.grow([0], [20], 0.5), r"post\[0\] is 20, but 'b' has neurons 0 to 19"),
        (lambda: p.grow([0], [2], 5.0), "within the bounds"),
        (lambda: p.grow([0], [2], 0.5, 3.0), "its delays are 1 ms"),
        (lambda: p.grow([0, 1], [2], 0.5), "two arrays of one length"),
        (lambda: q.grow([0], [2], 0.5), "has several delays"),
        (lambda: setattr(q, "frozen", np.ones(3, bool)), "has 2 synapses, not 3"),
        (lambda: setattr(q, "frozen", [0.5, 1.0]), "a row of 2 booleans"),
        (lambda: setattr(q, "mask", [True, False]), "dendritic delay for each synapse"),
        (lambda: setattr(p, "mask", np.ones(4, bool)), "has 600 synapses on and off together"),
        (lambda: net.structure(p, snn.Prune()), "either a period"),
        (lambda: net.structure(p, snn.Prune(), period=0.0), "at least one step"),
        (
            lambda: net.structure(p, snn.Prune(importance=np.ones(600)), period=1.0),
            "cannot use importance",
        ),
    ]
    for call, sentence in bad:
        with pytest.raises(snn.SwiftSNNError, match=sentence):
            call()
    assert len(p) == 600
    q.prune(threshold=0.5, importance=[0.0, 1.0])
    assert q.dendritic_delays.tolist() == [0.0]


def test_an_operation_that_fails_in_a_run_says_so() -> None:
    net, a, b = _net()
    p = net.connect(a, b, snn.AllToAll(), weight=0.5)
    net.structure(p, snn.Restore(0.5), period=1.0)
    with pytest.raises(snn.StateError, match="take a snapshot first"):
        net.run(3.0)
    assert net.t == 1.0
    p.apply(snn.Snapshot())
    net.run(3.0)
