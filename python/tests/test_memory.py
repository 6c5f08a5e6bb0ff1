"""Where the bytes are, and networks that are too large to be had."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from _helpers import python

import swiftsnn as snn

_MACHINE = """
    import swiftsnn as snn

    def resident():
        return int(open("/proc/self/statm").read().split()[1]) * 4096

    before = resident()
    net = snn.Network(dt=0.1, seed=1, threads=2)
    cells = net.population("cells", 20_000, snn.LIF())
    net.connect(cells, cells, snn.FixedInDegree(400), weight=snn.Uniform(0.0, 0.1), delay=1.5)
    net.connect(
        cells, cells, snn.FixedProbability(0.02), weight=0.1, plasticity=snn.PairSTDP(w_max=1.0)
    )
    net.run(5.0)
    print(net.memory().total / (resident() - before))
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="asks Linux")
def test_the_table_has_what_the_process_grew_by() -> None:
    assert 0.9 < float(python(_MACHINE)) < 1.1


def _network() -> tuple[snn.Network, snn.Population, snn.Projection]:
    net = snn.Network(dt=1.0, seed=1, threads=1)
    cells = net.population("cells", 1000, snn.LIF())
    made = net.connect(cells, cells, snn.FixedInDegree(20), weight=snn.Uniform(0.0, 1.0))
    return net, cells, made


def test_bytes_stand_where_they_belong() -> None:
    net, cells, synapses = _network()
    name = "projection 0, 'cells' -> 'cells'"
    assert net.memory().parts.get(name, 0) < 1000  # not drawn yet
    net.prepare()
    rows = {(part, what): size for part, what, size in net.memory().rows}
    assert rows[name, "weights of 'cells' -> 'cells'"] == 4 * len(synapses)
    assert rows[name, "targets of 'cells' -> 'cells'"] == 2 * len(synapses)
    before = net.memory().parts["population 'cells'"]
    assert before > 4 * cells.size


def test_more_of_something_is_found_where_it_is() -> None:
    net, cells, _ = _network()
    recorder = net.record(cells, "v")
    net.run(10.0)
    (name,) = [part for part in net.memory().parts if part.startswith("recorder 0")]
    small = net.memory().parts[name]
    net.run(90.0)
    assert net.memory().parts[name] - small >= 90 * 1000 * 4
    assert np.isfinite(recorder.values).all()


def test_the_table_prints_with_units_and_a_sum() -> None:
    net, *_ = _network()
    text = str(net.memory())
    assert re.search(r"^ +[\d.]+ KiB  population 'cells'$", text, re.MULTILINE)
    assert text.splitlines()[-1].endswith("in all")
    assert net.memory().total == sum(net.memory().parts.values())


def test_synapses_beyond_memory_are_refused_when_they_are_described() -> None:
    net = snn.Network()
    cells = net.population("cells", 3_000_000, snn.LIF())
    with pytest.raises(snn.OutOfMemoryError) as error:
        net.connect(cells, cells, snn.FixedProbability(0.9), weight=snn.Uniform(0.0, 1.0))
    sentence = str(error.value)
    bytes_needed = int(re.findall(r"\(([\d,]+) bytes\)", sentence)[0].replace(",", ""))
    assert bytes_needed == pytest.approx(6 * 0.9 * 9e12, rel=1e-3)
    for part in ("'cells' -> 'cells'", "GiB free", "smaller p, k or n", "4 bytes a synapse"):
        assert part in sentence
    net.connect(cells, cells, snn.FixedInDegree(2), weight=0.1)


def test_projections_that_only_together_are_too_large_are_refused_too() -> None:
    net = snn.Network()
    cells = net.population("cells", 1_000_000, snn.LIF())
    with pytest.raises(snn.OutOfMemoryError, match=r"together with the .+ described before"):
        for _ in range(10_000):
            net.connect(cells, cells, snn.FixedInDegree(500), weight=snn.Uniform(0.0, 1.0))
    assert len(net.projections) > 1
    assert net.memory().total < 10**9


_FULL = """
    import resource
    import numpy as np
    import swiftsnn as snn

    net = snn.Network(dt=1.0, seed=1, threads=THREADS, batch=BATCH)
    cells = net.population("cells", 40_000, MODEL)
    if REGULATED:
        net.homeostasis(cells, snn.ThresholdToRate(5.0, period=1.0, gain=1e-9))
    recorder = net.record(cells)
    net.run(10.0)
    used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + 600 * 2**20, used + 600 * 2**20))
    try:
        net.run(1e6)
    except snn.OutOfMemoryError as error:
        assert "the recorded spikes of 'cells' would need" in str(error), error
    before = net.t
    assert len(recorder) == 40_000 * before * BATCH, (len(recorder), before)
    recorder.pause()
    net.run(3000.0)
    recorder.clear()
    recorder.resume()
    net.run(10.0)
    assert len(recorder) == 400_000 * BATCH
    print(before > 20.0, net.t == before + 3010.0)
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="asks Linux")
@pytest.mark.parametrize(
    ("threads", "batch", "regulated"),
    [(1, 1, False), (2, 1, False), (2, 3, False), (2, 64, False), (1, 1, True)],
)
def test_spikes_that_outgrow_memory_stop_the_run(threads: int, batch: int, regulated: bool) -> None:
    firing = "snn.LIF(i_offset=1e6, tau_refrac=0.0)"
    parts = {
        "THREADS": threads,
        "BATCH": batch,
        "MODEL": firing if regulated else "snn.Bernoulli(gain=1.0)",
        "REGULATED": regulated,
    }
    code = _FULL
    for name, value in parts.items():
        code = code.replace(name, str(value))
    assert python(code).split() == ["True", "True"]


def test_a_pattern_without_end_is_refused() -> None:
    net = snn.Network()
    source = net.population("source", 3, snn.SpikeSource())
    with pytest.raises(snn.OutOfMemoryError, match="1,000,000,000 repetitions make 2,000,000,000"):
        net.feed(source, [1.0, 2.0], [0, 1], period=5.0, repetitions=10**9)
    net.feed(source, [1.0, 2.0], [0, 1], period=5.0, repetitions=10)
    net.run(60.0)
    assert source.counts.tolist() == [10, 10, 0]


_FED = """
    import resource
    import numpy as np
    import swiftsnn as snn

    net = snn.Network(dt=1.0)
    source = net.population("source", 1000, snn.SpikeSource())
    raster = np.ones((10_000, 1000), np.uint8)
    times, neurons = np.full(10_000_000, 1.0), np.zeros(10_000_000, np.int32)
    used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + 200 * 2**20, used + 200 * 2**20))
    for given in ({"raster": raster}, {"times": times, "neurons": neurons}):
        try:
            net.feed(source, **given)
        except snn.OutOfMemoryError as error:
            assert "the spikes that wait in 'source' would need" in str(error), error
            assert "feed them in pieces, as the network runs" in str(error), error
            print("refused")
    net.feed(source, raster=raster[:5])
    net.run(10.0)
    print(net.counters.spikes)
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="asks Linux")
def test_spikes_to_feed_that_outgrow_memory_are_refused() -> None:
    assert python(_FED).split() == ["refused", "refused", "5000"]
