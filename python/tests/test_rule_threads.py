"""Every rule draws the same synapses, delays and weights on any number of threads."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

import swiftsnn as snn

SIZE, OTHERS = 2600, 5200
"""Enough for blocks of two and of five threads."""

RULES: dict[str, snn.Connector] = {
    "one to one": snn.OneToOne(),
    "probability": snn.FixedProbability(0.004),
    "in-degree": snn.FixedInDegree(10),
    "in-degree, different": snn.FixedInDegree(10, allow_multapses=False),
    "out-degree": snn.FixedOutDegree(10),
    "out-degree, different": snn.FixedOutDegree(10, allow_multapses=False),
    "total": snn.FixedTotalNumber(20_000),
    "total, different": snn.FixedTotalNumber(20_000, allow_multapses=False),
    "modular": snn.Modular(40, 0.3),
    "small world": snn.SmallWorld(8, 0.2),
    "gaussian": snn.DistanceDependent(snn.GaussianProfile(0.2, 0.03), periodic=True),
    "step": snn.DistanceDependent(snn.StepProfile(0.5, 0.04)),
    "union": snn.FixedProbability(0.002) | snn.FixedOutDegree(4),
}
DELAYS = {
    "one": 1.5,
    "drawn": snn.Uniform(0.5, 6.0),
    "by distance": snn.DistanceDelay(0.5, 0.1),
}


def _drawn(connector: snn.Connector, delay: float | snn.Distribution, threads: int) -> str:
    net = snn.Network(dt=0.5, seed=5, threads=threads)
    places = snn.RandomPositions((1.0, 1.0))
    cells = net.population("cells", SIZE, snn.LIF(), places)
    others = net.population("others", OTHERS, snn.LIF(), places)
    weight = snn.LogNormal(0.1, 1.0)
    made = [net.connect(cells, cells, connector, weight=weight, delay=delay)]
    if not isinstance(connector, snn.OneToOne):
        if isinstance(connector, snn.DistanceDependent):
            made.append(net.connect(others, cells, connector, weight=0.1, delay=delay))
        made.append(net.connect(cells, others, connector, weight=weight, delay=delay))
    # Prepared, the rows of several projections are one.
    net.prepare()
    digest = hashlib.sha256()
    for projection in made:
        assert len(projection) > 1000
        for array in (projection.pre, projection.post, projection.delays, projection.weights):
            digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


@pytest.mark.parametrize("delay", DELAYS.values(), ids=DELAYS)
@pytest.mark.parametrize("connector", RULES.values(), ids=RULES)
def test_a_rule_does_not_depend_on_threads(
    connector: snn.Connector, delay: float | snn.Distribution
) -> None:
    assert len({_drawn(connector, delay, threads) for threads in (1, 2, 3, 5, 8)}) == 1


def _blocks(threads: int) -> bytes:
    net = snn.Network(seed=5, threads=threads)
    cells = net.population("cells", SIZE, snn.LIF())
    sizes = [SIZE // 2, SIZE // 4, SIZE // 4]
    probabilities = np.array([[0.01, 0.001, 0.0], [0.002, 0.02, 0.0], [0.0, 0.001, 1e-6]])
    rule = snn.Blocks(probabilities, sizes, sizes)
    made = net.connect(cells, cells, rule, weight=snn.Exponential(0.1), delay=snn.Uniform(0.1, 1))
    arrays = (made.pre, made.post, made.delays, made.weights)
    return b"".join(np.ascontiguousarray(array).tobytes() for array in arrays)


def test_blocks_do_not_depend_on_threads() -> None:
    assert len({_blocks(threads) for threads in (1, 2, 3, 5, 8)}) == 1


@pytest.mark.parametrize("connector", list(RULES.values())[5:12:2])
def test_what_runs_on_it_does_not_depend_on_threads(connector: snn.Connector) -> None:
    fired = set()
    for threads in (1, 2, 5):
        net = snn.Network(dt=0.5, seed=2, threads=threads)
        offset = np.linspace(0.7, 1.0, SIZE)
        cells = net.population(
            "cells", SIZE, snn.LIF(i_offset=offset), snn.RandomPositions((1.0, 1.0))
        )
        weight, delay = snn.Normal(0.0, 2.0), snn.DistanceDelay(0.5, 0.1)
        net.connect(cells, cells, connector, weight=weight, delay=delay)
        net.run(60.0)
        assert cells.counts.sum() > 1000
        fired.add(cells.counts.tobytes())
    assert len(fired) == 1
