"""The same description, seed and calls give the same bits, however the work is done."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from _helpers import by_synapse, python

import swiftsnn as snn

THREADS = (1, 2, 3, 4)


def _running(threads: int) -> snn.Network:
    """Large enough to be shared among threads; with noise, delays, dynamics and plasticity."""
    net = snn.Network(dt=0.5, seed=11, threads=threads)
    excitatory = net.population("excitatory", 5200, snn.LIF(i_offset=0.6))
    inhibitory = net.population("inhibitory", 1300, snn.LIF(i_offset=0.6))
    for cells in (excitatory, inhibitory):
        net.poisson_input(cells, 3000.0, 0.12)
        net.connect(
            inhibitory, cells, snn.FixedInDegree(10), weight=-0.8, delay=snn.Uniform(0.5, 2.0)
        )
    net.connect(excitatory, inhibitory, snn.FixedProbability(0.004), weight=0.2, delay=1.5)
    for dynamics in (snn.TsodyksMarkram(tau_rec=100.0), snn.TsodyksMarkram(sites=3)):
        net.connect(
            *(inhibitory, excitatory, snn.FixedInDegree(5)),
            weight=-0.4,
            delay=snn.Uniform(0.5, 2.0),
            dynamics=dynamics,
        )
    net.connect(
        excitatory,
        excitatory,
        snn.FixedInDegree(20, allow_multapses=False),
        weight=snn.Uniform(0.1, 0.3),
        delay=snn.Uniform(0.5, 3.0),
        dendritic_delay=1.0,
        plasticity=snn.PairSTDP(w_max=0.5),
    )
    return net


def _digest(*arrays: np.ndarray) -> str:
    return hashlib.sha256(b"".join(a.tobytes() for a in arrays)).hexdigest()


def _run(threads: int) -> str:
    net = _running(threads)
    recorders = [net.record(cells) for cells in net.populations]
    net.run(30.0)
    net.run(15.0)
    assert all(len(recorder) > 500 for recorder in recorders)
    return _digest(
        *(array for recorder in recorders for array in (recorder.times, recorder.neurons)),
        *(cells.state("v") for cells in net.populations),
        *(by_synapse(projection) for projection in net.projections),
    )


def _learn(threads: int) -> str:
    """Batch lanes on several threads, learning from a broadcast error."""
    net = snn.Network(dt=1.0, seed=4, batch=7, threads=threads)
    pixels = net.population("pixels", 40, snn.Bernoulli(gain=0.3))
    cells = net.population("cells", 30, snn.LIF(v_thresh=-60.0))
    error = snn.PopulationError(cells, 3, rule="softmax")
    rule = snn.ThreeFactor(eligibility=snn.Decay(10.0), rate=0.01)
    forward = net.connect(
        pixels,
        cells,
        snn.AllToAll(),
        weight=snn.Normal(1.0, 0.5),
        plasticity=rule.gated_by(snn.Broadcast(error, cells)),
    )
    recurrent = net.connect(
        cells,
        cells,
        snn.FixedProbability(0.3),
        weight=0.1,
        delay=snn.Uniform(1.0, 4.0),
        plasticity=snn.Delta(error, rate=0.01),
    )
    net.homeostasis(cells, snn.ThresholdToRate(gain=1e-3))
    recorder = net.record(cells)
    start = forward.weights.copy(), recurrent.weights.copy()
    drive = np.random.default_rng(0).random((3, 7, 40))
    for sample in drive:
        net.present({pixels: sample}, 40.0, teach={error: [0, 1, 2, 0, -1, 1, 2]})
    assert (forward.weights != start[0]).any()
    assert (recurrent.weights != start[1]).any()
    return _digest(
        recorder.times,
        recorder.neurons,
        recorder.lanes,
        forward.weights,
        recurrent.weights,
        cells.state("v_thresh"),
        cells.counts,
    )


def test_spikes_and_plastic_weights_do_not_depend_on_threads() -> None:
    assert len({_run(threads) for threads in THREADS}) == 1


def test_learning_from_a_batch_does_not_depend_on_threads() -> None:
    assert len({_learn(threads) for threads in THREADS}) == 1


def test_the_pairs_of_a_projection_do_not_depend_on_threads() -> None:
    found = set()
    for threads in THREADS:
        net = _running(threads)
        for projection in net.projections:
            order = np.lexsort((projection.delays, projection.post, projection.pre))
            found.add(
                (
                    projection.name,
                    _digest(projection.pre[order], projection.post[order], by_synapse(projection)),
                )
            )
    assert len(found) == len(_running(1).projections)


def test_the_order_of_the_weights_does_not_depend_on_threads() -> None:
    orders = set()
    for threads in THREADS:
        net = snn.Network(threads=threads)
        cells = net.population("cells", 5000, snn.LIF())
        delay = snn.Uniform(0.1, 0.5)
        sparse = net.connect(cells, cells, snn.FixedInDegree(3), weight=1.0, delay=delay)
        by_all = np.lexsort((sparse.post, sparse.delays, sparse.pre))
        assert (by_all == np.arange(len(sparse))).all()
        orders.add(_digest(sparse.pre, sparse.post, sparse.delays))
    assert len(orders) == 1


def test_weights_set_by_place_give_the_same_run_on_any_number_of_threads() -> None:
    fired = set()
    for threads in (1, 2):
        net = snn.Network(threads=threads, seed=1)
        cells = net.population("cells", 5000, snn.LIF(i_offset=np.linspace(0.7, 1.0, 5000)))
        projection = net.connect(cells, cells, snn.FixedInDegree(10), weight=1.0)
        projection.weights = np.random.default_rng(0).normal(0.0, 3.0, len(projection))
        net.run(50.0)
        fired.add(_digest(cells.counts))
    assert len(fired) == 1


_RUN_AND_LEARN = """
    import swiftsnn as snn
    from test_determinism import _learn, _run
    print(snn.instruction_set(), _run(1), _learn(1))
"""


def test_every_instruction_set_of_this_processor_gives_the_same_bits(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(request.path.parent))
    results = {}
    levels = ("x86-64-v1", "x86-64-v3", "x86-64-v4")
    best = snn.instruction_set()
    here = levels[: levels.index(best) + 1] if best in levels else (best,)
    for asked in here:
        used, *digests = python(_RUN_AND_LEARN, SWIFTSNN_ISA=asked).split()
        assert used == asked
        results[used] = digests
    assert snn.instruction_set() in results
    assert "x86-64-v1" in results or set(results) == {"neon"}
    assert set(map(tuple, results.values())) == {(_run(1), _learn(1))}
