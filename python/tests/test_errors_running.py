"""Mistakes of learning, input, recording and the clock, and those not yet answered well."""

from __future__ import annotations

# pyright: reportArgumentType=false, reportOperatorIssue=false
import numpy as np
import pytest
from _helpers import Mistake, Scene, known_bug, refuses

import swiftsnn as snn

INVALID, SHAPE, INDEX = snn.InvalidArgumentError, snn.ShapeError, snn.IndexOutOfRangeError
STATE, MEMORY = snn.StateError, snn.OutOfMemoryError


def _learn(scene: Scene, rule: object) -> object:
    return scene.connect(plasticity=rule)


def _gate(scene: Scene, **options: object) -> snn.Broadcast:
    return snn.Broadcast(scene.error(), scene.cells, **options)


LEARNING: dict[str, Mistake] = {
    "weight out of bounds": (
        lambda s: s.connect(weight=5.0, plasticity=snn.PairSTDP()),
        INVALID,
        "weight 0 of 'stim -> cells' is 5.0 | bounds 0.0 to 1.0 | first",
    ),
    "bounds turned": (
        lambda s: _learn(s, snn.PairSTDP(w_min=1.0, w_max=0.0)),
        INVALID,
        "'stim -> cells' | lower <= upper",
    ),
    "tau 0": (lambda s: _learn(s, snn.PairSTDP(tau_plus=0.0)), INVALID, "tau | above 0 | not 0"),
    "rate nan": (
        lambda s: _learn(s, snn.PairSTDP(a_plus=np.nan)),
        INVALID,
        "'stim -> cells' | nan",
    ),
    "same rule twice": (
        lambda s: _learn(s, [snn.PairSTDP(), snn.PairSTDP()]),
        INVALID,
        "'stim -> cells' | several plasticity terms | at most one",
    ),
    "post factor": (
        lambda s: _learn(s, snn.ThreeFactor(post="spikes")),
        INVALID,
        "'spikes' | valid ones are spike, trace, window, one",
    ),
    "decay negative": (
        lambda s: _learn(s, snn.ThreeFactor(eligibility=snn.Decay(-1.0))),
        INVALID,
        "tau_eligibility | 'stim -> cells' | -1.0",
    ),
    "gate of others": (
        lambda s: _learn(s, snn.ThreeFactor().gated_by(snn.Broadcast(s.error(), s.out))),
        INVALID,
        "reaches 'out', not 'cells' | make one",
    ),
    "classes of the target": (
        lambda s: _learn(s, snn.Delta(s.error(classes=2))),
        INVALID,
        "'cells' | 2 classes",
    ),
    "batch that learns in run": (
        lambda s: [(t := Scene.make(batch=2)), _learn(t, snn.PairSTDP()), t.net.run(1.0)],
        STATE,
        "'stim -> cells' | batch = 1 | present",
    ),
    "learning rate": (lambda s: s.connect().set_learning_rate(-1.0), INVALID, "0 to 1e6, not -1"),
    "weights out of bounds": (
        lambda s: setattr(_learn(s, snn.PairSTDP()), "weights", [2.0] * 6),
        INVALID,
        "weight 0 of 'stim -> cells' is 2.0 | bounds 0.0 to 1.0",
    ),
    "too long to learn from": (
        lambda s: [_learn(s, snn.ThreeFactor()), s.net.present({}, 1e9, learn=True)],
        MEMORY,
        "a learning presentation of 10000000000 steps | too long",
    ),
    "uneven classes": (lambda s: s.error(classes=4), SHAPE, "'out' | 6 neurons | 4 classes"),
    "no classes": (lambda s: s.error(classes=0), INVALID, "classes | 'out' | at least 1"),
    "classes broken": (lambda s: s.error(classes=2.5), INVALID, "classes | whole number | 2.5"),
    "rule of the error": (
        lambda s: s.error(rule="winner-take-all"),
        INVALID,
        "'winner-take-all' | valid ones are rate, winner_take_all, softmax",
    ),
    "tau of the error": (lambda s: s.error(tau=0.0), INVALID, "tau | 'out' | above 0"),
    "modulators negative": (lambda s: _gate(s, through=-1), INVALID, "through | 'cells' | -1"),
    "modulators broken": (lambda s: _gate(s, through=1.5), INVALID, "through | 'cells' | whole"),
    "scale negative": (lambda s: _gate(s, scale_a=-1.0), INVALID, "scale_a | 'cells' | -1.0"),
    "broadcast to others": (
        lambda s: snn.Broadcast(s.error(), Scene.make().cells),
        INVALID,
        "'out' and 'cells' | different networks",
    ),
    "matrix": (lambda s: _gate(s).matrix("c"), INVALID, "'c' | valid ones are a, b"),
    "matrix a": (lambda s: _gate(s, through=0).matrix("a"), INVALID, "no modulatory neurons"),
    "labels": (lambda s: s.error().set_labels([0, 1]), SHAPE, "one label a batch lane, 1, not 2"),
    "label": (lambda s: s.error().set_labels([3]), INDEX, "label 3 of batch lane 0 | 0 to 2 | -1"),
    "label broken": (lambda s: s.error().set_labels([0.5]), INVALID, "labels must hold whole"),
    "homeostat of a source": (
        lambda s: s.net.homeostasis(s.stim, snn.ThresholdToRate()),
        INVALID,
        "'stim' | threshold | 'spike_source'",
    ),
    "homeostat's bounds": (
        lambda s: s.net.homeostasis(s.cells, snn.ThresholdToRate(lower=1.0, upper=0.0)),
        INVALID,
        "'cells' | lower <= upper",
    ),
    "homeostat's target": (
        lambda s: s.net.homeostasis(s.cells, snn.ThresholdToRate(target=-5.0)),
        INVALID,
        "target | 'cells' | Hz, not -5.0",
    ),
}


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
        "'stim' is a source and takes no input",
    ),
    "noise rate": (lambda s: s.net.poisson_input(s.cells, -1.0, 1.0), INVALID, "'cells' | Hz"),
    "noise too fast": (lambda s: s.net.poisson_input(s.cells, 1e9, 1.0), INVALID, "2000000 Hz"),
    "noise weight": (
        lambda s: s.net.poisson_input(s.cells, 1, np.nan),
        INVALID,
        "'cells' | finite",
    ),
    "noise text": (lambda s: s.net.poisson_input(s.cells, "1", 1.0), INVALID, "rate must be a n"),
    "drive of cells": (
        lambda s: s.net.present({s.cells: [1, 1, 1]}, 1.0),
        INVALID,
        "'cells' of model 'lif' has no drive | bernoulli or poisson",
    ),
    "drive of some": (lambda s: _drive(s, [1, 1, 1]), SHAPE, "'pixels' | (1, 4) | (3,)"),
    "drive negative": (lambda s: _drive(s, [1, 1, 1, -1]), INVALID, "'pixels' | neuron 3 is -1.0"),
    "drive nan": (lambda s: _drive(s, [1, 1, np.nan, 1]), INVALID, "'pixels' | neuron 2 is nan"),
    "drive None": (lambda s: _drive(s, None), SHAPE, "'pixels' | (1, 4)"),
    "drive text": (lambda s: _drive(s, "dark"), INVALID, "'pixels' | array of numbers"),
    "feeding cells": (
        lambda s: s.net.feed(s.cells, [1.0], [0]),
        INVALID,
        "'cells' of model 'lif' cannot be fed | spike_source",
    ),
    "feeding the past": (
        lambda s: [s.net.run(5.0), _feed(s, [1.0], [0])],
        INVALID,
        "spike 0 for 'stim' is at 1.0 ms | 5.0 ms now | after this",
    ),
    "feeding now": (lambda s: _feed(s, [2.0, 0.0], [0, 0]), INVALID, "spike 1 for 'stim' is at 0"),
    "feeding nan": (lambda s: _feed(s, [np.nan], [0]), INVALID, "'stim' is at nan ms"),
    "feeding for ever": (lambda s: _feed(s, [np.inf], [0]), INVALID, "'stim' is at inf ms"),
    "neuron too high": (lambda s: _feed(s, [1.0], [2]), INDEX, "neuron 2 | 'stim' | 0 to 1"),
    "neuron negative": (lambda s: _feed(s, [1.0], [-1]), INDEX, "neuron -1 | 'stim' | 0 to 1"),
    "neuron broken": (lambda s: _feed(s, [1.0], [0.5]), INVALID, "neurons must hold whole"),
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
    "recorded broken": (lambda s: s.net.record(s.cells, neurons=[0.5]), INVALID, "neurons must h"),
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
        "weights": lambda s: [(p := s.connect()), _closed(s), p.weights],
        "spikes": lambda s: [(r := s.net.record(s.cells)), _closed(s), r.times],
        "error": lambda s: _closed(s).error(),
    }.items()
}

