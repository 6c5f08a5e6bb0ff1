"""Mistakes of input, recording and the clock, and use after close."""

from __future__ import annotations

# pyright: reportArgumentType=false, reportCallIssue=false, reportOperatorIssue=false
import numpy as np
import pytest
from _helpers import Mistake, Scene, refuses

import swiftsnn as snn

INVALID, SHAPE, INDEX = snn.InvalidArgumentError, snn.ShapeError, snn.IndexOutOfRangeError
STATE = snn.StateError


def _feed(scene: Scene, times: object, neurons: object, **options: object) -> None:
    scene.net.feed(scene.stim, times, neurons, **options)


def _raster(scene: Scene, raster: object) -> None:
    scene.net.feed(scene.stim, raster=raster)


def _drive(scene: Scene, values: object) -> None:
    scene.net.present({scene.pixels: values}, 1.0)


INPUT: dict[str, Mistake] = {
    "noise into a source": (
        lambda s: s.net.poisson_input(s.stim, 1.0, 1.0),
        INVALID,
        "'stim' | is a source and takes no input",
    ),
    "noise rate": (lambda s: s.net.poisson_input(s.cells, -1.0, 1.0), INVALID, "'cells' | Hz"),
    "noise too fast": (lambda s: s.net.poisson_input(s.cells, 1e9, 1.0), INVALID, "2000000 Hz"),
    "noise weight": (
        lambda s: s.net.poisson_input(s.cells, 1, np.nan),
        INVALID,
        "'cells' | finite",
    ),
    "noise text": (lambda s: s.net.poisson_input(s.cells, "1", 1.0), INVALID, "rate of the"),
    "drive of cells": (
        lambda s: s.net.present({s.cells: [1, 1, 1]}, 1.0),
        INVALID,
        "'cells' of model 'lif' has no drive | bernoulli, poisson or analog",
    ),
    "drive of some": (lambda s: _drive(s, [1, 1, 1]), SHAPE, "'pixels' | (1, 4) | (3,)"),
    "drive negative": (lambda s: _drive(s, [1, 1, 1, -1]), INVALID, "'pixels' | neuron 3 is -1.0"),
    "drive nan": (lambda s: _drive(s, [1, 1, np.nan, 1]), INVALID, "'pixels' | neuron 2 is nan"),
    "drive None": (lambda s: _drive(s, None), INVALID, "'pixels' | array of numbers, not None"),
    "drive text": (lambda s: _drive(s, "dark"), INVALID, "'pixels' | array of numbers"),
    "feeding cells": (
        lambda s: s.net.feed(s.cells, [1.0], [0]),
        INVALID,
        "'cells' of model 'lif' cannot be fed | spike_source",
    ),
    "feeding the past": (
        lambda s: [s.net.run(5.0), _feed(s, [1.0], [0])],
        INVALID,
        "spike 0 for 'stim' is at 1.0 ms | 5.0 ms now | next step ends at 5.1 ms",
    ),
    "feeding now": (lambda s: _feed(s, [2.0, 0.0], [0, 0]), INVALID, "spike 1 for 'stim' is at 0"),
    "feeding less than a step": (
        lambda s: _feed(s, [0.02], [0]),
        INVALID,
        "is at 0.02 ms | rounded to steps of 0.1 ms at 0.0 ms",
    ),
    "feeding nan": (lambda s: _feed(s, [np.nan], [0]), INVALID, "'stim' | the time nan ms"),
    "feeding for ever": (lambda s: _feed(s, [np.inf], [0]), INVALID, "'stim' | the time inf ms"),
    "neuron too high": (lambda s: _feed(s, [1.0], [2]), INDEX, "neuron 2 | 'stim' | 0 to 1"),
    "neuron negative": (lambda s: _feed(s, [1.0], [-1]), INDEX, "neuron -1 | 'stim' | 0 to 1"),
    "neurons as booleans": (
        lambda s: _feed(s, [1.0, 2.0], [True, False]),
        INVALID,
        "must be whole numbers, not booleans | flatnonzero",
    ),
    "repeats as text": (
        lambda s: s.net.feed(s.net.population("r", 2, snn.Poisson()), drive=[1.0], repeats="no"),
        INVALID,
        "repeats must be True or False, not 'no'",
    ),
    "learn as text": (
        lambda s: s.net.present({}, 5.0, learn="no"),
        INVALID,
        "learn must be True or False, not 'no'",
    ),
    "neuron broken": (lambda s: _feed(s, [1.0], [0.5]), INVALID, "must hold whole"),
    "times and neurons": (lambda s: _feed(s, [1.0, 2.0], [0]), SHAPE, "one length | (2,) and (1,)"),
    "lane": (lambda s: _feed(s, [1.0], [0], lane=1), INDEX, "lane 1 does not exist | 0 to 0"),
    "both": (lambda s: _feed(s, [1.0], [0], raster=[[1, 0]]), INVALID, "or a raster"),
    "neither": (lambda s: s.net.feed(s.stim), INVALID, "times and neurons, or a raster"),
    "times alone": (lambda s: s.net.feed(s.stim, [1.0]), INVALID, "times and neurons, or"),
    "raster of 2": (lambda s: _raster(s, [[2, 0]]), INVALID, "raster must hold 0 and 1"),
    "raster too wide": (lambda s: _raster(s, [[1, 0, 1]]), SHAPE, "'stim' needs 2 columns, not 3"),
    "raster flat": (lambda s: _raster(s, [1, 0]), SHAPE, "[step, neuron], not of shape (2,)"),
    "raster broken": (lambda s: _raster(s, [[0.5, 0]]), INVALID, "raster must hold whole"),
}


