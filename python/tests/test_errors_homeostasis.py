"""Mistakes of homeostats and gains."""

from __future__ import annotations

# pyright: reportArgumentType=false, reportCallIssue=false
import numpy as np
import pytest
from _helpers import Mistake, Scene, refuses

import swiftsnn as snn
from swiftsnn import _capi


def _on(scene: Scene, homeostat: object) -> snn.Homeostasis:
    return scene.net.homeostasis(scene.connect(), homeostat)


def _ran(scene: Scene, homeostat: snn.Homeostat) -> None:
    _on(scene, homeostat)
    scene.net.run(1.0)


INVALID, SHAPE, STATE = snn.InvalidArgumentError, snn.ShapeError, snn.StateError
MISTAKES: dict[str, Mistake] = {
    "never": (
        lambda s: s.net.homeostasis(s.cells, snn.GainToRate(presentations=False)),
        INVALID,
        "gain_to_rate of 'cells' would never act | period",
    ),
    "period between steps": (
        lambda s: s.net.homeostasis(s.cells, snn.GainToRate(period=0.33 * s.net.dt)),
        INVALID,
        "period of | 'cells' | whole number of steps",
    ),
    "period negative": (
        lambda s: s.net.homeostasis(s.cells, snn.GainToRate(period=-1.0)),
        INVALID,
        "period of | 'cells' | at least 0",
    ),
    "targets": (
        lambda s: s.net.homeostasis(s.cells, snn.BiasToRate([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0])),
        SHAPE,
        "target of the homeostat bias_to_rate of 'cells' needs one value or | not 7",
    ),
    "targets of a table": (
        lambda s: s.net.homeostasis(s.cells, snn.BiasToRate([[1.0]])),
        SHAPE,
        "target of BiasToRate of 'cells' | one a neuron | (1, 1)",
    ),
    "target text": (
        lambda s: s.net.homeostasis(s.cells, snn.BiasToRate("fast")),
        INVALID,
        "target of BiasToRate of 'cells' must be a number, not 'fast'",
    ),
    "gain array": (
        lambda s: _on(s, snn.WeightsToRate(gain=[1.0, 2.0])),
        SHAPE,
        "gain of the homeostat weights_to_rate of 'stim -> cells' needs one value, not 2",
    ),
    "rate 0": (
        lambda s: _on(s, snn.WeightsToRate(0.0)),
        INVALID,
        "target | 'stim -> cells' | above 0 | Hz, not 0.0",
    ),
    "of a projection": (
        lambda s: _on(s, snn.ThresholdToRate()),
        INVALID,
        "'threshold_to_rate' is for a population, not for a projection",
    ),
    "of a population": (
        lambda s: s.net.homeostasis(s.cells, snn.WeightsToSum()),
        INVALID,
        "'weights_to_sum' is for a projection, not for a population",
    ),
    "gain of a source": (
        lambda s: s.net.homeostasis(s.stim, snn.GainToRate()),
        INVALID,
        "'stim' of model 'spike_source' is a source",
    ),
    "bias of a source": (
        lambda s: s.net.homeostasis(s.stim, snn.BiasToRate()),
        INVALID,
        "take a current | 'stim' of model 'spike_source' is a source",
    ),
    "gains": (lambda s: s.cells.set_gain(-1.0), INVALID, "gain of population 'cells' | not -1.0"),
    "gains not numbers": (lambda s: s.cells.set_gain(np.nan), INVALID, "'cells' | not nan"),
    "gains of some": (lambda s: s.cells.set_gain([1.0] * 99), SHAPE, "gain | 'cells' | not 99"),
    "gain unread": (lambda s: s.cells.state("gain"), INVALID, "'gain' | valid ones are v,"),
    "score": (
        lambda s: _on(s, snn.LearningRateToScore()).report(np.inf),
        INVALID,
        "score of | 'stim -> cells' | finite | not inf",
    ),
    "score of sums": (
        lambda s: _on(s, snn.WeightsToSum()).report(1.0),
        INVALID,
        "weights_to_sum of 'stim -> cells' takes no scores",
    ),
    "score of a decay": (
        lambda s: _on(s, snn.LearningRateDecay()).report(1.0),
        INVALID,
        "takes no scores",
    ),
    "estimate of sums": (
        lambda s: _on(s, snn.WeightsToSum()).estimate,
        INVALID,
        "unknown variable | 'estimate' | valid ones are target",
    ),
    "target of a decay": (
        lambda s: setattr(_on(s, snn.LearningRateDecay()), "target", 1.0),
        INVALID,
        "learning_rate_decay of 'stim -> cells' has no target",
    ),
    "target negative": (
        lambda s: setattr(_on(s, snn.WeightsToSum()), "target", -1.0),
        INVALID,
        "target | 'stim -> cells' | not -1.0",
    ),
    "targets of others": (
        lambda s: setattr(_on(s, snn.WeightsToSum()), "target", [1.0] * 99),
        SHAPE,
        "targets of | 'stim -> cells' | one value or | not 99",
    ),
    "excitation": (
        lambda s: _ran(s, snn.InhibitionToRate()),
        INVALID,
        "'stim -> cells' needs inhibitory weights | weight 0 is",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_answered_with_a_sentence(mistake: Mistake) -> None:
    refuses(mistake)


def test_a_projection_with_a_homeostat_is_not_taken_back() -> None:
    scene = Scene.make()
    _on(scene, snn.WeightsToSum())
    status = _capi.lib.snn_projection_remove(scene.net.token, scene.net.projections[-1].index)
    with pytest.raises(snn.StateError, match="cannot be removed: it has a homeostat"):
        _capi.check(status)
