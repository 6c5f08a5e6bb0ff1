"""Python threads, Ctrl-C and fork around a running network."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable

import numpy as np
import pytest
from _helpers import is_freed, python

import swiftsnn as snn


def _network(seed: int, threads: int = 2, size: int = 5000) -> snn.Network:
    net = snn.Network(dt=0.5, seed=seed, threads=threads)
    cells = net.population("cells", size, snn.LIF())
    net.poisson_input(cells, 5000.0, 0.2)
    net.connect(cells, cells, snn.FixedInDegree(10), weight=0.2, delay=1.0)
    return net


def _together(*work: Callable[[], object]) -> list[BaseException]:
    """Runs every piece of work in a thread of its own; what they raised."""
    raised: list[BaseException] = []

    def guarded(piece: Callable[[], object]) -> None:
        try:
            piece()
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=guarded, args=(piece,)) for piece in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_two_networks_run_side_by_side_as_they_run_alone() -> None:
    alone = [_network(seed) for seed in (1, 2)]
    for net in alone:
        net.run(40.0)
    together = [_network(seed) for seed in (1, 2)]
    assert not _together(*(lambda net=net: net.run(40.0) for net in together))
    for a, b in zip(alone, together, strict=True):
        assert a.counters == b.counters
        assert (a.populations[0].counts == b.populations[0].counts).all()
        assert a.populations[0].state("v").tobytes() == b.populations[0].state("v").tobytes()


def test_calls_of_several_threads_on_one_network_wait_for_each_other() -> None:
    alone, shared = _network(3), _network(3)
    alone.run(40.0)
    assert not _together(*[lambda: shared.run(10.0)] * 4)
    assert alone.counters == shared.counters
    assert (alone.populations[0].counts == shared.populations[0].counts).all()


def test_reading_and_describing_while_another_thread_runs_is_safe() -> None:
    net = _network(4, size=2000)
    cells, projection = net.populations[0], net.projections[0]
    recorder = net.record(cells, "v", neurons=[0, 1])
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            assert np.isfinite(projection.weights).all()
            assert cells.counts.min() >= 0
            repr(net)
            len(recorder)

    def run() -> None:
        try:
            net.run(2000.0)
        finally:
            done.set()

    assert not _together(run, look, look)
    assert recorder.values.shape == (4000, 2)


def test_closing_while_another_thread_runs_stops_the_run_with_a_sentence() -> None:
    net = _network(5)
    token = net.token
    started = threading.Event()

    def run() -> None:
        started.set()
        net.run(1e9)

    def close() -> None:
        started.wait()
        net.close()

    (error,) = _together(run, close)
    assert isinstance(error, snn.StateError)
    assert "closed" in str(error)
    assert is_freed(token)


def test_errors_stay_with_the_thread_that_made_them() -> None:
    net = snn.Network()
    messages: dict[str, str] = {}
    meet = threading.Barrier(2)

    def fail(name: str) -> None:
        for _ in range(50):
            meet.wait()
            with pytest.raises(snn.InvalidArgumentError) as error:
                net.population(name, 0, snn.LIF())
            messages[name] = str(error.value)
            assert name in messages[name]

    assert not _together(lambda: fail("left"), lambda: fail("right"))
    assert set(messages) == {"left", "right"}


_INTERRUPTED = """
    import signal
    # A parent in the background may have had interrupts ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    import swiftsnn as snn

    net = snn.Network(dt=0.1)
    cells = net.population("cells", 2000, snn.LIF(i_offset=1.0))
    try:
        print("running", flush=True)
        net.run(1e9)
    except KeyboardInterrupt:
        before = net.counters.step
        net.run(5.0)
        print("interrupted", net.counters.step - before, net.counters.spikes > 0)
"""


def test_ctrl_c_ends_a_long_run_and_leaves_the_network_usable() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(_INTERRUPTED)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "running\n"
        # Long enough for the run to have grown its share of engine time to the full.
        threading.Event().wait(0.7)
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=20)
    assert output.split() == ["interrupted", "50", "True"], errors


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