TABLE = {
    **LEARNING,
    **INPUT,
    **CLOCK,
    **{f"{name} after close": mistake for name, mistake in CLOSED.items()},
}


@pytest.mark.parametrize("mistake", TABLE.values(), ids=TABLE)
def test_a_mistake_is_answered_with_a_sentence(mistake: Mistake) -> None:
    refuses(mistake)


_OTHER = "another network"

UNANSWERED: dict[str, Mistake] = {
    "record others": (lambda s: s.net.record(Scene.make().cells), INVALID, _OTHER),
    "noise to others": (lambda s: s.net.poisson_input(Scene.make().cells, 1, 1), INVALID, _OTHER),
    "homeostat of others": (
        lambda s: s.net.homeostasis(Scene.make().cells, snn.ThresholdToRate()),
        INVALID,
        _OTHER,
    ),
    "drive of others": (
        lambda s: s.net.present({Scene.make().pixels: [1] * 4}, 1),
        INVALID,
        _OTHER,
    ),
    "feed others": (lambda s: s.net.feed(Scene.make().stim, [1.0], [0]), INVALID, _OTHER),
    "teach others": (
        lambda s: s.net.present({}, 1.0, teach={Scene.make().error(): [1]}),
        INVALID,
        _OTHER,
    ),
    "record by name": (lambda s: s.net.record("cells"), INVALID, "population | 'cells'"),
    "drive by name": (lambda s: s.net.present({"pixels": [1] * 4}, 1.0), INVALID, "'pixels'"),
    "drive without a source": (lambda s: s.net.present([1] * 4, 1.0), INVALID, "inputs"),
    "noise by name": (
        lambda s: s.net.poisson_input("cells", 1, 1),
        INVALID,
        "population | 'cells'",
    ),
    "error of a name": (lambda s: snn.PopulationError("out", 3), INVALID, "population | 'out'"),
    "broadcast of cells": (lambda s: snn.Broadcast(s.out, s.cells), INVALID, "PopulationError"),
    "delta of cells": (lambda s: _learn(s, snn.Delta(s.out)), INVALID, "PopulationError"),
    "gate an error": (
        lambda s: _learn(s, snn.ThreeFactor().gated_by(s.error())),
        INVALID,
        "Broadcast",
    ),
    "homeostat by name": (
        lambda s: s.net.homeostasis(s.cells, "threshold_to_rate"),
        INVALID,
        "swiftsnn.ThresholdToRate",
    ),
    "rule by name": (lambda s: _learn(s, "stdp"), INVALID, "'stim -> cells' | swiftsnn.PairSTDP"),
    "rule class": (lambda s: _learn(s, snn.PairSTDP), INVALID, "'stim -> cells' | swiftsnn.P"),
    "decay a number": (lambda s: _learn(s, snn.ThreeFactor(eligibility=5.0)), INVALID, "Decay"),
    "trace a number": (lambda s: _learn(s, snn.ThreeFactor(pre=5.0)), INVALID, "Trace"),
    "eligibility of 0 ms": (
        lambda s: _learn(s, snn.ThreeFactor(eligibility=snn.Decay(0.0))),
        INVALID,
        "above 0",
    ),
    "rule's own name of a rate": (
        lambda s: _learn(s, snn.PairSTDP(a_plus="x")),
        INVALID,
        "a_plus | 'stim -> cells'",
    ),
    "arrays in a union": (
        lambda s: s.connect(snn.AllToAll() | snn.FromArrays([0], [0])),
        INVALID,
        "FromArrays",
    ),
    "number in a union": (lambda s: s.connect(snn.AllToAll() | 3), INVALID, "3"),
    "delays of rules": (
        lambda s: s.connect(delay=[1.0, 2.0]),
        INVALID,
        "delay of 'stim -> cells' | distribution | FromArrays",
    ),
    "array of text": (
        lambda s: s.net.population("x", 1, snn.LIF(tau_m=["20"])),
        INVALID,
        "tau_m of 'x'",
    ),
    "ragged": (
        lambda s: s.net.population("x", 2, snn.LIF(tau_m=[[1.0], [1.0, 2.0]])),
        INVALID,
        "tau_m of population 'x'",
    ),
    "set a matrix": (lambda s: s.cells.set(tau_m=np.ones((1, 3))), SHAPE, "tau_m of | (1, 3)"),
    "weights a matrix": (
        lambda s: setattr(s.connect(), "weights", np.ones((2, 3))),
        SHAPE,
        "weights of 'stim -> cells' | (2, 3)",
    ),
    "index of 41 bits": (
        lambda s: s.connect(snn.FromArrays([2**40], [0])),
        INDEX,
        "pre[0] is 1099511627776",
    ),
    "no time": (lambda s: s.net.present({}, 0.0), INVALID, "duration"),
    "time without end": (lambda s: s.net.present({}, 1e300), INVALID, "1e+300"),
    "time beyond 64 bits": (lambda s: s.net.present({}, 1844674407370955571), INVALID, "duration"),
    "every 0 ms": (lambda s: s.net.record(s.cells, "v", every=0.0), INVALID, "every | ms"),
    "threads by default": (lambda s: snn.Network(threads=5000), INVALID, "1 to 1024, not 5000"),
    "seed of 65 bits": (lambda s: snn.Network(seed=2**64), INVALID, "2**64 - 1"),
}


@known_bug("taken as it is, answered in Python's own words, or with a sentence that misleads")
@pytest.mark.parametrize("mistake", UNANSWERED.values(), ids=UNANSWERED)
def test_a_mistake_not_yet_answered_well(mistake: Mistake) -> None:
    refuses(mistake)


@known_bug("the representation counts the synapses or rows of a network that is gone")
def test_parts_of_a_closed_network_can_be_printed() -> None:
    scene = Scene.make()
    parts = (scene.connect(), scene.net.record(scene.cells), scene.cells, scene.error())
    scene.net.close()
    assert ["stim", "cells", "cells", "out"] == [
        repr(part).split("'")[1].split()[0] for part in parts
    ]
