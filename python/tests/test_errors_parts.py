"""Wrong things in the place of parts: of another network, names, classes, shapes, extremes."""

from __future__ import annotations

# pyright: reportArgumentType=false, reportCallIssue=false, reportOperatorIssue=false
import numpy as np
import pytest
from _helpers import Mistake, Scene, refuses

import swiftsnn as snn

INVALID, SHAPE, INDEX = snn.InvalidArgumentError, snn.ShapeError, snn.IndexOutOfRangeError


def _learn(scene: Scene, rule: object) -> object:
    return scene.connect(plasticity=rule)


_OTHER = "another network"

MISTAKES: dict[str, Mistake] = {
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
        SHAPE,
        "needs a signal of one number | carry it through a matrix or by class groups",
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
        "tau_m of population 'x'",
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


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_answered_with_a_sentence(mistake: Mistake) -> None:
    refuses(mistake)


def test_parts_of_a_closed_network_can_be_printed() -> None:
    scene = Scene.make()
    parts = (scene.connect(), scene.net.record(scene.cells), scene.cells, scene.error())
    scene.net.close()
    names = [repr(part).split("'")[1].split()[0] for part in parts]
    assert names == ["stim", "cells", "cells", "out"]
