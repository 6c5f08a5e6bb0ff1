"""What shows only after long: time that is not exact, numbers too small, memory that grows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from _helpers import python

import swiftsnn as snn
from swiftsnn import _state

SHIFT = 1_209_600
"""Steps, more than single precision can tell apart in ms; divisible by all that repeats."""

RULES: dict[str, snn.Rule] = {
    "pair": snn.PairSTDP(0.02, 0.015, w_max=2.0),
    "nearest": snn.PairSTDP(0.02, 0.015, w_max=2.0, pairing="nearest_symmetric"),
    "multiplicative": snn.PairSTDP(0.02, 0.015, mu_plus=1.0, mu_minus=1.0, w_max=2.0),
    "power": snn.PowerLawSTDP(w_ref=0.5),
    "symmetric": snn.SymmetricSTDP(0.02, w_max=2.0),
    "vogels": snn.VogelsSTDP(0.02, w_max=2.0),
    "triplet": snn.TripletSTDP(w_max=2.0),
    "nearest triplet": snn.TripletSTDP(nearest=True, w_max=2.0),
    "voltage": snn.VoltageSTDP(1e-3, 1e-4, -64.5, -64.0, w_max=2.0),
}


def _after(idle: int) -> dict[str, np.ndarray]:
    """Weights and potentials after a second of input that comes after ``idle`` steps of silence."""
    net = snn.Network(dt=0.1, seed=1, threads=1)
    source = net.population("in", 8, snn.SpikeSource())
    for name, rule in RULES.items():
        cells = net.population(name, 4, snn.LIFCurrExp())
        net.connect(source, cells, snn.AllToAll(), weight=0.9, delay=1.5, plasticity=rule)
    net.run(idle * 0.1)
    start = net.t
    assert net.counters.step == idle
    assert net.counters.spikes == 0
    random = np.random.default_rng(3)
    times = start + np.sort(random.uniform(1.0, 1000.0, 800)).round(1)
    net.feed(source, times=times, neurons=random.integers(0, 8, 800))
    net.run(1000.0)
    assert net.populations[1].counts.sum() > 20
    found = {made.target.name: made.weights.copy() for made in net.projections}
    return found | {f"v of {p.name}": p.state("v").copy() for p in net.populations[1:]}


def test_what_happens_late_happens_as_it_would_have_early() -> None:
    early, late = _after(0), _after(SHIFT)
    for name in RULES:
        assert (early[name] != np.float32(0.9)).any(), name
    for name, values in early.items():
        assert values.tobytes() == late[name].tobytes(), name


MODELS = [
    snn.LIF(),
    snn.LIFCurrExp(),
    snn.LIFCurrAlpha(),
    snn.LIFCondExp(),
    snn.LIFCondAlpha(),
    snn.ALIF(),
    snn.AdEx(),
    snn.Izhikevich(),
]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: type(model).__name__)
def test_silence_leaves_no_numbers_too_small_for_full_precision(model: snn.Model) -> None:
    net = snn.Network(dt=0.5, seed=1)
    source = net.population("in", 8, snn.SpikeSource())
    cells = net.population("cells", 40, model)
    net.connect(source, cells, snn.AllToAll(), weight=0.01, plasticity=RULES["triplet"])
    net.connect(cells, cells, snn.FixedInDegree(5), weight=0.01, plasticity=RULES["pair"])
    net.feed(source, times=np.arange(1.0, 9.0), neurons=np.arange(8))
    smallest = np.finfo(np.float32).tiny
    # Times constants are some tens of ms, of ALIF and AdEx hundreds: all that decays passes below.
    for _ in range(60):
        net.run(500.0)
        for name, values in _state.arrays(net).items():
            if values.dtype == np.float32:
                small = (values != 0) & (np.abs(values) < smallest)
                assert not small.any(), f"{name} at {net.t} ms"


_GROWTH = """
    import sys, tempfile
    import numpy as np
    import swiftsnn as snn

    def resident():
        return int(open("/proc/self/statm").read().split()[1]) * 4096

    net = snn.Network(dt=1.0, seed=1, threads=2)
    cells = net.population("cells", 500, snn.LIF())
    net.poisson_input(cells, 900.0, 1.1)
    learns = snn.PairSTDP(a_plus=0.001, a_minus=0.00105, w_max=0.3)
    made = net.connect(cells, cells, snn.FixedInDegree(50), weight=0.1, plasticity=learns)
    with tempfile.TemporaryDirectory() as folder:
        if RECORDS:
            spikes = net.record(cells, neurons=np.arange(100), to=folder + "/spikes")
            net.record(made, every=100.0, synapses=np.arange(50), to=folder + "/weights")
        held = []
        for _ in range(30):
            net.run(10_000.0)
            held.append(resident())
        count = cells.counts[..., :100].sum()
        assert not RECORDS or spikes.events()[0].size == count > 1_000_000
        print(net.memory().total, max(held[20:]) - max(held[:10]), 12 * count)
        net.close()
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="asks Linux")
@pytest.mark.parametrize("records", [False, True])
def test_memory_stays_flat_while_a_network_learns(records: bool) -> None:
    held, grown, recorded = map(int, python(_GROWTH.replace("RECORDS", str(records))).split())
    assert held < 10 * 2**20
    # Of what goes to files in chunks, the allocator keeps room for some.
    assert grown < (recorded / 4 if records else 2**20)
