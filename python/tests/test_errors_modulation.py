"""Wrong signals, modulators and moved parameters are answered with a sentence."""

from __future__ import annotations

import numpy as np
import pytest
from _helpers import Mistake, Scene, refuses

import swiftsnn as snn
from swiftsnn import _capi

INVALID, SHAPE, INDEX = snn.InvalidArgumentError, snn.ShapeError, snn.IndexOutOfRangeError
STATE = snn.StateError


def _reward(scene: Scene, **options: float) -> snn.Reward:
    return snn.Reward(scene.net, **options)


def _late(scene: Scene) -> Scene:
    """After its first step."""
    scene.net.run(1.0)
    return scene


def _route(scene: Scene, parameter: str = "i_offset", **options: float) -> None:
    scene.net.modulate(scene.cells, parameter, _reward(scene), **options)


def _graded(scene: Scene) -> snn.Population:
    return scene.net.population("graded", 3, snn.RateUnit())


SIGNALS: dict[str, Mistake] = {
    "tau of a reward": (lambda s: _reward(s, tau=0.0), INVALID, "tau of a reward | above 0"),
    "share of the mean": (lambda s: _reward(s, mean_rate=2.0), INVALID, "mean_rate | at most 1"),
    "amounts": (lambda s: _reward(s).give([1.0, 2.0]), SHAPE, "one a batch lane, 1, not 2"),
    "amount": (lambda s: _reward(s).give(np.nan), INVALID, "amount of a reward | not nan"),
    "amount as text": (lambda s: _reward(s).give("much"), INVALID, "amount of a reward"),  # pyright: ignore
    "reward in the past": (
        lambda s: [r := _reward(s), s.net.run(1.0), r.give(1.0, at=0.5)],
        INVALID,
        "step 5 | has done 10",
    ),
    "reward between steps": (lambda s: _reward(s).give(1.0, at=0.55), INVALID, "whole number"),
    "reward after the start": (lambda s: _reward(_late(s)), STATE, "a signal | add everything"),
    "concentration of numbers": (
        lambda s: snn.Concentration(_graded(s)),
        INVALID,
        "a concentration of 'graded' | spikes | 'rate'",
    ),
    "goodness of numbers": (lambda s: snn.Goodness(_graded(s)), INVALID, "spikes | 'rate'"),
    "channel of a gate": (
        lambda s: snn.Gate(s.net, [(0.0, 1.0, 2.0)], classes=2),
        INDEX,
        "channel 2 of a gate | 0 to 1",
    ),
    "half a channel": (
        lambda s: snn.Gate(s.net, [(0.0, 1.0, 0.5)]),
        INVALID,
        "channels of a gate | whole number",
    ),
    "no amount": (lambda s: snn.Concentration(s.cells, amount=0.0), INVALID, "'cells' | 1 / tau"),
    "uneven concentrations": (
        lambda s: snn.Concentration(s.cells, classes=2),
        SHAPE,
        "'cells' | 3 neurons | 2 classes",
    ),
    "half a concentration": (
        lambda s: snn.Concentration(s.cells, classes=1.5),  # pyright: ignore
        INVALID,
        "classes | whole number",
    ),
    "label of a goodness": (
        lambda s: snn.Goodness(s.cells).set_labels(2),
        INDEX,
        "label 2 of batch lane 0 | 0 to 1",
    ),
    "taught reward": (
        lambda s: s.net.present({}, 1.0, teach={_reward(s): 1}),  # pyright: ignore
        INVALID,
        "teach maps",
    ),
    "gate that closes early": (lambda s: snn.Gate(s.net, [(2.0, 1.0)]), INVALID, "2.0 to 1.0"),
    "gate beyond its period": (
        lambda s: snn.Gate(s.net, [(2.0, 6.0)], period=5.0),
        INVALID,
        "period of 5.0 ms | 2.0 to 6.0",
    ),
    "gate without stops": (lambda s: snn.Gate(s.net, [1.0, 2.0]), INVALID, "pairs (start, stop)"),  # pyright: ignore
    "gate of less than a step": (
        lambda s: snn.Gate(s.net, [(0.0, 0.01)], period=0.01),
        INVALID,
        "period of a gate | a step of 0.1 ms",
    ),
    "too long a delay": (
        lambda s: snn.Concentration(s.cells, delay=1e9),
        snn.OutOfMemoryError,
        "values of a concentration of 'cells'",
    ),
}

