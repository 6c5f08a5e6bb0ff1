"""Recorders of weights: what is read on the way is what stopping there would show."""

from __future__ import annotations

import pickle
from collections.abc import Callable

# pyright: reportArgumentType=false, reportCallIssue=false
import numpy as np
import pytest
from _helpers import Mistake, refuses, spikes
from numpy.typing import NDArray

import swiftsnn as snn
from swiftsnn._capi import check, lib

RULE = snn.PairSTDP(a_plus=0.02, a_minus=0.02, tau_plus=5.0, tau_minus=10.0, w_min=0.0, w_max=1.0)


def _network(
    threads: int = 1,
    size: int = 50,
    connector: snn.Connector | None = None,
    precision: str = "single",
    **options: object,
) -> tuple[snn.Network, snn.Population, snn.Projection]:
    """Noisy neurons joined by plastic synapses, unless ``plasticity`` is None."""
    net = snn.Network(dt=0.5, seed=3, threads=threads, precision=precision)
    cells = net.population("cells", size, snn.LIF())
    net.poisson_input(cells, 2000.0, 1.5)
    given = {"weight": snn.Uniform(0.0, 1.0), "plasticity": RULE, "delay": 1.0, **options}
    connector = snn.FixedProbability(10.0 / size) if connector is None else connector
    synapses = net.connect(cells, cells, connector, **given)
    return net, cells, synapses


