"""Networks in several processes: fork, multiprocessing and joblib."""

from __future__ import annotations

import copy
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import joblib
import numpy as np
import pytest
from _helpers import python

import swiftsnn as snn

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")

_FORKED = """
    import os
    import swiftsnn as snn

    def make():
        net = snn.Network(dt=0.5, seed=9, threads=3)
        cells = net.population("cells", 5000, snn.LIF())
        net.poisson_input(cells, 5000.0, 0.2)
        net.connect(cells, cells, snn.FixedInDegree(10), weight=0.2, delay=1.0)
        return net

    net = make()
    net.run(20.0)
    reader, writer = os.pipe()
    child = os.fork()
    fresh = make()
    fresh.run(20.0)
    net.run(20.0)
    result = f"{net.counters} {net.populations[0].counts.sum()} {fresh.counters}"
    if child == 0:
        os.write(writer, result.encode())
        os._exit(0)
    os.close(writer)
    status = os.waitpid(child, 0)[1]
    with os.fdopen(reader) as pipe:
        print(status, pipe.read() == result, net.counters.spikes > 100)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")
def test_a_forked_child_goes_on_as_its_parent_does() -> None:
    # From Python 3.12 on, forking beside threads is warned about; here it is the point.
    assert python(_FORKED, PYTHONWARNINGS="ignore").split() == ["0", "True", "True"]


_FORKED_WHILE_RUNNING = """
    import os, threading, time
    import swiftsnn as snn

    net = snn.Network(dt=0.1, threads=2)
    cells = net.population("cells", 20_000, snn.LIF(i_offset=1.0))
    other = snn.Network(dt=0.1)
    other.population("cells", 10, snn.LIF(i_offset=1.0))
    thread = threading.Thread(target=lambda: net.run(1e9), name="runner")
    thread.start()
    while "running" not in repr(net):
        time.sleep(1e-3)
    time.sleep(0.05)
    child = os.fork()
    if child == 0:
        other.run(100.0)
        try:
            net.counters
        except snn.StateError as error:
            in_python = "forked" in str(error)
        raw = snn._capi.Counters()
        in_c = snn._capi.lib.snn_network_counters(net._handle.token, snn._capi.ctypes.byref(raw))
        says = b"forked" in snn._capi.lib.snn_last_error()
        net._handle = None  # freed: nobody is there to be waited for
        os._exit(0 if in_python and in_c == -4 and says and other.counters.spikes > 0 else 1)
    print(os.waitpid(child, 0)[1])
    net.close()
    thread.join()
"""


def test_a_network_that_ran_when_the_process_forked_is_refused_in_the_child() -> None:
    assert python(_FORKED_WHILE_RUNNING, PYTHONWARNINGS="ignore").split() == ["0"]


def _described(seed: int) -> snn.Network:
    net = snn.Network(dt=0.5, seed=seed, threads=1)
    cells = net.population("cells", 200, snn.LIF())
    net.poisson_input(cells, 5000.0, 0.2)
    net.connect(cells, cells, snn.FixedInDegree(10), weight=0.2, plasticity=snn.PairSTDP())
    return net


def _spikes_of_seed(seed: int) -> int:
    net = _described(seed)
    net.run(100.0)
    return net.counters.spikes


def _gone_on(net: snn.Network) -> np.ndarray:
    net.run(50.0)
    return net.projections[0].weights.copy()


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_processes_of_a_pool_run_networks_of_their_own(method: str) -> None:
    mine = [_spikes_of_seed(seed) for seed in range(3)]
    with ProcessPoolExecutor(2, mp_context=get_context(method)) as pool:
        assert list(pool.map(_spikes_of_seed, range(3))) == mine
    assert min(mine) > 0


@pytest.mark.parametrize("backend", ["loky", "multiprocessing", "threading"])
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_joblib_goes_on_with_networks_it_is_given(backend: str) -> None:
    nets = [_described(seed) for seed in range(3)]
    for net in nets:
        net.run(50.0)
    apart = joblib.Parallel(n_jobs=2, backend=backend)(
        joblib.delayed(_gone_on)(net) for net in [copy.copy(net) for net in nets]
    )
    for net, weights in zip(nets, apart, strict=True):
        assert (_gone_on(net) == weights).all()
