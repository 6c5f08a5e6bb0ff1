"""Python threads around a running network."""

from __future__ import annotations

import contextlib
import ctypes
import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from _helpers import STATE_ERROR, is_freed

import swiftsnn as snn
from swiftsnn import _capi


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


@contextlib.contextmanager
def _running_elsewhere(net: snn.Network) -> Iterator[list[BaseException]]:
    """While another thread runs the network, as "runner"; what that raised comes into the list."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            net.run(1e9)
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=run, name="runner")
    thread.start()
    while _refusal(lambda: net.t) is None:
        time.sleep(1e-3)
    time.sleep(0.05)
    yield raised
    net.interrupt()
    thread.join()


def _refusal(call: Callable[[], object]) -> str | None:
    """The sentence of a StateError."""
    try:
        call()
    except snn.StateError as error:
        return str(error)
    return None


def test_what_another_thread_runs_is_refused_with_a_sentence() -> None:
    net = _network(4, size=2000)
    cells, projection = net.populations[0], net.projections[0]
    noise = net.population("noise", 3, snn.Poisson())
    recorder = net.record(cells, "v", neurons=[0, 1])
    calls: list[Callable[[], object]] = [
        lambda: net.run(1.0),
        net.step,
        net.prepare,
        net.reset,
        lambda: net.present({}, 1.0),
        lambda: net.feed(noise, drive=np.ones(3)),
        lambda: net.counters,
        lambda: cells.counts,
        lambda: cells.set(v_thresh=-50.0),
        lambda: projection.weights,
        lambda: recorder.values,
        lambda: net.save("never.safetensors"),
    ]
    with _running_elsewhere(net) as raised:
        for call in calls:
            sentence = _refusal(call)
            assert sentence is not None
            assert "running in thread 'runner'; wait" in sentence
        assert "running in another thread" in repr(net)
    (error,) = raised
    assert isinstance(error, snn.InterruptedRunError)
    assert all(_refusal(call) is None for call in calls[2:7])
    net.run(5.0)


def test_a_run_that_was_interrupted_goes_on_as_if_it_had_not_been() -> None:
    whole, stopped = _network(3), _network(3)
    with _running_elsewhere(stopped):
        pass
    steps = stopped.counters.step
    assert steps > 0
    stopped.run(50.0)
    whole.run(steps * 0.5 + 50.0)
    assert whole.counters == stopped.counters
    assert whole.populations[0].state("v").tobytes() == stopped.populations[0].state("v").tobytes()


@pytest.mark.parametrize("batch", [1, 3])
def test_a_batch_that_was_interrupted_is_at_one_time(batch: int) -> None:
    def make() -> tuple[snn.Network, snn.SpikeRecorder]:
        net = snn.Network(dt=1.0, seed=1, batch=batch, threads=2)
        cells = net.population("cells", 500, snn.LIF())
        net.poisson_input(cells, 5000.0, 0.2)
        return net, net.record(cells, "spikes")

    (stopped, some), (whole, same) = make(), make()
    with _running_elsewhere(stopped):
        pass
    stopped.run(20.0)
    whole.run(stopped.t)
    assert whole.counters == stopped.counters
    for mine, other in zip(some.events(), same.events(), strict=True):
        assert (mine == other).all()


def test_in_c_a_network_that_runs_refuses_other_threads_and_none_waits() -> None:
    net = _network(6)
    raw, lib = _capi.Counters(), _capi.lib
    status: list[int] = []
    thread = threading.Thread(target=lambda: status.append(lib.snn_run(net.token, 2**40)))
    thread.start()
    while (found := lib.snn_network_counters(net.token, ctypes.byref(raw))) == 0:
        time.sleep(1e-3)
    assert found == STATE_ERROR
    assert b"running in another thread" in lib.snn_last_error()
    assert lib.snn_run(net.token, 1) == STATE_ERROR
    assert lib.snn_network_interrupt(net.token) == 0
    thread.join()
    assert status == [-6]
    assert lib.snn_run(net.token, 1) == 0


def test_closing_while_another_thread_runs_stops_the_run_with_a_sentence() -> None:
    net = _network(5)
    token = net.token
    with _running_elsewhere(net) as raised:
        net.close()
    (error,) = raised
    assert isinstance(error, snn.InterruptedRunError)
    assert "interrupted" in str(error)
    error.with_traceback(None)  # which holds what was called
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