MODULATORS: dict[str, Mistake] = {
    "error as a number": (
        lambda s: s.error().reach(s.cells),
        SHAPE,
        "'cells' | one number | an error signal of 'out' has 3",
    ),
    "no signal": (lambda s: snn.Scalar(1.0), INVALID, "a Scalar carries a signal"),  # pyright: ignore
    "nonlinearity": (
        lambda s: snn.Broadcast(s.error(), s.cells, nonlinearity="sigmoid"),
        INVALID,
        "'sigmoid' | valid ones are tanh, identity, relu",
    ),
    "shape of a matrix": (
        lambda s: snn.FixedFeedback(s.error(), s.cells, np.ones((3, 4))),
        SHAPE,
        "'cells' | (3, 3), not (3, 4)",
    ),
    "matrix of infinities": (
        lambda s: snn.FixedFeedback(s.error(), s.cells, np.full((3, 3), np.inf)),
        INVALID,
        "matrix | 'cells' | inf",
    ),
    "feedback of others": (
        lambda s: snn.TransposedFeedback(snn.PopulationError(s.cells, 2), s.connect()),
        SHAPE,
        "3 neurons | 2 classes",
    ),
    "transposed classes": (
        lambda s: snn.TransposedFeedback(snn.Concentration(s.out, classes=2), s.connect()),
        SHAPE,
        "'stim' | population 'cells' that splits into the 2 classes",
    ),
    "learned feedback of numbers": (
        lambda s: snn.LearnedFeedback(s.error(), _graded(s)),
        INVALID,
        "'graded' | spikes",
    ),
    "period of feedback": (
        lambda s: snn.TransposedFeedback(_reward(s), s.connect(), period=0.0),
        INVALID,
        "period | 'stim' | above 0",
    ),
    "factor": (lambda s: _reward(s) * 2.0, INVALID, "multiplied by another | gain"),  # pyright: ignore
    "factors of two networks": (
        lambda s: _reward(s) * _reward(Scene.make()),
        INVALID,
        "different networks",
    ),
    "factors of two populations": (
        lambda s: (snn.Broadcast(s.error(), s.out) * _reward(s)).reach(s.cells),
        INVALID,
        "'out', not 'cells'",
    ),
    "modulator after the start": (
        lambda s: [r := _reward(s), s.net.run(1.0), r.reach(s.cells)],
        STATE,
        "a modulator | add everything",
    ),
    "matrix of a feedback": (
        lambda s: snn.LearnedFeedback(s.error(), s.cells).matrix("a"),
        INVALID,
        "no modulatory neurons",
    ),
}

ROUTES: dict[str, Mistake] = {
    "parameter": (lambda s: _route(s, "v_tresh"), INVALID, "'cells' | 'v_tresh' | v_thresh"),
    "start": (lambda s: _route(s, "v_init"), INVALID, "v_init of 'cells' | can move"),
    "switch": (lambda s: _route(s, "subtract"), INVALID, "subtract of 'cells' | can move"),
    "bounds": (lambda s: _route(s, lower=1.0, upper=0.0), INVALID, "lower <= upper, not 1.0"),
    "together": (lambda s: _route(s, "v_thresh"), INVALID, "v_thresh of 'cells' | bounds"),
    "batch": (lambda s: _route(Scene.make(batch=2)), STATE, "i_offset of 'cells' | batch = 1"),
    "twice": (lambda s: [_route(s), _route(s)], INVALID, "i_offset of 'cells' | there already"),
    "modulator": (
        lambda s: s.net.modulate(s.cells, "i_offset", 1.0),  # pyright: ignore
        INVALID,
        "i_offset of 'cells' | a modulator such as",
    ),
    "others": (
        lambda s: s.net.modulate(s.cells, "i_offset", snn.Broadcast(s.error(), s.out)),
        INVALID,
        "'out', not 'cells'",
    ),
    "late": (
        lambda s: [
            r := _reward(s),
            r.reach(s.cells),
            s.net.run(1.0),
            s.net.modulate(s.cells, "i_offset", r),
        ],
        STATE,
        "the modulation of a parameter | add everything",
    ),
    "thresholds of two": (
        lambda s: [
            _route(s, "v_thresh", lower=-60.0),
            s.net.homeostasis(s.cells, snn.ThresholdToRate()),
            s.net.prepare(),
        ],
        STATE,
        "v_thresh of 'cells' and a homeostat",
    ),
}


@pytest.mark.parametrize("mistake", SIGNALS.values(), ids=SIGNALS)
def test_a_wrong_signal(mistake: Mistake) -> None:
    refuses(mistake)


@pytest.mark.parametrize("mistake", MODULATORS.values(), ids=MODULATORS)
def test_a_wrong_modulator(mistake: Mistake) -> None:
    refuses(mistake)


@pytest.mark.parametrize("mistake", ROUTES.values(), ids=ROUTES)
def test_a_wrong_moved_parameter(mistake: Mistake) -> None:
    refuses(mistake)


def test_a_projection_that_is_read_cannot_be_removed() -> None:
    scene = Scene.make()
    projection = scene.connect()
    feedback = snn.TransposedFeedback(snn.Concentration(scene.cells), projection)
    with pytest.raises(STATE, match="carried back through it"):
        _capi.check(_capi.lib.snn_projection_remove(scene.net.token, projection.index))
    scene.net.run(1.0)
    np.testing.assert_array_equal(feedback.matrix("b"), np.full((1, 2), 1.5))