CASES: dict[str, Callable[[], tuple[snn.Network, snn.Population, snn.Projection]]] = {
    "sparse": _network,
    "drawn delays": lambda: _network(delay=snn.Uniform(1.0, 4.0)),
    "dense": lambda: _network(connector=snn.AllToAll(), size=30),
    "double": lambda: _network(precision="double"),
    "one double weight": lambda: _network(plasticity=None, weight=0.1, precision="double"),
    "threads": lambda: _network(threads=2, size=4200),
    "fixed": lambda: _network(plasticity=None),
    "one weight": lambda: _network(plasticity=None, weight=0.5),
    "bits": lambda: _network(
        plasticity=None, weight=0.01, size=2100, connector=snn.FixedProbability(0.1)
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_samples_are_what_stopping_there_shows_and_change_nothing(case: str) -> None:
    net, cells, synapses = CASES[case]()
    fired = net.record(cells)
    every = net.record(synapses, "weights", every=20.0)
    chosen = [7, 2, 7, len(synapses) - 1]
    some = net.record(synapses, every=30.0, synapses=chosen)
    net.run(10.0)
    net.run(110.0)

    bare, others, stopped = CASES[case]()
    without = bare.record(others)
    wanted: list[NDArray[np.floating]] = []
    for _ in range(6):
        bare.run(20.0)
        wanted.append(np.array(stopped.weights))
    assert every.times.tolist() == [20.0, 40.0, 60.0, 80.0, 100.0, 120.0]
    assert (every.values == wanted).all()
    assert every.values.dtype == synapses.weights.dtype
    assert some.times.tolist() == [30.0, 60.0, 90.0, 120.0]
    assert (some.values[[1, 3]] == np.array(wanted)[[2, 5]][:, chosen]).all()
    assert spikes(fired) == spikes(without)
    assert net.counters == bare.counters
    assert (synapses.weights == stopped.weights).all()
    if synapses.plasticity:
        assert (every.values[0] != every.values[-1]).any()
    chosen_array = np.array(chosen)
    assert (some.pre == synapses.pre[chosen_array]).all()
    assert (every.post == synapses.post).all()
    assert some.synapses.tolist() == chosen


def test_the_number_of_threads_changes_no_sample() -> None:
    recorders = []
    for threads in (1, 3):
        net, _, synapses = _network(threads=threads, size=4200)
        recorders.append(net.record(synapses, every=0.5, synapses=range(0, len(synapses), 1000)))
        net.run(40.0)
    one, three = recorders
    assert len(one) == 80
    order = [
        np.lexsort((r.projection.delays, r.projection.post, r.projection.pre)) for r in recorders
    ]
    assert (order[0] == order[1]).all()
    assert (one.values == three.values).all()


def test_windows_between_meetings_end_at_samples_and_nowhere_else_matters() -> None:
    # Spikes are taken down for a whole window; all delays are long enough for windows of 8 steps.
    seen = []
    for every in (None, 0.5, 1.5, 7.0):
        net, cells, synapses = _network(threads=2, size=4200, delay=4.0)
        fired = net.record(cells)
        if every is not None:
            net.record(synapses, every=every, synapses=[0])
            net.record(cells, "v", every=every, neurons=[0])
        net.run(60.0)
        seen.append(spikes(fired))
    assert seen[1:] == seen[:-1]


def test_weights_that_somebody_sets_are_recorded_from_then_on() -> None:
    net, _, synapses = _network(plasticity=None, weight=0.5)
    recorder = net.record(synapses, every=5.0, synapses=[3, 1])
    net.run(5.0)
    synapses.weights = np.linspace(0.0, 1.0, len(synapses))
    net.run(5.0)
    assert (recorder.values == [[0.5, 0.5], synapses.weights[[3, 1]]]).all()


def _taught(
    batch: int = 1,
) -> tuple[snn.Network, snn.Population, snn.PopulationError, snn.Projection]:
    net = snn.Network(dt=1.0, seed=1, batch=batch)
    pixels = net.population("pixels", 8, snn.Bernoulli())
    out = net.population("out", 4, snn.LIF())
    error = snn.PopulationError(out, classes=2)
    rule = snn.Delta(error, rate=0.05)
    synapses = net.connect(pixels, out, snn.AllToAll(), weight=5.0, plasticity=rule)
    return net, pixels, error, synapses


@pytest.mark.parametrize("batch", [1, 3])
def test_a_presentation_gives_one_sample_of_what_it_taught(batch: int) -> None:
    net, pixels, error, synapses = _taught(batch)
    recorder = net.record(synapses)
    thin = net.record(synapses, every=50.0)
    wanted = []
    for label in (0, 1, 0, 1, 0):
        net.present({pixels: np.ones((batch, 8))}, 20.0, teach={error: [label] * batch})
        wanted.append(np.array(synapses.weights))
    assert recorder.times.tolist() == [20.0, 40.0, 60.0, 80.0, 100.0]
    assert (recorder.values == wanted).all()
    assert recorder.values.shape == (5, 32)
    assert len(np.unique(recorder.values, axis=0)) == 5
    # 50 ms lie in the third presentation, 100 ms at the end of the fifth.
    assert thin.times.tolist() == [60.0, 100.0]
    assert (thin.values == [wanted[2], wanted[4]]).all()


def test_presentations_and_runs_share_one_clock() -> None:
    net, pixels, _, synapses = _taught()
    recorder = net.record(synapses, every=4.0)
    net.run(10.0)
    net.present({pixels: np.ones(8)}, 5.0)
    net.run(3.0)
    assert recorder.times.tolist() == [4.0, 8.0, 15.0, 16.0]


def test_weights_stand_still_in_runs_of_a_batch() -> None:
    net, _, _, synapses = _taught(batch=3)
    recorder = net.record(synapses, every=2.0, synapses=[0, 1])
    net.run(6.0)
    assert recorder.values.tolist() == [[5.0, 5.0]] * 3


def test_a_pause_leaves_a_gap() -> None:
    net, cells, synapses = _network()
    weights, v, fired = net.record(synapses, every=1.0), net.record(cells, "v"), net.record(cells)
    for act in ("pause", "resume", "pause"):
        net.run(2.0)
        for recorder in (weights, v, fired):
            getattr(recorder, act)()
    net.run(20.0)
    assert weights.times.tolist() == [1.0, 2.0, 5.0, 6.0]
    assert v.times.tolist() == [0.5, 1.0, 1.5, 2.0, 4.5, 5.0, 5.5, 6.0]
    assert set(fired.times) <= set(v.times)


def test_recording_no_synapses_gives_no_columns() -> None:
    net, _, synapses = _network()
    recorder = net.record(synapses, every=1.0, synapses=[])
    net.run(3.0)
    assert recorder.values.shape == (3, 0)


def test_a_mask_chooses_synapses() -> None:
    net, _, synapses = _network()
    recorder = net.record(synapses, synapses=synapses.pre == 3, every=1.0)
    assert set(recorder.pre) == {3}


INVALID, SHAPE = snn.InvalidArgumentError, snn.ShapeError
MISTAKES: dict[str, Mistake] = {
    "state of synapses": (
        lambda s: s.net.record(s.connect(), "v"),
        INVALID,
        "of a projection 'weights' are recorded, not 'v'",
    ),
    "weights of neurons": (
        lambda s: s.net.record(s.cells, "weights"),
        INVALID,
        "weights are those of a projection",
    ),
    "neurons of synapses": (
        lambda s: s.net.record(s.connect(), neurons=[0]),
        INVALID,
        "a projection has synapses",
    ),
    "synapses of neurons": (
        lambda s: s.net.record(s.cells, "v", synapses=[0]),
        INVALID,
        "a population has neurons",
    ),
    "synapse too high": (
        lambda s: s.net.record(s.connect(), synapses=[6]),
        snn.IndexOutOfRangeError,
        "synapse 6 to record | the 6 synapses, counted from 0, of 'stim -> cells'",
    ),
    "synapse negative": (
        lambda s: s.net.record(s.connect(), synapses=-1),
        snn.IndexOutOfRangeError,
        "synapse -1 to record",
    ),
    "synapses broken": (
        lambda s: s.net.record(s.connect(), synapses=[0.5]),
        INVALID,
        "synapse to record of 'stim -> cells' must hold whole numbers",
    ),
    "short mask": (
        lambda s: s.net.record(s.connect(), synapses=[True]),
        SHAPE,
        "a mask of synapses of 'stim -> cells' has 6 entries, not 1",
    ),
    "another network": (
        lambda s: snn.Network().record(s.connect()),
        INVALID,
        "'stim -> cells' belongs to another network",
    ),
    "every half step": (
        lambda s: s.net.record(s.connect(), every=0.05),
        INVALID,
        "every of 0.05 ms is not a whole number of steps",
    ),
    "more than memory": (
        lambda s: [s.net.record(s.connect()), check(lib.snn_run(s.net.token, 2**39))],
        snn.OutOfMemoryError,
        "the recorded weights of 'stim -> cells' over 549755813888 steps",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_refused(mistake: str) -> None:
    refuses(MISTAKES[mistake])


@pytest.mark.parametrize("chosen", [None, [5, 3, 40, 3]])
@pytest.mark.parametrize("rule", [None, snn.PairSTDP(w_max=1.0)])
def test_synapses_that_come_and_go_keep_their_ends(
    chosen: list[int] | None, rule: snn.Rule | None
) -> None:
    net = snn.Network(dt=1.0, seed=1)
    cells = net.population("cells", 20, snn.LIF(i_offset=1.0))
    weight, delay = snn.Uniform(0.2, 0.8), snn.Uniform(1.0, 5.0)
    p = net.connect(
        cells, cells, snn.FixedProbability(0.3), weight=weight, delay=delay, plasticity=rule
    )
    first = net.record(p, "weights", every=10.0, synapses=chosen)
    ends = [array[chosen].copy() if chosen else array.copy() for array in (p.pre, p.post, p.delays)]
    net.run(20.0)
    p.prune(fraction=0.3)
    net.run(20.0)
    p.grow([1], [2], [0.5], delay=[2.0])
    second = net.record(p, "weights", every=10.0)
    joined = p.pre.copy(), p.post.copy()
    net.run(20.0)
    p.prune(fraction=0.1)
    third = net.record(p, "weights", every=10.0)
    other = pickle.loads(pickle.dumps((net, first, second, third)))
    for made in (net, other[0]):
        made.run(30.0)
    for recorder, copied in zip((first, second, third), other[1:], strict=True):
        np.testing.assert_array_equal(recorder.values, copied.values)
        for name, field in recorder.constants().items():
            np.testing.assert_array_equal(field.values, copied.constants()[name].values)
    read = (first.constants()[name].values for name in ("pre", "post", "delay"))
    for found, expected in zip(read, ends, strict=True):
        np.testing.assert_array_equal(found, expected)
    np.testing.assert_array_equal((second.pre, second.post), joined)
    assert third.columns == len(p)


def test_chosen_synapses_that_were_grown_can_be_saved() -> None:
    net = snn.Network(dt=1.0, seed=1)
    cells = net.population("cells", 20, snn.LIF(i_offset=1.0))
    p = net.connect(cells, cells, snn.FixedProbability(0.1), weight=0.3)
    size = len(p)
    p.grow(np.arange(20), np.arange(20)[::-1], 0.2)
    recorder = net.record(p, "weights", synapses=[size + 15, 0], every=5.0)
    net.run(10.0)
    other, copied = pickle.loads(pickle.dumps((net, recorder)))
    for made in (net, other):
        made.run(10.0)
    assert copied.synapses.tolist() == [size + 15, 0]
    np.testing.assert_array_equal(copied.values, recorder.values)
    np.testing.assert_array_equal(copied.pre, recorder.pre)
