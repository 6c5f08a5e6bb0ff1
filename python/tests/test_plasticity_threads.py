"""Online rules on networks so large that blocks of them are shared among threads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import swiftsnn as snn

SIZE = 5000
"""Four blocks for four threads: swiftsnn makes none of less than 1024 neurons."""

Make = Callable[[snn.Network, snn.Population], Any]


def _dopamine(net: snn.Network) -> snn.Scalar:
    source = net.population("dopamine", 1, snn.SpikeSource())
    net.feed(source, times=[10.0, 90.0, 200.0, 410.0], neurons=[0] * 4)
    return snn.Scalar(snn.Concentration(source, tau=50.0))


def _reward(net: snn.Network, _: snn.Population) -> list[snn.Rule]:
    return [snn.RewardSTDP(_dopamine(net), 5e-2, 5e-2, tau_eligibility=100.0)]


def _beside(net: snn.Network, cells: snn.Population) -> list[snn.Rule]:
    bounded: dict[str, Any] = {"w_min": 0.0, "w_max": 1.0}
    return [*_reward(net, cells), snn.TransmitterInduced(1e-4, **bounded)]


def _plain(rule: Any) -> Make:
    return lambda _net, _cells: rule


RULES: dict[str, Make] = {
    "pairs": _plain(snn.PairSTDP(0.02, 0.015)),
    "mu": _plain(snn.PairSTDP(0.02, 0.015, mu_plus=0.4, mu_minus=0.4)),
    "restricted": _plain(snn.PairSTDP(0.02, 0.015, pairing="nearest_restricted")),
    "triplets": _plain(snn.TripletSTDP(5e-3, 6e-3, 7e-3, 2e-3)),
    "decay": _plain([snn.PairSTDP(0.02, 0.015), snn.HeterosynapticDecay(0.01, w_min=0.0, w_max=1)]),
    "oja": _plain(snn.Oja(1e-4)),
    "bcm": _plain(snn.BCM(1e-6)),
    "voltage": _plain(snn.VoltageSTDP(1e-4, 1e-5, -64.5, -64.0)),
    "reward": _reward,
    "reward beside": _beside,
}


def _run(make: Make, threads: int, precision: str, ms: float, runs: int = 1) -> bytes:
    net = snn.Network(dt=0.5, seed=3, threads=threads, precision=precision)
    source = net.population("source", 300, snn.Poisson(rate=40.0))
    cells = net.population("cells", SIZE, snn.LIF(i_offset=np.linspace(0.6, 1.4, SIZE)))
    synapses = net.connect(
        *(source, cells, snn.FixedInDegree(12, allow_multapses=False)),
        weight=snn.Uniform(0.2, 0.8),
        delay=snn.Uniform(0.5, 3.0),
        plasticity=make(net, cells),
    )
    start = synapses.weights.copy()
    for _ in range(runs):
        net.run(ms / runs)
        assert np.isfinite(synapses.weights).all()
    # More spikes of one neuron than are recorded at a time.
    assert cells.counts.max() > 32
    found = np.asarray(synapses.weights)
    assert np.abs(found - start).max() > 1e-3
    order = np.lexsort((synapses.post, synapses.pre))
    return found[order].tobytes()


@pytest.mark.parametrize("precision", ["single", "double"])
@pytest.mark.parametrize("make", RULES.values(), ids=RULES)
def test_bits_do_not_depend_on_threads_or_readings(make: Make, precision: str) -> None:
    one = _run(make, 1, precision, 500.0)
    for threads in (2, 3, 4):
        assert _run(make, threads, precision, 500.0) == one
    assert _run(make, 3, precision, 500.0, runs=4) == one
