"""Ctrl-C and other signals at any moment: in runs, presentations, operations, descriptions."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
import threading
import time

import numpy as np
import pytest
from _helpers import python

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
