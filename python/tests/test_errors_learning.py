"""Mistakes of learning: rules, errors, what carries them, homeostats."""

from __future__ import annotations

# pyright: reportArgumentType=false, reportCallIssue=false, reportOperatorIssue=false
import numpy as np
import pytest
from _helpers import Mistake, Scene, refuses

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
    "post factor": (
        lambda s: _learn(s, snn.ThreeFactor(post="spikes")),
        INVALID,
        "swiftsnn.Spike() | a product | 'spikes'",
    ),
    "decay negative": (
        lambda s: _learn(s, snn.ThreeFactor(eligibility=snn.Decay(-1.0))),
        INVALID,
        "tau of Decay must be above 0 ms, not -1.0",
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
        "a learning presentation of 10000000000 steps | smaller",
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
    "label broken": (lambda s: s.error().set_labels([0.5]), INVALID, "label must hold whole"),
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


@pytest.mark.parametrize("mistake", LEARNING.values(), ids=LEARNING)
def test_a_mistake_is_answered_with_a_sentence(mistake: Mistake) -> None:
    refuses(mistake)