def _after(scene: Scene, act: object) -> object:
    scene.net.run(1.0)
    return act() if callable(act) else None


CLOCK: dict[str, Mistake] = {
    "variable": (lambda s: s.net.record(s.cells, "V_m"), INVALID, "'cells' | 'V_m' | spikes, v,"),
    "variable of a source": (lambda s: s.net.record(s.stim, "v"), INVALID, "'stim' | spikes"),
    "spikes every": (lambda s: s.net.record(s.cells, every=1.0), INVALID, "every is for state"),
    "every half step": (
        lambda s: s.net.record(s.cells, "v", every=0.05),
        INVALID,
        "every of 0.05 ms is not a whole number of steps of dt = 0.1 ms",
    ),
    "every 0": (lambda s: s.net.record(s.cells, "v", every=0.0), INVALID, "every"),
    "every negative": (
        lambda s: s.net.record(s.cells, "v", every=-1),
        INVALID,
        "every must be | -1",
    ),
    "recorded": (
        lambda s: s.net.record(s.cells, neurons=[0, 3]),
        INDEX,
        "neuron 3 to record | 0 to 2 of 'cells'",
    ),
    "recorded broken": (lambda s: s.net.record(s.cells, neurons=[0.5]), INVALID, "whole numbers"),
    "run backwards": (
        lambda s: s.net.run(-1.0),
        INVALID,
        "duration must be | not negative, not -1",
    ),
    "run nan": (lambda s: s.net.run(np.nan), INVALID, "duration must be finite | nan"),
    "run for ever": (lambda s: s.net.run(np.inf), INVALID, "duration must be finite | inf"),
    "run half a step": (lambda s: s.net.run(0.05), INVALID, "0.05 ms is not a whole number | 0.1"),
    "run text": (lambda s: s.net.run("10"), INVALID, "duration must be a number, not '10'"),
    "run None": (lambda s: s.net.run(None), INVALID, "duration must be a number, not None"),
    "late population": (
        lambda s: _after(s, lambda: s.net.population("x", 1, snn.LIF())),
        STATE,
        "population 'x' cannot be added after the network has run | first",
    ),
    "late projection": (lambda s: _after(s, s.connect), STATE, "'stim' -> 'cells' cannot be added"),
    "late noise": (
        lambda s: _after(s, lambda: s.net.poisson_input(s.cells, 1.0, 1.0)),
        STATE,
        "Poisson input cannot be added after",
    ),
    "late error": (lambda s: _after(s, s.error), STATE, "signal cannot be added after"),
    "late homeostat": (
        lambda s: _after(s, lambda: s.net.homeostasis(s.cells, snn.ThresholdToRate())),
        STATE,
        "homeostat cannot be added after",
    ),
}


