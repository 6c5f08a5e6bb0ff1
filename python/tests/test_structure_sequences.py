"""Any sequence of structural operations, on synapses of every kind, with spikes on their way."""

from __future__ import annotations

import numpy as np
import pytest
from _helpers import spikes
from numpy.typing import NDArray

import swiftsnn as snn


def _network(threads: int) -> snn.Network:
    """Bits, shared rows, a matrix, several delays, pairs joined again, dynamics, plasticity."""
    net = snn.Network(dt=0.1, seed=8, threads=threads)
    a = net.population("a", 60, snn.LIF(i_offset=np.linspace(0.9, 1.6, 60)))
    wide = [net.population(f"wide{k}", 2100, snn.LIF(i_offset=0.9)) for k in range(2)]
    for cells in wide:
        net.connect(a, cells, snn.FixedProbability(0.2), weight=0.4, delay=1.0)
        net.connect(
            a,
            cells,
            snn.FixedProbability(0.05),
            weight=snn.Normal(0.3, 0.1),
            delay=snn.Uniform(0.3, 1.2),
        )
    learns = snn.PairSTDP(w_min=-1.0, w_max=2.0)
    net.connect(a, a, snn.AllToAll(), weight=snn.Normal(0.0, 0.1), delay=0.5)
    net.connect(
        a, a, snn.FixedInDegree(30), weight=0.2, delay=snn.Uniform(0.2, 2.0), plasticity=learns
    )
    net.connect(
        a,
        wide[0],
        snn.FixedInDegree(3),
        weight=0.3,
        delay=snn.Uniform(0.2, 1.0),
        dynamics=snn.TsodyksMarkram(sites=2),
    )
    return net


def _operate(p: snn.Projection, generator: np.random.Generator) -> None:
    """One random operation, held against the arrays before and after."""
    before = np.array(p.weights)
    ends = np.stack([p.pre, p.post, np.rint(p.delays * 10)])
    choice = generator.integers(6)
    size = len(p)
    if choice == 0:
        importance = generator.random(size)
        p.prune(threshold=0.4, importance=importance)
        assert np.array_equal(p.origins, np.flatnonzero(importance >= 0.4))
    elif choice == 1:
        p.prune(fraction=0.1)
        assert len(p) == size - int(0.1 * size)
    elif choice == 2:
        grown = p.apply(snn.Regrow(weight=snn.Uniform(0.1, 0.5), number=25))
        assert grown == np.sum(p.origins < 0) == len(p) - size
    elif choice == 3:
        delays = generator.choice(np.unique(p.delays), 4) if size else None
        pre, post = generator.integers(p.source.size, size=4), generator.integers(60, size=4)
        if delays is not None:
            p.grow(pre, post, 0.25, delays)
    elif choice == 4:
        mask = p.mask
        mask[:] = generator.random(len(mask)) < 0.7
        p.mask = mask
        assert np.array_equal(p.mask, mask)
        assert len(p) == mask.sum()
        return
    else:
        p.apply(snn.Snapshot())
        p.apply(snn.Restore(0.5))
        assert np.array_equal(p.weights, before)
        return
    if len(p) == size and choice < 4:
        return
    origins = p.origins
    kept = origins >= 0
    assert np.array_equal(p.weights[kept], before[origins[kept]])
    after = np.stack([p.pre, p.post, np.rint(p.delays * 10)])
    assert np.array_equal(after[:, kept], ends[:, origins[kept]])
    order = np.lexsort((after[1], after[2], after[0]))
    assert np.array_equal(order, np.arange(len(order)))


def _history(threads: int, seed: int) -> tuple[object, ...]:
    net = _network(threads)
    generator = np.random.default_rng(seed)
    recorders = [net.record(cells, "spikes") for cells in net.populations]
    if seed % 2:
        net.prepare()
    for _ in range(12):
        net.run(float(generator.integers(1, 30)) / 10)
        _operate(net.projections[generator.integers(len(net.projections))], generator)
    net.run(4.0)
    shown: list[NDArray[np.generic]] = []
    for p in net.projections:
        shown += [p.pre, p.post, p.delays, np.array(p.weights)]
    return *(tuple(spikes(r)) for r in recorders), *(x.tobytes() for x in shown)


@pytest.mark.parametrize("seed", range(6))
def test_any_sequence_gives_the_same_bits_on_any_threads(seed: int) -> None:
    expected = _history(1, seed)
    assert all(len(fired) > 50 for fired in expected[:2])  # pyright: ignore
    for threads in (2, 3, 4):
        assert _history(threads, seed) == expected
