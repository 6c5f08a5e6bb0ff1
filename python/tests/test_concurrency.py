"""Python threads and Ctrl-C around a running network."""

from __future__ import annotations

import contextlib
import ctypes
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from _helpers import STATE_ERROR, is_freed, python

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


_AT_RANDOM = """
    import signal, sys, threading
    signal.signal(signal.SIGINT, signal.default_int_handler)
    import swiftsnn as snn

    net = snn.Network(dt=0.1, seed=1)
    cells = net.population("cells", 5, snn.LIF())
    net.poisson_input(cells, 8000.0, 0.15)
    net.run(1.0)
    calls = {
        "long": lambda: net.run(1e9),
        "short": lambda: net.run(10.0),
        "present": lambda: net.present({}, 20.0),
    }
    try:
        print("running", flush=True)
        while True:
            calls[sys.argv[1]]()
    except KeyboardInterrupt:
        refused = []

        def look():
            try:
                net.run(1.0)
            except snn.StateError as error:
                refused.append(str(error))

        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
        net.run(1.0)
        print("stopped", *refused)
"""


@pytest.mark.parametrize("what", ["long", "short", "present"])
def test_ctrl_c_at_any_moment_leaves_a_network_for_any_thread(what: str) -> None:
    draws = np.random.default_rng(0)
    for delay in (*draws.uniform(0.0, 1e-3, 3), *draws.uniform(0.0, 0.3, 3)):
        script = [sys.executable, "-c", textwrap.dedent(_AT_RANDOM), what]
        with subprocess.Popen(
            script, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "running\n"
            time.sleep(delay)
            process.send_signal(signal.SIGINT)
            output, errors = process.communicate(timeout=60)
        assert output == "stopped\n", errors


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
    import signal, sys, threading
    # A parent in the background may have had interrupts ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    import numpy as np
    import swiftsnn as snn

    what, threads, batch = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    net = snn.Network(dt=0.1, threads=threads, batch=batch)
    pixels = net.population("pixels", 100, snn.Bernoulli())
    cells = net.population("cells", 20_000, snn.LIF(i_offset=1.0))
    net.connect(pixels, cells, snn.FixedProbability(0.1), weight=0.01, delay=1.0)
    small = snn.Network(dt=0.1, threads=threads, batch=batch)
    few = small.population("few", 200, snn.LIF(i_offset=1.0))
    small.connect(few, few, snn.AllToAll(), weight=0.1, plasticity=snn.PairSTDP(w_max=1.0))
    # Hours, or more synapses than can be drawn in seconds; to learn, seconds after the last step.
    calls = {
        "run": lambda: net.run(1e9),
        "present": lambda: net.present({pixels: np.full((batch, 100), 0.1)}, 1e6),
        "learn": lambda: small.present({}, 20_000.0, learn=True),
        "prepare": net.prepare,
        "weights": lambda: net.projections[-1].weights,
    }
    draws = what in ("prepare", "weights")
    if draws:
        net.connect(cells, cells, snn.SmallWorld(4000, 0.5), weight=0.01, delay=1.0)
    try:
        print("running", flush=True)
        calls[what]()
    except KeyboardInterrupt:
        if draws:
            print("stopped", cells.size)
        else:
            if what == "learn":
                assert (small.projections[0].weights == np.float32(0.1)).all()
            before = net.counters.step
            net.run(5.0)
            print("stopped", net.counters.step - before)
"""


@pytest.mark.parametrize(
    ("what", "threads", "batch"),
    [
        ("run", 1, 1),
        ("run", 2, 1),
        ("run", 2, 3),
        ("present", 1, 1),
        ("present", 2, 3),
        ("learn", 2, 3),
        ("prepare", 2, 1),
        ("weights", 2, 1),
    ],
)
def test_ctrl_c_ends_a_long_call_and_leaves_the_network_usable(
    what: str, threads: int, batch: int
) -> None:
    script = [sys.executable, "-c", textwrap.dedent(_INTERRUPTED), what, str(threads), str(batch)]
    with subprocess.Popen(
        script, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "running\n"
        # Long enough for a run to have grown its share of engine time to the full.
        threading.Event().wait(0.7)
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=60)
    told = "20000" if what in ("prepare", "weights") else "50"
    assert output.split() == ["stopped", told], errors


_OTHER_SIGNALS = """
    import signal
    import swiftsnn as snn

    def complain(*_):
        raise TimeoutError

    net = snn.Network(seed=1)
    cells = net.population("cells", 5000, snn.LIF())
    p = net.connect(cells, cells, snn.FixedInDegree(1000), weight=snn.Normal(0.0, 0.1))
    net.prepare()
    signal.signal(signal.SIGALRM, complain)
    stopped = 0
    for name in ("weights", "pre", "frozen") * 5:
        p._indices = None
        try:
            signal.setitimer(signal.ITIMER_REAL, 0.005, 0.005)
            getattr(p, name)
        except TimeoutError:
            stopped += 1
        while True:
            try:
                signal.setitimer(signal.ITIMER_REAL, 0)
                break
            except TimeoutError:
                pass
    print(stopped > 0, len(p.pre), len(p.weights))
"""


def test_signals_of_all_kinds_leave_arrays_until_they_are_filled() -> None:
    assert python(_OTHER_SIGNALS).split() == ["True", "5000000", "5000000"]


_WHILE_CHANGING = """
    import copy, random, signal, time
    import numpy as np
    import swiftsnn as snn

    def stop(*_):
        raise KeyboardInterrupt

    def same(p, q):
        names = ("pre", "post", "weights", "survival", "mask")
        pairs = [(getattr(p, name), getattr(q, name)) for name in names]
        return all(np.array_equal(a, b, equal_nan=a.dtype.kind == "f") for a, b in pairs)

    def switch(p, lower):
        p.mask = (np.arange(p.mask.size) < p.mask.size // 2) == lower

    signal.signal(signal.SIGALRM, stop)
    random.seed(1)
    net = snn.Network(seed=1)
    cells = net.population("cells", 2000, snn.LIF())
    p = net.connect(cells, cells, snn.FixedInDegree(500), weight=snn.Normal(0.0, 0.1))
    p.apply(snn.PruneSurvival(cost=-1.0))
    operations = [
        lambda p: p.prune(fraction=1e-3),
        lambda p: p.apply(snn.PruneSurvival(quantile=0.5, cost=3.0)),
        lambda p: p.grow([1, 2], [3, 4], 0.1),
        lambda p: p.apply(snn.Regrow(weight=0.1, number=5)),
        lambda p: switch(p, True),
        lambda p: switch(p, False),
    ]
    stopped = done = 0
    for operation in operations:
        began = time.perf_counter()
        operation(copy.deepcopy(net).projections[0])
        seconds = time.perf_counter() - began
        for _ in range(5):
            other = copy.deepcopy(net).projections[0]
            try:
                signal.setitimer(signal.ITIMER_REAL, random.uniform(1e-4, seconds))
                operation(p)
                signal.setitimer(signal.ITIMER_REAL, 0)
            except KeyboardInterrupt:
                stopped += same(p, other)
            if not same(p, other):
                operation(other)
                assert same(p, other)
                done += 1
    net.run(5.0)
    print(stopped > 2, done > 0)
"""


def test_a_structural_operation_is_stopped_before_it_changes_anything() -> None:
    assert python(_WHILE_CHANGING).split() == ["True", "True"]


_WHILE_WAITING = """
    import ctypes, random, signal
    import swiftsnn as snn
    from swiftsnn import _capi, _turn

    def stop(*_):
        raise KeyboardInterrupt

    signal.signal(signal.SIGALRM, stop)
    random.seed(1)
    net = snn.Network(dt=1.0)
    raw = _capi.Counters()
    stopped = 0
    while stopped < 5000:
        try:
            signal.setitimer(signal.ITIMER_REAL, random.uniform(1e-5, 2e-4))
            for _ in range(1000):
                _turn.call(net._handle, _capi.lib.snn_network_counters, ctypes.byref(raw))
        except KeyboardInterrupt:
            stopped += 1
    print(stopped)
"""


def test_a_signal_while_the_engine_is_waited_for_raises_what_it_raises() -> None:
    """Never a RuntimeError of what it waits with."""
    assert python(_WHILE_WAITING) == "5000\n"


_HALFWAY = """
    import random, signal, sys
    import swiftsnn as snn

    def stop(*_):
        raise KeyboardInterrupt

    signal.signal(signal.SIGALRM, stop)
    random.seed(1)
    ended, refused, went_on = 0, 0, 0
    for _ in range(400):
        net = snn.Network(dt=1.0)
        a = net.population("a", 10, snn.Poisson(rate=20.0))
        b = net.population("b", 10, snn.LIF())
        try:
            signal.setitimer(signal.ITIMER_REAL, random.uniform(1e-5, 8e-4))
            net.population("c", 5, snn.LIF())
            net.connect(a, b, snn.AllToAll(), weight=0.5, plasticity=snn.PairSTDP())
            signal.setitimer(signal.ITIMER_REAL, 0)
            continue
        except KeyboardInterrupt:
            ended += 1
        try:
            if "c" not in net:
                net.population("c", 5, snn.LIF())
            if not net.projections:
                net.connect(a, b, snn.AllToAll(), weight=0.5)
            net.run(5.0)
            copied = snn._checkpoint.from_bytes(snn._checkpoint.to_bytes(net))
            assert copied.counters.synapses == net.counters.synapses == 100
            went_on += 1
        except snn.StateError as error:
            assert "halfway" in str(error), error
            refused += 1
    print(ended > 50, went_on > 10, ended == refused + went_on)
"""


def test_a_signal_within_a_description_leaves_a_network_whole_or_refused() -> None:
    assert python(_HALFWAY).split() == ["True", "True", "True"]