def _closed(scene: Scene) -> Scene:
    scene.net.close()
    return scene


def _later(scene: Scene, part: object, what: str) -> object:
    _closed(scene)
    return getattr(part, what)


CLOSED: dict[str, Mistake] = {
    name: (act, STATE, "the network is closed | make a new one")
    for name, act in {
        "run": lambda s: _closed(s).net.run(1.0),
        "present": lambda s: _closed(s).net.present({}, 1.0),
        "reset": lambda s: _closed(s).net.reset(),
        "time": lambda s: _closed(s).net.t,
        "threads": lambda s: _closed(s).net.threads,
        "population": lambda s: _closed(s).net.population("x", 1, snn.LIF()),
        "connect": lambda s: _closed(s).connect(),
        "record": lambda s: _closed(s).net.record(s.cells),
        "feed": lambda s: _feed(_closed(s), [1.0], [0]),
        "get": lambda s: _closed(s).cells.get("tau_m"),
        "set": lambda s: _closed(s).cells.set(tau_m=1.0),
        "state": lambda s: _closed(s).cells.state("v"),
        "counts": lambda s: _closed(s).cells.counts,
        "weights": lambda s: _later(s, s.connect(), "weights"),
        "spikes": lambda s: _later(s, s.net.record(s.cells), "times"),
        "error": lambda s: _closed(s).error(),
    }.items()
}

TABLE = {
    **INPUT,
    **CLOCK,
    **{f"{name} after close": mistake for name, mistake in CLOSED.items()},
}


@pytest.mark.parametrize("mistake", TABLE.values(), ids=TABLE)
def test_a_mistake_is_answered_with_a_sentence(mistake: Mistake) -> None:
    refuses(mistake)


def test_attributes_that_nothing_reads_are_not_set_by_mistake() -> None:
    net = snn.Network(dt=1.0)
    cells = net.population("cells", 3, snn.LIF())
    synapses = net.connect(cells, cells, snn.AllToAll(), weight=0.1)
    holds = net.homeostasis(cells, snn.ThresholdToRate(5.0, period=10.0))
    spikes = net.record(cells)
    for part, name in [
        (cells, "size"),
        (cells, "v_thresh"),
        (synapses, "weight"),
        (synapses, "delay"),
        (synapses, "freeze"),
        (holds, "gain"),
        (holds, "activ"),
        (spikes, "every"),
        (spikes, "start"),
    ]:
        with pytest.raises(snn.InvalidArgumentError, match=f"assigning {name} of"):
            setattr(part, name, 2.0)
    with pytest.raises(snn.InvalidArgumentError, match="assigning precision of"):
        net.precision = "double"  # pyright: ignore
    for name in ("dt", "seed", "batch"):
        with pytest.raises(AttributeError, match=name):
            setattr(net, name, 2)
    synapses.weights = 0.5
    holds.active = False
    assert (synapses.weights == 0.5).all()


def test_a_rule_without_fields_takes_no_values() -> None:
    class Mine(snn.Rule):
        rate: float = 0.1

        def terms(self) -> list[snn.Term]:
            return [snn.Term(snn.Trace(20.0), snn.Spike(), self.rate)]

    for make in (lambda: Mine(rate=5.0), lambda: Mine(5.0)):  # pyright: ignore
        with pytest.raises(snn.InvalidArgumentError, match=r"Mine takes no values.*@dataclass"):
            make()


def test_structural_operations_are_of_projections() -> None:
    net = snn.Network(dt=1.0)
    cells = net.population("cells", 3, snn.LIF())
    net.connect(cells, cells, snn.AllToAll(), weight=0.1)
    for given in (cells, net, None):
        with pytest.raises(snn.InvalidArgumentError, match="needs a projection of this network"):
            net.structure(given, snn.Prune(fraction=0.5), period=1.0)  # pyright: ignore
